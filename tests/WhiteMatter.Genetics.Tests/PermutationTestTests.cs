using MathNet.Numerics.LinearAlgebra;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Joint;
using WhiteMatter.Statistics.Distributions;
using Xunit;

namespace WhiteMatter.Genetics.Tests;

/// <summary>MOSTest on drawn studies. The published code is MATLAB; its formulas are worked here with plain loops.</summary>
public sealed class PermutationTestTests
{
    private const int Block = 128;

    [Fact]
    public void The_statistic_is_the_form_of_z_in_the_correlation_of_the_permuted_z_and_P_the_fitted_gammas()
    {
        const int People = 500, Variants = 600, Traits = 7;
        using var set = new SyntheticFileset(People, Variants, 0.02, seed: 81);
        var study = new JointStudy(set, JointStudy.Gaussians(Traits, People, 0.5, 82), 83);
        using var association = study.Associate();
        using var permuted = Permuted(set, study.Design, seed: 4);
        var test = Test(association, permuted, study.Design, PermutedStatistic.QuadraticForm);
        var rows = study.Run(association, test).Rows;

        var (drawn, own) = (Z(permuted), Z(association));
        var counted = drawn.Where(row => row.Common).Select(row => row.Z).ToList();
        Assert.Equal(counted.Count, test.NullVariants);
        var inverse = Correlation(counted, Traits).Inverse();
        double Form(double[] z) => Vector<double>.Build.Dense(z) * inverse * Vector<double>.Build.Dense(z);
        var forms = counted.Select(Form).ToList();
        var gamma = GammaDistribution.Fit(forms.Average(), forms.Average(Math.Log));
        Assert.Equal(gamma.Shape, test.First, 1e-9 * gamma.Shape);
        Assert.Equal(gamma.Scale, test.Second, 1e-9 * gamma.Scale);
        foreach (var (row, expected) in rows.Zip(own))
        {
            var form = Form(expected.Z);
            Assert.Equal(form, row.Statistic, 1e-9 * Math.Max(1, form));
            Assert.Equal(-gamma.Log10UpperTail(form), row.NegLog10P, 1e-8 * Math.Max(1, row.NegLog10P));
        }
    }

    [Theory]
    [InlineData(PermutedStatistic.QuadraticForm, 12, 0)]
    [InlineData(PermutedStatistic.SmallestP, 12, 0)]
    [InlineData(PermutedStatistic.QuadraticForm, 20, 8)]
    public void P_under_the_null_is_uniform(PermutedStatistic statistic, int traits, int kept)
    {
        const int People = 2000, Variants = 6000;
        using var set = new SyntheticFileset(People, Variants, 0, seed: 91 + traits, flips: 1);
        var study = new JointStudy(set, JointStudy.Gaussians(traits, People, 0.4, 92 + traits), 93);
        using var association = study.Associate();
        using var permuted = Permuted(set, study.Design, seed: 5);
        var rows = study.Run(association, Test(association, permuted, study.Design, statistic, kept)).Rows;
        var p = rows.Select(row => row.NegLog10P).ToArray();

        // Over 6,000 variants the medians of the variants and of their null each have a standard error of 3% of λ. C is of the permuted variants
        // and fits them better than others, by K in so many: with K = 20 the mean of T is a third of a per cent too large.
        Assert.InRange(GenomicInflation.Lambda(p), 0.88, 1.12);

        // Kolmogorov's distance; a beta is not quite the distribution of the smallest P of correlated traits ("not a great fit" in the published code).
        Assert.InRange(JointStudy.KolmogorovSmirnov(p), 0.2, statistic == PermutedStatistic.SmallestP ? 2.2 : 1.95);
    }

