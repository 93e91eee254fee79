using System.Collections.Immutable;

namespace WhiteMatter.Reporting;

/// <summary>
/// Puts selections of an association together: collects the variants they share, in the order of their index, and makes the
/// points refer to them. Plots appear in the order of adding.
/// </summary>
public sealed class AssociationPlotBuilder
{
    private readonly List<(AssociationPlot Plot, ManhattanSelection Selection)> added = [];

    /// <summary>Adds the plots of one trait, or of the smallest P over traits.</summary>
    /// <param name="label">The trait's name, or a phrase such as "Smallest P over 364 traits".</param>
    /// <param name="selection">The points; their trait index refers to the association's traits.</param>
    /// <param name="quantiles">The quantile–quantile plot, or null.</param>
    /// <param name="threshold">The threshold line, as P.</param>
    /// <param name="isOverview">Whether each point is the smallest P over several traits.</param>
    public void Add(string label, ManhattanSelection selection, QqPlot? quantiles, double threshold = 5e-8, bool isOverview = false) =>
        added.Add((new AssociationPlot
        {
            Label = label,
            IsOverview = isOverview,
            Points = [],
            Tested = selection.Tested,
            CompleteFrom = selection.CompleteFrom,
            Threshold = threshold,
            Quantiles = quantiles,
        }, selection));

    /// <summary>Gives the association its plots and the variants they show.</summary>
    /// <param name="association">The association; its own plots are replaced.</param>
    /// <param name="describe">Tells of a variant by the caller's index; asked once for each variant shown, in ascending order.</param>
    /// <returns>The association with <see cref="AssociationReport.Plots"/> and <see cref="AssociationReport.PlotVariants"/> filled.</returns>
    public AssociationReport Build(AssociationReport association, Func<int, PlotVariant> describe)
    {
        var shown = new SortedSet<int>();
        foreach (var (_, selection) in added)
        {
            foreach (var point in selection.Points)
            {
                shown.Add(point.VariantIndex);
            }
        }

        var variants = ImmutableArray.CreateBuilder<PlotVariant>(shown.Count);
        var places = new Dictionary<int, int>(shown.Count);
        foreach (var variant in shown)
        {
            places.Add(variant, variants.Count);
            variants.Add(describe(variant));
        }

        var plots = ImmutableArray.CreateBuilder<AssociationPlot>(added.Count);
        foreach (var (plot, selection) in added)
        {
            var points = ImmutableArray.CreateBuilder<PlotPoint>(selection.Points.Length);
            foreach (var point in selection.Points)
            {
                points.Add(new PlotPoint(places[point.VariantIndex], point.NegLog10P, point.Beta, point.StandardError, point.Trait));
            }

            plots.Add(plot with { Points = points.MoveToImmutable() });
        }

        return association with { PlotVariants = variants.MoveToImmutable(), Plots = plots.MoveToImmutable() };
    }
}
