namespace WhiteMatter.Formats.Tables;

/// <summary>How a column is to be read.</summary>
public enum ColumnReading
{
    /// <summary>As numbers; text is an error.</summary>
    Numeric,

    /// <summary>As texts, kept as written.</summary>
    Text,

    /// <summary>As numbers where all values are numbers, else as texts; costs a first pass over the file.</summary>
    Infer,
}

/// <summary>A column to be read.</summary>
/// <param name="Name">Its name in the header.</param>
/// <param name="Reading">How to read it.</param>
public sealed record ColumnRequest(string Name, ColumnReading Reading);

/// <summary>A column of a table in memory.</summary>
/// <param name="Name">Its name.</param>
public abstract record TableColumn(string Name)
{
    /// <summary>The number of rows.</summary>
    public abstract int Count { get; }

    /// <summary>The number of rows whose value is missing.</summary>
    public abstract int MissingCount { get; }

    /// <summary>Whether the value of a row is missing.</summary>
    public abstract bool IsMissing(int row);
}

/// <summary>A column of numbers; NaN stands for a missing value and nothing else does.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">One value per row.</param>
/// <param name="MissingCount">Rows whose value is missing.</param>
public sealed record NumericColumn(string Name, double[] Values, int MissingCount) : TableColumn(Name)
{
    /// <inheritdoc/>
    public override int Count => Values.Length;

    /// <inheritdoc/>
    public override int MissingCount { get; } = MissingCount;

    /// <inheritdoc/>
    public override bool IsMissing(int row) => double.IsNaN(Values[row]);
}

/// <summary>A column of texts, each stored once.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Levels">The distinct texts, in the order of <see cref="LevelOrder"/>.</param>
/// <param name="Codes">One index into <paramref name="Levels"/> per row; -1 is missing.</param>
/// <param name="MissingCount">Rows whose value is missing.</param>
public sealed record TextColumn(string Name, string[] Levels, int[] Codes, int MissingCount) : TableColumn(Name)
{
    /// <inheritdoc/>
    public override int Count => Codes.Length;

    /// <inheritdoc/>
    public override int MissingCount { get; } = MissingCount;

    /// <inheritdoc/>
    public override bool IsMissing(int row) => Codes[row] < 0;

    /// <summary>The text of a row; null where it is missing.</summary>
    public string? this[int row] => Codes[row] < 0 ? null : Levels[Codes[row]];
}
