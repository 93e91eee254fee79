using WhiteMatter.Formats.Genotypes;
using WhiteMatter.Genetics.Association;
using Xunit;

namespace WhiteMatter.Genetics.Tests;

/// <summary>Association of dosages, beside a least squares that shares no code and beside calls.</summary>
public sealed class DosageAssociationTests
{
    private const int BlockSize = 64;

    [Fact]
    public void Every_cell_equals_least_squares_of_its_own_people()
    {
        using var set = new SyntheticFileset(173, 100, 0.02, seed: 31);
        var study = new SyntheticStudy(set, 173, traits: 4, missing: 0.03, seed: 32);
        using var source = new DrawnDosages(set.Genotypes, spread: 0.4);
        var compared = 0;
        foreach (var block in Blocks(study.Design, source, null))
        {
            for (var v = 0; v < block.Count; v++)
            {
                for (var t = 0; t < block.Traits; t++)
                {
                    var cell = (t * block.Count) + v;
                    var fit = study.Fit(source.Copies(block.Variant[v]), t)!.Value;
                    Assert.Equal(fit.People, block.PeopleOf(t, v));
                    Assert.True(Math.Abs(fit.Beta - block.Beta[cell]) <= 1e-8 * fit.StandardError);
                    Assert.True(Math.Abs(fit.StandardError - block.StandardError[cell]) <= 1e-8 * fit.StandardError);
                    compared++;
                }
            }
        }

        Assert.Equal(400, compared);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(5L)]
    public void Whole_dosages_are_counted_and_tested_as_calls_and_permuted_as_they_are(long? seed)
    {
        using var set = new SyntheticFileset(120, 90, 0.03, seed: 33);
        var study = new SyntheticStudy(set, 120, traits: 3, missing: 0, seed: 34);
        using var dosages = new DrawnDosages(set.Genotypes, spread: 0);
        using var calls = set.Open();
        foreach (var (expected, block) in Blocks(study.Design, calls, null, seed).Zip(Blocks(study.Design, dosages, null, seed)))
        {
            Assert.Equal(expected.Counts[..expected.Count], block.Counts[..block.Count]);
            for (var cell = 0; cell < block.Count * block.Traits; cell++)
            {
                Assert.Equal(expected.Beta[cell], block.Beta[cell], 1e-8 * expected.StandardError[cell]);
                Assert.Equal(expected.NegLog10P[cell], block.NegLog10P[cell], 1e-7 * (1 + expected.NegLog10P[cell]));
            }
        }
    }

    [Fact]
    public void A_filter_sees_frequencies_and_quality_of_the_dosages()
    {
        using var set = new SyntheticFileset(150, 80, 0.02, seed: 35);
        var study = new SyntheticStudy(set, 150, traits: 1, missing: 0, seed: 36);
        using var source = new DrawnDosages(set.Genotypes, spread: 0.8);
        var seen = new HashSet<int>();
        foreach (var block in Blocks(study.Design, source, new VariantFilter(facts => facts.Counts.ImputationQuality >= 0.9, false)))
        {
            seen.UnionWith(block.Variant[..block.Count]);
        }

        for (var v = 0; v < source.VariantCount; v++)
        {
            // MACH's r²: the dosages' variance over that of known genotypes, 2p(1 - p).
            var copies = source.Copies(v).Where(copy => copy >= 0).ToArray();
            var p = copies.Average() / 2;
            var quality = (copies.Average(copy => copy * copy) - (copies.Average() * copies.Average())) / (2 * p * (1 - p));
            Assert.Equal(quality >= 0.9, seen.Contains(v));
        }

        Assert.InRange(seen.Count, 5, 75);
    }

    [Fact]
    public void A_filter_that_drops_variants_changes_no_result_of_the_others()
    {
        using var set = new SyntheticFileset(110, 200, 0.02, seed: 37);
        var study = new SyntheticStudy(set, 110, traits: 5, missing: 0.05, seed: 38);
        using var source = new DrawnDosages(set.Genotypes, spread: 0.3);
        var all = Cells(Blocks(study.Design, source, null));
        var some = Cells(Blocks(study.Design, source, new VariantFilter(facts => facts.Index % 3 != 1, false)));
        Assert.Equal(200 - 67, some.Count / 5);
        Assert.All(some, cell => Assert.Equal(all[cell.Key], cell.Value));

        static Dictionary<(int, int), (double, double, int)> Cells(IEnumerable<AssociationBlock> blocks) => blocks
            .SelectMany(block => Enumerable.Range(0, block.Count * block.Traits).Select(cell => (
                (block.Variant[cell % block.Count], cell / block.Count),
                (block.Beta[cell], block.NegLog10P[cell], block.PeopleOf(cell / block.Count, cell % block.Count)))))
            .ToDictionary(cell => cell.Item1, cell => cell.Item2);
    }

