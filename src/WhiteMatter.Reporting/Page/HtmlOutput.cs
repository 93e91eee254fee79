using System.Globalization;
using System.Text;

namespace WhiteMatter.Reporting;

/// <summary>Writes markup and text; text is escaped, markup is ours alone.</summary>
internal sealed class HtmlOutput(TextWriter writer)
{
    /// <summary>A name as markup that may be broken at its underscores.</summary>
    /// <param name="name">The name.</param>
    public static string Breakable(string? name) => Escape(name).Replace("_", "_<wbr>", StringComparison.Ordinal);

    /// <summary>Escapes text for element content and quoted attributes. Characters that HTML forbids become U+FFFD.</summary>
    /// <param name="text">Any text.</param>
    public static string Escape(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var escaped = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '&':
                    escaped.Append("&amp;");
                    break;
                case '<':
                    escaped.Append("&lt;");
                    break;
                case '>':
                    escaped.Append("&gt;");
                    break;
                case '"':
                    escaped.Append("&quot;");
                    break;
                case '\'':
                    escaped.Append("&#39;");
                    break;
                case < 0x20 and not ('\n' or '\t') or (>= 0x7F and < 0xA0):
                    escaped.Append('\uFFFD');
                    break;
                default:
                    escaped.Append(rune);
                    break;
            }
        }

        return escaped.ToString();
    }

    /// <summary>Writes markup as it stands, and a line end. Named apart from <see cref="Line"/>, so that an interpolated text is never taken for it.</summary>
    /// <param name="markup">Markup of our own.</param>
    public void Raw(string markup)
    {
        writer.Write(markup);
        writer.Write('\n');
    }

    /// <summary>Writes markup whose holes are escaped; numbers are written in the invariant culture.</summary>
    /// <param name="markup">An interpolated text; strings in its holes are escaped, <see cref="Markup"/> is not.</param>
    public void Line(FormattableString markup)
    {
        writer.Write(markup.ToString(EscapingFormat.Instance));
        writer.Write('\n');
    }

    private sealed class EscapingFormat : IFormatProvider, ICustomFormatter
    {
        public static EscapingFormat Instance { get; } = new();

        public object? GetFormat(Type? formatType) => formatType == typeof(ICustomFormatter) ? this : null;

        public string Format(string? format, object? arg, IFormatProvider? formatProvider) => arg switch
        {
            null => "",
            Markup markup => markup.Text,
            IFormattable number => Escape(number.ToString(format, CultureInfo.InvariantCulture)),
            _ => Escape(arg.ToString()),
        };
    }
}

/// <summary>Markup that needs no escaping because it was built of escaped parts.</summary>
/// <param name="Text">The markup.</param>
internal readonly record struct Markup(string Text);
