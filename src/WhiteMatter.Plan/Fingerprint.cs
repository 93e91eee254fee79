using System.Text.Json;
using System.Text.Json.Serialization;

namespace WhiteMatter.Plan;

/// <summary>
/// The identity of a step's result: lower-case hex SHA-256 over its kind, implementation version, parameters and the fingerprints
/// of its inputs, or <c>unknown</c> where an outside file is not there.
/// </summary>
/// <param name="Value">64 hex digits, or <c>unknown</c>.</param>
[JsonConverter(typeof(FingerprintConverter))]
public readonly record struct Fingerprint(string Value)
{
    /// <summary>The fingerprint of a step whose outside input is not there.</summary>
    public static Fingerprint Unknown { get; } = new("unknown");

    /// <summary>Whether it is known.</summary>
    [JsonIgnore]
    public bool IsKnown => Value is not null && Value != "unknown";

    /// <summary>The first 12 digits, for people.</summary>
    [JsonIgnore]
    public string Short => IsKnown ? Value[..12] : "unknown";

    /// <inheritdoc/>
    public override string ToString() => Value ?? "unknown";
}

/// <summary>Reads and writes a fingerprint as its text.</summary>
public sealed class FingerprintConverter : JsonConverter<Fingerprint>
{
    /// <inheritdoc/>
    public override Fingerprint Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetString() ?? "unknown");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Fingerprint value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value.ToString());
    }
}
