using System.Reflection;
using System.Xml.Linq;
using Xunit;

namespace Architecture;

/// <summary>
/// Every public member says what it is. The C# compiler demands that of C#; nothing demands it of F#, so that this reads what was
/// compiled of both.
/// </summary>
public sealed class DocumentationTests
{
    public static TheoryData<string> Libraries() => [.. Rooms.Arrows.Keys.Where(room => !Rooms.Faces.Contains(room))];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Every_public_type_and_function_is_documented(string project)
    {
        var documented = Documented(Path.ChangeExtension(Repository.AssemblyPath(project), ".xml"));
        var missing =
            from type in ApiText.PublicTypes(Repository.Load(project))
            from name in Names(type)
            where !documented.Contains(name)
            select name;
        Findings.None(missing, $"Public in {project}, and without a documentation comment:");
    }

    /// <summary>The documented members, without their parameters; a comment that says nothing is none.</summary>
    private static HashSet<string> Documented(string file) =>
    [
        .. from member in XDocument.Load(file).Descendants("member")
           where member.Descendants("inheritdoc").Any() || member.Value.Trim().Length > 0
           select Bare(member.Attribute("name")?.Value ?? string.Empty),
    ];

    private static IEnumerable<string> Names(Type type)
    {
        var owner = type.FullName!.Replace('+', '.');
        yield return Bare("T:" + owner);
        foreach (var member in ApiText.Written(type).Where(member => !Given(type, member)))
        {
            var letter = member switch { PropertyInfo => "P", FieldInfo => "F", EventInfo => "E", _ => "M" };
            yield return Bare($"{letter}:{owner}.{member.Name}");
        }
    }

    /// <summary>What a record, a union or an override has without anybody writing a comment on it.</summary>
    private static bool Given(Type type, MemberInfo member) =>
        member is ConstructorInfo
        || (member is MethodInfo method && (method.GetBaseDefinition().DeclaringType != type || Implements(type, method)))
        || member.GetCustomAttributes().Any(attribute => attribute.GetType().Name == "CompilationMappingAttribute" && IsCase(member));

    private static bool IsCase(MemberInfo member) => member is MethodInfo or PropertyInfo { GetMethod.IsStatic: true };

    private static bool Implements(Type type, MethodInfo method) => !type.IsInterface && type.GetInterfaces()
        .Any(contract => type.GetInterfaceMap(contract).TargetMethods.Any(target => target == method));

    private static string Bare(string name)
    {
        var end = name.IndexOf('(');
        return (end < 0 ? name : name[..end]).Split("``")[0];
    }
}
