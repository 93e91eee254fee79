using WhiteMatter.Formats.Text;

namespace WhiteMatter.Formats.Plink;

/// <summary>The text of some variants' lines, and where their fields stand in it. Immutable.</summary>
internal sealed class BimPage
{
    private readonly byte[] _text;
    private readonly (int Start, int Length)[] _fields;

    /// <summary>Finds the lines in a text; lines of blanks are none, and a byte order mark is left aside.</summary>
    /// <param name="number">Which page it is.</param>
    /// <param name="text">The text, with or without an end of its last line.</param>
    public BimPage(int number, byte[] text)
    {
        Number = number;
        _text = text;
        _fields = new (int, int)[BimFile.VariantsOfPage * Columns];
        var at = text.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;
        while (at < text.Length)
        {
            var length = text.AsSpan(at).IndexOf((byte)'\n');
            var line = text.AsSpan(at, length < 0 ? text.Length - at : length);
            var fields = new BlankFields(line is [.., (byte)'\r'] ? line[..^1] : line);
            if (fields.Count > 0 && Count < BimFile.VariantsOfPage)
            {
                for (var column = 0; column < Columns; column++)
                {
                    var (start, size) = fields.Range(FieldOf[column]);
                    _fields[(Count * Columns) + column] = (at + start, size);
                }
            }

            Count += fields.Count > 0 ? 1 : 0;
            at += line.Length + 1;
        }
    }

    private const int Columns = 4;

    private static ReadOnlySpan<byte> FieldOf => [1, 2, 4, 5];

    /// <summary>Which page it is.</summary>
    public int Number { get; }

    /// <summary>Variants in the text.</summary>
    public int Count { get; }

    /// <summary>A variant's identifier.</summary>
    public ReadOnlySpan<byte> Id(int variant) => Field(variant, 0);

    /// <summary>A variant's genetic position.</summary>
    public ReadOnlySpan<byte> Centimorgans(int variant) => Field(variant, 1);

    /// <summary>A variant's first allele.</summary>
    public ReadOnlySpan<byte> Allele1(int variant) => Field(variant, 2);

    /// <summary>A variant's second allele.</summary>
    public ReadOnlySpan<byte> Allele2(int variant) => Field(variant, 3);

    private ReadOnlySpan<byte> Field(int variant, int column)
    {
        var (start, length) = _fields[(variant * Columns) + column];
        return _text.AsSpan(start, length);
    }
}
