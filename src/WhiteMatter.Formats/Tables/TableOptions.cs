namespace WhiteMatter.Formats.Tables;

/// <summary>How a text table is read.</summary>
public sealed record TableOptions
{
    /// <summary>The options used where none are given.</summary>
    public static TableOptions Default { get; } = new();

    /// <summary>What stands between fields.</summary>
    public Delimiter Delimiter { get; init; } = Delimiter.Auto;

    /// <summary>Texts that stand for a missing value, compared as text with the trimmed field.</summary>
    public IReadOnlyList<string> MissingCodes { get; init; } = ["", "NA"];

    /// <summary>The longest line read, in bytes.</summary>
    public int LongestLine { get; init; } = 16 << 20;

    /// <summary>The most bytes of unpacked text read: what stops a decompression bomb.</summary>
    public long MostBytes { get; init; } = 256L << 30;

    /// <summary>The most distinct values of a column that a header lists.</summary>
    public int MostLevels { get; init; } = 100;

    /// <summary>The rows a header reads to infer types and levels; null reads all.</summary>
    public long? HeaderRows { get; init; }
}
