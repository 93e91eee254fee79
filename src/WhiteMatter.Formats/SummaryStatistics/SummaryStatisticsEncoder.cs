using System.Buffers.Text;
using WhiteMatter.Formats.Compression;

namespace WhiteMatter.Formats.SummaryStatistics;

/// <summary>
/// Turns a block of results into compressed GWAS-SSF v1.0 rows (EBISPOT/gwas-summary-statistics-standard). The columns: the eight
/// mandatory ones with beta and p_value, then n, neg_log_10_p_value, rsid, and id, the genotype file's own identifier. There is no
/// variant_id: its text names the reference allele, which a PLINK 1 fileset does not know. A pure function: any thread may encode
/// any block, and the bytes are the same. An instance serves one thread at a time.
/// </summary>
public sealed class SummaryStatisticsEncoder
{
    private const int LongestNumbers = 256;
    private byte[] _text = new byte[1 << 18];

    /// <summary>The header line, with its line end.</summary>
    public static ReadOnlySpan<byte> Header =>
        "chromosome\tbase_pair_location\teffect_allele\tother_allele\tbeta\tstandard_error\teffect_allele_frequency\tp_value\tn\tneg_log_10_p_value\trsid\tid\n"u8;

    /// <summary>Encodes one trait's results for a block of variants.</summary>
    /// <param name="variants">The variants.</param>
    /// <param name="rows">The results.</param>
    /// <param name="level">The compression level.</param>
    public EncodedBlock Encode(VariantBlock variants, in AssociationRows rows, int level = BlockGzip.DefaultLevel)
    {
        var counts = Format(variants, rows, out var text);
        return new EncodedBlock(variants.First, variants.Count, BlockGzip.Compress(text, level), counts);
    }

    /// <summary>The rows of a block as text, before compression. The span is valid until the next call.</summary>
    /// <param name="variants">The variants.</param>
    /// <param name="rows">The results.</param>
    /// <param name="text">Receives the rows.</param>
    public SummaryStatisticsCounts Format(VariantBlock variants, in AssociationRows rows, out ReadOnlySpan<byte> text)
    {
        var stride = Math.Max(rows.Stride, 1);
        var counter = new RowCounter(variants);
        var at = 0;
        for (var i = 0; i < variants.Count; i++)
        {
            var cell = rows.Offset + (i * stride);
            var beta = rows.Beta[cell];
            var error = rows.StandardError[cell];
            var negLog10P = rows.NegLog10P[cell];
            var frequency = rows.EffectAlleleFrequency[i];
            counter.Look(i);
            if (!double.IsFinite(beta) || !double.IsFinite(error) || !(negLog10P >= 0) || !double.IsFinite(frequency))
            {
                continue;
            }

            var head = variants.Head(i);
            var tail = variants.Tail(i);
            if (_text.Length - at < head.Length + tail.Length + LongestNumbers)
            {
                Array.Resize(ref _text, Math.Max(_text.Length * 2, at + head.Length + tail.Length + LongestNumbers));
            }

            var line = _text.AsSpan(at);
            head.CopyTo(line);
            var end = head.Length;
            end += Number(beta, line[end..]);
            line[end++] = (byte)'\t';
            end += Number(error, line[end..]);
            line[end++] = (byte)'\t';
            end += Frequency(rows.EffectAlleleFrequencyTexts, i, frequency, line[end..]);
            line[end++] = (byte)'\t';
            end += PValueText.Write(negLog10P, line[end..]);
            line[end++] = (byte)'\t';
            Utf8Formatter.TryFormat(rows.PeopleUsed[cell], line[end..], out var length);
            end += length;
            line[end++] = (byte)'\t';
            end += Number(negLog10P, line[end..]);
            tail.CopyTo(line[end..]);
            at += end + tail.Length;
            counter.Write(i);
        }

        text = _text.AsSpan(0, at);
        return counter.Counts;
    }

    private static int Number(double value, Span<byte> destination)
    {
        if (double.IsPositiveInfinity(value))
        {
            "#NA"u8.CopyTo(destination);
            return 3;
        }

        return NumberTexts.Write(value, destination);
    }

    private static int Frequency(NumberTexts? texts, int variant, double frequency, Span<byte> destination)
    {
        if (texts is null)
        {
            return NumberTexts.Write(frequency, destination);
        }

        var text = texts[variant];
        text.CopyTo(destination);
        return text.Length;
    }
}
