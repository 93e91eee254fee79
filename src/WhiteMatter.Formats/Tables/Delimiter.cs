namespace WhiteMatter.Formats.Tables;

/// <summary>What stands between two fields of a row.</summary>
public enum Delimiter
{
    /// <summary>Decided from the header line: a tab if it holds one, else a comma, else runs of blanks.</summary>
    Auto,

    /// <summary>One tab.</summary>
    Tab,

    /// <summary>One comma.</summary>
    Comma,

    /// <summary>A run of spaces and tabs, as PLINK reads its tables; blanks at either end of a line do not count.</summary>
    Blanks,
}
