namespace WhiteMatter.Reporting;

/// <summary>A table of the page as a file of tab-separated text, held by a link.</summary>
internal static class SavedTable
{
    /// <summary>Writes the link.</summary>
    /// <param name="html">The page.</param>
    /// <param name="file">Name of the file, without its ending.</param>
    /// <param name="text">The table with its header.</param>
    public static void Link(HtmlOutput html, string file, string text) =>
        html.Line($"<p><a class=\"save-table\" download=\"{file}.tsv\" href=\"data:text/tab-separated-values;charset=utf-8,{new Markup(Uri.EscapeDataString(text))}\">Save this table as TSV</a></p>");

    /// <summary>A text as a cell: a tab or line end within becomes a blank.</summary>
    /// <param name="value">The text.</param>
    public static string Cell(string value) => value.Replace('\t', ' ').Replace('\n', ' ').Replace('\r', ' ');

    /// <summary>A number as a cell, NA where there is none.</summary>
    /// <param name="value">The number.</param>
    public static string Cell(double value) =>
        double.IsFinite(value) ? value.ToString("G8", System.Globalization.CultureInfo.InvariantCulture) : "NA";
}
