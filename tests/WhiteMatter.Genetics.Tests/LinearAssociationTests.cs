
using WhiteMatter.Genetics.Association;
using WhiteMatter.Statistics.Distributions;
using Xunit;

namespace WhiteMatter.Genetics.Tests;

public sealed class LinearAssociationTests
{
    private const int BlockSize = 64;

    [Theory]
    [InlineData(0.0, 0.0)]
    [InlineData(0.02, 0.0)]
    [InlineData(0.0, 0.05)]
    [InlineData(0.02, 0.05)]
    public void Every_cell_equals_least_squares_of_its_own_people(double missingGenotypes, double missingTraits)
    {
        using var set = new SyntheticFileset(211, 150, missingGenotypes, seed: 5);
        var study = new SyntheticStudy(set, 211, traits: 7, missingTraits, seed: 6);
        using var table = Associate(set, study.Design, filter: null, shards: 1, threads: 2);
        var block = table.CreateBuffer();
        var compared = 0;
        for (var b = 0; b < table.Blocks; b++)
        {
            table.Read(b, block);
            for (var v = 0; v < block.Count; v++)
            {
                for (var t = 0; t < block.Traits; t++)
                {
                    var cell = (t * block.Count) + v;
                    var expected = study.Fit(set.Genotypes[block.Variant[v]], t);
                    if (expected is not { } fit)
                    {
                        Assert.True(double.IsNaN(block.Beta[cell]));
                        continue;
                    }

                    Assert.Equal(fit.People, block.PeopleOf(t, v));
                    Assert.True(Math.Abs(fit.Beta - block.Beta[cell]) <= 1e-9 * fit.StandardError);
                    Assert.True(Math.Abs(fit.StandardError - block.StandardError[cell]) <= 1e-9 * fit.StandardError);
                    var logP = -StudentT.Log10TwoSidedP(fit.Beta / fit.StandardError, fit.DegreesOfFreedom);
                    Assert.Equal(logP, block.NegLog10P[cell], 1e-8 * (1 + logP));
                    compared++;
                }
            }
        }

        Assert.True(compared > 900, $"{compared} cells were compared");
    }

    [Fact]
    public void The_bytes_are_the_same_for_any_number_of_shards_and_threads()
    {
        using var set = new SyntheticFileset(150, 1111, 0.01, seed: 8);
        var study = new SyntheticStudy(set, 150, traits: 5, missing: 0.04, seed: 9);
        var expected = Bytes(set, study.Design, shards: 1, threads: 1);
        Assert.Equal(expected, Bytes(set, study.Design, shards: 1, threads: 2));
        Assert.Equal(expected, Bytes(set, study.Design, shards: 3, threads: 1));
        Assert.Equal(expected, Bytes(set, study.Design, shards: 17, threads: 2));
    }

    [Fact]
    public void A_filter_sees_the_counts_of_the_designs_people_and_drops_what_it_refuses()
    {
        using var set = new SyntheticFileset(120, 300, 0.03, seed: 3);
        var study = new SyntheticStudy(set, 120, traits: 2, missing: 0, seed: 4);
        var filter = new VariantFilter(facts => facts.Counts.MinorAlleleFrequency >= 0.2 && facts.HardyWeinbergP > 0.05, NeedsHardyWeinberg: true);
        using var table = Associate(set, study.Design, filter, shards: 1, threads: 1);
        var block = table.CreateBuffer();
        var seen = new HashSet<int>();
        for (var b = 0; b < table.Blocks; b++)
        {
            table.Read(b, block);
            for (var v = 0; v < block.Count; v++)
            {
                seen.Add(block.Variant[v]);
                var genotypes = set.Genotypes[block.Variant[v]];
                Assert.Equal(
                    new VariantCounts(genotypes.Count(g => g == 2), genotypes.Count(g => g == 1), genotypes.Count(g => g == 0), genotypes.Count(g => g < 0)),
                    block.Counts[v]);
            }
        }

        for (var v = 0; v < set.Genotypes.Length; v++)
        {
            var called = set.Genotypes[v].Where(g => g >= 0).Select(g => (double)g).ToList();
            var frequency = called.Sum() / (2 * called.Count);
            if (Math.Min(frequency, 1 - frequency) < 0.2)
            {
                Assert.DoesNotContain(v, seen);
            }
        }

        Assert.InRange(seen.Count, 20, 280);
    }

    [Fact]
    public void A_range_that_is_not_whole_blocks_is_refused()
    {
        using var set = new SyntheticFileset(40, 100, 0, seed: 1);
        var study = new SyntheticStudy(set, 40, traits: 1, missing: 0, seed: 2);
        using var bed = set.Open();
        Assert.Throws<ArgumentOutOfRangeException>(() => LinearAssociation.Run(
            study.Design, bed, new AssociationRange(null, 10, 20, BlockSize, null), new AssociationOptions(5, 1), Stream.Null, CancellationToken.None));
    }

