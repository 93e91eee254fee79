using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Regression;
using WhiteMatter.Genetics.Relatedness;
using Xunit;

namespace WhiteMatter.Genetics.Tests.Regression;

public sealed class WholeGenomeRidgeTests
{
    private const int People = 61;
    private const int Variants = 60;
    private const int Block = 11;

    [Theory]
    [InlineData(5, 0.0)]
    [InlineData(5, 0.06)]
    [InlineData(0, 0.0)]
    [InlineData(0, 0.06)]
    public void Predictions_without_each_chromosome_equal_those_of_a_fit_for_every_fold_and_penalty(int folds, double missingTraits)
    {
        using var set = new SyntheticFileset(People, Variants, 0.03, seed: 31);
        var design = new SyntheticStudy(set, People, traits: 3, missingTraits, seed: 32).Design;
        var (fit, predictions) = Run(set, design, new RidgeOptions(Block, folds, 2));
        using (predictions)
        {
            var variants = set.Variants();
            var blocks = Enumerable.Range(0, Variants)
                .Where(v => set.Genotypes[v].Where(copies => copies >= 0).Distinct().Count() > 1)
                .GroupBy(variants.ChromosomeIndex)
                .SelectMany(chromosome => chromosome.Chunk(Block).Select(chunk => (Chromosome: chromosome.Key, Variants: chunk)))
                .ToArray();
            Assert.Equal(blocks.Length, fit.Blocks);
            int[] chromosomes = [.. blocks.SelectMany(block => Enumerable.Repeat(block.Chromosome, 5))];
            var m = blocks.Sum(block => block.Variants.Length);
            double[] Penalties(int predictors) => [.. new[] { 0.01, 0.25, 0.5, 0.75, 0.99 }.Select(h => predictors * (1 - h) / h)];
            var found = new float[People];
            for (var t = 0; t < 3; t++)
            {
                var rows = blocks
                    .SelectMany(block => PlainRidge.LevelZero(
                        PlainRidge.Standardise(block.Variants.Select(v => set.Genotypes[v]), design), design, t, folds, Penalties(m)))
                    .ToArray();
                var (errors, chosen, without) = PlainRidge.LevelOne(rows, design, t, folds, Penalties(rows.Length), chromosomes, 3);
                Assert.Equal(chosen, fit.Traits[t].Chosen);
                for (var p = 0; p < 5; p++)
                {
                    Assert.Equal(errors[p], fit.Traits[t].MeanSquares[p], 2e-5 * errors[p]);
                }

                for (var c = 0; c < 3; c++)
                {
                    predictions.Read(c, t, found);
                    var size = without[c].Max(Math.Abs);
                    for (var i = 0; i < People; i++)
                    {
                        Assert.Equal(without[c][i], found[i], 2e-4 * size);
                    }
                }
            }
        }
    }

