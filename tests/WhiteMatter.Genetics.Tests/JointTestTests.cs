using MathNet.Numerics.LinearAlgebra;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Joint;
using WhiteMatter.Statistics.Distributions;
using Xunit;

namespace WhiteMatter.Genetics.Tests;

public sealed class JointTestTests
{
    /// <summary>
    /// The example of JAGWAS 1.0.1 (github.com/baihongguo/JAGWAS, examples/ and the table of its README): β and SE of two traits whose
    /// correlation is 0.5, and the P that the published program prints, to six digits. It takes Wald's z.
    /// </summary>
    [Theory]
    [InlineData(0.0216327, 1.67719, -1.29776, 2.95353, 0.875815)]
    [InlineData(0.940055, 1.17124, 0.786756, 2.06255, 0.724438)]
    [InlineData(0.582852, 1.05821, 0.66013, 1.86351, 0.855705)]
    [InlineData(0.496455, 1.05686, 0.873248, 1.86112, 0.863347)]
    [InlineData(0.622219, 1.06182, 0.934236, 1.86986, 0.818601)]
    [InlineData(-1.24283, 1.63557, 0.751617, 2.88024, 0.569762)]
    [InlineData(0.623546, 1.0519, 0.959043, 1.8524, 0.811919)]
    [InlineData(0.646245, 1.04723, 1.02325, 1.84417, 0.793858)]
    [InlineData(-0.286632, 1.01614, -0.306265, 1.78942, 0.960416)]
    public void The_published_example_is_reproduced_to_its_last_digit(double beta1, double error1, double beta2, double error2, double published)
    {
        var (statistic, degrees) = QuadraticFormTest.ChiSquaredOf([1, 0.5, 0.5, 1], [beta1 / error1, beta2 / error2], 1e-6);
        Assert.Equal(2, degrees);
        Assert.Equal(published, Math.Pow(10, ChiSquared.Log10UpperTail(statistic, degrees)), 5.1e-7);
    }

    [Fact]
    public void F_is_that_of_Wilks_lambda_of_the_two_multivariate_regressions()
    {
        using var set = new SyntheticFileset(97, 60, 0, seed: 3);
        var traits = JointStudy.Gaussians(11, 97, 0.4, 4);
        Drive(traits[2], set.Genotypes[17], 1.5);
        var study = new JointStudy(set, traits, 5);
        using var association = study.Associate();
        var exact = study.Joint(association, JointForm.Score, useF: true);
        var score = study.Joint(association, JointForm.Score, useF: false);
        Assert.Equal((TableStatistic.JointF, 11), (exact.Header.Statistic, exact.Header.StatisticDegrees));
        for (var v = 0; v < 60; v++)
        {
            // Λ = |E₁| / |E₀|, the determinants of the residual cross-products with and without the genotype (Anderson 2003, 8.3); with one
            // column tested F = (1 − Λ)/Λ · (n − c − K)/K exactly, and the score T is (n − c − 1)(1 − Λ).
            var lambda = Math.Exp(LogDeterminant(study, traits, set.Genotypes[v]) - LogDeterminant(study, traits, null));
            var left = 97 - 3 - 11;
            var expected = (1 - lambda) / lambda * left / 11;
            Assert.Equal(expected, exact.Rows[v].Statistic, 1e-7 * expected);
            Assert.Equal(-FDistribution.Log10UpperTail(expected, 11, left), exact.Rows[v].NegLog10P, 1e-7 * (1 + exact.Rows[v].NegLog10P));
            Assert.Equal((97 - 3 - 1) * (1 - lambda), score.Rows[v].Statistic, 1e-7 * score.Rows[v].Statistic);
            Assert.Equal(97, score.Rows[v].People);
            Assert.True(double.IsNaN(score.Rows[v].StandardError));
        }

        Assert.True(exact.Rows[17].NegLog10P > 4);
    }

