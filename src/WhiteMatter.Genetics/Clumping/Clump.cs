using System.Collections.Immutable;

namespace WhiteMatter.Genetics.Clumping;

/// <summary>A variant with its result in one trait.</summary>
/// <param name="Index">Zero-based row of the .bim file.</param>
/// <param name="Beta">Effect of one copy of A1, or the statistic of a joint test.</param>
/// <param name="StandardError">Its standard error; NaN for a joint test.</param>
/// <param name="NegLog10P">−log10 P.</param>
/// <param name="People">People with trait and genotype.</param>
/// <param name="A1Frequency">Share of A1 in the people of the analysis.</param>
public readonly record struct VariantResult(
    int Index, double Beta, double StandardError, double NegLog10P, int People, double A1Frequency);

/// <summary>A member of a clump.</summary>
/// <param name="Result">The variant.</param>
/// <param name="R2">r² with the index variant.</param>
public readonly record struct ClumpMember(VariantResult Result, double R2);

/// <summary>An index variant and the variants it accounts for.</summary>
/// <param name="Trait">Zero-based trait.</param>
/// <param name="Lead">The index variant.</param>
/// <param name="Members">The others, in file order.</param>
public sealed record Clump(int Trait, VariantResult Lead, ImmutableArray<ClumpMember> Members)
{
    /// <summary>Whether the index variant is a lead; of risk loci an independent variant may be correlated with a lead.</summary>
    public bool IsLead { get; init; } = true;
}

/// <summary>One or more clumps of a trait that lie together.</summary>
/// <param name="Trait">Zero-based trait.</param>
/// <param name="Chromosome">Chromosome.</param>
/// <param name="Start">Position of the first variant.</param>
/// <param name="End">Position of the last variant.</param>
/// <param name="Lead">The variant of the smallest P.</param>
/// <param name="Clumps">Its clumps, strongest first.</param>
/// <param name="Variants">Number of variants in its clumps.</param>
public sealed record Locus(
    int Trait, string Chromosome, long Start, long End, VariantResult Lead, ImmutableArray<Clump> Clumps, int Variants)
{
    /// <summary>Number of leads among its index variants.</summary>
    public int Leads => Clumps.Count(clump => clump.IsLead);
}
