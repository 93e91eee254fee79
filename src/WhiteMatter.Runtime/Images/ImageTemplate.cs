using System.Collections.Immutable;
using System.Text;

namespace WhiteMatter.Runtime.Images;

/// <summary>
/// The path of each person's image: <c>{column}</c> stands for the person's value in the cohort's table, as it is written there;
/// <c>{{</c> and <c>}}</c> are braces.
/// </summary>
internal sealed class ImageTemplate : ImageLocator
{
    private readonly ImmutableArray<(string Text, bool IsColumn)> _parts;

    private ImageTemplate(string text, ImmutableArray<(string Text, bool IsColumn)> parts)
    {
        Text = text;
        _parts = parts;
        Columns = [.. parts.Where(part => part.IsColumn).Select(part => part.Text).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The template as it was written.</summary>
    public override string Text { get; }

    /// <inheritdoc/>
    public override ImmutableArray<string> Columns { get; }

    /// <summary>Takes a template apart.</summary>
    /// <exception cref="ArgumentException">A brace is not closed, or none was opened.</exception>
    public static ImageTemplate Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = ImmutableArray.CreateBuilder<(string, bool)>();
        var literal = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is not ('{' or '}'))
            {
                literal.Append(c);
                continue;
            }

            if (i + 1 < text.Length && text[i + 1] == c)
            {
                literal.Append(c);
                i++;
                continue;
            }

            var end = c == '{' ? text.IndexOf('}', i) : -1;
            if (end <= i + 1)
            {
                throw new ArgumentException($"The braces of '{text}' name no column.", nameof(text));
            }

            parts.Add((literal.ToString(), false));
            literal.Clear();
            parts.Add((text[(i + 1)..end].Trim(), true));
            i = end;
        }

        parts.Add((literal.ToString(), false));
        return new ImageTemplate(text, parts.ToImmutable());
    }

    /// <inheritdoc/>
    public override ImagePlace? Find(SoughtPerson person) => Expand(person.ValueOf, person) is { } path ? new ImagePlace(path) : null;

    /// <summary>The text with a person's values in it; null where a value it needs is missing.</summary>
    /// <param name="valueOf">The person's value in a column; null where it is missing.</param>
    /// <param name="person">The person, for the message.</param>
    /// <exception cref="Formats.DataFormatException">A value would lead to another folder.</exception>
    public string? Expand(Func<string, string?> valueOf, SoughtPerson person)
    {
        var path = new StringBuilder();
        foreach (var (text, isColumn) in _parts)
        {
            if (!isColumn)
            {
                path.Append(text);
                continue;
            }

            if (valueOf(text) is not { Length: > 0 } value)
            {
                return null;
            }

            path.Append(Checked(value, text, person));
        }

        return path.ToString();
    }
}
