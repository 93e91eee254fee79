using WhiteMatter.Formats.Genotypes;

namespace WhiteMatter.Genetics.Association;

/// <summary>
/// Reads the variants that a filter may keep, and no others: those between are neither read nor decoded. Variants that stand beside each other are read at
/// once; one that stands alone costs a reading of its own.
/// </summary>
internal static class Candidates
{
    private delegate void ReadRun<T>(int first, int count, Span<T> destination);

    /// <summary>The first variant from <paramref name="from"/> on that may be kept; <paramref name="end"/> where none is left.</summary>
    public static int Next(VariantFilter? filter, int from, int end)
    {
        if (filter?.MayKeep is { } may)
        {
            while (from < end && !may(from))
            {
                from++;
            }
        }

        return from;
    }

    /// <summary>Reads calls of as many variants as there is room for.</summary>
    /// <param name="source">The genotypes.</param>
    /// <param name="filter">Which variants may be kept; null for all.</param>
    /// <param name="next">The first variant; afterwards that behind the last one looked at.</param>
    /// <param name="end">The end of the variants.</param>
    /// <param name="variants">Receives the numbers of those read.</param>
    /// <param name="calls">Receives their calls.</param>
    /// <returns>How many were read.</returns>
    public static int ReadCalls(GenotypeSource source, VariantFilter? filter, ref int next, int end, Span<int> variants, Span<byte> calls) =>
        Read(source.ReadCalls, source.BytesPerVariant, filter, ref next, end, variants, calls);

    /// <summary>The same of dosages.</summary>
    public static int ReadDosages(GenotypeSource source, VariantFilter? filter, ref int next, int end, Span<int> variants, Span<ushort> dosages) =>
        Read(source.ReadDosages, source.PersonCount, filter, ref next, end, variants, dosages);

    private static int Read<T>(
        ReadRun<T> read, int stride, VariantFilter? filter, ref int next, int end, Span<int> variants, Span<T> genotypes)
    {
        var count = 0;
        for (next = Next(filter, next, end); next < end && count < variants.Length; next = Next(filter, next, end))
        {
            var (first, most) = (next, Math.Min(end - next, variants.Length - count));
            for (next++; next - first < most && filter?.MayKeep?.Invoke(next) != false; next++)
            {
            }

            read(first, next - first, genotypes[(count * stride)..]);
            for (var variant = first; variant < next; variant++)
            {
                variants[count++] = variant;
            }
        }

        return count;
    }
}
