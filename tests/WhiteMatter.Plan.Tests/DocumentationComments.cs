using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace WhiteMatter.Plan.Tests;

/// <summary>The documentation comments of an assembly as plain text, members named as its JSON names them.</summary>
internal sealed partial class DocumentationComments
{
    private readonly Dictionary<string, XElement> _members;

    /// <summary>Reads what the compiler wrote beside an assembly.</summary>
    /// <param name="assembly">The assembly.</param>
    public DocumentationComments(Assembly assembly) =>
        _members = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member")
            .ToDictionary(member => member.Attribute("name")!.Value, StringComparer.Ordinal);

    /// <summary>What a type is.</summary>
    /// <param name="type">The type.</param>
    public string Of(Type type) => Summary("T:" + Name(type));

    /// <summary>What a property is: a parameter of its record or a member with a comment of its own.</summary>
    /// <param name="property">The property.</param>
    public string Of(PropertyInfo property)
    {
        // One that overrides another and says nothing of its own is what that other is.
        var owner = property.DeclaringType!;
        if (_members.TryGetValue($"P:{Name(owner)}.{property.Name}", out var own))
        {
            return own.Element("summary") is { } summary ? Text(summary) : Of(owner.BaseType!.GetProperty(property.Name)!);
        }

        return Text(_members["T:" + Name(owner)].Elements("param").Single(parameter => parameter.Attribute("name")!.Value == property.Name));
    }

    /// <summary>What a value of an enumeration means.</summary>
    /// <param name="type">The enumeration.</param>
    /// <param name="value">The value's name in C#.</param>
    public string Of(Type type, string value) => Summary($"F:{Name(type)}.{value}");

    private static string Name(Type type) => type.FullName!.Replace('+', '.');

    private string Summary(string member) => Text(_members[member].Element("summary")!);

    private static string Text(XElement element)
    {
        var text = new StringBuilder();
        foreach (var node in element.Nodes())
        {
            text.Append(node switch
            {
                XText plain => plain.Value,
                XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
                XElement named => Reference(named),
                _ => string.Empty,
            });
        }

        return Blank().Replace(text.ToString(), " ").Trim();
    }

    private static string Reference(XElement element)
    {
        var name = (element.Attribute("cref") ?? element.Attribute("name") ?? element.Attribute("langword"))!.Value;
        var last = name.Split('(')[0].Split('.')[^1];
        return name.StartsWith("T:", StringComparison.Ordinal) ? last : $"`{JsonNamingPolicy.CamelCase.ConvertName(last)}`";
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();
}
