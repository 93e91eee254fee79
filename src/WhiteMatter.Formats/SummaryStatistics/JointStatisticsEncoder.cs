using System.Buffers.Text;
using System.Globalization;
using System.Text;
using WhiteMatter.Formats.Compression;

namespace WhiteMatter.Formats.SummaryStatistics;

/// <summary>Joint statistics of a block, one value per variant of the file's block; a NaN −log10 P has no row.</summary>
public readonly ref struct JointRows
{
    /// <summary>T, F, or what else the method makes: no sign and no unit.</summary>
    public required ReadOnlySpan<double> Statistic { get; init; }

    /// <summary>−log10 P.</summary>
    public required ReadOnlySpan<double> NegLog10P { get; init; }

    /// <summary>The people used.</summary>
    public required ReadOnlySpan<int> PeopleUsed { get; init; }

    /// <summary>The frequency of the allele that is called the effect allele.</summary>
    public required ReadOnlySpan<double> EffectAlleleFrequency { get; init; }

    /// <summary>For each variant the trait that says most.</summary>
    public required ReadOnlySpan<int> DrivingTrait { get; init; }
}

/// <summary>
/// Turns a block of joint statistics into compressed rows. Chromosome, position, alleles and P are written as in GWAS-SSF; the table is none,
/// as it has no β: a reader that takes the statistic for an effect finds no column of that name. An instance serves one thread at a time.
/// </summary>
/// <param name="degreesOfFreedom">K, the same in every row; null where the statistic has none, and <c>NA</c> stands in its column.</param>
/// <param name="traits">Names of the traits.</param>
public sealed class JointStatisticsEncoder(int? degreesOfFreedom, IReadOnlyList<string> traits)
{
    private const int LongestNumbers = 256;

    private readonly byte[][] _traits = [.. traits.Select(name => Encoding.UTF8.GetBytes(name.Replace('\t', ' ').Replace('\n', ' ').Replace('\r', ' ')))];
    private readonly byte[] _degrees = Encoding.UTF8.GetBytes(degreesOfFreedom?.ToString(CultureInfo.InvariantCulture) ?? "NA");
    private byte[] _text = new byte[1 << 17];

    /// <summary>The header line, with its line end.</summary>
    public static ReadOnlySpan<byte> Header =>
        "chromosome\tbase_pair_location\teffect_allele\tother_allele\teffect_allele_frequency\tn\tstatistic\tdf\tp_value\tneg_log_10_p_value\tdriving_trait\tvariant_id\n"u8;

    /// <summary>Encodes the joint statistics of a block of variants.</summary>
    /// <param name="variants">The variants.</param>
    /// <param name="rows">Their statistics.</param>
    /// <param name="level">The compression level.</param>
    public EncodedBlock Encode(VariantBlock variants, in JointRows rows, int level = BlockGzip.DefaultLevel)
    {
        var counter = new RowCounter(variants);
        var at = 0;
        for (var i = 0; i < variants.Count; i++)
        {
            counter.Look(i);
            if (!(rows.NegLog10P[i] >= 0) || !double.IsFinite(rows.EffectAlleleFrequency[i]))
            {
                continue;
            }

            at += Write(variants, rows, i, at);
            counter.Write(i);
        }

        return new EncodedBlock(variants.First, variants.Count, BlockGzip.Compress(_text.AsSpan(0, at), level), counter.Counts);
    }

    private int Write(VariantBlock variants, in JointRows rows, int i, int at)
    {
        var head = variants.Head(i);
        var id = variants.Id(i);
        var trait = _traits[rows.DrivingTrait[i]];
        var most = head.Length + id.Length + trait.Length + LongestNumbers;
        if (_text.Length - at < most)
        {
            Array.Resize(ref _text, Math.Max(_text.Length * 2, at + most));
        }

        var line = _text.AsSpan(at);
        head.CopyTo(line);
        var end = head.Length;
        end = Tab(line, end + NumberTexts.Write(rows.EffectAlleleFrequency[i], line[end..]));
        end = Tab(line, end + Whole(rows.PeopleUsed[i], line[end..]));
        end = Tab(line, end + NumberTexts.Write(rows.Statistic[i], line[end..]));
        _degrees.CopyTo(line[end..]);
        end = Tab(line, end + _degrees.Length);
        end = Tab(line, end + PValueText.Write(rows.NegLog10P[i], line[end..]));
        end = Tab(line, end + NumberTexts.Write(rows.NegLog10P[i], line[end..]));
        trait.CopyTo(line[end..]);
        end = Tab(line, end + trait.Length);
        id.CopyTo(line[end..]);
        end += id.Length;
        line[end++] = (byte)'\n';
        return end;
    }

    private static int Whole(int number, Span<byte> destination)
    {
        Utf8Formatter.TryFormat(number, destination, out var written);
        return written;
    }

    private static int Tab(Span<byte> line, int at)
    {
        line[at] = (byte)'\t';
        return at + 1;
    }
}
