using System.Collections.Immutable;

namespace WhiteMatter.Formats.Tables;

/// <summary>What the values of a column are.</summary>
public enum ColumnKind
{
    /// <summary>Every value is missing.</summary>
    Missing,

    /// <summary>Whole numbers.</summary>
    Integer,

    /// <summary>Numbers, at least one of them not whole.</summary>
    Numeric,

    /// <summary>At least one value is not a number.</summary>
    Text,
}

/// <summary>One column as its header and the rows looked at show it.</summary>
/// <param name="Name">The name in the header, trimmed; may be empty.</param>
/// <param name="Position">The column's position, from 0.</param>
/// <param name="Kind">What its values are.</param>
/// <param name="Levels">Its distinct values that are not missing, in the order of <see cref="LevelOrder"/>; at most as many as the options allow.</param>
/// <param name="LevelsComplete">Whether <paramref name="Levels"/> holds all distinct values of the rows looked at.</param>
/// <param name="Missing">Missing values in the rows looked at.</param>
/// <param name="NotFinite">Values NaN or infinite in the rows looked at that are no missing code.</param>
public sealed record ColumnHeader(
    string Name, int Position, ColumnKind Kind, ImmutableArray<string> Levels, bool LevelsComplete, long Missing, long NotFinite)
{
    /// <summary>Values of -9, PLINK's code for missing, in a column of numbers that has no smaller one; 0 where it has.</summary>
    public long MinusNines { get; init; }

    /// <summary>The first value that is no number; null in a column of numbers.</summary>
    public string? FirstText { get; init; }
}

/// <summary>A table's columns and size.</summary>
/// <param name="Path">The file.</param>
/// <param name="Delimiter">What stands between its fields.</param>
/// <param name="Columns">Its columns, in order.</param>
/// <param name="RowsRead">Rows looked at.</param>
/// <param name="Complete">Whether these are all rows.</param>
public sealed record TableHeader(string Path, Delimiter Delimiter, ImmutableArray<ColumnHeader> Columns, long RowsRead, bool Complete)
{
    /// <summary>Bytes of the file that a row of those looked at takes on average, packed where the file is; 0 where there are no rows.</summary>
    public double BytesPerRow { get; init; }
}
