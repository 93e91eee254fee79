using System.Globalization;

namespace WhiteMatter.Formats.Tables;

/// <summary>Writes small tables as tab-separated UTF-8 text with LF line ends. Numbers are written so that they read back equal.</summary>
public sealed class TsvWriter : IDisposable
{
    private readonly StreamWriter _writer;
    private readonly int _columns;

    /// <summary>Starts a table by writing its header.</summary>
    /// <param name="stream">Where to; left open.</param>
    /// <param name="columns">The columns' names.</param>
    public TsvWriter(Stream stream, IReadOnlyList<string> columns)
    {
        ArgumentOutOfRangeException.ThrowIfZero(columns.Count);
        _writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
        _columns = columns.Count;
        WriteRow([.. columns]);
    }

    /// <summary>
    /// Writes a row. Numbers are written in the invariant culture, NaN and null as NA, booleans as true and false. Tabs and line
    /// ends inside a text become a blank, as the format has no way to write them.
    /// </summary>
    /// <exception cref="ArgumentException">The number of values is not that of the columns.</exception>
    public void WriteRow(params ReadOnlySpan<object?> values)
    {
        if (values.Length != _columns)
        {
            throw new ArgumentException($"The row has {values.Length} values; the table has {_columns} columns.", nameof(values));
        }

        for (var i = 0; i < values.Length; i++)
        {
            if (i > 0)
            {
                _writer.Write('\t');
            }

            _writer.Write(Text(values[i]));
        }

        _writer.Write('\n');
    }

    /// <summary>Writes what is buffered to the stream.</summary>
    public void Dispose() => _writer.Dispose();

    private static string Text(object? value) => value switch
    {
        null => "NA",
        double.NaN => "NA",
        float.NaN => "NA",
        bool truth => truth ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!.Replace("\r\n", " ").Replace('\t', ' ').Replace('\n', ' ').Replace('\r', ' '),
    };
}