    /// <summary>32 MiB are 55 variants of 300,000 people: fewer than are multiplied at once, and no thread but one had any.</summary>
    [Theory]
    [InlineData(1, new[] { 64, 64, 64, 64 })]
    [InlineData(3, new[] { 192, 64 })]
    public void Of_many_people_a_batch_has_as_many_variants_as_are_multiplied_at_once_for_each_thread(int threads, int[] expected)
    {
        using var set = new SyntheticFileset(60, 256, 0, seed: 41);
        var study = new SyntheticStudy(set, 60, traits: 1, missing: 0, seed: 42);
        using var source = new DrawnDosages(set.Genotypes, spread: 0, people: 300_000);
        LinearAssociation.Run(
            study.Design with { FileSamples = source.PersonCount }, source, new AssociationRange(null, 0, 256, 256, null), new AssociationOptions(5, threads), Stream.Null, CancellationToken.None);
        Assert.Equal(expected, source.Reads);
    }

    private static List<AssociationBlock> Blocks(AssociationDesign design, GenotypeSource source, VariantFilter? filter, long? permuted = null)
    {
        var path = Path.GetTempFileName();
        try
        {
            using (var output = File.Create(path))
            using (var part = new MemoryStream())
            using (var writer = AssociationTableWriter.Create(
                output, new AssociationTableHeader(design.People, design.Rank, design.HasMissingTraits, design.Traits)))
            {
                var (range, options) = (new AssociationRange(filter, 0, source.VariantCount, BlockSize, null), new AssociationOptions(5, 2));
                if (permuted is { } seed)
                {
                    PermutedAssociation.Run(design, source, range, seed, options, part, CancellationToken.None);
                }
                else
                {
                    LinearAssociation.Run(design, source, range, options, part, CancellationToken.None);
                }

                part.Position = 0;
                writer.Append(part, CancellationToken.None);
                writer.Complete();
            }

            using var table = AssociationTable.Open(path);
            var blocks = new List<AssociationBlock>();
            for (var b = 0; b < table.Blocks; b++)
            {
                blocks.Add(table.CreateBuffer());
                table.Read(b, blocks[b]);
            }

            return blocks;
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Dosages around drawn genotypes, in memory.</summary>
    private sealed class DrawnDosages : GenotypeSource
    {
        private readonly ushort[][] _dosages;
        private readonly int? _people;

        /// <summary>Draws; of <paramref name="people"/> those after the genotypes' have none.</summary>
        public DrawnDosages(sbyte[][] genotypes, double spread, int? people = null)
        {
            _people = people;
            var random = new Random(99);
            _dosages = [.. genotypes.Select(variant =>
            {
                var here = spread * random.NextDouble();
                return variant.Select(copies => copies < 0
                    ? MissingDosage
                    : (ushort)Math.Clamp(((1 - here) * copies * DosagePerCopy) + (here * random.Next(2 * DosagePerCopy)), 0, 2 * DosagePerCopy)).ToArray();
            })];
        }

        /// <summary>How many variants were read at once, in order.</summary>
        public List<int> Reads { get; } = [];

        public override int PersonCount => _people ?? _dosages[0].Length;

        public override int VariantCount => _dosages.Length;

        public override bool HasDosages => true;

        public double[] Copies(int variant) =>
            [.. _dosages[variant].Select(dosage => dosage == MissingDosage ? -1 : dosage / (double)DosagePerCopy)];

        public override void ReadCalls(int firstVariant, int count, Span<byte> destination) => throw new NotSupportedException();

        public override void ReadDosages(int firstVariant, int count, Span<ushort> destination)
        {
            Reads.Add(count);
            destination[..(count * PersonCount)].Fill(MissingDosage);
            for (var v = 0; v < count; v++)
            {
                _dosages[firstVariant + v].CopyTo(destination[(v * PersonCount)..]);
            }
        }

        public override void CheckUnchanged()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
