using WhiteMatter.Statistics.Distributions;
using Xunit;

namespace WhiteMatter.Statistics.Tests;

/// <summary>log10 of 1 − (1 − p)^m.</summary>
public class SmallestPTests
{
    /// <summary>mpmath 1.2.1 at 400 digits: log10(1 - (1 - mpf(10)**x)**m); the last two, where 400 digits are too few, by log10(m) + x.</summary>
    [Theory]
    [InlineData(0, 5, 0.0)]
    [InlineData(-0.001, 7, -1.4784097015229104e-19)]
    [InlineData(-0.1, 3, -0.0037949357223386024)]
    [InlineData(-0.3010299956639812, 2, -0.12493873660829996)]
    [InlineData(-1.3010299956639813, 48, -0.038701185507911319)]
    [InlineData(-2.5, 128, -0.47716661178392546)]
    [InlineData(-7.301029995663981, 16, -6.0969101758684797)]
    [InlineData(-12, 4096, -8.3876400529214436)]
    [InlineData(-16.5, 1, -16.5)]
    [InlineData(-29.9999, 1000000, -23.9999)]
    [InlineData(-30.0001, 1000000, -24.0001)]
    [InlineData(-307.5, 12, -306.42081875395238)]
    [InlineData(-324.2, 12, -323.12081875395236)]
    [InlineData(-5000.25, 37, -4998.681798275933)]
    public void It_has_the_value_of_mpmath(double log10P, double tests, double expected) =>
        Assert.Equal(expected, SmallestP.Log10(log10P, tests), 4e-15 * Math.Max(1, -expected));

    [Fact]
    public void Of_one_test_it_is_that_tests_P()
    {
        for (var x = 0.0; x < 400; x += 0.37)
        {
            Assert.Equal(-x, SmallestP.Log10(-x, 1), 2e-15 * Math.Max(1, x));
        }
    }

    [Fact]
    public void Of_whole_numbers_of_tests_it_is_the_complement_of_the_product()
    {
        for (var m = 1; m <= 9; m++)
        {
            foreach (var p in new[] { 0.5, 0.2, 0.05 })
            {
                var none = 1.0;
                for (var i = 0; i < m; i++)
                {
                    none *= 1 - p;
                }

                Assert.Equal(1 - none, Math.Pow(10, SmallestP.Log10(Math.Log10(p), m)), 1e-14);
            }
        }
    }

    [Fact]
    public void Fewer_tests_than_one_are_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => SmallestP.Log10(-1, 0.5));
}
