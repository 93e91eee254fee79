using WhiteMatter.Statistics.Designs;
using WhiteMatter.Statistics.Distributions;
using WhiteMatter.Statistics.Transforms;
using Xunit;

namespace WhiteMatter.Statistics.Tests;

public class TransformTests
{
    [Fact]
    public void Ranks_become_the_normal_scores_of_Blom()
    {
        // R 4.2.2: x <- c(3.2, NA, -1, 7, 3.2, 0); r <- rank(x, na.last = "keep"); n <- 5
        // print(qnorm((r - 3/8) / (n + 1/4)), digits = 17)
        double[] values = [3.2, double.NaN, -1, 7, 3.2, 0];
        RankInverseNormal.Apply(values);
        double[] expected = [0.24104039388602683, double.NaN, -1.17976111761186031, 1.17976111761186031, 0.24104039388602683, -0.49720057068155399];
        for (var i = 0; i < values.Length; i++)
        {
            Assert.Equal(expected[i], values[i], 14);
        }
    }

    [Fact]
    public void Scores_keep_order_ties_and_symmetry_and_forget_the_scale()
    {
        var random = new Random(7);
        for (var trial = 0; trial < 50; trial++)
        {
            var values = Enumerable.Range(0, 2 + random.Next(200)).Select(_ => (double)random.Next(40)).ToArray();
            var scores = (double[])values.Clone();
            var stretched = values.Select(v => Math.Exp(v / 10)).ToArray();
            var negated = values.Select(v => -v).ToArray();
            RankInverseNormal.Apply(scores);
            RankInverseNormal.Apply(stretched);
            RankInverseNormal.Apply(negated);
            Assert.Equal(scores, stretched);
            for (var i = 1; i < values.Length; i++)
            {
                Assert.Equal(values[i].CompareTo(values[i - 1]), scores[i].CompareTo(scores[i - 1]));
                Assert.Equal(scores[i], -negated[i], tolerance: 1e-13);
            }
        }
    }

    [Fact]
    public void A_ranked_trait_is_free_of_the_covariates()
    {
        var random = new Random(11);
        const int rows = 500;
        var age = Enumerable.Range(0, rows).Select(_ => 45 + (35 * random.NextDouble())).ToArray();
        var basis = OrthonormalBasis.Create([[.. Enumerable.Repeat(1.0, rows)], age], ["(Intercept)", "age"]);
        var trait = age.Select(a => Math.Exp((0.05 * a) + Normal.Quantile(random.NextDouble()))).ToArray();
        TraitAdjustment.ResidualiseAndRank(trait, basis);
        Assert.Equal(0, trait.Sum(), 10);
        Assert.Equal(0, trait.Zip(age, (t, a) => t * a).Sum(), 8);

        // Normal scores have variance near 1, whatever the trait's was.
        Assert.InRange(trait.Sum(t => t * t) / rows, 0.9, 1.0);
    }
}
