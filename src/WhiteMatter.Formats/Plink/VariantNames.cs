using WhiteMatter.Formats.Tables;
using WhiteMatter.Formats.Text;

namespace WhiteMatter.Formats.Plink;

/// <summary>
/// Identifiers of variants from a text file, the first word of each line, as PLINK's <c>--extract</c> and <c>--exclude</c> read them. They are held as strings, about 100
/// bytes an identifier.
/// </summary>
public sealed class VariantNames
{
    private const int LongestLine = 1 << 20;
    private readonly TextLookup _names;
    private readonly bool[] _met;

    private VariantNames(TextLookup names, int count)
    {
        _names = names;
        Count = count;
        _met = new bool[count];
    }

    /// <summary>Different identifiers.</summary>
    public int Count { get; }

    /// <summary>Identifiers that <see cref="Contains"/> was never asked for.</summary>
    public IEnumerable<string> NotMet => _names.Texts.Where((_, index) => !_met[index]);

    /// <summary>How many identifiers <see cref="Contains"/> was never asked for.</summary>
    public int CountNotMet => _met.Count(met => !met);

    /// <summary>Reads a list.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="DataFormatException">The file is missing, unreadable, empty or no text.</exception>
    public static VariantNames Read(string path, CancellationToken cancellation = default)
    {
        var names = new TextLookup();
        var count = 0;
        using var lines = new LineReader(path, LongestLine, long.MaxValue, cancellation);
        while (lines.Read(out var line))
        {
            var fields = new BlankFields(line);
            if (fields.Count > 0 && names.Add(fields[0], out _))
            {
                count++;
            }
        }

        return new VariantNames(names, count);
    }

    /// <summary>Whether the list has an identifier.</summary>
    /// <param name="id">The identifier as UTF-8.</param>
    public bool Contains(ReadOnlySpan<byte> id)
    {
        var index = _names.Find(id);
        if (index < 0)
        {
            return false;
        }

        _met[index] = true;
        return true;
    }
}
