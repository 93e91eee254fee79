namespace WhiteMatter.Reporting.Tests;

public sealed class AssociationPlotBuilderTests
{
    [Fact]
    public void Plots_share_variants_and_their_points_refer_to_them()
    {
        ManhattanSelection Select(params ManhattanPoint[] points)
        {
            var accumulator = new ManhattanAccumulator(SampleReport.Genome);
            foreach (var point in points)
            {
                accumulator.Add(point);
            }

            return accumulator.Select();
        }

        var builder = new AssociationPlotBuilder();
        builder.Add("a", Select(new ManhattanPoint(70, 1, 500, 4, 0.1, 0.01, 0), new ManhattanPoint(9, 0, 500, 5, 0.2, 0.02, 0)), null, threshold: 1e-6);
        builder.Add("b", Select(new ManhattanPoint(70, 1, 500, 6, 0.3, 0.03, 1)), null);
        var asked = new List<int>();
        var empty = SampleReport.Association("x", 10, 1, 0, 1);
        var association = builder.Build(empty, v =>
        {
            asked.Add(v);
            return new PlotVariant($"rs{v}", v == 9 ? 0 : 1, 500, "A", "C", 0.5);
        });
        Assert.Equal([9, 70], asked);
        Assert.Equal(["rs9", "rs70"], association.PlotVariants.Select(v => v.Id));
        Assert.Equal([new PlotPoint(0, 5, 0.2, 0.02, 0), new PlotPoint(1, 4, 0.1, 0.01, 0)], association.Plots[0].Points.AsEnumerable());
        Assert.Equal([new PlotPoint(1, 6, 0.3, 0.03, 1)], association.Plots[1].Points.AsEnumerable());
        Assert.Equal((1e-6, 2L, 3.0, "b"), (association.Plots[0].Threshold, association.Plots[0].Tested, association.Plots[0].CompleteFrom, association.Plots[1].Label));
    }
}
