using WhiteMatter.Formats.Genotypes;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Genetics.Native;

namespace WhiteMatter.Genetics.Clumping;

/// <summary>r² of one variant with others, their genotypes read at need.</summary>
/// <param name="source">Genotypes.</param>
/// <param name="samples">Rows of the .fam file whose genotypes count, ascending.</param>
/// <param name="correlation">Which correlation.</param>
/// <param name="threads">Threads to use.</param>
internal sealed class GenotypeWindow(GenotypeSource source, int[] samples, CorrelationKind correlation, int threads)
{
    private const int BatchBytes = 16 << 20;

    /// <summary>r² of a variant with each of others; NaN where either is constant in the people with both genotypes.</summary>
    public double[] CorrelationsWith(int index, IReadOnlyList<VariantResult> others)
    {
        var r2 = new double[others.Count];
        if (r2.Length == 0)
        {
            return r2;
        }

        var stride = source.BytesPerVariant;
        var lead = new byte[stride];
        source.ReadCalls(index, 1, lead);
        var batch = Math.Min(Math.Max(1, BatchBytes / stride), r2.Length);
        var genotypes = new byte[checked(batch * stride)];
        for (var start = 0; start < r2.Length; start += batch)
        {
            var count = Math.Min(batch, r2.Length - start);
            for (var i = 0; i < count;)
            {
                var from = others[start + i].Index;
                var run = 1;
                while (i + run < count && others[start + i + run].Index == from + run)
                {
                    run++;
                }

                source.ReadCalls(from, run, genotypes.AsSpan(i * stride));
                i += run;
            }

            NativeAssociation.GenotypeR2(
                lead,
                genotypes.AsSpan(0, count * stride),
                stride,
                source.PersonCount,
                samples,
                correlation == CorrelationKind.Haplotype,
                r2.AsSpan(start, count),
                threads);
        }

        return r2;
    }
}