    [Fact]
    public void Orders_of_people_are_of_everybody_differ_between_blocks_and_do_not_depend_on_shards()
    {
        var order = PermutedAssociation.Order(1000, 1, 3);
        Assert.Equal(Enumerable.Range(0, 1000), order.Order());
        Assert.Equal(order, PermutedAssociation.Order(1000, 1, 3));
        Assert.NotEqual(order, PermutedAssociation.Order(1000, 1, 4));
        Assert.NotEqual(order, PermutedAssociation.Order(1000, 2, 3));

        // Each person stands in each place equally often: 6,000 orders of 3 people, six of them.
        var counts = Enumerable.Range(0, 6000).GroupBy(block => string.Join(' ', PermutedAssociation.Order(3, 9, block))).Select(group => group.Count()).ToList();
        Assert.Equal(6, counts.Count);
        Assert.All(counts, count => Assert.InRange(count, 890, 1110));

        using var set = new SyntheticFileset(120, 512, 0.02, seed: 96);
        var study = new JointStudy(set, JointStudy.Gaussians(3, 120, 0.2, 97), 98);
        Assert.Equal(Blocks(set, study.Design, (0, 512)), Blocks(set, study.Design, (0, 256)).Concat(Blocks(set, study.Design, (256, 256))));
    }

    [Fact]
    public void Bytes_do_not_depend_on_threads()
    {
        using var set = new SyntheticFileset(200, 700, 0.02, seed: 86);
        var study = new JointStudy(set, JointStudy.Gaussians(5, 200, 0.5, 87), 88);
        using var association = study.Associate();
        using var permuted = Permuted(set, study.Design, seed: 6);
        var one = study.Run(association, Test(association, permuted, study.Design, PermutedStatistic.QuadraticForm, threads: 1));
        Assert.Equal(one.Table, study.Run(association, Test(association, permuted, study.Design, PermutedStatistic.QuadraticForm, threads: 3)).Table);
    }

    [Fact]
    public void Nearly_collinear_traits_of_condition_1e7_keep_the_statistic_and_raised_eigenvalues_change_it_as_stated()
    {
        const int People = 800, Variants = 900;
        using var set = new SyntheticFileset(People, Variants, 0, seed: 101, flips: 1);
        var traits = JointStudy.Gaussians(4, People, 0, 102);
        var noise = JointStudy.Gaussians(1, People, 0, 103)[0];

        // The fourth is the sum of the first two and a little: the least eigenvalue is about 1e-7 of the greatest.
        for (var i = 0; i < People; i++)
        {
            traits[3][i] = traits[0][i] + traits[1][i] + (2.2e-4 * noise[i]);
        }

        var study = new JointStudy(set, traits, 104);
        using var association = study.Associate();
        using var permuted = Permuted(set, study.Design, seed: 7);
        var test = Test(association, permuted, study.Design, PermutedStatistic.QuadraticForm);
        Assert.InRange(test.GreatestEigenvalue / test.LeastEigenvalue, 3e6, 1e8);

        // z'C⁻¹z with 28 digits, by elimination.
        var counted = Z(permuted).Where(row => row.Common).Select(row => row.Z).ToList();
        var correlation = Correlation(counted, 4);
        var worst = study.Run(association, test).Rows.Zip(Z(association)).Max(
            pair => Math.Abs(pair.First.Statistic - ExactForm(correlation, pair.Second.Z)) / Math.Max(1, pair.First.Statistic));
        Assert.InRange(worst, 0, 1e-6);

        // With three eigenvalues kept the fourth is raised to the third.
        var raised = Test(association, permuted, study.Design, PermutedStatistic.QuadraticForm, kept: 3);
        Assert.InRange(raised.GreatestEigenvalue / raised.LeastEigenvalue, 1, 10);
    }

    [Fact]
    public void Fewer_permuted_variants_than_traits_are_refused()
    {
        using var set = new SyntheticFileset(200, 12, 0, seed: 111);
        var study = new JointStudy(set, JointStudy.Gaussians(20, 200, 0.2, 112), 113);
        using var association = study.Associate();
        using var permuted = Permuted(set, study.Design, seed: 8);
        var refused = Assert.Throws<JointException>(() => Test(association, permuted, study.Design, PermutedStatistic.QuadraticForm));
        Assert.Equal(JointProblem.TooFewVariants, refused.Problem);
    }

