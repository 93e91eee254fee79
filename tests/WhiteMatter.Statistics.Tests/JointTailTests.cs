using WhiteMatter.Statistics.Distributions;
using Xunit;

namespace WhiteMatter.Statistics.Tests;

/// <summary>Upper tails of χ² and F in logarithms, against mpmath 1.2.1 at 60 digits (Expected/joint-tails.py) and closed forms.</summary>
public class JointTailTests
{
    [Theory]
    [InlineData("chi-squared-log10")]
    [InlineData("f-log10")]
    public void Each_tail_has_the_value_of_mpmath(string function)
    {
        var cases = ExpectedFile.Read("joint-tails.tsv").Where(row => row[0] == function).ToArray();
        Assert.InRange(cases.Length, 150, 1000);
        var worst = 0.0;
        foreach (var row in cases)
        {
            var arguments = row[1..^1].Select(ExpectedFile.Number).ToArray();
            var expected = ExpectedFile.Number(row[^1]);
            var found = function == "f-log10"
                ? FDistribution.Log10UpperTail(arguments[0], arguments[1], arguments[2])
                : ChiSquared.Log10UpperTail(arguments[0], arguments[1]);
            var error = Math.Abs(found - expected) / Math.Max(1, Math.Abs(expected));
            worst = Math.Max(worst, error);
            Assert.True(error <= 2e-13, $"{string.Join(' ', row)}: {found:R}, error {error:E2}");
        }

        Assert.True(worst > 0, "The worst error is that of rounding.");
    }

    [Fact]
    public void Two_degrees_of_freedom_are_an_exponential_down_to_a_P_of_1e_minus_5000()
    {
        // P(χ²₂ > x) = exp(−x/2).
        for (var x = 0.001; x < 30_000; x *= 1.7)
        {
            Assert.Equal(1, ChiSquared.Log10UpperTail(x, 2) / (-0.5 * x / Math.Log(10)), 1e-13);
        }

        Assert.Equal(-5000, ChiSquared.Log10UpperTail(10_000 * Math.Log(10), 2), 1e-9);
    }

    [Fact]
    public void One_numerator_degree_of_freedom_is_Students_t()
    {
        foreach (var df in new[] { 1.0, 3, 40, 366, 500_000 })
        {
            foreach (var t in new[] { 0.01, 0.7, 1, 1.5, 4, 12, 60 })
            {
                var expected = StudentT.Log10TwoSidedP(t, df);
                Assert.Equal(expected, FDistribution.Log10UpperTail(t * t, 1, df), 2e-13 * (1 + Math.Abs(expected)));
            }
        }
    }

    [Fact]
    public void Two_denominator_degrees_of_freedom_have_a_closed_form()
    {
        // d2 = 2: P = 1 − q^(d1/2), q = d1 f / (d1 f + 2).
        foreach (var d1 in new[] { 1.0, 2, 5, 48, 128 })
        {
            foreach (var f in new[] { 0.2, 0.9, 1.1, 3, 50, 1e3 })
            {
                var q = d1 * f / ((d1 * f) + 2);
                Assert.Equal(1 - Math.Pow(q, d1 / 2), FDistribution.UpperTail(f, d1, 2), 1e-14);
            }
        }
    }

    [Fact]
    public void Ends_of_the_range_are_said_and_nonsense_is_refused()
    {
        Assert.Equal(0, ChiSquared.Log10UpperTail(0, 5));
        Assert.Equal(0, FDistribution.Log10UpperTail(-1, 5, 3));
        Assert.Equal(double.NegativeInfinity, ChiSquared.Log10UpperTail(double.PositiveInfinity, 5));
        Assert.Equal(double.NegativeInfinity, FDistribution.Log10UpperTail(double.PositiveInfinity, 5, 3));
        Assert.True(double.IsNaN(ChiSquared.Log10UpperTail(double.NaN, 5)));
        Assert.True(double.IsNaN(FDistribution.Log10UpperTail(double.NaN, 5, 3)));
        Assert.True(double.IsFinite(FDistribution.Log10UpperTail(1e300, 128, 300)));
        Assert.Throws<ArgumentOutOfRangeException>(() => ChiSquared.Log10UpperTail(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => FDistribution.Log10UpperTail(1, 5, 0));
    }
}
