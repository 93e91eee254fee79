using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Regression;
using WhiteMatter.Genetics.Relatedness;
using WhiteMatter.Statistics.Distributions;
using Xunit;

namespace WhiteMatter.Genetics.Tests.Regression;

public sealed class SparseMixedFitTests
{
    [Fact]
    public void Variance_components_are_the_likeliest_and_scores_those_of_whole_matrices()
    {
        using var study = new FamilyStudy(families: 20, variants: 500, traits: 4, heritability: 0.5, seed: 3);
        var matrix = study.Relationships();
        var (fit, dense) = (study.Fit(matrix), PlainMixedModel.Dense(matrix));
        for (var t = 0; t < 4; t++)
        {
            var found = fit.Traits[t].Components;
            double At(double h) => new PlainMixedModel(dense, study.Covariates, h).LogLikelihood(study.Traits[t]);
            var best = At(found.Heritability);
            Assert.All(Enumerable.Range(0, 100), g => Assert.True(At(g / 100.0) <= best + 1e-9));
            if (!double.IsNaN(found.StandardError))
            {
                // The curvature of the likelihood by differences of its own.
                const double Step = 1e-3;
                var curvature = (At(found.Heritability + Step) - (2 * best) + At(found.Heritability - Step)) / (Step * Step);
                Assert.Equal(1 / Math.Sqrt(-curvature), found.StandardError, 2e-3 * found.StandardError);
            }

            var scores = new PlainMixedModel(dense, study.Covariates, found.Heritability, found.Variance).Project(study.Traits[t]);
            for (var i = 0; i < study.People; i++)
            {
                Assert.Equal(scores[i], fit.Scores[(t * study.People) + i], 1e-9);
            }
        }

        Assert.Contains(fit.Traits, trait => trait.Components.Heritability is > 0.1 and < 0.99);
    }

    [Fact]
    public void Gamma_is_the_mean_of_the_exact_ratio_and_statistics_follow_the_exact_score()
    {
        using var study = new FamilyStudy(families: 20, variants: 300, traits: 2, heritability: 0.6, missing: 0.02, seed: 5);
        var matrix = study.Relationships();
        var (fit, dense) = (study.Fit(matrix), PlainMixedModel.Dense(matrix));
        var block = study.Scores(fit);
        Assert.Equal(300, fit.Variants);
        for (var t = 0; t < 2; t++)
        {
            var found = fit.Traits[t];
            var model = new PlainMixedModel(dense, study.Covariates, found.Components.Heritability, found.Components.Variance);
            var plain = new PlainMixedModel(dense, study.Covariates, 0);
            var ratios = study.Files.Genotypes.Select(Imputed).Select(g => PlainMixedModel.Dot(g, model.Project(g)) / PlainMixedModel.Dot(g, plain.Project(g))).ToArray();
            Assert.Equal(ratios.Average(), found.Gamma, 1e-9 * found.Gamma);
            for (var v = 0; v < 300; v++)
            {
                if (study.Files.Genotypes[v].Any(copies => copies < 0))
                {
                    continue;
                }

                var g = Imputed(study.Files.Genotypes[v]);
                var (product, square) = (PlainMixedModel.Dot(g, model.Project(study.Traits[t])), PlainMixedModel.Dot(g, plain.Project(g)));
                var cell = (t * 300) + v;
                Assert.Equal(product / (found.Gamma * square), block.Beta[cell], 1e-7);
                Assert.Equal(1 / Math.Sqrt(found.Gamma * square), block.StandardError[cell], 1e-7);
                Assert.Equal(-Math.Log10(2 * Normal.Cumulative(-Math.Abs(block.Beta[cell] / block.StandardError[cell]))), block.NegLog10P[cell], 1e-6);
            }
        }
    }

