using System.Globalization;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Statistics.Distributions;
using Xunit;
using Xunit.Abstractions;

namespace WhiteMatter.Genetics.Tests.Regression;

/// <summary>
/// Traits that run in families and that no variant moves: least squares takes relatives for strangers and finds too much, the mixed model finds
/// what chance does. λ_GC of N tests is normal about 1 with a standard deviation of about 2.3/√N.
/// </summary>
public sealed class MixedNullTests(ITestOutputHelper told)
{
    [Fact]
    public void The_mixed_model_is_calibrated_where_least_squares_is_not()
    {
        using var study = new FamilyStudy(families: 100, variants: 1500, traits: 20, heritability: 0.8, seed: 21);
        var (mixed, linear) = Lambdas(study);
        Assert.InRange(mixed, 0.95, 1.05);
        Assert.True(linear > 1.15, $"{linear}");
    }

    /// <summary>A million tests.</summary>
    [LongFact]
    public void A_million_null_tests()
    {
        using var study = new FamilyStudy(families: 500, variants: 10_000, traits: 100, heritability: 0.8, seed: 22);
        var (mixed, linear) = Lambdas(study);
        told.WriteLine(string.Create(CultureInfo.InvariantCulture, $"lambda: mixed {mixed:F4}, least squares {linear:F4}"));
        Assert.InRange(mixed, 0.98, 1.02);
    }

    /// <summary>The mean h² over traits is the one they were drawn with, within four of its standard errors.</summary>
    [Theory]
    [InlineData(0.3)]
    [InlineData(0.7)]
    public void Heritability_is_what_traits_were_drawn_with(double heritability)
    {
        using var study = new FamilyStudy(families: 150, variants: 1500, traits: 30, heritability, seed: 23);
        var fit = study.Fit(study.Relationships());
        var mean = fit.Traits.Average(trait => trait.Components.Heritability);
        var error = fit.Traits.Where(trait => !double.IsNaN(trait.Components.StandardError)).Average(trait => trait.Components.StandardError);
        told.WriteLine(string.Create(CultureInfo.InvariantCulture, $"h2 {mean:F4}, standard error of one {error:F4}"));
        Assert.InRange(mean, heritability - (4 * error / Math.Sqrt(30)), heritability + (4 * error / Math.Sqrt(30)));
    }

    /// <summary>Planted effects, each 0.4% of the variance, at P ≤ 1e-4.</summary>
    [LongFact]
    public void Planted_effects_are_found_more_often_than_in_one_of_each_family()
    {
        const int Planted = 20;
        using var study = new FamilyStudy(families: 500, variants: 5000, traits: 50, heritability: 0.6, seed: 24, planted: Planted, share: 0.004);
        var mixed = study.Scores(study.Fit(study.Relationships()));
        var linear = study.Linear();
        var founders = study.LinearOfParents();
        var (ofMixed, ofLinear, ofFounders) = (Power(mixed), Power(linear), Power(founders));
        told.WriteLine(string.Create(CultureInfo.InvariantCulture, $"power: mixed {ofMixed:F3}, least squares {ofLinear:F3}, least squares in parents {ofFounders:F3}"));
        Assert.True(ofMixed > ofFounders);

        double Power(AssociationBlock block) => Enumerable.Range(0, 50)
            .Average(t => Enumerable.Range(0, Planted).Average(v => block.NegLog10P[(t * block.Count) + v] >= 4 ? 1.0 : 0.0));
    }

    private static (double Mixed, double Linear) Lambdas(FamilyStudy study)
    {
        var cells = study.Files.Genotypes.Length * study.Traits.Length;
        var mixed = study.Scores(study.Fit(study.Relationships()));
        return (GenomicInflation.Lambda(mixed.NegLog10P.AsSpan(0, cells)), GenomicInflation.Lambda(study.Linear().NegLog10P.AsSpan(0, cells)));
    }
}
