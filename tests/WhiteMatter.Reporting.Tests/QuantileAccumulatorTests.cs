namespace WhiteMatter.Reporting.Tests;

public sealed class QuantileAccumulatorTests
{
    // R 4.2.2: qchisq(0.5, 1).
    private const double MedianOfChiSquare = 0.4549364231195724;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(999)]
    [InlineData(54_000)]
    [InlineData(1_000_001)]
    public void Lambda_of_evenly_spaced_P_is_one(int count)
    {
        // The median of (i − ½)/n is ½, whose χ² is the median of χ²₁, so λ = 1; for even n the mean of the two middle χ² is 1 up to O(1/n²).
        var accumulator = new QuantileAccumulator();
        for (var i = 1; i <= count; i++)
        {
            accumulator.Add(-Math.Log10((i - 0.5) / count));
        }

        var (lambda, error) = accumulator.LambdaGc();
        if (count != 2)
        {
            Assert.InRange(lambda, 1 - error - 2e-6, 1 + error + 2e-6);
        }
        else
        {
            // P = ¼ and ¾: R 4.2.2, qchisq(c(.25, .75), 1) = 0.10153104426762159, 1.3233036969314669; both are among the exact ranks.
            Assert.Equal((1.3233036969314669 + 0.10153104426762159) / 2 / MedianOfChiSquare, lambda, 12);
        }

        Assert.InRange(error, 0, 7e-4);
    }

    [Theory]
    [InlineData(1, 2.7055434540954155)]
    [InlineData(8, 32.841253361236788)]
    public void Lambda_of_one_repeated_P_is_its_chi_square_over_the_median(double negLog10P, double chiSquare)
    {
        // R 4.2.2: qchisq(-y * log(10), 1, lower.tail = FALSE, log.p = TRUE).
        var accumulator = new QuantileAccumulator();
        for (var i = 0; i < 5000; i++)
        {
            accumulator.Add(negLog10P);
        }

        var (lambda, error) = accumulator.LambdaGc();
        Assert.InRange(lambda, (chiSquare / MedianOfChiSquare) - error - 1e-12, (chiSquare / MedianOfChiSquare) + error + 1e-12);
        Assert.InRange(error, 0, 0.05);
    }

    [Theory]
    [InlineData(11, 1)]
    [InlineData(12, 40)]
    public void Quantiles_agree_with_sorting_exactly_for_the_thousand_smallest_P_and_within_a_bin_otherwise(int seed, double scale)
    {
        var random = new Random(seed);
        var values = Enumerable.Range(0, 60_000).Select(_ => -scale * Math.Log10(1 - random.NextDouble())).ToArray();
        var accumulator = new QuantileAccumulator();
        accumulator.Add(values);
        Array.Sort(values);
        Array.Reverse(values);
        var plot = accumulator.Plot();
        Assert.Equal(60_000, plot.Tests);
        Assert.InRange(plot.Points.Length, 150, 400);
        foreach (var point in plot.Points)
        {
            var rank = (int)Math.Round(Math.Pow(10, -point.Expected) * 60_001);
            var truth = values[rank - 1];
            if (rank <= 1000)
            {
                Assert.Equal(truth, point.Observed);
            }
            else if (truth < 14)
            {
                Assert.InRange(Math.Abs(point.Observed - truth), 0, truth < 2 ? 1 / 8192.0 : 1 / 512.0);
            }
        }
    }

    [Fact]
    public void Binned_lambda_lies_within_its_stated_error_of_the_sorted_one()
    {
        var random = new Random(13);
        for (var trial = 0; trial < 20; trial++)
        {
            var scale = 0.5 + (3 * random.NextDouble());
            var values = Enumerable.Range(0, 4001 + trial).Select(_ => -scale * Math.Log10(1 - random.NextDouble())).ToArray();
            var accumulator = new QuantileAccumulator();
            accumulator.Add(values);
            Array.Sort(values);
            var exact = 0.5 * (ChiSquare.FromNegLog10P(values[(values.Length - 1) / 2]) + ChiSquare.FromNegLog10P(values[values.Length / 2])) / MedianOfChiSquare;
            var (lambda, error) = accumulator.LambdaGc();
            Assert.InRange(Math.Abs(lambda - exact), 0, error);
        }
    }

    [Fact]
    public void Merged_accumulators_equal_one()
    {
        var random = new Random(14);
        var values = Enumerable.Range(0, 9000).Select(_ => -Math.Log10(1 - random.NextDouble())).ToArray();
        var whole = new QuantileAccumulator();
        whole.Add(values);
        var merged = new QuantileAccumulator();
        foreach (var part in values.Chunk(1300))
        {
            var accumulator = new QuantileAccumulator();
            accumulator.Add(part);
            accumulator.Add(double.NaN);
            merged.Merge(accumulator);
        }

        Assert.Equal(whole.Plot().Points.AsEnumerable(), merged.Plot().Points.AsEnumerable());
        Assert.Equal((whole.Count, 7L), (merged.Count, merged.Untested));
        Assert.Equal(whole.LambdaGc(), merged.LambdaGc());
    }

    [Fact]
    public void The_band_of_the_smallest_of_n_follows_its_closed_form()
    {
        // The smallest of n uniforms has distribution 1 − (1 − x)^n.
        var accumulator = new QuantileAccumulator();
        for (var i = 0; i < 54_000; i++)
        {
            accumulator.Add(0.3);
        }

        var first = accumulator.Plot().Points[0];
        Assert.Equal(Math.Log10(54_001), first.Expected, 12);
        Assert.Equal(-Math.Log10(1 - Math.Pow(0.975, 1 / 54_000.0)), first.Upper, 8);
        Assert.Equal(-Math.Log10(1 - Math.Pow(0.025, 1 / 54_000.0)), first.Lower, 8);
    }

    [Fact]
    public void Nothing_added_gives_no_lambda_and_no_points()
    {
        var accumulator = new QuantileAccumulator();
        Assert.True(double.IsNaN(accumulator.LambdaGc().Lambda));
        Assert.Empty(accumulator.Plot().Points);
    }

    [Fact]
    public void Impossible_values_are_refused()
    {
        var accumulator = new QuantileAccumulator();
        Assert.Throws<ArgumentOutOfRangeException>(() => accumulator.Add(double.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>(() => accumulator.Add(-1));
    }
}
