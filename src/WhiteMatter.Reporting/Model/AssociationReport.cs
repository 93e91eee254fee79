using System.Collections.Immutable;

namespace WhiteMatter.Reporting;

/// <summary>One <c>gwas</c>, one <c>joint</c> test of its traits, one <c>meta</c> or one published file: its resolved design, its traits and its figures.</summary>
public sealed record AssociationReport
{
    /// <summary>Whether all traits are tested together: points have a statistic without a sign in place of β, and the trait that drives each.</summary>
    public bool IsJoint { get; init; }

    /// <summary>The declaration's name.</summary>
    public required string Name { get; init; }

    /// <summary>The declaration's doc comment.</summary>
    public string? Description { get; init; }

    /// <summary>The method in words ("linear regression, additive allele count").</summary>
    public required string Method { get; init; }

    /// <summary>People with genotypes and covariates, before missing traits are left out.</summary>
    public required long People { get; init; }

    /// <summary>Variants tested.</summary>
    public required long Variants { get; init; }

    /// <summary>The resolved design; null where results are of several studies or of a published file.</summary>
    public DesignReport? Design { get; init; }

    /// <summary>The word of its declaration.</summary>
    public string Kind { get; init; } = "gwas";

    /// <summary>All traits tested, in the order of the study.</summary>
    public ImmutableArray<TraitSummary> Traits { get; init; } = [];

    /// <summary>The chromosomes the figures lay out side by side.</summary>
    public GenomeLayout Genome { get; init; } = GenomeLayout.Empty;

    /// <summary>Variants that the points of <see cref="Plots"/> refer to by index.</summary>
    public ImmutableArray<PlotVariant> PlotVariants { get; init; } = [];

    /// <summary>
    /// The figures offered: with several traits first the overview of the smallest P over traits
    /// (<see cref="AssociationPlot.IsOverview"/>), then the traits of most interest.
    /// </summary>
    public ImmutableArray<AssociationPlot> Plots { get; init; } = [];

    /// <summary>Whether its figures are part of the page; without them it is there by its design alone.</summary>
    public bool ShowFigures { get; init; } = true;
}
