using MathNet.Numerics.LinearAlgebra;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Joint;
using WhiteMatter.Statistics.Distributions;
using Xunit;

namespace WhiteMatter.Genetics.Tests;

/// <summary>MOSTest on drawn studies; its formulas are worked here with plain loops.</summary>
public sealed class PermutationTestTests
{
    private const int Block = 128;

    [Fact]
    public void The_statistic_is_the_form_of_z_in_the_products_of_the_permuted_z_and_P_the_fitted_gammas()
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
        var inverse = Products(counted, Traits).Inverse();
        double Form(double[] z) => Vector<double>.Build.Dense(z) * inverse * Vector<double>.Build.Dense(z);

        // T of a permuted variant is with the C of the others.
        var forms = counted.Select(z => Without(counted, z, Traits)).ToList();
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

        // Over 6,000 variants the medians of the variants and of their null each have a standard error of 2.5% of λ.
        Assert.InRange(GenomicInflation.Lambda(p), 0.9, 1.1);

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

    }

    [Fact]
    public void Permuted_genotypes_do_not_depend_on_shards_or_threads()
    {
        using var set = new SyntheticFileset(120, 512, 0.02, seed: 96);
        var study = new JointStudy(set, JointStudy.Gaussians(3, 120, 0.2, 97), 98);
        Assert.Equal(Blocks(set, study.Design, (0, 512)), Blocks(set, study.Design, (0, 256)).Concat(Blocks(set, study.Design, (256, 256))));
        Assert.Equal(Blocks(set, study.Design, (0, 512)), Blocks(set, study.Design, (0, 512), threads: 3));
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
    public void Linkage_disequilibrium_and_effects_are_gone_from_permuted_genotypes()
    {
        const int People = 1000, Variants = 2000;
        using var set = new SyntheticFileset(People, Variants, 0.01, seed: 121, flips: 0.02);
        var traits = JointStudy.Gaussians(2, People, 0, 122);
        for (var i = 0; i < People; i++)
        {
            // Every variant near the middle says much of the first trait.
            traits[0][i] += 2 * set.Genotypes[Variants / 2][i];
        }

        var study = new JointStudy(set, traits, 123);
        using var association = study.Associate();
        using var permuted = Permuted(set, study.Design, seed: 9);
        Assert.True(Neighbours(Z(association)) > 0.6, "The genotypes are in linkage disequilibrium.");

        // A correlation over 2,000 variants has a standard error of 0.022.
        Assert.InRange(Neighbours(Z(permuted)), -0.1, 0.1);
        Assert.True(Z(association).Max(row => Math.Abs(row.Z[0])) > 20);
        Assert.InRange(Z(permuted).Max(row => Math.Abs(row.Z[0])), 2.5, 5.5);
        Assert.InRange(Z(permuted).Average(row => row.Z[0] * row.Z[0]), 0.87, 1.13);

        double Neighbours(List<(double[] Z, bool Common)> rows)
        {
            var one = rows.Select(row => row.Z[1]).ToArray();
            return one.Zip(one.Skip(1), (a, b) => a * b).Sum() / one.Sum(z => z * z);
        }
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
            traits[3][i] = traits[0][i] + traits[1][i] + (9e-4 * noise[i]);
        }

        var study = new JointStudy(set, traits, 104);
        using var association = study.Associate();
        using var permuted = Permuted(set, study.Design, seed: 7);
        var test = Test(association, permuted, study.Design, PermutedStatistic.QuadraticForm);
        Assert.Equal(4, test.Rank);
        Assert.InRange(test.GreatestEigenvalue / test.LeastEigenvalue, 5e6, 2e7);

        // The gamma distribution is χ² with 4 degrees of freedom, as of traits that are not collinear.
        Assert.InRange(test.First * test.Second, 3.7, 4.4);
        var products = Products([.. Z(permuted).Where(row => row.Common).Select(row => row.Z)], 4).ToColumnMajorArray();
        var worst = study.Run(association, test).Rows.Zip(Z(association)).Max(
            pair => Math.Abs((pair.First.Statistic / (double)DecimalElimination.Form(products, pair.Second.Z)) - 1));
        Assert.InRange(worst, 0, 1e-7);

        // By default the direction is removed; with three eigenvalues kept the fourth is raised to the third.
        Assert.Equal(3, Test(association, permuted, study.Design, PermutedStatistic.QuadraticForm, floor: 1e-6).Rank);
        var raised = Test(association, permuted, study.Design, PermutedStatistic.QuadraticForm, kept: 3);
        Assert.InRange(raised.GreatestEigenvalue / raised.LeastEigenvalue, 1, 10);
    }

    [Theory]
    [InlineData(48, 3000, 24)]
    [InlineData(12, 3000, 12)]
    public void Few_permuted_variants_do_not_inflate_the_statistic(int traits, int variants, int nulls)
    {
        // Drawn z of one correlation. A median over V variants of a gamma distribution of shape K/2 moves λ by about 1.9/√V; were T of permuted
        // variants taken as it is, λ would be 1.16 for K = 48.
        const int Tested = 5000;
        var random = new Random(131);
        var lambda = 0.0;
        using var set = new SyntheticFileset(20, 1, 0, seed: 1);
        var design = new AssociationDesign(1_000_000, new int[1_000_000], 1, [], [.. Enumerable.Range(0, traits).Select(t => $"t{t}")], [], []);
        for (var one = 0; one < nulls; one++)
        {
            using var permuted = Drawn(set.PathOf($"null{one}.bin"), traits, variants, random);
            using var association = Drawn(set.PathOf($"tested{one}.bin"), traits, Tested, random);
            var test = Test(association, permuted, design, PermutedStatistic.QuadraticForm);
            Assert.Equal(variants, test.NullVariants);
            var path = set.PathOf($"joint{one}.bin");
            using (var output = File.Create(path))
            using (var writer = AssociationTableWriter.Create(output, test.Header))
            {
                test.Run(association, writer, new DrivingTraitsWriter(Stream.Null), null, CancellationToken.None);
                writer.Complete();
            }

            using var joint = AssociationTable.Open(path);
            lambda += AssociationSummary.Of(joint, CancellationToken.None).Traits[0].LambdaGc / nulls;
        }

        var error = 1.9 * Math.Sqrt(((1.0 / variants) + (1.0 / Tested)) / nulls);
        Assert.InRange(lambda, 1 - (4 * error), 1 + (4 * error));
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

    /// <summary>A table of z with correlation 0.4 of each pair of traits, as of very many people.</summary>
    private static AssociationTable Drawn(string path, int traits, int variants, Random random)
    {
        const int Size = 1024, People = 1_000_000;
        using (var output = File.Create(path))
        using (var writer = AssociationTableWriter.Create(output, new AssociationTableHeader(People, 1, false, [.. Enumerable.Range(0, traits).Select(t => $"t{t}")])))
        {
            for (var first = 0; first < variants; first += Size)
            {
                var block = new AssociationBlock(Math.Min(Size, variants - first), traits, false);
                for (var v = 0; v < block.Capacity; v++)
                {
                    var shared = Math.Sqrt(0.4) * JointStudy.Gaussian(random);
                    for (var t = 0; t < traits; t++)
                    {
                        var cell = (t * block.Capacity) + v;
                        (block.Beta[cell], block.StandardError[cell], block.NegLog10P[cell]) = (shared + (Math.Sqrt(0.6) * JointStudy.Gaussian(random)), 1, 0.3);
                    }

                    block.Variant[v] = first + v;
                    block.Counts[v] = new VariantCounts(People / 4, People / 2, People / 4, 0);
                }

                block.Hold(first, block.Capacity);
                writer.Write(block);
            }

            writer.Complete();
        }

        return AssociationTable.Open(path);
    }

    private static PermutationTest Test(
        AssociationTable association, AssociationTable permuted, AssociationDesign design, PermutedStatistic statistic, int kept = 0, int threads = 2, double floor = 1e-9) =>
        PermutationTest.Create(association.Header, permuted, design, new PermutationOptions(statistic, JointForm.Score, kept, floor, threads), CancellationToken.None);

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

    private static byte[] Blocks(SyntheticFileset set, AssociationDesign design, (long First, long Count) range, int threads = 1)
    {
        using var bed = set.Open();
        using var blocks = new MemoryStream();
        PermutedAssociation.Run(
            design, bed, new AssociationRange(null, range.First, range.Count, Block, null), 11, new AssociationOptions(5, threads), blocks, CancellationToken.None);
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
                var called = block.Counts[v].Called;
                var z = Enumerable.Range(0, block.Traits)
                    .Select(t => block.Beta[(t * block.Count) + v] / block.StandardError[(t * block.Count) + v])
                    .Select(t => t / Math.Sqrt(1 + (t * t / (called - table.Header.Rank - 1))))
                    .ToArray();
                var frequency = block.Counts[v].A1Frequency;
                found.Add((z, Math.Min(frequency, 1 - frequency) > 0.005 && z.All(double.IsFinite)));
            }
        }

        return found;
    }

    private static Matrix<double> Products(List<double[]> z, int traits) =>
        Matrix<double>.Build.Dense(traits, traits, (a, b) => z.Average(row => row[a] * row[b]));

    /// <summary>z'C⁻¹z with C without one of its variants.</summary>
    private static double Without(List<double[]> z, double[] one, int traits)
    {
        var vector = Vector<double>.Build.Dense(one);
        var others = ((z.Count * Products(z, traits)) - vector.OuterProduct(vector)) / (z.Count - 1);
        return vector * others.Inverse() * vector;
    }
}