    [Fact]
    public void A_trait_without_heritability_has_the_linear_models_score()
    {
        using var study = new FamilyStudy(families: 30, variants: 200, traits: 12, heritability: 0, seed: 7);
        var fit = study.Fit(study.Relationships());
        var at = fit.Traits.IndexOf(fit.Traits.First(trait => trait.Components.Heritability == 0));
        Assert.True(double.IsNaN(fit.Traits[at].Components.StandardError));
        var (score, linear) = (study.Scores(fit), study.Linear());
        for (var v = 0; v < 200; v++)
        {
            var (cell, degrees) = ((at * 200) + v, study.People - study.Design.Rank - 1.0);
            var t = linear.Beta[cell] / linear.StandardError[cell];
            Assert.Equal(linear.Beta[cell], score.Beta[cell], 1e-8);
            Assert.Equal(t * Math.Sqrt((degrees + 1) / (degrees + (t * t))), score.Beta[cell] / score.StandardError[cell], 1e-7);
        }
    }

    [Fact]
    public void A_trait_that_some_lack_has_the_fit_of_those_who_have_it_whatever_other_traits_there_are()
    {
        using var study = new FamilyStudy(families: 25, variants: 200, traits: 3, heritability: 0.6, seed: 9);
        var matrix = study.Relationships();
        var gaps = (double[])study.Traits[1].Clone();
        for (var i = 3; i < gaps.Length; i += 7)
        {
            gaps[i] = double.NaN;
        }

        var (together, alone) = (study.DesignOf([study.Traits[0], gaps, study.Traits[2]]), study.DesignOf([gaps]));
        var (all, one) = (study.Fit(matrix, together), study.Fit(matrix, alone));
        Assert.Equal(one.Traits[0] with { Name = "t1" }, all.Traits[1]);
        Assert.Equal(one.Scores, all.Scores[study.People..(2 * study.People)]);
        Assert.Equal(study.Fit(matrix).Traits[0], all.Traits[0]);
        int[] have = [.. Enumerable.Range(0, study.People).Where(i => !double.IsNaN(gaps[i]))];
        var plain = new PlainMixedModel(
            PlainMixedModel.Dense(matrix.Of(have)), [.. study.Covariates.Select(column => have.Select(i => column[i]).ToArray())], one.Traits[0].Components.Heritability, one.Traits[0].Components.Variance);
        var scores = plain.Project([.. have.Select(i => gaps[i])]);
        for (var i = 0; i < have.Length; i++)
        {
            Assert.Equal(scores[i], one.Scores[have[i]], 1e-9);
        }
    }

    [Fact]
    public void The_bits_do_not_depend_on_the_threads()
    {
        using var study = new FamilyStudy(families: 40, variants: 150, traits: 5, heritability: 0.4, missing: 0.03, seed: 11);
        var matrix = study.Relationships();
        var (one, three) = (study.Fit(matrix, threads: 1), study.Fit(matrix, threads: 3));
        Assert.Equal(one.Traits.AsEnumerable(), three.Traits);
        Assert.Equal(one.Scores, three.Scores);
    }

    [Fact]
    public void A_family_that_is_too_large_is_refused_with_its_size()
    {
        const int People = RotatedPeople.LargestFamily + 2;
        int[] chain = [.. Enumerable.Range(0, People)];
        var matrix = new SparseRelationshipMatrix(
            [.. chain.Select(i => $"{i}")], null, 1, 0, [.. chain.Select(_ => 1.0)], [0, .. chain.Select(i => (long)i)], [.. chain[..^1]], [.. chain[1..].Select(_ => 0.1)]);
        var failure = Assert.Throws<RegressionException>(() => RotatedPeople.Of(matrix, 1, default));
        Assert.Equal((RegressionProblem.FamilyTooLarge, People), (failure.Problem, failure.People));
    }

    [Fact]
    public void Without_a_common_variant_nothing_is_calibrated()
    {
        using var study = new FamilyStudy(families: 5, variants: 20, traits: 1, heritability: 0.4);
        using var source = study.Files.Open();
        var nothing = new CalibrationGenotypes(source, study.Design.SampleIndex, new VariantFilter(_ => false, false), _ => true, 1);
        var failure = Assert.Throws<RegressionException>(() => SparseMixedFit.Run(study.Design, study.Relationships(), nothing, 1, null, default));
        Assert.Equal(RegressionProblem.NoCalibration, failure.Problem);
    }

    private static double[] Imputed(sbyte[] genotypes)
    {
        var mean = genotypes.Where(copies => copies >= 0).Average(copies => (double)copies);
        return [.. genotypes.Select(copies => copies < 0 ? mean : copies)];
    }
}
