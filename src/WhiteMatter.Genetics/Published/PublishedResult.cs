namespace WhiteMatter.Genetics.Published;

/// <summary>One variant of published summary statistics, with what was missing computed.</summary>
/// <param name="Chromosome">The chromosome's normalised name.</param>
/// <param name="Position">The position, from 1.</param>
/// <param name="Id">The variant's name.</param>
/// <param name="EffectAllele">The allele that the effect is of.</param>
/// <param name="OtherAllele">The other allele.</param>
/// <param name="Frequency">Frequency of the effect allele; NaN where it is not known.</param>
/// <param name="Beta">The effect, or z where the file has z alone.</param>
/// <param name="StandardError">Its standard error; 1 of z.</param>
/// <param name="NegLog10P">−log10 P.</param>
/// <param name="People">People; 0 where their number is not known.</param>
/// <param name="ImputationQuality">Quality of imputation; NaN where it is not known.</param>
/// <param name="Line">The line of the file, from 1.</param>
public sealed record PublishedResult(
    string Chromosome,
    int Position,
    string Id,
    string EffectAllele,
    string OtherAllele,
    double Frequency,
    double Beta,
    double StandardError,
    double NegLog10P,
    int People,
    double ImputationQuality,
    long Line);

/// <summary>Why a row of published summary statistics is left out.</summary>
public enum LeftOutReason
{
    /// <summary>It says no chromosome and position, and nothing tells them.</summary>
    NoPlace,

    /// <summary>Its alleles are missing, the same, or no sequences.</summary>
    AllelesUnknown,

    /// <summary>It has no effect, or an odds ratio that is not above 0.</summary>
    NoEffect,

    /// <summary>Its standard error is not above 0, or is missing and does not follow from effect and P.</summary>
    NoStandardError,

    /// <summary>Its P is no number from 0 to 1.</summary>
    NoP,

    /// <summary>It is of another test than the additive one.</summary>
    OtherTest,

    /// <summary>It lies beyond the end of its chromosome, whatever the build.</summary>
    Impossible,

    /// <summary>Its effect, standard error or their ratio is beyond any that a study has.</summary>
    OutOfRange,

    /// <summary>The same alleles stand at the same place in an earlier row.</summary>
    Duplicate,
}
