using System.Collections.Immutable;

namespace WhiteMatter.Reporting;

/// <summary>The Manhattan and quantile–quantile plots of one trait, or of the smallest P over traits.</summary>
public sealed record AssociationPlot
{
    /// <summary>The trait's name; for the overview a phrase such as "Smallest P over 364 traits".</summary>
    public required string Label { get; init; }

    /// <summary>True where each point is the smallest P over several traits.</summary>
    public bool IsOverview { get; init; }

    /// <summary>The thinned points, in any order.</summary>
    public required ImmutableArray<PlotPoint> Points { get; init; }

    /// <summary>Tests the points were drawn from.</summary>
    public required long Tested { get; init; }

    /// <summary>
    /// −log10 P from which on every point is kept; points below are thinned by pixel bins
    /// (<see cref="ManhattanSelection.CompleteFrom"/>).
    /// </summary>
    public required double CompleteFrom { get; init; }

    /// <summary>The threshold line, as P.</summary>
    public double Threshold { get; init; } = 5e-8;

    /// <summary>The quantile–quantile plot, or null.</summary>
    public QqPlot? Quantiles { get; init; }
}

/// <summary>One point of a Manhattan plot.</summary>
/// <param name="Variant">Index into <see cref="AssociationReport.PlotVariants"/>.</param>
/// <param name="NegLog10P">−log10 P: finite, 0 or more, not limited by the range of P as a double.</param>
/// <param name="Beta">Effect per copy of the effect allele, or the statistic of a joint test.</param>
/// <param name="StandardError">Standard error of <paramref name="Beta"/>; NaN for a joint test.</param>
/// <param name="Trait">Index into <see cref="AssociationReport.Traits"/> of the trait the point belongs to, or that drives a joint test.</param>
public readonly record struct PlotPoint(int Variant, double NegLog10P, double Beta, double StandardError, int Trait);
