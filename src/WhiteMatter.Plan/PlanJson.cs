using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using WhiteMatter.Plan.Parameters;

namespace WhiteMatter.Plan;

/// <summary>The JSON form of plans, parameters and artifact records.</summary>
public static class PlanJson
{
    /// <summary>
    /// Version of the plan's JSON form. A reader refuses a plan of a later one. Raised with every change of the form once a version has been
    /// released, additions included: an older reader refuses a property it does not know rather than leave out what it says.
    /// </summary>
    public const int FormatVersion = 1;

    /// <summary>The options every plan document is written and read with.</summary>
    public static JsonSerializerOptions Options { get; } = Create(indented: true, identityOnly: false);

    /// <summary>As <see cref="Options"/> on one line and without what stands outside identity: the form that is hashed.</summary>
    internal static JsonSerializerOptions Identity { get; } = Create(indented: false, identityOnly: true);

    /// <summary>For reading what <see cref="Identity"/> wrote, perhaps in another version: what is not there has its default.</summary>
    internal static JsonSerializerOptions Recorded { get; } = new(Options)
    {
        RespectNullableAnnotations = false,
        RespectRequiredConstructorParameters = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    };

    /// <summary>Writes a plan.</summary>
    /// <param name="plan">The plan.</param>
    public static string Serialize(ExecutionPlan plan) => JsonSerializer.Serialize(plan, Options);

    /// <summary>Reads a plan.</summary>
    /// <param name="json">Its text.</param>
    /// <exception cref="JsonException">The text is no plan, or one of a later format version.</exception>
    public static ExecutionPlan Deserialize(string json)
    {
        using (var document = JsonDocument.Parse(json))
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("formatVersion", out var version)
                || version.ValueKind != JsonValueKind.Number
                || !version.TryGetInt32(out var number))
            {
                throw new JsonException("This is no execution plan: it has no formatVersion.");
            }

            if (number > FormatVersion)
            {
                throw new JsonException(
                    $"The plan has format version {number}; this program reads up to {FormatVersion}. Plan the study again.");
            }
        }

        return JsonSerializer.Deserialize<ExecutionPlan>(json, Options) ?? throw new JsonException("The plan is empty.");
    }

    private static JsonSerializerOptions Create(bool indented, bool identityOnly)
    {
        IJsonTypeInfoResolver resolver = JsonTypeInfoResolver.Combine(PlanJsonTypes.Default, new DefaultJsonTypeInfoResolver());
        if (identityOnly)
        {
            resolver = resolver.WithAddedModifier(LeaveOutWhatIsOutsideIdentity);
        }

        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            WriteIndented = indented,
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            TypeInfoResolver = resolver,
        };
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
        options.MakeReadOnly();
        return options;
    }

    private static void LeaveOutWhatIsOutsideIdentity(JsonTypeInfo type)
    {
        for (var i = type.Properties.Count - 1; i >= 0; i--)
        {
            var provider = type.Properties[i].AttributeProvider;
            if (provider is not null && provider.IsDefined(typeof(OutsideIdentityAttribute), inherit: true))
            {
                type.Properties.RemoveAt(i);
            }
        }
    }
}
