using System.Collections.Immutable;

namespace WhiteMatter.Plan.Hosting;

/// <summary>How a table of people is written.</summary>
public enum TableFormat
{
    /// <summary>Tab-separated with a header line.</summary>
    TabSeparated,

    /// <summary>Comma-separated with a header line, quoted fields allowed.</summary>
    CommaSeparated,

    /// <summary>Separated by runs of blanks or tabs, as PLINK writes, with a header line.</summary>
    BlankSeparated,
}

/// <summary>What a column's texts look like once missing codes are set aside.</summary>
public enum ColumnContent
{
    /// <summary>No value at all.</summary>
    Empty,

    /// <summary>Whole numbers only.</summary>
    Integer,

    /// <summary>Numbers.</summary>
    Number,

    /// <summary>At least one value that is no number.</summary>
    Text,
}

/// <summary>A request for a table's header.</summary>
/// <param name="Path">The file, resolved against the study's folder.</param>
/// <param name="Format">How it is written.</param>
/// <param name="MissingCodes">Texts that mean missing.</param>
public sealed record TableRequest(string Path, TableFormat Format, ImmutableArray<string> MissingCodes);

/// <summary>A column as its table's first rows show it.</summary>
/// <param name="Name">Its name in the header line.</param>
/// <param name="Content">What its values look like.</param>
/// <param name="Levels">Distinct values in order of first appearance, at most 64; empty when there are more.</param>
public sealed record TableColumn(string Name, ColumnContent Content, ImmutableArray<string> Levels)
{
    /// <summary>Values of -9, PLINK's code for missing, in a column of numbers that has no smaller one; 0 where it has.</summary>
    public long MinusNines { get; init; }

    /// <summary>The first value that is no number; null in a column of numbers.</summary>
    public string? FirstText { get; init; }
}

/// <summary>What a host knows of a table without reading all of it.</summary>
/// <param name="Columns">Its columns, in order.</param>
/// <param name="Rows">Number of data rows; exact when <paramref name="RowsExact"/>.</param>
/// <param name="RowsExact">Whether the whole file was read.</param>
public sealed record TableHeader(ImmutableArray<TableColumn> Columns, long Rows, bool RowsExact)
{
    /// <summary>Bytes of the file that a row takes on average, as the rows that were read show; 0 where a host does not say.</summary>
    public double BytesPerRow { get; init; }
}
