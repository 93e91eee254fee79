using System.Text;
using WhiteMatter.Formats.Text;

namespace WhiteMatter.Formats.Tables;

/// <summary>Opens a table, reads and checks its header line, and walks its rows, each checked to have one field per column.</summary>
internal sealed class TableReader : IDisposable
{
    private const int MostColumns = 200_000;
    private readonly RecordReader _records;
    private readonly string _path;
    private readonly TextLookup _missing;
    private bool _headerIsMarked;
    private bool _rowsBegun;

    public TableReader(string path, TableOptions options, CancellationToken cancellation)
    {
        _path = path;
        _missing = new TextLookup(options.MissingCodes);
        _records = new RecordReader(
            new LineReader(path, options.LongestLine, options.MostBytes, cancellation), path, options.Delimiter, options.LongestLine);
        try
        {
            Names = ReadNames();
        }
        catch
        {
            _records.Dispose();
            throw;
        }
    }

    /// <summary>The columns' names, in order.</summary>
    public string[] Names { get; }

    public Delimiter Delimiter => _records.Delimiter;

    /// <summary>Bytes of text consumed so far.</summary>
    public long BytesRead => _records.BytesRead;

    /// <summary>Bytes of the file for each byte of its text.</summary>
    public double Packing => _records.Packing;

    /// <summary>The line of the current row.</summary>
    public long Line => _records.Line;

    /// <summary>The field of the current row in a column.</summary>
    public ReadOnlySpan<byte> this[int column] => _records[column];

    /// <summary>Whether a field is one of the missing codes.</summary>
    public bool IsMissing(ReadOnlySpan<byte> field) => _missing.Find(field) >= 0;

    /// <summary>Reads the next row; false at the end.</summary>
    public bool Read()
    {
        if (!_records.Read())
        {
            return false;
        }

        if (_records.Count != Names.Length)
        {
            if (Names is [var all] && all.Contains(';', StringComparison.Ordinal))
            {
                throw new DataFormatException(
                    DataProblem.FieldCount,
                    _path,
                    $"the names of the columns are separated by semicolons, and the row has {_records.Count} fields, as its numbers have commas for points",
                    "a table that is separated by commas, tabs or blanks, with points in its numbers",
                    "Write it again, for example with R's write.csv in place of write.csv2",
                    Line);
            }

            var beyond = EndsInEmptyFields() ? ", of which those beyond the header's are empty" : "";
            throw new DataFormatException(
                DataProblem.FieldCount, _path, $"the row has {_records.Count} fields{beyond}", $"{Names.Length}, as many as the header", RemedyOfCount(), Line);
        }

        _rowsBegun = true;
        return true;
    }

    /// <summary>The position of a column.</summary>
    /// <exception cref="DataFormatException">There is no such column.</exception>
    public int Position(string column)
    {
        var position = Array.IndexOf(Names, column);
        if (position >= 0)
        {
            return position;
        }

        var near = Array.Find(Names, name => string.Equals(name, column, StringComparison.OrdinalIgnoreCase));
        var shown = string.Join(", ", Names.Take(12)) + (Names.Length > 12 ? $", … ({Names.Length} columns)" : "");
        var remedy = near is not null ? $"Did you mean {near}? Case matters"
            : Names.Length == 1 ? "The header has one column only: check the delimiter"
            : "Check the spelling";
        throw new DataFormatException(
            DataProblem.ColumnMissing, _path, $"there is no column {DataFormatException.Quote(column)}", "one of " + shown, remedy, column: column);
    }

    /// <inheritdoc/>
    public void Dispose() => _records.Dispose();

    /// <summary>Whether the fields of the row beyond those of the header are all empty, as where lines end in delimiters.</summary>
    private bool EndsInEmptyFields()
    {
        for (var i = Names.Length; i < _records.Count; i++)
        {
            if (!_records[i].IsEmpty)
            {
                return false;
            }
        }

        return _records.Count > Names.Length;
    }

    private string RemedyOfCount() =>
        EndsInEmptyFields()
            ? "The line ends in delimiters that the header lacks: remove them from the ends of the rows; if R's write.table wrote the file, write it again with row.names = FALSE"
        : _headerIsMarked && !_rowsBegun
            ? "The line read as the header begins with #: if it is a comment, remove the lines of comments before the header; else mend the line"
        : _records.Count == Names.Length + 1
            ? "If R's write.table wrote the file, write it again with row.names = FALSE or col.names = NA; else mend the line"
        : "Mend the line; check the delimiter, and quotes around fields that contain it";

    private string[] ReadNames()
    {
        do
        {
            if (!_records.Read())
            {
                throw new DataFormatException(
                    DataProblem.FileEmpty, _path, "the file has no header", "a header and rows", "Check that the file was written completely");
            }
        }
        while (_records.Count > 0 && _records[0].StartsWith("##"u8));

        if (_records.Count > MostColumns)
        {
            throw new DataFormatException(
                DataProblem.FieldCount, _path, $"the header has {_records.Count} columns", $"at most {MostColumns}", "Check that this is a table", Line);
        }

        var names = new string[_records.Count];
        var seen = new Dictionary<string, int>(names.Length, StringComparer.Ordinal);
        for (var i = 0; i < names.Length; i++)
        {
            var field = _records[i];
            if (field.Contains((byte)'\r'))
            {
                throw new DataFormatException(
                    DataProblem.NotText, _path, "lines end in a lone carriage return", "LF or CRLF", "Convert the file, for example with tr '\\r' '\\n'", Line);
            }

            if (i == 0 && field is [(byte)'#', ..])
            {
                field = field[1..];
                _headerIsMarked = true;
            }

            names[i] = Encoding.UTF8.GetString(field);
            if (names[i].Length > 0 && !seen.TryAdd(names[i], i))
            {
                throw new DataFormatException(
                    DataProblem.DuplicateColumn,
                    _path,
                    $"columns {seen[names[i]] + 1} and {i + 1} are both named {DataFormatException.Quote(names[i])}",
                    "one column of each name",
                    "Rename or remove one of them",
                    Line,
                    column: names[i]);
            }
        }

        return names;
    }
}
