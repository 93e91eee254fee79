using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Joint;
using WhiteMatter.Genetics.Regression;
using WhiteMatter.Genetics.Relatedness;
using Xunit;

namespace WhiteMatter.Genetics.Tests.Regression;

/// <summary>Joint tests after a mixed model: R is the correlation of z over genotypes of related people.</summary>
public sealed class JointOfMixedTests
{
    private const int Pairs = 300, People = 2 * Pairs, Variants = 6000;

    [Fact]
    public void R_is_the_correlation_of_the_scores_over_genotypes_of_siblings()
    {
        // Two traits that are alike in single people and unlike in siblings, of whom half of the alleles are the same.
        var random = new Random(151);
        var left = new double[2 * People];
        for (var i = 0; i < People; i++)
        {
            left[i] = JointStudy.Gaussian(random);
        }

        for (var i = 0; i < People; i++)
        {
            left[People + i] = left[i] - (1.2 * left[i ^ 1]) + (0.4 * JointStudy.Gaussian(random));
        }

        var design = new AssociationDesign(People, [.. Enumerable.Range(0, People)], 1, new double[People], ["a", "b"], left, []);
        long[] rowStarts = [.. Enumerable.Range(0, People + 1).Select(i => (long)(i / 2))];
        var siblings = new SparseRelationshipMatrix(
            [.. Enumerable.Range(0, People).Select(i => $"I{i}")],
            null,
            1,
            0.05,
            [.. Enumerable.Repeat(1.0, People)],
            rowStarts,
            [.. Enumerable.Range(0, Pairs).Select(pair => 2 * pair)],
            [.. Enumerable.Repeat(0.5, Pairs)]);
        var found = TraitCorrelations.Of(design, new MixedTraits(design, [], left), siblings, 2, default).Matrices.Single();

        double[] products = [Form(0, 0), Form(0, 1), Form(1, 1)];
        Assert.Equal(products[1] / Math.Sqrt(products[0] * products[2]), found[1], 1e-12);
        Assert.Equal(found[1], found[2]);
        var (first, second) = (new double[Variants], new double[Variants]);
        for (var v = 0; v < Variants; v++)
        {
            for (var pair = 0; pair < Pairs; pair++)
            {
                var (one, other) = (0, 0);
                for (var allele = 0; allele < 2; allele++)
                {
                    var own = random.Next(2);
                    one += own;
                    other += random.Next(2) == 0 ? own : random.Next(2);
                }

                first[v] += ((one - 1) * left[2 * pair]) + ((other - 1) * left[(2 * pair) + 1]);
                second[v] += ((one - 1) * left[People + (2 * pair)]) + ((other - 1) * left[People + (2 * pair) + 1]);
            }
        }

        var seen = first.Zip(second, (a, b) => a * b).Sum() / Math.Sqrt(first.Sum(a => a * a) * second.Sum(b => b * b));
        Assert.InRange(seen - found[1], -0.05, 0.05);
        var unrelated = TraitCorrelation.Of(design, 1, default)[1];
        Assert.True(Math.Abs(unrelated - found[1]) > 0.2, $"Relatedness matters: {unrelated} and {found[1]}.");

        double Form(int a, int b) => Enumerable.Range(0, People).Sum(
            i => left[(a * People) + i] * (left[(b * People) + i] + (0.5 * left[(b * People) + (i ^ 1)])));
    }
}
