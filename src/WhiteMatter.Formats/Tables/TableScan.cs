using System.Text;
using WhiteMatter.Formats.Text;

namespace WhiteMatter.Formats.Tables;

/// <summary>What is asked of a column while its table is read through.</summary>
/// <param name="Name">The column.</param>
/// <param name="IsNumber">Whether every value is to be a finite number.</param>
/// <param name="Levels">The only values that it may have; empty for any.</param>
public sealed record ColumnQuestion(string Name, bool IsNumber, IReadOnlyList<string> Levels);

/// <summary>What was found in a column.</summary>
/// <param name="Name">The column.</param>
/// <param name="NotNumbers">Rows whose value is no finite number, where it was to be one.</param>
/// <param name="FirstLine">The line of the first of them.</param>
/// <param name="FirstText">Its text.</param>
/// <param name="NotLevels">Rows whose value is none of the levels.</param>
/// <param name="OtherLevels">The first few values that are none.</param>
public sealed record ColumnAnswer(string Name, long NotNumbers, long FirstLine, string? FirstText, long NotLevels, IReadOnlyList<string> OtherLevels);

/// <summary>
/// Reads a table of people through, row by row, and answers what only all of its rows tell. Memory: the people's identifiers and a few values,
/// whatever the table's width.
/// </summary>
public sealed class TableScan
{
    private const int MostOtherLevels = 5;

    private TableScan(long rows, HashSet<(string Family, string Id)> people, long repeated, long withoutId, IReadOnlyList<ColumnAnswer> columns)
    {
        Rows = rows;
        People = people;
        Repeated = repeated;
        WithoutId = withoutId;
        Columns = columns;
    }

    /// <summary>Rows of the table.</summary>
    public long Rows { get; }

    /// <summary>Its people, each once; the family is empty where the table names none.</summary>
    public IReadOnlySet<(string Family, string Id)> People { get; }

    /// <summary>People who have more than one row.</summary>
    public long Repeated { get; }

    /// <summary>Rows that name nobody.</summary>
    public long WithoutId { get; }

    /// <summary>What was found in each column, in the order of the questions that the table has a column for.</summary>
    public IReadOnlyList<ColumnAnswer> Columns { get; }

    /// <summary>Reads a table through.</summary>
    /// <param name="path">The file.</param>
    /// <param name="idColumn">The column of identifiers.</param>
    /// <param name="familyColumn">The column of families, or null.</param>
    /// <param name="questions">What is asked of columns; those that the table has not are left out.</param>
    /// <param name="options">How to read.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="DataFormatException">The file is no such table, or the column of identifiers or families is not there.</exception>
    public static TableScan Read(
        string path,
        string idColumn,
        string? familyColumn,
        IReadOnlyList<ColumnQuestion> questions,
        TableOptions options,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(questions);
        using var table = new TableReader(path, options, cancellation);
        var id = table.Position(idColumn);
        var family = familyColumn is null ? -1 : table.Position(familyColumn);
        Watch[] watches =
        [
            .. questions.Select(question => (question, at: Array.IndexOf(table.Names, question.Name)))
                .Where(pair => pair.at >= 0)
                .Select(pair => new Watch(pair.question, pair.at)),
        ];
        var people = new HashSet<(string, string)>();
        var repeated = new HashSet<(string, string)>();
        var (rows, withoutId) = (0L, 0L);
        while (table.Read())
        {
            rows++;
            if (table.IsMissing(table[id]) || table[id].IsEmpty)
            {
                withoutId++;
            }
            else
            {
                var person = (family < 0 ? "" : Text(table[family]), Text(table[id]));
                if (!people.Add(person))
                {
                    repeated.Add(person);
                }
            }

            foreach (var watch in watches)
            {
                watch.Look(table);
            }
        }

        return new TableScan(rows, people, repeated.Count, withoutId, Array.ConvertAll(watches, watch => watch.Answer()));
    }

    private static string Text(ReadOnlySpan<byte> field) => Encoding.UTF8.GetString(field).Trim();

    /// <summary>A column while the table is read.</summary>
    private sealed class Watch(ColumnQuestion question, int position)
    {
        private readonly TextLookup _levels = new(question.Levels);
        private readonly List<string> _others = [];
        private long _notNumbers;
        private long _firstLine;
        private string? _firstText;
        private long _notLevels;

        public void Look(TableReader table)
        {
            var field = table[position];
            if (table.IsMissing(field))
            {
                return;
            }

            if (question.IsNumber && NumberText.Read(field, out _) is NumberText.Reading.Text or NumberText.Reading.NotFinite)
            {
                if (_notNumbers++ == 0)
                {
                    _firstLine = table.Line;
                    _firstText = Encoding.UTF8.GetString(field);
                }
            }

            if (question.Levels.Count > 0 && _levels.Find(field) < 0)
            {
                _notLevels++;
                if (_others.Count < MostOtherLevels && Encoding.UTF8.GetString(field) is var other && !_others.Contains(other))
                {
                    _others.Add(other);
                }
            }
        }

        public ColumnAnswer Answer() => new(question.Name, _notNumbers, _firstLine, _firstText, _notLevels, _others);
    }
}
