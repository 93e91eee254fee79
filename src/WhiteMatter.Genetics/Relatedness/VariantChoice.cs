using WhiteMatter.Formats.Genotypes;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Native;

namespace WhiteMatter.Genetics.Relatedness;

/// <summary>The variants by which people are compared, before pruning.</summary>
/// <param name="Variants">Their numbers, ascending.</param>
/// <param name="Frequencies">The frequency of A1 among the hard calls of each.</param>
/// <param name="OffAutosomes">Variants left out because they are on no autosome.</param>
/// <param name="Filtered">Variants that the filter removed.</param>
/// <param name="Rare">Variants below the frequency, or that do not vary.</param>
public sealed record VariantChoice(int[] Variants, double[] Frequencies, long OffAutosomes, long Filtered, long Rare)
{
    private const long BatchBytes = 16 << 20;

    /// <summary>Counts once every variant that the filter may keep, and chooses.</summary>
    /// <param name="source">Genotypes.</param>
    /// <param name="variants">The variants of the genotype file.</param>
    /// <param name="samples">Rows of the .fam file whose genotypes count.</param>
    /// <param name="maf">The least minor allele frequency, of hard calls.</param>
    /// <param name="filter">Decides besides; null keeps all. It is asked of dosages where there are some.</param>
    /// <param name="threads">Threads to use.</param>
    /// <param name="progress">Told the variants done.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static VariantChoice Choose(
        GenotypeSource source,
        BimFile variants,
        int[] samples,
        double maf,
        VariantFilter? filter,
        int threads,
        IProgress<long>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(variants);
        bool[] autosome = [.. variants.Chromosomes.Select(Chromosome.IsAutosome)];
        var (chosen, frequencies) = (new List<int>(), new List<double>());
        var (off, filtered, rare) = (0L, 0L, 0L);
        var row = source.HasDosages ? (long)sizeof(ushort) * source.PersonCount : source.BytesPerVariant;
        var batch = (int)Math.Clamp(BatchBytes / row, 1, Math.Max(1, variants.Count));
        var calls = source.HasDosages ? [] : new byte[checked(batch * source.BytesPerVariant)];
        var dosages = source.HasDosages ? new ushort[checked(batch * source.PersonCount)] : [];
        var counts = new VariantCounts[batch];
        var read = new int[batch];
        var lists = filter is null ? null : filter with { MayKeep = variant => IsAutosomal((int)variant) && filter.MayKeep?.Invoke(variant) != false };
        lists ??= new VariantFilter(_ => true, false) { MayKeep = variant => IsAutosomal((int)variant) };
        for (var variant = 0; variant < variants.Count; variant++)
        {
            if (!IsAutosomal(variant))
            {
                off++;
            }
            else if (filter?.MayKeep?.Invoke(variant) == false)
            {
                filtered++;
            }
        }

        for (var next = Candidates.Next(lists, 0, variants.Count); next < variants.Count; next = Candidates.Next(lists, next, variants.Count))
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count;
            if (source.HasDosages)
            {
                count = Candidates.ReadDosages(source, lists, ref next, variants.Count, read, dosages);
                NativeAssociation.Count(dosages, source.PersonCount, samples, counts.AsSpan(0, count), threads);
            }
            else
            {
                count = Candidates.ReadCalls(source, lists, ref next, variants.Count, read, calls);
                NativeAssociation.Count(calls, source.BytesPerVariant, source.PersonCount, samples, counts.AsSpan(0, count), threads);
            }

            for (var i = 0; i < count; i++)
            {
                var one = counts[i];
                var frequency = StandardisedWeights.CallFrequency(one);
                if (filter is not null && !filter.Keep(VariantFacts.Of(filter, read[i], one)))
                {
                    filtered++;
                }
                else if (!(Math.Min(frequency, 1 - frequency) is > 0 and var least && least >= maf))
                {
                    rare++;
                }
                else
                {
                    chosen.Add(read[i]);
                    frequencies.Add(frequency);
                }
            }

            progress?.Report(next);
        }

        progress?.Report(variants.Count);
        return new VariantChoice([.. chosen], [.. frequencies], off, filtered, rare);

        bool IsAutosomal(int variant) => autosome[variants.ChromosomeIndex(variant)];
    }
}