    /// <summary>
    /// Traits that sex alone makes alike, with no sex among the covariates: of X they are told apart by the regression with sex, of Y by that of men, as
    /// Wilks's Λ of these people and covariates has it; what was computed is the same when it is read back.
    /// </summary>
    [Fact]
    public void Variants_of_X_and_Y_have_the_correlations_and_degrees_of_freedom_of_those_tested()
    {
        const int People = 160, Traits = 5;
        using var set = new SyntheticFileset(People, 60, 0, seed: 51);
        Sex[] sex = [.. Enumerable.Range(0, People).Select(i => i % 23 == 0 ? Sex.Unknown : i % 2 == 0 ? Sex.Male : Sex.Female)];
        var traits = JointStudy.Gaussians(Traits, People, 0, 52);
        foreach (var trait in traits)
        {
            for (var i = 0; i < People; i++)
            {
                trait[i] += sex[i] == Sex.Male ? 1.5 : 0;
            }
        }

        var study = new JointStudy(set, traits, 53);
        var chromosomes = new SexChromosomes([new(10, 20, ChromosomePloidy.X), new(30, 15, ChromosomePloidy.Y), new(50, 5, ChromosomePloidy.One)], sex);
        using var association = study.Associate(chromosomes);
        using var kept = new MemoryStream();
        TraitCorrelations.Of(study.Design, chromosomes, 2, CancellationToken.None).Write(kept);
        kept.Position = 0;
        var exact = study.Run(
            association,
            QuadraticFormTest.Create(
                association.Header, study.Design, TraitCorrelations.Read(kept), new QuadraticFormOptions(JointForm.Score, true, 1e-6, 2)));
        for (var v = 0; v < 60; v++)
        {
            var (isX, isY) = (v is >= 10 and < 30, v is >= 30 and < 45);
            int[] people = [.. Enumerable.Range(0, People).Where(i => isX ? sex[i] != Sex.Unknown : !isY || sex[i] == Sex.Male)];
            List<double[]> covariates = [.. study.Covariates];
            if (isX)
            {
                covariates.Add([.. sex.Select(one => (double)one)]);
            }

            var lambda = Math.Exp(
                LogDeterminant(people, [.. covariates, [.. set.Genotypes[v].Select(g => (double)g)]], traits) - LogDeterminant(people, covariates, traits));
            var left = people.Length - covariates.Count - Traits;
            var expected = (1 - lambda) / lambda * left / Traits;
            Assert.Equal(people.Length, exact.Rows[v].People);
            Assert.Equal(expected, exact.Rows[v].Statistic, 1e-7 * expected);
            Assert.Equal(-FDistribution.Log10UpperTail(expected, Traits, left), exact.Rows[v].NegLog10P, 1e-7 * (1 + exact.Rows[v].NegLog10P));
        }
    }

    [Fact]
    public void Score_T_and_F_do_not_change_when_traits_are_mixed_and_Walds_does()
    {
        using var set = new SyntheticFileset(150, 200, 0, seed: 13);
        var study = new JointStudy(set, JointStudy.Gaussians(9, 150, 0.5, 14), 15);
        var random = new Random(16);
        var mixing = Matrix<double>.Build.Dense(9, 9, (i, j) => JointStudy.Gaussian(random) + (i == j ? 4 : 0));
        var residuals = Matrix<double>.Build.Dense(150, 9, study.Design.Residuals) * mixing;
        var mixed = new JointStudy(set, JointStudy.Gaussians(9, 150, 0.5, 14), 15)
        {
            Design = study.Design with { Residuals = residuals.ToColumnMajorArray() },
        };
        using var plainTable = study.Associate();
        using var mixedTable = mixed.Associate();
        foreach (var (form, useF, same) in new[] { (JointForm.Score, false, true), (JointForm.Score, true, true), (JointForm.Wald, false, false) })
        {
            var plain = study.Joint(plainTable, form, useF).Rows;
            var other = mixed.Joint(mixedTable, form, useF).Rows;
            var largest = plain.Zip(other, (a, b) => Math.Abs((a.Statistic / b.Statistic) - 1)).Max();
            Assert.True(same ? largest < 1e-6 : largest > 1e-3, $"{form}, F {useF}: T changes by {largest:E2} of itself");
        }
    }

    [Fact]
    public void A_trait_that_is_the_sum_of_others_is_removed_with_its_degree_of_freedom_and_changes_nothing()
    {
        using var set = new SyntheticFileset(140, 100, 0.01, seed: 23);
        var traits = JointStudy.Gaussians(5, 140, 0.3, 24);
        var sum = traits[0].Zip(traits[3], (a, b) => a + b).ToArray();
        var five = new JointStudy(set, traits, 25);
        var six = new JointStudy(set, [.. traits, sum], 25);
        using var fiveTable = five.Associate();
        using var sixTable = six.Associate();
        foreach (var useF in new[] { false, true })
        {
            var expected = five.Joint(fiveTable, JointForm.Score, useF);
            var found = six.Joint(sixTable, JointForm.Score, useF);
            Assert.Equal((5, 5), (found.Form.Rank, found.Header.StatisticDegrees));
            Assert.True(found.Form.LeastEigenvalue < 1e-12 && found.Form.LeastEigenvalueKept > 1e-3);

            // Where genotypes are missing β follows the people of the variant and R everybody: the sum's β is still the sum, so T agrees.
            Assert.All(expected.Rows.Zip(found.Rows), pair =>
                Assert.Equal(pair.First.Statistic, pair.Second.Statistic, 1e-2 * pair.First.Statistic));
            Assert.All(expected.Rows.Zip(found.Rows).Where(pair => pair.First.People == 140), pair =>
                Assert.Equal(pair.First.Statistic, pair.Second.Statistic, 1e-6 * pair.First.Statistic));
        }
    }

