using System.Collections.Immutable;

namespace WhiteMatter.Reporting;

/// <summary>The result of one <c>loci</c> declaration.</summary>
/// <param name="Name">The declaration's name.</param>
/// <param name="Definition">How loci were defined, in words ("P &lt; 5e-8, r² ≥ 0.1 within 250 kb").</param>
/// <param name="Loci">The loci, in genome order.</param>
public sealed record LociTable(string Name, string Definition, ImmutableArray<Locus> Loci)
{
    /// <summary>Of loci of a joint test what its statistic is, in the words of a caption; null for signed effects.</summary>
    public string? Joint { get; init; }

    /// <summary>Whether loci say which genes are nearest.</summary>
    public bool HasGenes { get; init; }

    /// <summary>Whether loci are held against published ones.</summary>
    public bool HasKnown { get; init; }

    /// <summary>Pictures of the strongest loci, in genome order.</summary>
    public ImmutableArray<RegionPicture> Regions { get; init; } = [];

    /// <summary>Whether the loci are those of a joint test: without β, with the trait that drives each.</summary>
    public bool IsJoint => Joint is not null;
}

/// <summary>What a joint test found in a lead variant.</summary>
/// <param name="Statistic">The statistic of all traits, without a sign.</param>
/// <param name="DegreesOfFreedom">Its degrees of freedom (of F's numerator); null where it has none.</param>
/// <param name="DrivingTrait">The trait that says most.</param>
public sealed record JointLead(double Statistic, int? DegreesOfFreedom, string DrivingTrait)
{
    /// <summary>The traits without which the statistic loses most, with the share of it that each adds; empty where that is not known.</summary>
    public ImmutableArray<TraitShare> Contributors { get; init; } = [];
}

/// <summary>What a trait adds to a joint statistic.</summary>
/// <param name="Trait">The trait.</param>
/// <param name="Share">The share of the statistic that is lost without it.</param>
public readonly record struct TraitShare(string Trait, double Share);

/// <summary>One locus, named by its lead variant and in its place.</summary>
public sealed record Locus : PlacedVariant
{
    /// <summary>Identifier of the lead variant.</summary>
    public required string LeadVariant { get; init; }

    /// <summary>Effect per copy of the effect allele, for the trait with the smallest P; NaN for a joint test.</summary>
    public double Beta { get; init; } = double.NaN;

    /// <summary>Standard error of <see cref="Beta"/>.</summary>
    public double StandardError { get; init; } = double.NaN;

    /// <summary>What a joint test found; null for signed effects.</summary>
    public JointLead? Joint { get; init; }

    /// <summary>−log10 P of the lead variant.</summary>
    public required double NegLog10P { get; init; }

    /// <summary>Traits for which the locus is significant, the strongest first.</summary>
    public required ImmutableArray<string> Traits { get; init; }

    /// <summary>First base pair of the locus.</summary>
    public required long Start { get; init; }

    /// <summary>Last base pair of the locus.</summary>
    public required long End { get; init; }

    /// <summary>Variants in the locus, with the lead.</summary>
    public required int Variants { get; init; }

    /// <summary>Leads among them that are independent of each other, the first included.</summary>
    public int Leads { get; init; } = 1;

    /// <summary>The genes nearest to the lead; empty where there are none or no table was given.</summary>
    public string NearestGenes { get; init; } = "";

    /// <summary>Base pairs from the nearest gene to the lead along its reading: 0 inside; null where there is none.</summary>
    public long? GeneOffset { get; init; }

    /// <summary>Whether a published locus lies near; null where none were given.</summary>
    public bool? IsKnown { get; init; }

    /// <summary>The nearest published locus; empty where there is none on the chromosome.</summary>
    public string NearestKnown { get; init; } = "";

    /// <summary>Base pairs to it; null where there is none.</summary>
    public long? KnownDistance { get; init; }

    /// <summary>
    /// Quantile that half the 95% confidence interval is of the standard error: t(0.975) with the degrees of freedom of
    /// the test; 1.959963984540054 for a normal statistic.
    /// </summary>
    public double IntervalQuantile { get; init; } = 1.959963984540054;
}
