using WhiteMatter.Statistics.Distributions;
using Xunit;

namespace WhiteMatter.Statistics.Tests;

public sealed class FittedDistributionTests
{
    [Fact]
    public void A_gamma_distribution_is_fitted_as_scipy_fits_it()
    {
        // SciPy 1.10.1: stats.gamma.fit(x, floc=0).
        double[] x = [0.5, 1.2, 2.2, 3.1, 0.9, 1.7, 4.4];
        var fitted = GammaDistribution.Fit(x.Average(), x.Average(Math.Log));
        Assert.Equal(2.432140653539094, fitted.Shape, 1e-12);
        Assert.Equal(0.8223208625248417, fitted.Scale, 1e-12);
        Assert.Throws<ArgumentException>(() => GammaDistribution.Fit(2, Math.Log(2)));
    }

    [Fact]
    public void A_beta_distribution_is_fitted_as_scipy_fits_it()
    {
        // SciPy 1.10.1: optimize.root of the likelihood equations; stats.beta.fit(y, floc=0, fscale=1) agrees to 1e-13.
        double[] y = [.02, .1, .35, .4, .7, .08, .22];
        var (mean, variance) = (y.Average(), y.Average(value => value * value) - (y.Average() * y.Average()));
        var fitted = BetaDistribution.Fit(mean, variance, y.Average(Math.Log), y.Average(value => Math.Log(1 - value)));
        Assert.Equal(0.9197328789312653, fitted.A, 1e-12);
        Assert.Equal(2.508454818517181, fitted.B, 1e-12);
        Assert.Throws<ArgumentException>(() => BetaDistribution.Fit(0.5, 0, -0.7, -0.7));
    }

    [Theory]
    [InlineData(5, 2.5, 1.3, -0.7593800771834588)]
    [InlineData(200, 2.5, 1.3, -63.653314465540184)]
    [InlineData(40, 64, 0.9, -0.0014756091532777216)]
    [InlineData(900, 64, 2.0, -115.51204542314586)]
    public void Tails_of_gamma_are_those_of_scipy(double x, double shape, double scale, double expected)
    {
        // SciPy 1.10.1: stats.gamma.logsf(x, shape, scale=scale) / log(10).
        Assert.Equal(expected, new GammaDistribution(shape, scale).Log10UpperTail(x), 1e-12 * Math.Max(1, -expected));
    }

    [Theory]
    [InlineData(0.3, 0.95, 90, -4.0983917328514896e-15)]
    [InlineData(1e-3, 0.95, 90, -1.003448256321192)]
    [InlineData(1e-30, 0.95, 90, -26.634757212574343)]
    [InlineData(1e-8, 1.1, 3, -8.287449011645542)]
    public void Tails_of_beta_are_those_of_scipy(double p, double a, double b, double expected)
    {
        // SciPy 1.10.1: log10(special.betainc(a, b, p)).
        Assert.Equal(expected, new BetaDistribution(a, b).Log10LowerTail(Math.Log10(p)), 1e-12 * Math.Max(1, -expected));
    }
}
