using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace WhiteMatter.Plan.Tests;

/// <summary>
/// The JSON Schema of plans, made of what the serializer knows of their types and of the types' comments. The exporter of System.Text.Json
/// writes the leaves only: it has no <c>$defs</c>, so that it repeats a type wherever it stands and names recursive ones by long paths.
/// </summary>
internal sealed class SchemaWriter
{
    private const string Object = "object";
    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly JsonSerializerOptions _options = PlanJson.Options;
    private readonly DocumentationComments _comments = new(typeof(ExecutionPlan).Assembly);
    private readonly SortedDictionary<string, (Type Type, JsonObject Schema)> _definitions = new(StringComparer.Ordinal);

    /// <summary>The schema's text, with a line's end.</summary>
    public static string Write()
    {
        var writer = new SchemaWriter();
        var plan = writer.Members(typeof(ExecutionPlan), discriminator: null);
        plan["properties"]!["formatVersion"]!["const"] = PlanJson.FormatVersion;
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = $"Plan of a study, format {PlanJson.FormatVersion}",
        };
        foreach (var (name, value) in plan.ToArray())
        {
            plan.Remove(name);
            schema[name] = value;
        }

        schema["$defs"] = new JsonObject(writer._definitions.Select(one => KeyValuePair.Create<string, JsonNode?>(one.Key, one.Value.Schema)));
        return schema.ToJsonString(Layout) + "\n";
    }

    /// <summary>The schema of a value: a leaf in place, all else by its definition.</summary>
    private JsonObject Value(Type type, bool nullable)
    {
        var bare = Nullable.GetUnderlyingType(type);
        if (bare is not null || nullable)
        {
            return new JsonObject { ["anyOf"] = new JsonArray(Value(bare ?? type, nullable: false), new JsonObject { ["type"] = "null" }) };
        }

        var info = _options.GetTypeInfo(type);
        return info switch
        {
            { PolymorphismOptions: not null } => Defined(type, () => AnyKind(info)),
            { Kind: JsonTypeInfoKind.Object } => Defined(type, () => Members(type, discriminator: null)),
            { Kind: JsonTypeInfoKind.Enumerable } => new JsonObject { ["type"] = "array", ["items"] = Value(info.ElementType!, nullable: false) },
            _ when type == typeof(Fingerprint) => Defined(type, () => new JsonObject { ["type"] = "string", ["pattern"] = "^([0-9a-f]{64}|unknown)$" }),
            _ when type.IsEnum => Defined(type, () => Names(type)),
            _ => Leaf(type),
        };
    }

    private JsonObject Defined(Type type, Func<JsonObject> make)
    {
        if (!_definitions.TryGetValue(type.Name, out var known))
        {
            // A type that holds itself meets its own definition, which is filled below.
            var schema = new JsonObject { ["description"] = _comments.Of(type) };
            _definitions[type.Name] = (type, schema);
            foreach (var (name, value) in make().ToArray())
            {
                schema[name] = name == "description" ? $"{value}" : value?.DeepClone();
            }
        }
        else if (known.Type != type)
        {
            throw new InvalidOperationException($"{type} and {known.Type} would have one definition.");
        }

        return new JsonObject { ["$ref"] = "#/$defs/" + type.Name };
    }

    /// <summary>A value of one of the kinds that a type has, told apart by a property that comes first.</summary>
    private JsonObject AnyKind(JsonTypeInfo info)
    {
        var options = info.PolymorphismOptions!;
        var name = options.TypeDiscriminatorPropertyName;
        var kinds = options.DerivedTypes.Select(kind =>
            (JsonNode)Defined(kind.DerivedType, () => Members(kind.DerivedType, KeyValuePair.Create(name, (string)kind.TypeDiscriminator!))));
        return new JsonObject { ["type"] = Object, ["required"] = new JsonArray(name), ["oneOf"] = new JsonArray([.. kinds]) };
    }

    private JsonObject Members(Type type, KeyValuePair<string, string>? discriminator)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        if (discriminator is var (name, kind))
        {
            properties[name] = new JsonObject { ["const"] = kind, ["description"] = "Which kind this is. The first property." };
            required.Add(name);
        }

        foreach (var property in _options.GetTypeInfo(type).Properties.Where(property => property.Get is not null))
        {
            var schema = Value(property.PropertyType, property.IsGetNullable && !property.PropertyType.IsValueType);
            schema["description"] = _comments.Of((PropertyInfo)property.AttributeProvider!);
            properties[property.Name] = schema;
            if (property.IsRequired || property.AssociatedParameter is { IsMemberInitializer: false, HasDefaultValue: false })
            {
                required.Add(property.Name);
            }
        }

        return new JsonObject
        {
            ["description"] = _comments.Of(type),
            ["type"] = Object,
            ["properties"] = properties,
            ["required"] = required,
            ["additionalProperties"] = false,
        };
    }

    private JsonObject Names(Type type)
    {
        var names = Enum.GetNames(type).Select(name => (Name: name, Json: JsonSerializer.SerializeToNode(Enum.Parse(type, name), type, _options)!)).ToArray();
        return new JsonObject
        {
            ["description"] = string.Join(" ", [_comments.Of(type), .. names.Select(one => $"`{one.Json}`: {_comments.Of(type, one.Name)}")]),
            ["enum"] = new JsonArray([.. names.Select(one => one.Json)]),
        };
    }

    private JsonObject Leaf(Type type) =>
        _options.GetJsonSchemaAsNode(type, new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true }) is JsonObject { Count: > 0 } schema
            ? schema
            : throw new InvalidOperationException($"What {type} looks like in JSON is known to its converter only: say it here.");
}
