using System.Text;
using WhiteMatter.Formats.Plink;

namespace WhiteMatter.Formats.SummaryStatistics;

/// <summary>Consecutive variants of a table of effects: what is the same for every trait, and in which texts a format writes it.</summary>
public sealed class StatisticsBlock
{
    private readonly List<Shared> _shared = [];
    private DrivingTraitColumn? _drivers;

    private StatisticsBlock(StatisticsFormat format, int count)
    {
        Format = format;
        Count = count;
        Positions = new int[count];
        ChromosomeKeys = new int[count];
        ChromosomeNames = [];
    }

    /// <summary>The format.</summary>
    public StatisticsFormat Format { get; }

    /// <summary>Number of variants.</summary>
    public int Count { get; }

    /// <summary>Texts of columns that stand together and are the same for every trait.</summary>
    internal IReadOnlyList<Shared> SharedColumns => _shared;

    internal int[] Positions { get; }

    /// <summary>A number per variant that is the same for the same written chromosome.</summary>
    internal int[] ChromosomeKeys { get; }

    /// <summary>The written chromosome of each key.</summary>
    internal IReadOnlyList<string> ChromosomeNames { get; private set; }

    /// <summary>Makes the texts of a block.</summary>
    /// <param name="format">The format.</param>
    /// <param name="variants">The genotype file's variants.</param>
    /// <param name="rows">Which of them, ascending.</param>
    /// <param name="frequency">For each the effect allele's frequency.</param>
    /// <param name="people">For each the people used; empty where they differ between traits.</param>
    /// <param name="quality">For each the quality of its imputation, NaN where there is none, where the format has it.</param>
    /// <param name="drivers">For each the trait that says most in a joint test, where the format has it.</param>
    public static StatisticsBlock Create(
        StatisticsFormat format,
        BimFile variants,
        ReadOnlySpan<int> rows,
        ReadOnlySpan<double> frequency,
        ReadOnlySpan<int> people,
        DrivingTraitColumn? drivers = null,
        ReadOnlySpan<double> quality = default)
    {
        ArgumentNullException.ThrowIfNull(format);
        ArgumentNullException.ThrowIfNull(variants);
        if (drivers is null && format.Columns.Contains(StatisticsColumn.DrivingTrait))
        {
            throw new ArgumentNullException(nameof(drivers));
        }

        var block = new StatisticsBlock(format, rows.Length) { _drivers = drivers };
        var numbers = variants.Chromosomes.Select(Chromosome.SummaryStatisticsNumber).ToArray();
        var isNumbered = format.Columns.Contains(StatisticsColumn.ChromosomeNumber);
        block.ChromosomeNames =
            [.. variants.Chromosomes.Select((name, i) => isNumbered ? numbers[i]?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? name : name)];
        for (var i = 0; i < rows.Length; i++)
        {
            block.Positions[i] = variants.Position(rows[i]);
            block.ChromosomeKeys[i] = variants.ChromosomeIndex(rows[i]);
        }

        var frequencies = NumberColumn.Of(frequency, format.Missing);
        var used = NumberColumn.Of(people, format.Missing);
        var qualities = format.Columns.Contains(StatisticsColumn.Quality)
            ? NumberColumn.Of(quality.Length == rows.Length ? quality : throw new ArgumentException("Each variant has a quality.", nameof(quality)), format.Missing)
            : null;
        var word = 0;
        for (var first = 0; first < format.Columns.Length;)
        {
            var last = first;
            while (last < format.Columns.Length && IsShared(format.Columns[last], people.Length > 0))
            {
                last++;
            }

            if (last == first)
            {
                first++;
                continue;
            }

            block._shared.Add(block.Text(variants, rows, first, last, frequencies, used, qualities, ref word));
            first = last;
        }

        return block;
    }

    /// <summary>Whether a column is the same for every trait.</summary>
    internal static bool IsShared(StatisticsColumn column, bool peopleAreShared) =>
        column < StatisticsColumn.People || (column == StatisticsColumn.People && peopleAreShared);

