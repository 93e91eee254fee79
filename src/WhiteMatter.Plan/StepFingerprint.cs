using System.Reflection;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using WhiteMatter.Plan.Parameters;

namespace WhiteMatter.Plan;

/// <summary>Computes the identity of steps, shards and parameters.</summary>
public static class StepFingerprint
{
    /// <summary>Identity's JSON of parameters asked for before: they do not change, and planning, checks and every step ask.</summary>
    private static readonly ConditionalWeakTable<StepParameters, byte[]> Known = [];

    /// <summary>What stands first in the JSON of each record of parameters.</summary>
    private static readonly Lazy<(string Name, Dictionary<Type, string> Values)> Discriminators = new(ReadDiscriminators);

    /// <summary>
    /// The hash of a step's kind, implementation version, parameters and inputs. Unknown when an input's is, or when a file the
    /// parameters name was not there.
    /// </summary>
    /// <param name="parameters">What the step does.</param>
    /// <param name="inputs">Role and fingerprint of each input, in the step's order.</param>
    public static Fingerprint Of(StepParameters parameters, IReadOnlyList<KeyValuePair<string, Fingerprint>> inputs)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(inputs);
        if (OutsideReference.Of(parameters).Any(outside => !outside.IsKnown))
        {
            return Fingerprint.Unknown;
        }

        var text = new StringBuilder();
        text.Append(parameters.Kind).Append('\n').Append(parameters.ImplementationVersion).Append('\n');
        text.Append(Encoding.UTF8.GetString(IdentityBytes(parameters))).Append('\n');
        foreach (var (role, fingerprint) in inputs)
        {
            if (!fingerprint.IsKnown)
            {
                return Fingerprint.Unknown;
            }

            text.Append(role).Append('=').Append(fingerprint.Value).Append('\n');
        }

        return Hash(text.ToString());
    }

    /// <summary>The identity of a shard.</summary>
    /// <param name="step">The step's fingerprint.</param>
    /// <param name="first">First variant.</param>
    /// <param name="count">Number of variants.</param>
    public static Fingerprint OfShard(Fingerprint step, long first, long count) =>
        step.IsKnown ? Hash($"shard\n{step.Value}\n{first}\n{count}\n") : Fingerprint.Unknown;

    /// <summary>The parameters as JSON without what stands outside identity: what artifacts record and reasons compare.</summary>
    /// <param name="parameters">The parameters.</param>
    public static JsonElement IdentityJson(StepParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var reader = new Utf8JsonReader(IdentityBytes(parameters));
        return JsonElement.ParseValue(ref reader);
    }

    /// <summary>The implementation's version that this program has for parameters as an artifact recorded them; null where it does not read their form.</summary>
    /// <param name="recorded">The parameters, as <see cref="IdentityJson"/> gives them.</param>
    public static int? ImplementationVersionOf(JsonElement recorded)
    {
        try
        {
            return JsonSerializer.Deserialize<StepParameters>(recorded, PlanJson.Recorded)?.ImplementationVersion;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>
    /// The JSON that the serialiser writes of <see cref="StepParameters"/>, by way of the record itself: as one of all kinds of parameters the
    /// serialiser would first look at every property of every kind, which takes longer than to plan a study.
    /// </summary>
    private static byte[] IdentityBytes(StepParameters parameters) => Known.GetValue(parameters, static of =>
    {
        var (name, values) = Discriminators.Value;
        var type = of.GetType();
        var own = JsonSerializer.SerializeToUtf8Bytes(of, type, PlanJson.Identity);
        var rest = own.AsSpan(1);
        var first = Encoding.UTF8.GetBytes($"{{\"{JsonEncodedText.Encode(name)}\":\"{JsonEncodedText.Encode(values[type])}\"{(rest.Length == 1 ? "" : ",")}");
        return [.. first, .. rest];
    });

    private static (string Name, Dictionary<Type, string> Values) ReadDiscriminators()
    {
        var name = typeof(StepParameters).GetCustomAttribute<JsonPolymorphicAttribute>()?.TypeDiscriminatorPropertyName;
        var values = typeof(StepParameters).GetCustomAttributes<JsonDerivedTypeAttribute>().ToDictionary(row => row.DerivedType, row => (string)row.TypeDiscriminator!);
        return (name ?? throw new InvalidOperationException("The parameters of steps have no discriminator."), values);
    }

    private static Fingerprint Hash(string text) =>
        new(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
}
