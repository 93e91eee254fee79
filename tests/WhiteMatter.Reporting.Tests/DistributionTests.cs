namespace WhiteMatter.Reporting.Tests;

/// <summary>Against R 4.2.2 (Debian 4.2.2.20221110-2).</summary>
public sealed class DistributionTests
{
    // qchisq(-y * log(10), 1, lower.tail = FALSE, log.p = TRUE), options(digits = 17).
    [Theory]
    [InlineData(0.001, 8.309074428402697e-06, 1e-9)]
    [InlineData(0.3, 0.45242155609769813, 1e-13)]
    [InlineData(1, 2.7055434540954155, 1e-13)]
    [InlineData(2, 6.6348966010212127, 1e-13)]
    [InlineData(5, 19.511420964657574, 1e-13)]
    [InlineData(8, 32.841253361236788, 1e-13)]
    [InlineData(50, 224.38474831879654, 1e-13)]
    [InlineData(300, 1373.8726312223941, 1e-6)]
    [InlineData(305, 1396.8818969989895, 1e-6)]
    [InlineData(1000, 4596.2851647018906, 1e-6)]
    [InlineData(5000, 23015.355343450319, 1e-6)]
    public void Chi_square_from_log_P(double negLog10P, double expected, double relative) =>
        Assert.InRange(ChiSquare.FromNegLog10P(negLog10P) / expected, 1 - relative, 1 + relative);

    // qbeta(p, k, n - k + 1), options(digits = 17).
    [Theory]
    [InlineData(1, 100, 0.025, 0.00025314603297742054)]
    [InlineData(5, 100, 0.975, 0.099257156712659889)]
    [InlineData(50, 100, 0.025, 0.39832112950330101)]
    [InlineData(1, 1_000_000, 0.975, 3.6888726502064855e-06)]
    [InlineData(30, 1_000_000, 0.025, 2.0240962668554087e-05)]
    [InlineData(2000, 1_000_000, 0.975, 0.0020885019200730672)]
    [InlineData(99, 100, 0.975, 0.99756866317605741)]
    [InlineData(1999, 4000, 0.025, 0.48413508699756591)]
    public void Order_statistic_of_uniform_P(long rank, long count, double probability, double expected) =>
        Assert.InRange(UniformOrderStatistic.Quantile(rank, count, probability) / expected, 1 - 1e-8, 1 + 1e-8);

    [Fact]
    public void Order_statistic_in_the_middle_is_near_enough_for_a_plot() =>
        Assert.Equal(-Math.Log10(0.24401053807526155), -Math.Log10(UniformOrderStatistic.Quantile(5000, 20_000, 0.025)), 0.001);
}
