namespace WhiteMatter.Formats.SummaryStatistics;

/// <summary>
/// One trait's results for the variants of a block. The arrays may be those of a matrix variants × traits: a variant's value
/// stands at <see cref="Offset"/> + variant × <see cref="Stride"/>.
/// </summary>
public readonly ref struct AssociationRows
{
    /// <summary>The effect of one more effect allele.</summary>
    public required ReadOnlySpan<double> Beta { get; init; }

    /// <summary>Its standard error.</summary>
    public required ReadOnlySpan<double> StandardError { get; init; }

    /// <summary>−log10 of its two-sided P.</summary>
    public required ReadOnlySpan<double> NegLog10P { get; init; }

    /// <summary>The people used.</summary>
    public required ReadOnlySpan<int> PeopleUsed { get; init; }

    /// <summary>The effect allele's frequency, one per variant (offset and stride do not apply).</summary>
    public required ReadOnlySpan<double> EffectAlleleFrequency { get; init; }

    /// <summary>The same frequencies as texts, where they were made beforehand for many traits.</summary>
    public NumberTexts? EffectAlleleFrequencyTexts { get; init; }

    /// <summary>Where the first variant's values stand.</summary>
    public int Offset { get; init; }

    /// <summary>From one variant's values to the next's; 0 counts as 1.</summary>
    public int Stride { get; init; }
}

/// <summary>What was written of a block or a file.</summary>
/// <param name="Rows">Rows written.</param>
/// <param name="LeftOut">Variants left out for want of an effect, a standard error, a P or a frequency: the format's mandatory columns take no missing value.</param>
/// <param name="OutsideStandard">Rows whose chromosome, position or alleles GWAS-SSF v1.0 does not provide for; written as they are.</param>
/// <param name="IsSorted">Whether chromosomes stand in one run each with positions not falling, all of them above 0.</param>
public readonly record struct SummaryStatisticsCounts(long Rows, long LeftOut, long OutsideStandard, bool IsSorted);

/// <summary>A block's rows, compressed, with what a merge needs to know of them.</summary>
/// <param name="First">The first variant's index in the genotype file.</param>
/// <param name="Variants">The variants of the block.</param>
/// <param name="Bytes">Whole BGZF blocks.</param>
/// <param name="Counts">What the rows hold.</param>
public sealed record EncodedBlock(int First, int Variants, byte[] Bytes, SummaryStatisticsCounts Counts);
