using System.Buffers.Text;
using System.Text;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Formats.SummaryStatistics;
using WhiteMatter.Formats.Text;

namespace WhiteMatter.Formats.PublishedStatistics;

/// <summary>
/// Reads published summary statistics row by row, whatever stands between fields and whether packed or not. Columns are known by their names.
/// Memory: one row.
/// </summary>
public sealed class PublishedStatisticsReader : IDisposable
{
    private readonly string _path;
    private readonly RecordReader _records;
    private readonly Dictionary<string, string> _chromosomes = [];
    private readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> _chromosomesByText;
    private readonly int[] _places;

    private PublishedStatisticsReader(string path, PublishedFormat format, RecordReader records)
    {
        _path = path;
        _records = records;
        Header = PublishedHeader.Read(path, format, records);
        _places = [.. Enum.GetValues<PublishedColumn>().Select(Header.PlaceOf)];
        _chromosomesByText = _chromosomes.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The file's columns.</summary>
    public PublishedHeader Header { get; }

    /// <summary>The row last read; the same object each time.</summary>
    public PublishedRow Row { get; } = new();

    /// <summary>Bytes of the file read so far, about.</summary>
    public long BytesRead => (long)(_records.BytesRead * _records.Packing);

    /// <summary>Opens a file and reads its header.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">Under which names columns are looked for.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="DataFormatException">The file cannot be read, or does not say enough.</exception>
    public static PublishedStatisticsReader Open(string path, PublishedFormat format, CancellationToken cancellation = default)
    {
        var records = PublishedHeader.Open(path, cancellation);
        try
        {
            return new PublishedStatisticsReader(path, format, records);
        }
        catch
        {
            records.Dispose();
            throw;
        }
    }

    /// <summary>Reads the next row; false at the end of the file.</summary>
    /// <exception cref="DataFormatException">The row has more or fewer fields than the header.</exception>
    public bool Read()
    {
        if (!_records.Read())
        {
            return false;
        }

        if (_records.Count != Header.Count)
        {
            throw new DataFormatException(
                DataProblem.FieldCount, _path, $"the row has {_records.Count} fields", $"{Header.Count}, as the header has", "Check that the file was written completely and that no field holds the delimiter", _records.Line);
        }

        Row.Line = _records.Line;
        Row.Chromosome = ChromosomeOf(Field(PublishedColumn.Chromosome));
        Row.Position = PositionOf(Field(PublishedColumn.Position));
        Row.Id = TextOf(Field(PublishedColumn.Id)) is { Length: > 0 } id ? id : TextOf(Field(PublishedColumn.OtherId));
        Row.OtherId = Header.HasPlaces ? "" : TextOf(Field(PublishedColumn.OtherId));
        Row.EffectAllele = AlleleOf(Field(PublishedColumn.EffectAllele));
        Row.OtherAllele = _places[(int)PublishedColumn.OtherAllele] >= 0 ? AlleleOf(Field(PublishedColumn.OtherAllele)) : OtherOf(Row.EffectAllele);
        Row.Frequency = NumberOf(PublishedColumn.Frequency);
        Row.Effect = NumberOf(PublishedColumn.Effect);
        Row.Ratio = NumberOf(PublishedColumn.Ratio);
        Row.StandardError = NumberOf(PublishedColumn.StandardError);
        Row.NegLog10P = NegLog10Of();
        Row.Z = NumberOf(PublishedColumn.Z);
        Row.People = NumberOf(PublishedColumn.People) is var people && double.IsNaN(people)
            ? NumberOf(PublishedColumn.Cases) + NumberOf(PublishedColumn.Controls)
            : people;
        Row.ImputationQuality = NumberOf(PublishedColumn.ImputationQuality);
        Row.IsAdditive = _places[(int)PublishedColumn.Test] < 0 || Field(PublishedColumn.Test).SequenceEqual("ADD"u8);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _records.Dispose();

    private ReadOnlySpan<byte> Field(PublishedColumn column) => _places[(int)column] is >= 0 and var place ? _records[place] : default;

    private double NumberOf(PublishedColumn column) =>
        NumberText.Read(Field(column), out var value) is NumberText.Reading.Number or NumberText.Reading.Integer ? value : double.NaN;

    private double NegLog10Of()
    {
        var stated = NumberOf(PublishedColumn.NegLog10P);
        return double.IsNaN(stated) ? PValueText.ReadNegLog10(Field(PublishedColumn.P)) : stated;
    }

    private static int PositionOf(ReadOnlySpan<byte> text)
    {
        if (Utf8Parser.TryParse(text, out int whole, out var used) && used == text.Length)
        {
            return Math.Max(0, whole);
        }

        // R writes 1e+05 for 100000.
        return NumberText.Read(text, out var number) == NumberText.Reading.Number && number is > 0 and <= int.MaxValue && number == Math.Floor(number) ? (int)number : 0;
    }

    private string ChromosomeOf(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text.Length > 100 || IsMissing(text))
        {
            return "";
        }

        Span<char> name = stackalloc char[100];
        name = name[..Encoding.UTF8.GetChars(text, name)];
        if (!_chromosomesByText.TryGetValue(name, out var known))
        {
            known = Header.IsGwasSsf && name is "25" ? "MT" : Chromosome.Normalise(WholeOf(name).ToString());
            known = known == "0" ? "" : known;
            _chromosomesByText[name] = known;
        }

        return known;
    }

    /// <summary>A number without the decimals that a table of floating-point numbers gives it, as in <c>1.0</c>.</summary>
    private static ReadOnlySpan<char> WholeOf(ReadOnlySpan<char> name) =>
        name.IndexOf('.') is > 0 and var point && name[(point + 1)..].ContainsAnyExcept('0') is false && name[..point].ContainsAnyExceptInRange('0', '9') is false
            ? name[..point]
            : name;

    private static string TextOf(ReadOnlySpan<byte> text) => IsMissing(text) ? "" : Encoding.UTF8.GetString(text);

    private static string AlleleOf(ReadOnlySpan<byte> text) => text switch
    {
        [(byte)'A' or (byte)'a'] => "A",
        [(byte)'C' or (byte)'c'] => "C",
        [(byte)'G' or (byte)'g'] => "G",
        [(byte)'T' or (byte)'t'] => "T",
        _ => TextOf(text).ToUpperInvariant(),
    };

    /// <summary>The one of REF and ALT that the effect allele is not; empty where it is neither.</summary>
    private string OtherOf(string effect)
    {
        var (reference, alternate) = (AlleleOf(Field(PublishedColumn.Reference)), AlleleOf(Field(PublishedColumn.Alternate)));
        return effect == alternate ? reference : effect == reference ? alternate : "";
    }

    private static bool IsMissing(ReadOnlySpan<byte> text) =>
        text.IsEmpty || text.SequenceEqual("NA"u8) || text.SequenceEqual("#NA"u8) || text.SequenceEqual("."u8) || text.SequenceEqual("NaN"u8) || text.SequenceEqual("nan"u8);
}
