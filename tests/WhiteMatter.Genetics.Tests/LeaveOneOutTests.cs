using WhiteMatter.Genetics.Joint;
using Xunit;

namespace WhiteMatter.Genetics.Tests;

public sealed class LeaveOneOutTests
{
    private const double Floor = 1e-6;

    [Fact]
    public void A_traits_contribution_is_T_less_the_T_of_the_others()
    {
        const int Traits = 6;
        var random = new Random(5);
        var correlation = Correlation(JointStudy.Gaussians(Traits, 300, 0.5, 6));
        var z = Enumerable.Range(0, Traits).Select(_ => 3 * JointStudy.Gaussian(random)).ToArray();
        var contributions = LeaveOneOut.Create(correlation, Traits, Floor)!.Of(z);
        var whole = QuadraticFormTest.ChiSquaredOf(correlation, z, Floor).Statistic;
        for (var k = 0; k < Traits; k++)
        {
            Assert.Equal(whole - Without(correlation, z, k), contributions[k], 1e-9 * whole);
        }
    }

    [Fact]
    public void A_trait_that_the_others_determine_adds_nothing_and_uncorrelated_traits_add_their_squares()
    {
        var traits = JointStudy.Gaussians(3, 400, 0, 7);
        double[][] withSum = [.. traits, [.. traits[0].Zip(traits[1], (a, b) => a + b)]];

        // z of one variant: the correlation with a genotype, so that the z of the sum follows from the others.
        var genotype = JointStudy.Gaussians(1, 400, 0, 8)[0];
        var z = withSum.Select(trait => trait.Select(value => value - trait.Average()).ToArray())
            .Select(trait => trait.Zip(genotype, (x, g) => x * g).Sum() / Math.Sqrt(trait.Sum(x => x * x)))
            .ToArray();
        var contributions = LeaveOneOut.Create(Correlation(withSum), 4, Floor)!.Of(z);
        Assert.All([contributions[0], contributions[1], contributions[3]], added => Assert.Equal(0, added, 1e-9));
        Assert.InRange(contributions[2], 0.8 * z[2] * z[2], 1.25 * z[2] * z[2]);

        double[] identity = [1, 0, 0, 1];
        Assert.Equal([9, 0.25], LeaveOneOut.Create(identity, 2, Floor)!.Of([-3, 0.5]));
    }

    private static double Without(double[] correlation, double[] z, int k)
    {
        var kept = Enumerable.Range(0, z.Length).Where(t => t != k).ToArray();
        var part = kept.SelectMany(i => kept.Select(j => correlation[(i * z.Length) + j])).ToArray();
        return QuadraticFormTest.ChiSquaredOf(part, [.. kept.Select(t => z[t])], Floor).Statistic;
    }

    private static double[] Correlation(double[][] traits)
    {
        var centred = traits.Select(trait => trait.Select(value => value - trait.Average()).ToArray()).ToArray();
        double Product(int a, int b) => centred[a].Zip(centred[b], (x, y) => x * y).Sum();
        return [.. Enumerable.Range(0, traits.Length).SelectMany(a => Enumerable.Range(0, traits.Length).Select(b => Product(a, b) / Math.Sqrt(Product(a, a) * Product(b, b))))];
    }
}
