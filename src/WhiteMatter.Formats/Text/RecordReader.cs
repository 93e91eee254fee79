using System.Numerics;
using System.Runtime.Intrinsics;
using WhiteMatter.Formats.Tables;

namespace WhiteMatter.Formats.Text;

/// <summary>
/// Splits the lines of a text file into fields. A field that begins with a double quote ends at the closing quote; inside it
/// the delimiter stands for itself, a doubled quote for one, and a line's end belongs to the field (RFC 4180). Blank lines are
/// passed over.
/// </summary>
internal sealed class RecordReader(LineReader lines, string path, Delimiter delimiter, int longestRecord) : IDisposable
{
    private const int MostLinesInQuotes = 1000;
    private (int Start, int Length)[] _fields = new (int, int)[16];
    private byte[] _record = new byte[4096];
    private int _length;

    private enum State
    {
        FieldStart,
        Unquoted,
        Quoted,
        QuoteInQuoted,
    }

    /// <summary>The number of fields of the record last read.</summary>
    public int Count { get; private set; }

    /// <summary>The line on which the record last read begins, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>The delimiter; never <see cref="Delimiter.Auto"/> once a record was read.</summary>
    public Delimiter Delimiter { get; private set; } = delimiter;

    /// <summary>Bytes of text consumed so far.</summary>
    public long BytesRead => lines.BytesRead;

    /// <summary>Bytes of the file for each byte of its text.</summary>
    public double Packing => lines.Packing;

    /// <summary>A field of the record last read, without blanks around it. Valid until the next read.</summary>
    public ReadOnlySpan<byte> this[int field] => _record.AsSpan(_fields[field].Start, _fields[field].Length);

    /// <summary>Reads the next record; false at the end of the file.</summary>
    public bool Read()
    {
        while (lines.Read(out var line))
        {
            if (line.IndexOfAnyExcept((byte)' ', (byte)'\t') < 0 && (Delimiter != Delimiter.Tab || line.IsEmpty))
            {
                continue;
            }

            Line = lines.Line;
            if (Delimiter == Delimiter.Auto)
            {
                Delimiter = line.Contains((byte)'\t') ? Delimiter.Tab
                    : line.Contains((byte)',') ? Delimiter.Comma
                    : Delimiter.Blanks;
            }

            Count = 0;
            _length = 0;
            if (line.Contains((byte)'"'))
            {
                SplitQuoted(line);
            }
            else
            {
                Reserve(line.Length);
                line.CopyTo(_record);
                _length = line.Length;
                SplitPlain();
            }

            return true;
        }

        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => lines.Dispose();

    private static bool IsBlank(byte b) => b is (byte)' ' or (byte)'\t';

    private void SplitPlain()
    {
        var text = _record.AsSpan(0, _length);
        if (Delimiter == Delimiter.Blanks)
        {
            for (var at = 0; ;)
            {
                var skip = text[at..].IndexOfAnyExcept((byte)' ', (byte)'\t');
                if (skip < 0)
                {
                    return;
                }

                at += skip;
                var length = text[at..].IndexOfAny((byte)' ', (byte)'\t');
                if (length < 0)
                {
                    AddField(at, text.Length - at);
                    return;
                }

                AddField(at, length);
                at += length;
            }
        }

        // Fields are short: sixteen bytes are looked at together, and every separator among them is one.
        var (separator, start, i) = (Separator, 0, 0);
        var wanted = Vector128.Create(separator);
        for (; i + Vector128<byte>.Count <= text.Length; i += Vector128<byte>.Count)
        {
            for (var found = Vector128.Equals(Vector128.Create<byte>(text.Slice(i, Vector128<byte>.Count)), wanted).ExtractMostSignificantBits(); found != 0; found &= found - 1)
            {
                var end = i + BitOperations.TrailingZeroCount(found);
                AddTrimmed(start, end);
                start = end + 1;
            }
        }

        for (; i < text.Length; i++)
        {
            if (text[i] == separator)
            {
                AddTrimmed(start, i);
                start = i + 1;
            }
        }

        AddTrimmed(start, text.Length);
    }

    private byte Separator => Delimiter == Delimiter.Comma ? (byte)',' : (byte)'\t';

    private void SplitQuoted(ReadOnlySpan<byte> line)
    {
        var state = State.FieldStart;
        var fieldStart = 0;
        var quoted = false;
        var blanks = Delimiter == Delimiter.Blanks;
        var separator = Separator;
        var firstLine = lines.Line;
        while (true)
        {
            Reserve(_length + line.Length + 1);
            foreach (var b in line)
            {
                var separates = blanks ? IsBlank(b) : b == separator;
                switch (state)
                {
                    case State.FieldStart when separates:
                        if (!blanks)
                        {
                            EndField(ref fieldStart, ref quoted);
                        }

                        break;
                    case State.FieldStart when b == (byte)'"':
                        quoted = true;
                        fieldStart = _length;
                        state = State.Quoted;
                        break;
                    case State.FieldStart when IsBlank(b):
                        break;
                    case State.Quoted when b == (byte)'"':
                        state = State.QuoteInQuoted;
                        break;
                    case State.QuoteInQuoted when b == (byte)'"':
                        _record[_length++] = b;
                        state = State.Quoted;
                        break;
                    case State.Quoted:
                        _record[_length++] = b;
                        break;
                    case State.FieldStart:
                        _record[_length++] = b;
                        state = State.Unquoted;
                        break;
                    default:
                        if (separates)
                        {
                            EndField(ref fieldStart, ref quoted);
                            state = State.FieldStart;
                        }
                        else if (state == State.QuoteInQuoted && !IsBlank(b))
                        {
                            throw new DataFormatException(
                                DataProblem.QuoteNotClosed, path, "text follows a closing quote", "a delimiter", "Double the quotes that belong to a field", lines.Line);
                        }
                        else if (state == State.Unquoted)
                        {
                            _record[_length++] = b;
                        }

                        break;
                }
            }

            if (state != State.Quoted)
            {
                if (!blanks || state != State.FieldStart)
                {
                    EndField(ref fieldStart, ref quoted);
                }

                return;
            }

            _record[_length++] = (byte)'\n';
            if (lines.Line - firstLine >= MostLinesInQuotes || _length > longestRecord || !lines.Read(out line))
            {
                throw new DataFormatException(
                    DataProblem.QuoteNotClosed, path, "a quoted field is not closed", "a closing double quote", "Close it, or double the quotes that belong to a field", firstLine);
            }
        }
    }

    private void EndField(ref int start, ref bool quoted)
    {
        if (quoted)
        {
            AddField(start, _length - start);
        }
        else
        {
            AddTrimmed(start, _length);
        }

        start = _length;
        quoted = false;
    }

    private void AddTrimmed(int start, int end)
    {
        while (start < end && IsBlank(_record[start]))
        {
            start++;
        }

        while (end > start && IsBlank(_record[end - 1]))
        {
            end--;
        }

        AddField(start, end - start);
    }

    private void AddField(int start, int length)
    {
        if (Count == _fields.Length)
        {
            Array.Resize(ref _fields, Count * 2);
        }

        _fields[Count++] = (start, length);
    }

    private void Reserve(int length)
    {
        if (_record.Length < length)
        {
            Array.Resize(ref _record, Math.Max(length, _record.Length * 2));
        }
    }
}
