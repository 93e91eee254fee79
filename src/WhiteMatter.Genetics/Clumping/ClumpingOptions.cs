namespace WhiteMatter.Genetics.Clumping;

/// <summary>Which correlation of two variants is squared.</summary>
public enum CorrelationKind
{
    /// <summary>That of allele counts over people, as PLINK 2 takes it.</summary>
    Genotype = 0,

    /// <summary>That of alleles over haplotypes, whose frequencies are estimated under Hardy–Weinberg equilibrium, as PLINK 1.9 takes it.</summary>
    Haplotype = 1,
}

/// <summary>What makes a clump and a locus.</summary>
/// <param name="NegLog10P">Index variants have at least this −log10 P.</param>
/// <param name="MemberNegLog10P">Members have at least this −log10 P.</param>
/// <param name="R2">Members have more than this r² with the index variant.</param>
/// <param name="Window">Members lie nearer than this many base pairs to the index variant.</param>
/// <param name="Merge">Clumps of a trait whose spans are nearer than this many base pairs become one locus; 0 keeps each clump.</param>
/// <param name="Threads">Threads to use.</param>
public sealed record ClumpingOptions(double NegLog10P, double MemberNegLog10P, double R2, long Window, long Merge, int Threads)
{
    /// <summary>Which correlation.</summary>
    public CorrelationKind Correlation { get; init; }

    /// <summary>Index variants and members have at least this minor allele frequency in the people of the association.</summary>
    public double MinorAlleleFrequency { get; init; }

    /// <summary>Whether a variant may be a member of several clumps; such members have at least <see cref="R2"/>, as FUMA has it.</summary>
    public bool MembersShared { get; init; }

    internal bool Joins(double r2) => MembersShared ? r2 >= R2 : r2 > R2;

    internal bool IsCommon(double frequency) => MinorAlleleFrequency <= 0 || Math.Min(frequency, 1 - frequency) >= MinorAlleleFrequency;
}
