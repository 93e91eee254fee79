using System.Text.Json.Serialization;

namespace WhiteMatter.Plan.Parameters;

/// <summary>
/// The smallest P of the traits, corrected for their effective number (Li and Ji 2005). <c>joint.json</c> holds that number; a driving trait has the smallest P; value
/// <c>effective_traits</c>.
/// </summary>
public sealed record SmallestPParameters : JointParameters
{
    /// <inheritdoc/>
    [JsonPropertyOrder(-1)]
    public override string Method => "minp";

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ImplementationVersion => 3;
}
