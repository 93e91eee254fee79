using WhiteMatter.Statistics.Distributions;
using Xunit;

namespace WhiteMatter.Statistics.Tests;

/// <summary>Against mpmath 1.3.0 at 40 digits: Expected/distributions.py.</summary>
public class DistributionTests
{
    public static TheoryData<string, double> FunctionsAndTolerances => new()
    {
        { "t", 1e-14 },
        { "normal-cumulative", 2e-15 },
        { "normal-quantile", 1e-15 },
        { "chi-squared-quantile", 1e-12 },
        { "chi-squared-upper", 1e-12 },
    };

    [Theory]
    [MemberData(nameof(FunctionsAndTolerances))]
    public void Each_function_has_the_value_of_mpmath(string function, double tolerance)
    {
        var cases = ExpectedFile.Read("distributions.tsv").Where(row => row[0] == function).ToArray();
        Assert.NotEmpty(cases);
        foreach (var row in cases)
        {
            var arguments = row[1..^1].Select(ExpectedFile.Number).ToArray();
            var expected = ExpectedFile.Number(row[^1]);
            var found = function switch
            {
                "t" => StudentT.Log10TwoSidedP(arguments[0], arguments[1]),
                "normal-cumulative" => Normal.Cumulative(arguments[0]),
                "normal-quantile" => Normal.Quantile(arguments[0]),
                "chi-squared-quantile" => ChiSquared.Quantile(arguments[0], arguments[1]),
                _ => ChiSquared.UpperTail(arguments[0], arguments[1]),
            };
            var error = expected == 0 ? Math.Abs(found) : Math.Abs((found / expected) - 1);
            Assert.True(error <= tolerance, $"{string.Join(' ', row)}: {found:R}, relative error {error:E2}");
        }
    }

    [Fact]
    public void Cauchy_tails_follow_their_closed_form()
    {
        // One degree of freedom: P = 1 − 2 atan(t)/π.
        for (var t = 0.1; t < 20; t += 0.7)
        {
            Assert.Equal(1 - (2 * Math.Atan(t) / Math.PI), StudentT.TwoSidedP(t, 1), 14);
        }
    }

    [Fact]
    public void Extreme_statistics_give_finite_logarithms()
    {
        // Two degrees of freedom: P = 1 − t/√(2 + t²), which tends to 1/t².
        Assert.Equal(-400.0, StudentT.Log10TwoSidedP(1e200, 2), 10);
        Assert.Equal(double.NegativeInfinity, StudentT.Log10TwoSidedP(double.PositiveInfinity, 5));
        Assert.Equal(0, StudentT.Log10TwoSidedP(0, 5));
        Assert.True(double.IsNaN(StudentT.Log10TwoSidedP(double.NaN, 5)));
        Assert.Throws<ArgumentOutOfRangeException>(() => StudentT.Log10TwoSidedP(1, 0));
    }

    [Fact]
    public void The_upper_quantile_is_exact_in_the_tail()
    {
        foreach (var p in new[] { 1e-300, 1e-20, 1e-5, 0.0749, 0.0751, 0.3, 0.8 })
        {
            Assert.Equal(1, Normal.UpperTail(Normal.UpperQuantile(p)) / p, 12);
        }

        Assert.Equal(double.PositiveInfinity, Normal.UpperQuantile(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Normal.Quantile(1.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => Normal.Quantile(double.NaN));
    }

    [Fact]
    public void Inflation_is_one_for_uniform_P_values_and_two_for_doubled_statistics()
    {
        var uniform = Enumerable.Range(1, 9999).Select(i => -Math.Log10(i / 10000.0)).ToArray();
        Assert.Equal(1.0, GenomicInflation.Lambda(uniform), 12);
        var doubled = Enumerable.Range(1, 9999).Select(i => -Math.Log10(ChiSquared.UpperTail(2 * ChiSquared.UpperQuantileOfOne(i / 10000.0), 1)));
        Assert.Equal(2.0, GenomicInflation.Lambda([.. doubled, double.NaN]), 12);
        Assert.True(double.IsNaN(GenomicInflation.Lambda([double.NaN])));

        // The median of χ² with one degree of freedom to ten digits, as printed throughout the literature (0.4549364231).
        Assert.Equal(0.4549364231, GenomicInflation.ExpectedMedian, 10);
    }
}
