using System.Globalization;
using System.Text;

namespace WhiteMatter.Formats.SummaryStatistics;

/// <summary>Lines of the small YAML files beside tables of results.</summary>
internal static class YamlText
{
    /// <summary>A key and its text.</summary>
    public static void Line(StringBuilder yaml, string key, string value) => yaml.Append(key).Append(": ").Append(Quote(value)).Append('\n');

    /// <summary>A key and its texts, one a line.</summary>
    public static void List(StringBuilder yaml, string indent, string key, IReadOnlyList<string> values)
    {
        yaml.Append(indent).Append(key).Append(":\n");
        foreach (var value in values)
        {
            yaml.Append(indent).Append("  - ").Append(Quote(value)).Append('\n');
        }
    }

    /// <summary>A double-quoted YAML scalar: what the text holds can never be read as another type or as structure.</summary>
    private static string Quote(string value)
    {
        var text = new StringBuilder("\"");
        foreach (var c in value)
        {
            switch (c)
            {
                case '"' or '\\':
                    text.Append('\\').Append(c);
                    break;
                case < ' ' or '\u007f' or '\u0085' or '\u2028' or '\u2029' or '\uFEFF':
                    text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
                    break;
                default:
                    text.Append(c);
                    break;
            }
        }

        return text.Append('"').ToString();
    }
}
