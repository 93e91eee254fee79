using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.FSharp.Reflection;

namespace Architecture;

/// <summary>
/// The public surface of an assembly as text, one member a line, in a stable order, types without their namespaces: what an embedding program can see, and so what a
/// change may break. Members that a compiler adds to records and unions are left out.
/// </summary>
internal static class ApiText
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>The text for a whole assembly.</summary>
    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in PublicTypes(assembly))
        {
            text.Append('\n').Append(Heading(type)).Append('\n');
            foreach (var line in Members(type).Order(StringComparer.Ordinal).Distinct())
            {
                text.Append("  ").Append(line).Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>The types that other programs see.</summary>
    public static IEnumerable<Type> PublicTypes(Assembly assembly) =>
        assembly.GetExportedTypes().Where(type => !Made(type) && !OfUnion(type)).OrderBy(type => type.FullName, StringComparer.Ordinal);

    /// <summary>The members of a type that somebody wrote.</summary>
    public static IEnumerable<MemberInfo> Written(Type type) => type.GetMembers(Declared).Where(member => member switch
    {
        _ when Made(member) || member.Name.StartsWith('<') || member.Name == "value__" => false,
        Type => false,
        MethodInfo method => !method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal),
        _ => true,
    });

    private static IEnumerable<string> Members(Type type) => type.IsEnum
        ? Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt64(Enum.Parse(type, name), System.Globalization.CultureInfo.InvariantCulture)}")
        : Cases(type).Concat(Written(type).Select(Line));

    private static IEnumerable<string> Cases(Type type) => FSharpType.IsUnion(type, null)
        ? FSharpType.GetUnionCases(type, null).Select(@case =>
            $"case {@case.Name}({string.Join(", ", @case.GetFields().Select(field => $"{field.Name} : {Name(field.PropertyType)}"))})")
        : [];

    private static string Line(MemberInfo member) => member switch
    {
        ConstructorInfo constructor => $"new({Parameters(constructor)})",
        MethodInfo method => $"{Static(method)}{method.Name}{Arguments(method.GetGenericArguments())}({Parameters(method)}) : {Name(method.ReturnType)}",
        PropertyInfo property => $"{Static(property.GetMethod ?? property.SetMethod)}{property.Name}{Index(property)} : {Name(property.PropertyType)} {Access(property)}",
        FieldInfo { IsLiteral: true } field => $"const {field.Name} : {Name(field.FieldType)} = {field.GetRawConstantValue()}",
        FieldInfo field => $"{(field.IsStatic ? "static " : string.Empty)}field {field.Name} : {Name(field.FieldType)}",
        EventInfo { EventHandlerType: { } handler } raised => $"event {raised.Name} : {Name(handler)}",
        _ => member.ToString() ?? member.Name,
    };

    private static string Heading(Type type)
    {
        var kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            { IsValueType: true } => "struct",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        return type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum)
            ? $"{kind} {type.Namespace}.{Name(type)} : {Name(parent)}"
            : $"{kind} {type.Namespace}.{Name(type)}";
    }

    private static string Access(PropertyInfo property)
    {
        var setter = property.SetMethod is { IsPublic: true } set
            ? set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? " init;" : " set;"
            : string.Empty;
        return $"{{ get;{setter} }}";
    }

    private static string Index(PropertyInfo property) =>
        property.GetIndexParameters() is { Length: > 0 } indices ? $"[{string.Join(", ", indices.Select(Parameter))}]" : string.Empty;

    private static string Static(MethodInfo? method) => method is { IsStatic: true } ? "static " : string.Empty;

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter) =>
        $"{parameter.Name} : {Name(parameter.ParameterType)}{(parameter.HasDefaultValue ? " = " + (parameter.DefaultValue ?? "default") : string.Empty)}";

    private static string Arguments(Type[] arguments) => arguments.Length == 0 ? string.Empty : $"<{string.Join(", ", arguments.Select(Name))}>";

    private static string Name(Type type)
    {
        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        if (type.IsByRef || type.IsArray || type.IsPointer)
        {
            return Name(type.GetElementType()!) + (type.IsArray ? "[]" : type.IsByRef ? "&" : "*");
        }

        var outer = type.DeclaringType is { } declaring ? Name(declaring) + "." : string.Empty;
        var own = type.Name.Split('`')[0];
        var inherited = type.DeclaringType?.GetGenericArguments().Length ?? 0;
        return outer + own + Arguments([.. type.GetGenericArguments().Skip(inherited)]);
    }

    private static bool Made(MemberInfo member) => member.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);

    /// <summary>The F# compiler makes a class of each case of a union, and one that numbers them.</summary>
    private static bool OfUnion(Type type) => type.DeclaringType is { } union && FSharpType.IsUnion(union, null);
}
