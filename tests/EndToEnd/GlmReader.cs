using System.Buffers.Text;

namespace EndToEnd;

/// <summary>
/// Reads one file of PLINK 2's <c>--glm</c> for a quantitative trait, row by row, from bytes and without a string for a field: ten million rows
/// are compared. Numbers are null where PLINK printed NA. What a property gives holds until the next row.
/// </summary>
internal sealed class GlmReader : IDisposable
{
    private readonly FileStream _file;
    private readonly byte[] _buffer = new byte[1 << 16];
    private readonly (int Id, int A1, int Observations, int Beta, int StandardError, int P) _columns;
    private readonly Range[] _fields;
    private int _start;
    private int _end;

    public GlmReader(string path)
    {
        _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        var header = NextLine(out var line) ? System.Text.Encoding.UTF8.GetString(_buffer.AsSpan(line)).Split('\t') : [];
        int Column(string column) => Array.IndexOf(header, column) is var found and >= 0
            ? found
            : throw new InvalidDataException($"{path} has no column {column}.");
        _columns = (Column("ID"), Column("A1"), Column("OBS_CT"), Column("BETA"), Column("SE"), Column("P"));
        _fields = new Range[header.Length];
    }

    /// <summary>Leaves the header and the rows of one test in a file.</summary>
    public static void KeepTest(string glm, string test)
    {
        var lines = File.ReadAllLines(glm);
        var column = Array.IndexOf(lines[0].Split('\t'), "TEST");
        File.WriteAllLines(glm, lines.Where((line, i) => i == 0 || line.Split('\t')[column] == test));
    }

    public ReadOnlySpan<byte> Id => Field(_columns.Id);

    public ReadOnlySpan<byte> A1 => Field(_columns.A1);

    public int Observations => Utf8Parser.TryParse(Field(_columns.Observations), out int count, out var used) && used == Field(_columns.Observations).Length
        ? count
        : throw new InvalidDataException($"{_file.Name}: no number of people.");

    public PrintedNumber? Beta => Number(_columns.Beta);

    public PrintedNumber? StandardError => Number(_columns.StandardError);

    public PrintedNumber? P => Number(_columns.P);

    /// <summary>Goes to the next row.</summary>
    /// <returns>Whether there is one.</returns>
    public bool Read()
    {
        if (!NextLine(out var line))
        {
            return false;
        }

        var (from, to) = (line.Start.Value, line.End.Value);
        for (var field = 0; field < _fields.Length; field++)
        {
            var length = _buffer.AsSpan(from, to - from).IndexOf((byte)'\t');
            if (length < 0 != (field == _fields.Length - 1))
            {
                throw new InvalidDataException($"{_file.Name}: a row has not {_fields.Length} fields.");
            }

            _fields[field] = new Range(from, length < 0 ? to : from + length);
            from += length + 1;
        }

        return true;
    }

    public void Dispose() => _file.Dispose();

    private ReadOnlySpan<byte> Field(int column) => _buffer.AsSpan(_fields[column]);

    private PrintedNumber? Number(int column) => Field(column) is var text && text.SequenceEqual("NA"u8) ? null : PrintedNumber.Parse(text);

    /// <summary>The next line's place in the buffer, without its end; a last line without an end counts.</summary>
    private bool NextLine(out Range line)
    {
        var searched = 0;
        while (true)
        {
            var length = _buffer.AsSpan((_start + searched).._end).IndexOf((byte)'\n');
            if (length >= 0)
            {
                line = new Range(_start, _start + searched + length);
                _start = line.End.Value + 1;
                return true;
            }

            searched = _end - _start;
            _buffer.AsSpan(_start, searched).CopyTo(_buffer);
            (_start, _end) = (0, searched);
            if (_end == _buffer.Length)
            {
                throw new InvalidDataException($"{_file.Name}: a line is longer than {_buffer.Length} bytes.");
            }

            var read = _file.Read(_buffer.AsSpan(_end));
            if (read == 0)
            {
                line = new Range(0, _end);
                _start = _end;
                return searched > 0;
            }

            _end += read;
        }
    }
}