    [Fact]
    public void Predictions_are_the_same_bytes_for_any_number_of_threads_and_after_a_run_that_was_stopped()
    {
        using var set = new SyntheticFileset(173, 300, 0.02, seed: 33);
        var design = new SyntheticStudy(set, 173, traits: 5, missing: 0.05, seed: 34).Design;
        var whole = Bytes(set, design, new RidgeOptions(40, 5, 1), null);
        Assert.Equal(whole, Bytes(set, design, new RidgeOptions(40, 5, 2), null));

        var folder = Directory.CreateTempSubdirectory("wm-ridge-").FullName;
        try
        {
            using var stop = new CancellationTokenSource();
            Assert.ThrowsAny<OperationCanceledException>(() => Run(
                set, design, new RidgeOptions(40, 5, 1), folder, (done, _) => { if (done == 3) { stop.Cancel(); } }, stop.Token));
            var first = -1;
            var again = Bytes(set, design, new RidgeOptions(40, 5, 2), folder, (done, _) => first = first < 0 ? done : first);
            Assert.Equal(3, first);
            Assert.Equal(whole, again);

            // Of another block size nothing is taken over.
            first = -1;
            Bytes(set, design, new RidgeOptions(30, 5, 2), folder, (done, _) => first = first < 0 ? done : first);
            Assert.Equal(0, first);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData(0.0, false)]
    [InlineData(0.05, false)]
    [InlineData(0.0, true)]
    [InlineData(0.05, true)]
    public void A_score_test_is_the_correlation_with_what_the_other_chromosomes_leave(double missingTraits, bool relatives)
    {
        using var set = new SyntheticFileset(201, 90, 0.02, seed: 35);
        var design = new SyntheticStudy(set, 201, traits: 3, missingTraits, seed: 36).Design;
        var (_, predictions) = Run(set, design, new RidgeOptions(20, 5, 2));
        using var opened = predictions;
        var variants = set.Variants();
        using var source = set.Open();
        using var blocks = new MemoryStream();
        var traits = new BackgroundTraits(design, predictions, variants.ChromosomeOf, relatives ? Siblings(201) : null);
        ScoreAssociation.Run(design, traits, source, new AssociationRange(null, 0, 90, 64, null), new AssociationOptions(5, 2), blocks, default);
        blocks.Position = 0;
        var path = set.PathOf("score.bin");
        using (var output = File.Create(path))
        using (var writer = AssociationTableWriter.Create(output, new(201, design.Rank, design.HasMissingTraits, design.Traits) { Statistic = TableStatistic.SignedScore }))
        {
            writer.Append(blocks, default);
            writer.Complete();
        }

        using var table = AssociationTable.Open(path);
        Assert.True(table.Header.IsScore);
        var block = table.CreateBuffer();
        var left = new double[201 * 3];
        for (var b = 0; b < table.Blocks; b++)
        {
            table.Read(b, block);
            for (var v = 0; v < block.Count; v++)
            {
                traits.Fill(traits.GroupOf(block.Variant[v]), left);
                for (var t = 0; t < 3; t++)
                {
                    var cell = (t * block.Count) + v;
                    var expected = Score(design, left.AsSpan(t * 201, 201), t, set.Genotypes[block.Variant[v]]);
                    if (relatives)
                    {
                        expected.Z *= Math.Sqrt(1 / Together(left.AsSpan(t * 201, 201)));
                    }

                    var z = block.Beta[cell] / block.StandardError[cell];
                    Assert.Equal(expected.Z, z, 1e-7 * (1 + Math.Abs(expected.Z)));
                    Assert.Equal(expected.Beta, block.Beta[cell], 1e-8 * (1 + Math.Abs(expected.Beta)));
                    Assert.Equal(-Math.Log10(2 * Statistics.Distributions.Normal.UpperTail(Math.Abs(z))), block.NegLog10P[cell], 1e-9 * (1 + block.NegLog10P[cell]));
                }
            }
        }
    }

    [Fact]
    public void A_background_without_variants_is_refused()
    {
        using var set = new SyntheticFileset(50, 20, 0, seed: 37);
        var design = new SyntheticStudy(set, 50, traits: 1, missing: 0, seed: 38).Design;
        var failure = Assert.Throws<RegressionException>(() => Run(set, design, new RidgeOptions(10, 5, 1), filter: new VariantFilter(_ => false, false)));
        Assert.Equal(RegressionProblem.NoVariants, failure.Problem);
    }

    /// <summary>√(n − c) times the partial correlation of genotype and left trait, in the people with both.</summary>
    /// <summary>Persons 3k and 3k + 1 are siblings; diagonals differ, as those of real matrices do.</summary>
    private static SparseRelationshipMatrix Siblings(int people)
    {
        int[] all = [.. Enumerable.Range(0, people)];
        return new SparseRelationshipMatrix(
            [.. all.Select(i => $"I{i}")],
            null,
            1000,
            0.05,
            [.. all.Select(DiagonalOf)],
            [.. Enumerable.Range(0, people + 1).Select(i => (long)((i + 1) / 3))],
            [.. all.Where(i => i % 3 == 1).Select(i => i - 1)],
            [.. all.Where(i => i % 3 == 1).Select(_ => 0.48)]);
    }

    private static double DiagonalOf(int person) => 1 + (0.05 * (person % 4));

    /// <summary>r'Rr / r'r by the sum over all pairs.</summary>
    private static double Together(ReadOnlySpan<double> left)
    {
        var (squares, sum) = (0.0, 0.0);
        for (var i = 0; i < left.Length; i++)
        {
            squares += left[i] * left[i];
            for (var j = 0; j < left.Length; j++)
            {
                var siblings = i / 3 == j / 3 && i != j && i % 3 < 2 && j % 3 < 2;
                sum += left[i] * left[j] * (i == j ? 1 : siblings ? 0.48 / Math.Sqrt(DiagonalOf(i) * DiagonalOf(j)) : 0);
            }
        }

        return sum / squares;
    }

    private static (double Z, double Beta) Score(AssociationDesign design, ReadOnlySpan<double> left, int trait, sbyte[] genotypes)
    {
        var n = design.People;
        int[] rows = [.. Enumerable.Range(0, n).Where(i => genotypes[i] >= 0 && (!design.HasMissingTraits || design.Missing[(trait * n) + i] == 0))];
        var y = left.ToArray();
        var fit = PlainRegression.Fit(
            [.. Enumerable.Range(0, design.Rank).Select(j => rows.Select(i => design.Basis[(j * n) + i]).ToArray())],
            [.. rows.Select(i => (double)genotypes[i])],
            [.. rows.Select(i => y[i])])!.Value;
        var squared = Math.Pow(fit.Beta / fit.StandardError, 2);
        var correlation = Math.Sqrt(squared / (squared + fit.DegreesOfFreedom));
        return (Math.Sign(fit.Beta) * correlation * Math.Sqrt(fit.DegreesOfFreedom + 1), fit.Beta);
    }

    private static byte[] Bytes(SyntheticFileset set, AssociationDesign design, RidgeOptions options, string? folder, Action<int, int>? progress = null)
    {
        Run(set, design, options, folder, progress).Predictions.Dispose();
        return File.ReadAllBytes(set.PathOf("background.bin"));
    }

    private static (RidgeFit Fit, BackgroundPredictions Predictions) Run(
        SyntheticFileset set,
        AssociationDesign design,
        RidgeOptions options,
        string? folder = null,
        Action<int, int>? progress = null,
        CancellationToken cancellation = default,
        VariantFilter? filter = null)
    {
        var variants = set.Variants();
        using var source = set.Open();
        var genotypes = new BackgroundGenotypes(source, design.SampleIndex, filter, [.. variants.Chromosomes], variants.ChromosomeIndex);
        var own = folder is null ? Directory.CreateTempSubdirectory("wm-ridge-").FullName : null;
        try
        {
            var fit = WholeGenomeRidge.Run(design, genotypes, options, folder ?? own!, set.PathOf("background.bin"), progress, cancellation);
            return (fit, BackgroundPredictions.Open(set.PathOf("background.bin")));
        }
        finally
        {
            if (own is not null)
            {
                Directory.Delete(own, recursive: true);
            }
        }
    }
}
