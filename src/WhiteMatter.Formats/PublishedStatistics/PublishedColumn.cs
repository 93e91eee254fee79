namespace WhiteMatter.Formats.PublishedStatistics;

/// <summary>What a column of published summary statistics says.</summary>
public enum PublishedColumn
{
    /// <summary>The chromosome.</summary>
    Chromosome,

    /// <summary>The position in base pairs, from 1.</summary>
    Position,

    /// <summary>The variant's name, an rs number where there is one.</summary>
    Id,

    /// <summary>Another name of the variant, taken where the first is missing.</summary>
    OtherId,

    /// <summary>The allele that the effect is of.</summary>
    EffectAllele,

    /// <summary>The other allele.</summary>
    OtherAllele,

    /// <summary>The reference allele, where effect and other allele are told by REF and ALT.</summary>
    Reference,

    /// <summary>The alternate allele.</summary>
    Alternate,

    /// <summary>Frequency of the effect allele.</summary>
    Frequency,

    /// <summary>The effect of one more effect allele: β, or the logarithm of an odds ratio.</summary>
    Effect,

    /// <summary>An odds or hazard ratio.</summary>
    Ratio,

    /// <summary>Standard error of the effect, on the scale of β or of the logarithm.</summary>
    StandardError,

    /// <summary>P.</summary>
    P,

    /// <summary>−log10 P.</summary>
    NegLog10P,

    /// <summary>The effect over its standard error.</summary>
    Z,

    /// <summary>People.</summary>
    People,

    /// <summary>Cases.</summary>
    Cases,

    /// <summary>Controls.</summary>
    Controls,

    /// <summary>Quality of imputation.</summary>
    ImputationQuality,

    /// <summary>What was tested, of programs that write several rows a variant.</summary>
    Test,
}
