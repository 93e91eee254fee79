using WhiteMatter.Formats.Text;

namespace WhiteMatter.Formats.Tables;

/// <summary>Collects a column's values row by row.</summary>
internal abstract class ColumnBuilder(int position)
{
    protected int Position { get; } = position;

    public abstract void Add(TableReader table);

    public abstract TableColumn Build();
}

/// <summary>Collects numbers.</summary>
internal sealed class NumericColumnBuilder(string path, string name, int position) : ColumnBuilder(position)
{
    private readonly List<double> _values = [];
    private int _missing;

    public override void Add(TableReader table)
    {
        var field = table[Position];
        if (table.IsMissing(field))
        {
            _values.Add(double.NaN);
            _missing++;
            return;
        }

        switch (NumberText.Read(field, out var value))
        {
            case NumberText.Reading.Text:
                throw NotANumber(field, table.Line);
            case NumberText.Reading.NotFinite:
                throw new DataFormatException(
                    DataProblem.NotFinite,
                    path,
                    $"the value is {DataFormatException.Quote(field)}",
                    "a finite number",
                    "If it means that the value is missing, add it to the missing codes",
                    table.Line,
                    column: name);
            default:
                _values.Add(value);
                break;
        }
    }

    public override TableColumn Build() => new NumericColumn(name, [.. _values], _missing);

    private DataFormatException NotANumber(ReadOnlySpan<byte> field, long line)
    {
        var comma = field.IndexOf((byte)',');
        var remedy = field.IsEmpty ? "If an empty field means missing, add \"\" to the missing codes"
            : comma >= 0 && field[(comma + 1)..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0 ? "Write the decimal sign as a point"
            : "If it means that the value is missing, add it to the missing codes; if the column holds names, declare it a factor";
        return new DataFormatException(
            DataProblem.NotANumber, path, $"the value is {DataFormatException.Quote(field)}", "a number", remedy, line, column: name);
    }
}

/// <summary>Collects texts, each kept once.</summary>
internal sealed class TextColumnBuilder(string name, int position) : ColumnBuilder(position)
{
    private readonly TextLookup _levels = new();
    private readonly List<int> _codes = [];
    private int _missing;

    public override void Add(TableReader table)
    {
        var field = table[Position];
        if (table.IsMissing(field))
        {
            _codes.Add(-1);
            _missing++;
            return;
        }

        _levels.Add(field, out var code);
        _codes.Add(code);
    }

    public override TableColumn Build()
    {
        var (texts, newIndices) = _levels.Sort(LevelOrder.Instance);
        var codes = new int[_codes.Count];
        for (var row = 0; row < codes.Length; row++)
        {
            codes[row] = _codes[row] < 0 ? -1 : newIndices[_codes[row]];
        }

        return new TextColumn(name, texts, codes, _missing);
    }
}
