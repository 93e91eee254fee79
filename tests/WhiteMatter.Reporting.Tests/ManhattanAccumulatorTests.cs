namespace WhiteMatter.Reporting.Tests;

public sealed class ManhattanAccumulatorTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_test_below_the_threshold_is_kept_and_one_of_each_bin_of_the_others(int seed)
    {
        var thinning = new ManhattanThinning { Columns = 50, Rows = 10 };
        var points = Draw(20_000, seed, scale: 1);
        var selection = Accumulate(points, thinning).Select();
        var kept = selection.Points.ToHashSet();
        Assert.Equal(3, selection.CompleteFrom);
        Assert.All(points.Where(p => p.NegLog10P > 3), p => Assert.Contains(p, kept));

        // By brute force: of the tests of a bin exactly one is kept.
        (int, int) Bin(ManhattanPoint p) => (
            Math.Min(49, (int)((double)SampleReport.Genome.Coordinate(p.Chromosome, p.Position) / SampleReport.Genome.Total * 50)),
            Math.Min(9, (int)(p.NegLog10P / 3 * 10)));
        foreach (var bin in points.Where(p => p.NegLog10P <= 3).GroupBy(Bin))
        {
            Assert.Single(bin, p => kept.Contains(p));
        }
    }

    [Fact]
    public void The_number_of_points_is_bounded_and_the_selection_says_from_where_it_is_complete()
    {
        var thinning = new ManhattanThinning { MaximumComplete = 500, Columns = 40, Rows = 5, OverflowRows = 4 };
        var points = Draw(30_000, 4, scale: 6);
        var selection = Accumulate(points, thinning).Select();
        Assert.True(points.Count(p => p.NegLog10P > 3) > 500);
        Assert.InRange(selection.Points.Length, 500, thinning.MaximumPoints);
        Assert.Equal(500 + (40 * 9), thinning.MaximumPoints);
        var strongest = points.OrderByDescending(p => p.NegLog10P).Take(500).ToArray();
        Assert.Equal(strongest[^1].NegLog10P, selection.CompleteFrom);
        Assert.All(strongest, p => Assert.Contains(p, selection.Points));

        // Of the strong tests that were pushed out each bin keeps the smallest P: none left out is stronger than the one shown in its place.
        var shown = selection.Points.ToHashSet();
        (int, int) Bin(ManhattanPoint p) => (
            Math.Min(39, (int)((double)SampleReport.Genome.Coordinate(p.Chromosome, p.Position) / SampleReport.Genome.Total * 40)),
            (int)Math.Min(p.NegLog10P - 3, 3));
        foreach (var bin in points.Where(p => p.NegLog10P > 3).Except(strongest).GroupBy(Bin))
        {
            Assert.Equal(bin.Max(p => p.NegLog10P), Assert.Single(bin, p => shown.Contains(p)).NegLog10P);
        }

        Assert.Equal(30_000, selection.Tested);
    }

    [Theory]
    [InlineData(10_000)]
    [InlineData(300)]
    public void The_selection_does_not_depend_on_order_or_split(int maximumComplete)
    {
        var thinning = new ManhattanThinning { MaximumComplete = maximumComplete, Columns = 60, Rows = 8 };

        // P values rounded to one decimal make many ties, which the order of adding must not decide.
        var points = Draw(20_000, 5, scale: 3).Select(p => p with { NegLog10P = Math.Round(p.NegLog10P, 1) }).ToArray();
        var whole = Accumulate(points, thinning).Select();
        var shuffled = points.ToArray();
        new Random(6).Shuffle(shuffled);
        AssertSame(whole, Accumulate(shuffled, thinning).Select());

        var merged = new ManhattanAccumulator(SampleReport.Genome, thinning);
        foreach (var part in shuffled.Chunk(777))
        {
            merged.Merge(Accumulate(part, thinning));
        }

        AssertSame(whole, merged.Select());
    }

    [Fact]
    public void Points_come_in_genome_order()
    {
        var points = Accumulate(Draw(5000, 8, scale: 1), new ManhattanThinning()).Select().Points;
        var places = points.Select(p => SampleReport.Genome.Coordinate(p.Chromosome, p.Position)).ToArray();
        Assert.Equal(places.Order(), places);
    }

    [Fact]
    public void Tests_without_a_P_are_counted_and_impossible_values_refused()
    {
        var accumulator = new ManhattanAccumulator(SampleReport.Genome);
        accumulator.Add(0, 0, 100, double.NaN);
        accumulator.Add(1, 0, 200, 5000.5);
        Assert.Throws<ArgumentOutOfRangeException>(() => accumulator.Add(2, 0, 1, double.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>(() => accumulator.Add(2, 0, 1, -0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => accumulator.Add(2, 22, 1, 1));
        var selection = accumulator.Select();
        Assert.Equal((1L, 1L), (selection.Tested, selection.Untested));
        Assert.Equal(5000.5, Assert.Single(selection.Points).NegLog10P);
    }

    [Fact]
    public void Accumulators_of_other_layouts_or_thinnings_do_not_merge()
    {
        var accumulator = new ManhattanAccumulator(SampleReport.Genome);
        Assert.Throws<ArgumentException>(() => accumulator.Merge(new ManhattanAccumulator(SampleReport.Genome, new ManhattanThinning { Rows = 3 })));
        Assert.Throws<ArgumentException>(() => accumulator.Merge(new ManhattanAccumulator(new GenomeLayout([new Chromosome("1", 10)]))));
    }

    private static void AssertSame(ManhattanSelection expected, ManhattanSelection actual)
    {
        Assert.Equal(expected.Points.AsEnumerable(), actual.Points.AsEnumerable());
        Assert.Equal((expected.Tested, expected.Untested, expected.CompleteFrom), (actual.Tested, actual.Untested, actual.CompleteFrom));
    }

    private static ManhattanAccumulator Accumulate(IEnumerable<ManhattanPoint> points, ManhattanThinning thinning)
    {
        var accumulator = new ManhattanAccumulator(SampleReport.Genome, thinning);
        foreach (var point in points)
        {
            accumulator.Add(point);
        }

        return accumulator;
    }

    private static ManhattanPoint[] Draw(int count, int seed, double scale)
    {
        var random = new Random(seed);
        var variants = SampleReport.Variants(count, random);
        return [.. variants.Select((v, i) => new ManhattanPoint(i, v.Chromosome, v.Position, -scale * Math.Log10(1 - random.NextDouble()), 0.1, 0.02))];
    }
}