    private Shared Text(BimFile variants, ReadOnlySpan<int> rows, int first, int last, NumberColumn frequencies, NumberColumn people, NumberColumn? qualities, ref int word)
    {
        var text = new MemoryStream(rows.Length * 24);
        var ends = GC.AllocateUninitializedArray<int>(rows.Length, pinned: true);
        var words = new List<byte[]>();
        for (var c = first; c < last; c++)
        {
            words.Add(Format.Columns[c] == StatisticsColumn.Word ? Encoding.UTF8.GetBytes(Format.Words[word++]) : []);
        }

        var missing = Encoding.UTF8.GetBytes(Format.Missing);
        Span<byte> digits = stackalloc byte[16];
        for (var i = 0; i < rows.Length; i++)
        {
            var row = rows[i];
            for (var c = first; c < last; c++)
            {
                if (c > first)
                {
                    text.WriteByte(Format.Separator);
                }

                switch (Format.Columns[c])
                {
                    case StatisticsColumn.Word:
                        text.Write(words[c - first]);
                        break;
                    case StatisticsColumn.Chromosome or StatisticsColumn.ChromosomeNumber:
                        text.Write(Encoding.UTF8.GetBytes(ChromosomeNames[ChromosomeKeys[i]]));
                        break;
                    case StatisticsColumn.Position:
                        System.Buffers.Text.Utf8Formatter.TryFormat(Positions[i], digits, out var written);
                        text.Write(digits[..written]);
                        break;
                    case StatisticsColumn.Id:
                        text.Write(variants.IdUtf8(row));
                        break;
                    case StatisticsColumn.RsId:
                        text.Write(IsRsId(variants.IdUtf8(row)) ? variants.IdUtf8(row) : missing);
                        break;
                    case StatisticsColumn.EffectAllele:
                        text.Write(Encoding.UTF8.GetBytes(variants.Allele1(row)));
                        break;
                    case StatisticsColumn.OtherAllele:
                        text.Write(Encoding.UTF8.GetBytes(variants.Allele2(row)));
                        break;
                    case StatisticsColumn.EffectAlleleCapitals:
                        text.Write(Encoding.UTF8.GetBytes(variants.Allele1(row).ToUpperInvariant()));
                        break;
                    case StatisticsColumn.OtherAlleleCapitals:
                        text.Write(Encoding.UTF8.GetBytes(variants.Allele2(row).ToUpperInvariant()));
                        break;
                    case StatisticsColumn.DrivingTrait:
                        text.Write(_drivers![i]);
                        break;
                    case StatisticsColumn.Frequency:
                        text.Write(frequencies[i]);
                        break;
                    case StatisticsColumn.Quality:
                        text.Write(qualities![i]);
                        break;
                    case StatisticsColumn.People:
                        text.Write(people[i]);
                        break;
                    default:
                        throw new InvalidOperationException($"The column {Format.Columns[c]} differs between traits.");
                }
            }

            ends[i] = checked((int)text.Position);
        }

        var bytes = GC.AllocateUninitializedArray<byte>((int)text.Length, pinned: true);
        text.GetBuffer().AsSpan(0, bytes.Length).CopyTo(bytes);
        return new Shared(first, last, bytes, ends);
    }

    private static bool IsRsId(ReadOnlySpan<byte> id) =>
        id.Length > 2 && id.StartsWith("rs"u8) && id[2..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;

    /// <summary>Texts of the columns from <paramref name="First"/> to before <paramref name="Last"/>; both arrays are pinned.</summary>
    /// <param name="First">The first column.</param>
    /// <param name="Last">Behind the last.</param>
    /// <param name="Text">The texts of all variants.</param>
    /// <param name="Ends">Where each variant's ends.</param>
    internal sealed record Shared(int First, int Last, byte[] Text, int[] Ends);

    /// <summary>Numbers as texts.</summary>
    private sealed class NumberColumn
    {
        private readonly int[] _ends;
        private byte[] _text = [];

        private NumberColumn(int count) => _ends = new int[count];

        public ReadOnlySpan<byte> this[int index] => _text.AsSpan((index == 0 ? 0 : _ends[index - 1])..(_ends[index] - 1));

        public static unsafe NumberColumn Of<T>(ReadOnlySpan<T> numbers, string missing)
            where T : unmanaged
        {
            var column = new NumberColumn(numbers.Length);
            var rows = new int[numbers.Length];
            for (var i = 0; i < rows.Length; i++)
            {
                rows[i] = i;
            }

            fixed (T* values = numbers)
            {
                var native = new NativeRows.Column { Kind = typeof(T) == typeof(int) ? NativeRows.Kind.Whole : NativeRows.Kind.Number, Values = values };
                NativeRows.Format([native], rows, (byte)'\t', missing, ref column._text, column._ends);
            }

            return column;
        }
    }
}
