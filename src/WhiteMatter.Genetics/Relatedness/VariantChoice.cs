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

    /// <summary>Counts every variant once and chooses.</summary>
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
        for (var start = 0; start < variants.Count; start += batch)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = Math.Min(batch, variants.Count - start);
            var here = counts.AsSpan(0, count);
            if (source.HasDosages)
            {
                source.ReadDosages(start, count, dosages);
                NativeAssociation.Count(dosages, source.PersonCount, samples, here, threads);
            }
            else
            {
                source.ReadCalls(start, count, calls);
                NativeAssociation.Count(calls, source.BytesPerVariant, source.PersonCount, samples, here, threads);
            }

            for (var i = 0; i < count; i++)
            {
                var one = here[i];
                var frequency = StandardisedWeights.CallFrequency(one);
                if (!autosome[variants.ChromosomeIndex(start + i)])
                {
                    off++;
                }
                else if (filter is not null && !filter.Keep(new VariantFacts(start + i, one, HardyWeinberg(filter, one))))
                {
                    filtered++;
                }
                else if (!(Math.Min(frequency, 1 - frequency) is > 0 and var least && least >= maf))
                {
                    rare++;
                }
                else
                {
                    chosen.Add(start + i);
                    frequencies.Add(frequency);
                }
            }

            progress?.Report(start + count);
        }

        return new VariantChoice([.. chosen], [.. frequencies], off, filtered, rare);
    }

    private static double HardyWeinberg(VariantFilter filter, VariantCounts counts) =>
        filter.NeedsHardyWeinberg ? NativeAssociation.HardyWeinbergP(counts.HomA1, counts.Het, counts.HomA2) : double.NaN;
}
