using System.Buffers.Text;
using System.Text;
using WhiteMatter.Formats.Plink;

namespace WhiteMatter.Formats.SummaryStatistics;

/// <summary>
/// The columns of consecutive variants that are the same for every trait, written once: a block of at most
/// <see cref="MostVariants"/> variants whose first is a multiple of it.
/// </summary>
public sealed class VariantBlock
{
    /// <summary>The variants of a full block. Fixed, so that a file's bytes do not depend on how the work was divided.</summary>
    public const int MostVariants = 1024;

    private readonly byte[] _text;
    private readonly int[] _starts;

    private VariantBlock(int first, byte[] text, int[] starts, bool[] meetsStandard, int[] chromosomes, int[] positions)
    {
        First = first;
        _text = text;
        _starts = starts;
        MeetsStandard = meetsStandard;
        ChromosomeKeys = chromosomes;
        Positions = positions;
    }

    /// <summary>The first variant's index in the genotype file.</summary>
    public int First { get; }

    /// <summary>The number of variants.</summary>
    public int Count => Positions.Length;

    /// <summary>Whether a variant's chromosome, position and alleles are such as GWAS-SSF v1.0 accepts.</summary>
    internal bool[] MeetsStandard { get; }

    /// <summary>Whether a variant has a position and stands behind no later one of its chromosome, as far as the one before it in the block tells.</summary>
    internal bool IsInOrder(int variant) => Positions[variant] > 0
        && (variant == 0 || ChromosomeKeys[variant - 1] != ChromosomeKeys[variant] || Positions[variant - 1] <= Positions[variant]);

    /// <summary>A number per variant that is the same for the same written chromosome.</summary>
    internal int[] ChromosomeKeys { get; }

    internal int[] Positions { get; }

    /// <summary>Chromosome, position, effect and other allele, each followed by a tab.</summary>
    internal ReadOnlySpan<byte> Head(int variant) => _text.AsSpan(_starts[2 * variant].._starts[(2 * variant) + 1]);

    /// <summary>rsID and the genotype file's identifier, each preceded by a tab, and the line's end.</summary>
    internal ReadOnlySpan<byte> Tail(int variant) => _text.AsSpan(_starts[(2 * variant) + 1].._starts[(2 * variant) + 2]);

    /// <summary>The genotype file's identifier.</summary>
    internal ReadOnlySpan<byte> Id(int variant)
    {
        var tail = Tail(variant);
        return tail[(tail[1..].IndexOf((byte)'\t') + 2)..^1];
    }

    /// <summary>The block of a PLINK fileset that begins at a variant. Allele 1 is the effect allele.</summary>
    /// <param name="bim">The variants.</param>
    /// <param name="first">The first variant, a multiple of <see cref="MostVariants"/>.</param>
    public static VariantBlock Create(BimFile bim, int first)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(first, bim.Count);
        if (first % MostVariants != 0)
        {
            throw new ArgumentException($"A block begins at a multiple of {MostVariants}.", nameof(first));
        }

        var count = Math.Min(MostVariants, bim.Count - first);
        var numbers = bim.Chromosomes.Select(Chromosome.SummaryStatisticsNumber).ToArray();
        var names = bim.Chromosomes.Select((name, i) => Encoding.UTF8.GetBytes(numbers[i]?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? name)).ToArray();
        var text = new MemoryStream(count * 48);
        var starts = new int[(2 * count) + 1];
        var meets = new bool[count];
        var keys = new int[count];
        Span<byte> digits = stackalloc byte[16];
        for (var i = 0; i < count; i++)
        {
            var variant = first + i;
            var chromosome = bim.ChromosomeIndex(variant);
            starts[2 * i] = (int)text.Position;
            text.Write(names[chromosome]);
            text.WriteByte((byte)'\t');
            Utf8Formatter.TryFormat(bim.Position(variant), digits, out var written);
            text.Write(digits[..written]);
            text.WriteByte((byte)'\t');
            var effect = WriteAllele(text, bim.Allele1(variant));
            var other = WriteAllele(text, bim.Allele2(variant));
            starts[(2 * i) + 1] = (int)text.Position;
            WriteTail(text, bim.IdUtf8(variant));
            meets[i] = numbers[chromosome] is not null && bim.Position(variant) > 0 && effect && other;
            keys[i] = numbers[chromosome] ?? 1000 + chromosome;
        }

        starts[2 * count] = (int)text.Position;
        int[] positions = [.. Enumerable.Range(first, count).Select(bim.Position)];
        return new VariantBlock(first, text.ToArray(), starts, meets, keys, positions);
    }

    private static bool WriteAllele(MemoryStream text, string allele)
    {
        foreach (var c in allele)
        {
            text.WriteByte((byte)char.ToUpperInvariant(c));
        }

        text.WriteByte((byte)'\t');
        return allele.AsSpan().IndexOfAnyExcept("ACGTacgt") < 0;
    }

    private static void WriteTail(MemoryStream text, ReadOnlySpan<byte> id)
    {
        var isRsId = id.Length > 2 && id.StartsWith("rs"u8) && id[2..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
        text.WriteByte((byte)'\t');
        text.Write(isRsId ? id : "#NA"u8);
        text.WriteByte((byte)'\t');
        text.Write(id);
        text.WriteByte((byte)'\n');
    }
}
