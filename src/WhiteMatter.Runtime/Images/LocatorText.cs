using System.Collections.Immutable;
using System.Text;

namespace WhiteMatter.Runtime.Images;

/// <summary>
/// A query as plans have it: <c>bids("raw", suffix = "dwi", ses = "{visit}")</c>, a name, what is positional, and arguments by name, all in
/// quotes in which a backslash stands before a quote and before itself. The texts are templates: <c>{column}</c>, <c>{{</c> and <c>}}</c>.
/// </summary>
/// <param name="Name">The function.</param>
/// <param name="First">The positional text.</param>
/// <param name="Arguments">The others by their names, in the order of the text.</param>
internal sealed record LocatorText(string Name, string First, ImmutableArray<KeyValuePair<string, string>> Arguments)
{
    /// <summary>Reads a text; null where it is a path.</summary>
    /// <exception cref="ArgumentException">It begins as a query and is none.</exception>
    public static LocatorText? Read(string text)
    {
        var open = text.IndexOf("(\"", StringComparison.Ordinal);
        if (open < 1 || text[..open] is not ("bids" or "series") || !text.EndsWith(')'))
        {
            return null;
        }

        var at = open + 1;
        var first = Quoted(text, ref at);
        var arguments = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        while (at < text.Length - 1)
        {
            var equals = text.IndexOf(" = \"", at, StringComparison.Ordinal);
            if (equals < 0 || text[at] != ',')
            {
                throw new ArgumentException($"'{text}' is no query.", nameof(text));
            }

            var name = text[(at + 1)..equals].Trim();
            at = equals + 3;
            arguments.Add(new(name, Quoted(text, ref at)));
        }

        return new LocatorText(text[..open], first, arguments.ToImmutable());
    }

    /// <summary>An argument; null where it is not written.</summary>
    public string? Find(string name) => Arguments.FirstOrDefault(argument => argument.Key == name).Value;

    private static string Quoted(string text, ref int at)
    {
        var value = new StringBuilder();
        for (at++; at < text.Length && text[at] != '"'; at++)
        {
            at += text[at] == '\\' ? 1 : 0;
            value.Append(text[at]);
        }

        return at++ < text.Length ? value.ToString() : throw new ArgumentException($"A quote of '{text}' is not closed.", nameof(text));
    }
}
