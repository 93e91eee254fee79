using WhiteMatter.Formats.Genotypes;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Regression;
using WhiteMatter.Genetics.Relatedness;
using Xunit;

namespace WhiteMatter.Genetics.Tests;

/// <summary>Variants that a filter leaves out whatever their genotypes are: no result changes, and they are not read.</summary>
public sealed class CandidatesTests
{
    private const int People = 130;
    private const int Variants = 700;

    /// <summary>Runs, single variants, whole blocks without one, the first and the last variant.</summary>
    private static bool MayKeep(long variant) => variant is 0 or (>= 60 and < 90) or (>= 200 and < 331 and not 250) or (>= 512 and < 699) or 699 || (variant < 60 && variant % 7 == 3);

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, null)]
    [InlineData(false, 9L)]
    [InlineData(true, 9L)]
    public void Associations_read_the_variants_that_may_be_kept_alone_and_give_the_same_bytes(bool dosages, long? permuted)
    {
        using var set = new SyntheticFileset(People, Variants, 0.02, seed: 61);
        var study = new SyntheticStudy(set, People, traits: 3, missing: 0.05, seed: 62);
        var asked = new VariantFilter(facts => MayKeep(facts.Index) && facts.Counts.MinorAlleleFrequency >= 0.1, NeedsHardyWeinberg: false);
        var (expected, all) = Run(set, study, asked);
        var (found, read) = Run(set, study, asked with { MayKeep = MayKeep });
        Assert.Equal(expected, found);
        Assert.Equal(Variants, all.Count);
        Assert.Equal(Enumerable.Range(0, Variants).Where(variant => MayKeep(variant)), read.Order());

        (byte[] Blocks, List<int> Read) Run(SyntheticFileset set, SyntheticStudy study, VariantFilter filter)
        {
            using var source = new RecordingSource(Open(set, dosages));
            using var output = new MemoryStream();
            var (range, options) = (new AssociationRange(filter, 0, Variants, 128, null), new AssociationOptions(5, 2));
            if (permuted is { } seed)
            {
                PermutedAssociation.Run(study.Design, source, range, seed, options, output, CancellationToken.None);
            }
            else
            {
                LinearAssociation.Run(study.Design, source, range, options, output, CancellationToken.None);
            }

            return (output.ToArray(), source.Read);
        }
    }

    /// <summary>The variants of the set are on three chromosomes, of which the second has no part in the background.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pruning_and_the_first_level_of_ridge_regression_read_them_alone_and_choose_the_same(bool dosages)
    {
        using var set = new SyntheticFileset(People, Variants, 0.02, seed: 63);
        var variants = set.Variants();
        int[] people = [.. Enumerable.Range(0, People)];
        var asked = new VariantFilter(facts => MayKeep(facts.Index) && facts.Counts.MissingRate < 0.03, NeedsHardyWeinberg: false);
        Func<int, int> chromosomeOf = variant => variants.ChromosomeOf(variant) switch { "1" => 0, "2" => -1, _ => 1 };

        using var all = new RecordingSource(Open(set, dosages));
        using var some = new RecordingSource(Open(set, dosages));
        var expected = VariantChoice.Choose(all, variants, people, 0.05, asked, 2, null, CancellationToken.None);
        var found = VariantChoice.Choose(some, variants, people, 0.05, asked with { MayKeep = MayKeep }, 2, null, CancellationToken.None);
        Assert.Equal(expected.Variants, found.Variants);
        Assert.Equal(expected.Frequencies, found.Frequencies);
        Assert.Equal((expected.OffAutosomes, expected.Filtered, expected.Rare), (found.OffAutosomes, found.Filtered, found.Rare));
        Assert.True(found.Filtered > 300 && found.Variants.Length > 100);
        Assert.Equal(Variants, all.Read.Count);
        Assert.Equal(Enumerable.Range(0, Variants).Where(variant => MayKeep(variant)), some.Read.Order());

        some.Read.Clear();
        var blocks = new BackgroundGenotypes(all, people, asked, ["1", "3"], chromosomeOf).Blocks(50, 2, CancellationToken.None);
        var fewer = new BackgroundGenotypes(some, people, asked with { MayKeep = MayKeep }, ["1", "3"], chromosomeOf).Blocks(50, 2, CancellationToken.None);
        Assert.Equal(blocks.Select(block => (block.Chromosome, string.Join(' ', block.Variants))), fewer.Select(block => (block.Chromosome, string.Join(' ', block.Variants))));
        Assert.True(blocks.Length >= 3);
        Assert.Equal(Enumerable.Range(0, Variants).Where(variant => MayKeep(variant) && chromosomeOf(variant) >= 0), some.Read.Order());
    }

    private static GenotypeSource Open(SyntheticFileset set, bool dosages) =>
        dosages ? new MemoryDosages([.. set.Genotypes.Select(row => row.Select(copies => copies < 0 ? -1 : copies * 0.95).ToArray())]) : set.Open();

    /// <summary>Notes which variants are read.</summary>
    private sealed class RecordingSource(GenotypeSource source) : GenotypeSource
    {
        public List<int> Read { get; } = [];

        public override int PersonCount => source.PersonCount;

        public override int VariantCount => source.VariantCount;

        public override bool HasDosages => source.HasDosages;

        public override void ReadCalls(int firstVariant, int count, Span<byte> destination)
        {
            Read.AddRange(Enumerable.Range(firstVariant, count));
            source.ReadCalls(firstVariant, count, destination);
        }

        public override void ReadDosages(int firstVariant, int count, Span<ushort> destination)
        {
            Read.AddRange(Enumerable.Range(firstVariant, count));
            source.ReadDosages(firstVariant, count, destination);
        }

        public override void CheckUnchanged() => source.CheckUnchanged();

        protected override void Dispose(bool disposing) => source.Dispose();
    }
}
