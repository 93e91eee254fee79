namespace WhiteMatter.Formats.PublishedStatistics;

/// <summary>A row of published summary statistics as it stands: what is missing is NaN or an empty text.</summary>
public sealed class PublishedRow
{
    /// <summary>The line, from 1.</summary>
    public long Line { get; internal set; }

    /// <summary>The chromosome's normalised name.</summary>
    public string Chromosome { get; internal set; } = "";

    /// <summary>The position; 0 where there is none.</summary>
    public int Position { get; internal set; }

    /// <summary>The variant's name.</summary>
    public string Id { get; internal set; } = "";

    /// <summary>Another name of it, in files that have two and no places.</summary>
    public string OtherId { get; internal set; } = "";

    /// <summary>The allele that the effect is of, in capitals.</summary>
    public string EffectAllele { get; internal set; } = "";

    /// <summary>The other allele, in capitals.</summary>
    public string OtherAllele { get; internal set; } = "";

    /// <summary>Frequency of the effect allele.</summary>
    public double Frequency { get; internal set; }

    /// <summary>β or the logarithm of a ratio, as the file has it.</summary>
    public double Effect { get; internal set; }

    /// <summary>Odds or hazard ratio.</summary>
    public double Ratio { get; internal set; }

    /// <summary>Standard error.</summary>
    public double StandardError { get; internal set; }

    /// <summary>−log10 P, from either column and without underflow; infinite for a P of 0, below 0 for a P above 1.</summary>
    public double NegLog10P { get; internal set; }

    /// <summary>The effect over its standard error.</summary>
    public double Z { get; internal set; }

    /// <summary>People; cases and controls added up where the file has these.</summary>
    public double People { get; internal set; }

    /// <summary>Quality of imputation.</summary>
    public double ImputationQuality { get; internal set; }

    /// <summary>Whether the row is of the additive test, or the file has no such column.</summary>
    public bool IsAdditive { get; internal set; }
}
