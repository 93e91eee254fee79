using WhiteMatter.Formats.Genotypes;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Native;

namespace WhiteMatter.Genetics.Relatedness;

/// <summary>Frequencies of A1 among hard calls.</summary>
public static class CallFrequencies
{
    /// <summary>Counts listed variants in chosen people.</summary>
    /// <param name="source">Genotypes.</param>
    /// <param name="variants">Numbers of the variants, ascending.</param>
    /// <param name="samples">Rows of the .fam file whose genotypes count.</param>
    /// <param name="threads">Threads to use.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>One frequency a variant; NaN where nobody has a call.</returns>
    public static double[] Of(GenotypeSource source, int[] variants, int[] samples, int threads, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(variants);
        var frequencies = new double[variants.Length];
        var row = source.BytesPerVariant;
        byte[] rows = [];
        foreach (var (start, count) in PackedPeople.Batches(variants.Length, row))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (rows.Length == 0)
            {
                rows = new byte[(long)count * row];
            }

            PackedPeople.ReadListed(source, variants.AsSpan(start, count), rows);
            var counts = new VariantCounts[count];
            NativeAssociation.Count(rows, row, source.PersonCount, samples, counts, threads);
            for (var i = 0; i < count; i++)
            {
                frequencies[start + i] = StandardisedWeights.CallFrequency(counts[i]);
            }
        }

        return frequencies;
    }
}
