using WhiteMatter.Formats.Genotypes;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Native;

namespace WhiteMatter.Genetics.Regression;

/// <summary>The genotypes that a polygenic background is predicted from.</summary>
/// <param name="Source">Where they are read.</param>
/// <param name="SampleIndex">For each person of the design the row in the file.</param>
/// <param name="Filter">Which variants may have a part; null for all.</param>
/// <param name="Chromosomes">Names of the chromosomes that have a part.</param>
/// <param name="ChromosomeOf">For a variant its chromosome's number among them; −1 where it has no part.</param>
public sealed record BackgroundGenotypes(
    GenotypeSource Source, int[] SampleIndex, VariantFilter? Filter, string[] Chromosomes, Func<int, int> ChromosomeOf)
{
    private const int BatchBytes = 32 << 20;

    /// <summary>Reads the genotypes that may have a part once and lists the variants that have a part: kept by the filter, and not constant in these people.</summary>
    /// <param name="blockSize">Most variants of a block.</param>
    /// <param name="threads">Threads to count with.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public RidgeBlock[] Blocks(int blockSize, int threads, CancellationToken cancellationToken)
    {
        var kept = Chromosomes.Select(_ => new List<int>()).ToArray();
        var row = Source.HasDosages ? (long)sizeof(ushort) * Source.PersonCount : Source.BytesPerVariant;
        var batch = (int)Math.Clamp(BatchBytes / Math.Max(row, 1), 1, Math.Max(Source.VariantCount, 1));
        var calls = Source.HasDosages ? [] : new byte[checked(batch * Source.BytesPerVariant)];
        var dosages = Source.HasDosages ? new ushort[checked(batch * Source.PersonCount)] : [];
        var counts = new VariantCounts[batch];
        var read = new int[batch];
        var end = Source.VariantCount;
        var lists = (Filter ?? new VariantFilter(_ => true, false)) with
        {
            MayKeep = variant => ChromosomeOf((int)variant) >= 0 && Filter?.MayKeep?.Invoke(variant) != false,
        };
        for (var next = Candidates.Next(lists, 0, end); next < end; next = Candidates.Next(lists, next, end))
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count;
            if (Source.HasDosages)
            {
                count = Candidates.ReadDosages(Source, lists, ref next, end, read, dosages);
                NativeAssociation.Count(dosages, Source.PersonCount, SampleIndex, counts.AsSpan(0, count), threads);
            }
            else
            {
                count = Candidates.ReadCalls(Source, lists, ref next, end, read, calls);
                NativeAssociation.Count(calls, Source.BytesPerVariant, Source.PersonCount, SampleIndex, counts.AsSpan(0, count), threads);
            }

            for (var i = 0; i < count; i++)
            {
                if (counts[i].MinorAlleleCount > 0 && Keeps(read[i], counts[i]))
                {
                    kept[ChromosomeOf(read[i])].Add(read[i]);
                }
            }
        }

        return
        [
            .. kept.SelectMany((variants, chromosome) => variants.Chunk(blockSize).Select(chunk => new RidgeBlock(chromosome, chunk))),
        ];
    }

    private bool Keeps(int variant, VariantCounts counts) =>
        Filter is null || Filter.Keep(VariantFacts.Of(Filter, variant, counts));
}