    [Fact]
    public void Cancelling_ends_the_work_with_an_exception()
    {
        using var set = new SyntheticFileset(60, 400, 0, seed: 1);
        var study = new SyntheticStudy(set, 60, traits: 1, missing: 0, seed: 2);
        using var bed = set.Open();
        using var source = new CancellationTokenSource();
        var progress = new Immediately(_ => source.Cancel());
        Assert.ThrowsAny<OperationCanceledException>(() => LinearAssociation.Run(
            study.Design, bed, new AssociationRange(null, 0, 400, BlockSize, progress), new AssociationOptions(5, 1), Stream.Null, source.Token));
    }

    /// <summary>Of many variants medians are near that of true null hypotheses, whose values one reading keeps; of few they are anywhere.</summary>
    [Theory]
    [InlineData(500)]
    [InlineData(9)]
    public void The_summary_has_the_median_and_the_top_of_each_trait(int variants)
    {
        using var set = new SyntheticFileset(130, variants, 0.01, seed: 21);
        var study = new SyntheticStudy(set, 130, traits: 3, missing: 0, seed: 22);
        using var table = Associate(set, study.Design, filter: null, shards: 1, threads: 1);
        var summary = AssociationSummary.Of(table, CancellationToken.None);
        var values = new List<(double LogP, int Variant)>[3];
        var block = table.CreateBuffer();
        for (var b = 0; b < table.Blocks; b++)
        {
            table.Read(b, block);
            for (var t = 0; t < 3; t++)
            {
                values[t] ??= [];
                for (var v = 0; v < block.Count; v++)
                {
                    if (!double.IsNaN(block.NegLog10P[(t * block.Count) + v]))
                    {
                        values[t].Add((block.NegLog10P[(t * block.Count) + v], block.Variant[v]));
                    }
                }
            }
        }

        Assert.Equal(variants, summary.InFile);
        for (var t = 0; t < 3; t++)
        {
            var sorted = values[t].Select(value => value.LogP).Order().ToList();
            Assert.Equal((sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2, summary.Traits[t].MedianNegLog10P);
            Assert.Equal(values[t].MaxBy(value => value.LogP).Variant, summary.Traits[t].TopVariant);
            Assert.Equal(sorted[^1], summary.Traits[t].MaximumNegLog10P);
        }
    }

    [Fact]
    public void A_shard_that_ends_inside_a_block_is_refused()
    {
        using var set = new SyntheticFileset(60, 100, 0, seed: 1);
        var study = new SyntheticStudy(set, 60, traits: 1, missing: 0, seed: 2);
        using var blocks = new MemoryStream();
        using (var bed = set.Open())
        {
            LinearAssociation.Run(study.Design, bed, new AssociationRange(null, 0, 100, BlockSize, null), new AssociationOptions(5, 1), blocks, CancellationToken.None);
        }

        var header = new AssociationTableHeader(60, study.Design.Rank, false, study.Design.Traits);
        foreach (var length in new[] { 5, 31, 40, (int)blocks.Length - 1 })
        {
            using var writer = AssociationTableWriter.Create(new MemoryStream(), header);
            using var cut = new MemoryStream(blocks.ToArray()[..length]);
            Assert.Throws<InvalidDataException>(() => writer.Append(cut, CancellationToken.None));
        }
    }

    private static byte[] Bytes(SyntheticFileset set, AssociationDesign design, int shards, int threads)
    {
        using var table = Associate(set, design, null, shards, threads);
        return File.ReadAllBytes(set.PathOf("association.bin"));
    }

    private static AssociationTable Associate(SyntheticFileset set, AssociationDesign design, VariantFilter? filter, int shards, int threads)
    {
        var path = set.PathOf("association.bin");
        using (var output = File.Create(path))
        using (var bed = set.Open())
        using (var writer = AssociationTableWriter.Create(
            output, new AssociationTableHeader(design.People, design.Rank, design.HasMissingTraits, design.Traits)))
        {
            var blocks = (bed.VariantCount + BlockSize - 1) / BlockSize;
            for (var shard = 0; shard < shards; shard++)
            {
                var first = (long)blocks * shard / shards * BlockSize;
                var last = Math.Min((long)blocks * (shard + 1) / shards * BlockSize, bed.VariantCount);
                using var part = new MemoryStream();
                LinearAssociation.Run(
                    design, bed, new AssociationRange(filter, first, last - first, BlockSize, null), new AssociationOptions(5, threads), part, CancellationToken.None);
                part.Position = 0;
                writer.Append(part, CancellationToken.None);
            }

            writer.Complete();
        }

        return AssociationTable.Open(path);
    }

    private sealed class Immediately(Action<long> action) : IProgress<long>
    {
        public void Report(long value) => action(value);
    }
}