    [Theory]
    [InlineData(0.0, 0.0)]
    [InlineData(0.02, 0.1)]
    public void T_is_the_quadratic_form_of_the_tables_z_and_the_driving_trait_has_the_largest(double missingGenotypes, double missingTraits)
    {
        using var set = new SyntheticFileset(180, 300, missingGenotypes, seed: 33);
        var traits = JointStudy.Gaussians(7, 180, 0.5, 34);
        JointStudy.Blank(traits, missingTraits, 35);
        var study = new JointStudy(set, traits, 36);
        using var association = study.Associate();
        var inverse = Matrix<double>.Build.Dense(7, 7, TraitCorrelation.Of(study.Design, 1, CancellationToken.None)).Inverse();
        foreach (var form in new[] { JointForm.Score, JointForm.Wald })
        {
            var rows = study.Joint(association, form, useF: false).Rows;
            var block = association.CreateBuffer();
            var at = 0;
            for (var b = 0; b < association.Blocks; b++)
            {
                association.Read(b, block);
                for (var v = 0; v < block.Count; v++, at++)
                {
                    var z = Vector<double>.Build.Dense(7, t =>
                    {
                        var wald = block.Beta[(t * block.Count) + v] / block.StandardError[(t * block.Count) + v];
                        return form == JointForm.Wald ? wald : wald / Math.Sqrt(1 + (wald * wald / (block.PeopleOf(t, v) - 3 - 1)));
                    });
                    var row = rows[at];
                    Assert.Equal(z * inverse * z, row.Statistic, 1e-9 * row.Statistic);
                    Assert.Equal(-ChiSquared.Log10UpperTail(row.Statistic, 7), row.NegLog10P);
                    Assert.Equal(z.AbsoluteMaximumIndex(), row.Driver);
                    Assert.Equal(Enumerable.Range(0, 7).Min(t => block.PeopleOf(t, v)), row.People);
                }
            }

            Assert.Equal(300, at);
        }
    }

    [Fact]
    public void What_cannot_be_tested_together_is_refused()
    {
        using var set = new SyntheticFileset(40, 130, 0, seed: 63);
        var traits = JointStudy.Gaussians(4, 40, 0, 64);
        var study = new JointStudy(set, traits, 65);
        using var association = study.Associate();
        JointProblem Refused(AssociationTableHeader header, AssociationDesign design, bool useF = false) => Assert.Throws<JointException>(
            () => QuadraticFormTest.Create(header, design, new QuadraticFormOptions(JointForm.Score, useF, 1e-6, 1), CancellationToken.None)).Problem;
        var (header, design) = (association.Header, study.Design);
        Assert.Equal(JointProblem.DesignDiffers, Refused(header with { Traits = ["t1", "t0", "t2", "t3"] }, design));
        Assert.Equal(JointProblem.DesignDiffers, Refused(header with { Traits = ["t0", "t1", "t2"] }, design));
        Assert.Equal(JointProblem.DesignDiffers, Refused(header with { People = 39 }, design));
        Assert.Equal(JointProblem.DesignDiffers, Refused(header with { Rank = 2 }, design));
        Assert.Equal(JointProblem.Unsigned, Refused(study.Joint(association, JointForm.Score, false).Header, design));
        var single = new JointStudy(set, traits[..1], 65);
        using var singleTable = single.Associate();
        Assert.Equal(JointProblem.TooFewTraits, Refused(singleTable.Header, single.Design));
        var many = new JointStudy(set, JointStudy.Gaussians(37, 40, 0, 66), 65);
        using var manyTable = many.Associate();
        Assert.Equal(JointProblem.TooFewPeople, Refused(manyTable.Header, many.Design));
        JointStudy.Blank(traits, 0.1, 67);
        var gaps = new JointStudy(set, traits, 65);
        using var gapsTable = gaps.Associate();
        Assert.Equal(JointProblem.MissingTraits, Refused(gapsTable.Header, gaps.Design, useF: true));
    }

    private static void Drive(double[] trait, sbyte[] genotypes, double effect)
    {
        for (var i = 0; i < trait.Length; i++)
        {
            trait[i] += effect * genotypes[i];
        }
    }

    /// <summary>log |Y'MY|, M the projection off covariates and, where given, genotype.</summary>
    private static double LogDeterminant(JointStudy study, double[][] traits, sbyte[]? genotypes) => LogDeterminant(
        [.. Enumerable.Range(0, traits[0].Length)], [.. study.Covariates, .. genotypes is null ? [] : new[] { genotypes.Select(g => (double)g).ToArray() }], traits);

    /// <summary>log |E|, of the residual cross-products of some people's traits on columns.</summary>
    private static double LogDeterminant(int[] people, IReadOnlyList<double[]> columns, double[][] traits)
    {
        var x = Matrix<double>.Build.DenseOfColumnArrays(columns.Select(Of));
        var y = Matrix<double>.Build.DenseOfColumnArrays(traits.Select(Of));
        var residuals = y - (x * x.QR().Solve(y));
        return Math.Log(residuals.TransposeThisAndMultiply(residuals).Determinant());

        double[] Of(double[] all) => [.. people.Select(i => all[i])];
    }
}