    private static double ExactForm(Matrix<double> correlation, double[] z)
    {
        var order = z.Length;
        var left = new decimal[order, order + 1];
        for (var i = 0; i < order; i++)
        {
            for (var j = 0; j < order; j++)
            {
                left[i, j] = (decimal)correlation[i, j];
            }

            left[i, order] = (decimal)z[i];
        }

        // The form is the sum of the squared eliminated right sides over their pivots: z'C⁻¹z = Σ d_i² / p_i of C = LDL'.
        decimal form = 0;
        for (var i = 0; i < order; i++)
        {
            form += left[i, order] * left[i, order] / left[i, i];
            for (var k = i + 1; k < order; k++)
            {
                var share = left[k, i] / left[i, i];
                for (var j = i; j <= order; j++)
                {
                    left[k, j] -= share * left[i, j];
                }
            }
        }

        return (double)form;
    }

    private static PermutationTest Test(
        AssociationTable association, AssociationTable permuted, AssociationDesign design, PermutedStatistic statistic, int kept = 0, int threads = 2) =>
        PermutationTest.Create(association.Header, permuted, design, new PermutationOptions(statistic, kept, threads), CancellationToken.None);

    private static AssociationTable Permuted(SyntheticFileset set, AssociationDesign design, long seed)
    {
        var path = set.PathOf($"permuted-{Guid.NewGuid():N}.bin");
        using (var output = File.Create(path))
        using (var bed = set.Open())
        using (var writer = AssociationTableWriter.Create(output, new AssociationTableHeader(design.People, design.Rank, design.HasMissingTraits, design.Traits)))
        {
            using var blocks = new MemoryStream();
            PermutedAssociation.Run(
                design, bed, new AssociationRange(null, 0, bed.VariantCount, Block, null), seed, new AssociationOptions(5, 2), blocks, CancellationToken.None);
            blocks.Position = 0;
            writer.Append(blocks, CancellationToken.None);
            writer.Complete();
        }

        return AssociationTable.Open(path);
    }

    private static byte[] Blocks(SyntheticFileset set, AssociationDesign design, (long First, long Count) range)
    {
        using var bed = set.Open();
        using var blocks = new MemoryStream();
        PermutedAssociation.Run(
            design, bed, new AssociationRange(null, range.First, range.Count, Block, null), 11, new AssociationOptions(5, 1), blocks, CancellationToken.None);
        return blocks.ToArray();
    }

    private static List<(double[] Z, bool Common)> Z(AssociationTable table)
    {
        var found = new List<(double[] Z, bool Common)>();
        var block = table.CreateBuffer();
        for (var b = 0; b < table.Blocks; b++)
        {
            table.Read(b, block);
            for (var v = 0; v < block.Count; v++)
            {
                var z = Enumerable.Range(0, block.Traits).Select(t => block.Beta[(t * block.Count) + v] / block.StandardError[(t * block.Count) + v]).ToArray();
                var frequency = block.Counts[v].A1Frequency;
                found.Add((z, Math.Min(frequency, 1 - frequency) > 0.005 && z.All(double.IsFinite)));
            }
        }

        return found;
    }

    private static Matrix<double> Correlation(List<double[]> z, int traits)
    {
        var means = Enumerable.Range(0, traits).Select(t => z.Average(row => row[t])).ToArray();
        double Covariance(int a, int b) => z.Average(row => (row[a] - means[a]) * (row[b] - means[b]));
        return Matrix<double>.Build.Dense(traits, traits, (a, b) => Covariance(a, b) / Math.Sqrt(Covariance(a, a) * Covariance(b, b)));
    }
}
