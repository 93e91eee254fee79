namespace WhiteMatter.Formats.SummaryStatistics;

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
