using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Regression;
using Xunit;

namespace WhiteMatter.Genetics.Tests.Regression;

public sealed class DenseMixedTests
{
    [Fact]
    public void The_ratio_found_is_the_likeliest_and_the_effect_that_of_whole_matrices()
    {
        using var study = new FamilyStudy(families: 15, variants: 40, traits: 1, heritability: 0.6, seed: 41);
        var matrix = study.Dense(centred: false);
        var flat = new double[study.People, study.People];
        for (var i = 0; i < study.People; i++)
        {
            for (var j = 0; j < study.People; j++)
            {
                flat[i, j] = matrix[i][j];
            }
        }

        var design = study.Design;
        var block = study.Exact(DenseMixedModel.Decompose(matrix, design, 1, null, default), design);
        for (var v = 0; v < 40; v++)
        {
            // β and its error by generalised least squares at the h² where the restricted likelihood with the variant among the covariates is greatest.
            double[] g = [.. study.Files.Genotypes[v].Select(copies => (double)copies)];
            var best = Enumerable.Range(1, 400).Select(k => k / 401.0)
                .MaxBy(h => new PlainMixedModel(flat, [.. study.Covariates, g], h).LogLikelihood(study.Traits[0]));
            var model = new PlainMixedModel(flat, study.Covariates, best);
            var projected = model.Project(g);
            var beta = PlainMixedModel.Dot(projected, study.Traits[0]) / PlainMixedModel.Dot(projected, g);
            var left = PlainMixedModel.Dot(study.Traits[0], model.Project(study.Traits[0])) - (beta * PlainMixedModel.Dot(projected, study.Traits[0]));
            var error = Math.Sqrt(left / (study.People - 4) / PlainMixedModel.Dot(projected, g));
            Assert.Equal(beta, block.Beta[v], 5e-3 * error);
            Assert.Equal(error, block.StandardError[v], 5e-3 * error);
        }
    }

    [Fact]
    public void A_model_is_read_as_it_was_written_and_the_bits_do_not_depend_on_the_threads()
    {
        using var study = new FamilyStudy(families: 60, variants: 70, traits: 3, heritability: 0.5, missing: 0.05, seed: 43);
        var gaps = (double[])study.Traits[2].Clone();
        (gaps[0], gaps[11]) = (double.NaN, double.NaN);
        var design = study.DesignOf([study.Traits[0], study.Traits[1], gaps]);
        var (one, three) = (DenseMixedModel.Decompose(study.Dense(false), design, 1, null, default), DenseMixedModel.Decompose(study.Dense(false), design, 3, null, default));
        var (first, second) = (new MemoryStream(), new MemoryStream());
        one.Write(first);
        three.Write(second);
        Assert.Equal(first.ToArray(), second.ToArray());
        first.Position = 0;
        var read = DenseMixedModel.Read(first);
        Assert.Equal(2, read.Groups.Length);
        Assert.Equal(one.Fit(design).AsEnumerable(), read.Fit(design));
        var (a, b) = (study.Exact(one, design, threads: 1), study.Exact(read, design, threads: 3));
        Assert.Equal(a.Beta, b.Beta);
        Assert.Equal(a.NegLog10P, b.NegLog10P);
        first.SetLength(first.Length - 8);
        first.Position = 0;
        Assert.Throws<InvalidDataException>(() => DenseMixedModel.Read(first));
    }

    [Fact]
    public void Constant_variants_and_those_that_the_covariates_determine_have_no_test()
    {
        using var study = new FamilyStudy(families: 20, variants: 10, traits: 2, heritability: 0.5, seed: 45);
        Array.Fill(study.Files.Genotypes[3], (sbyte)2);
        study.Files.Genotypes[4] = [.. study.Covariates[1].Select(population => (sbyte)population)];
        study.Files.Rewrite();
        var block = study.Exact(DenseMixedModel.Decompose(study.Dense(false), study.Design, 1, null, default), study.Design);
        Assert.Equal((UntestedReason.Monomorphic, UntestedReason.Collinear, UntestedReason.Tested), (block.Reason[3], block.Reason[4], block.Reason[5]));
        Assert.True(double.IsNaN(block.Beta[3]) && double.IsNaN(block.NegLog10P[14]) && !double.IsNaN(block.Beta[5]));
    }

    [Fact]
    public void Too_many_people_and_too_many_groups_of_them_are_refused()
    {
        const int People = DenseMixedModel.MostPeople + 1;
        var large = new AssociationDesign(People, [.. Enumerable.Range(0, People)], 1, new double[People], ["t"], new double[People], []);
        var failure = Assert.Throws<RegressionException>(() => DenseMixedModel.Check(large));
        Assert.Equal((RegressionProblem.TooManyPeople, People), (failure.Problem, failure.Count));

        const int Traits = 3, Some = 9000;
        var missing = new byte[Traits * Some];
        (missing[0], missing[Some + 1], missing[(2 * Some) + 2]) = (1, 1, 1);
        var differing = new AssociationDesign(Some, [.. Enumerable.Range(0, Some)], 1, new double[Some], ["a", "b", "c"], new double[Traits * Some], missing);
        Assert.Equal(RegressionProblem.TooManyGroups, Assert.Throws<RegressionException>(() => DenseMixedModel.Check(differing)).Problem);
        DenseMixedModel.Check(differing with { Missing = [] });
    }
}
