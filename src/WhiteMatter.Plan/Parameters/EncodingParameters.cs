using System.Text.Json.Serialization;

namespace WhiteMatter.Plan.Parameters;

/// <summary>
/// Latents of a model for people's images. Inputs <c>model</c>, <c>images</c> (and <c>images2</c> … of a model of several kinds), <c>cohort</c> (whose people are encoded). Runs in shards by
/// ranges of the rows of the images, of <see cref="PeopleBlock"/> people each; the merged artifact is the same for any number of them.
/// Artifact, private to its owner: <c>traits.bin</c> (traits <c>latent_001</c> …, but those that are the same in everybody), <c>fitted.tsv</c> (people among them that the model was fitted on), <c>flow.json</c>; values <c>people</c>, <c>traits</c>,
/// <c>fitted</c> (how many those are).
/// </summary>
/// <param name="Numerics">What its bytes depend on besides.</param>
public sealed record EncodingParameters(NumericEnvironment Numerics) : StepParameters
{
    /// <summary>Whether they are latents of one network of an ensemble whose people another step tells of; null where not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Silent { get; init; }

    /// <summary>The kind's name.</summary>
    public const string KindName = "encoding";

    /// <summary>People of one block; shards are whole blocks.</summary>
    public const int PeopleBlock = 64;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => KindName;

    /// <inheritdoc/>
    /// <remarks>On the processor one more since small convolutions of networks in use are oneDNN's: their last bits are others.</remarks>
    [JsonIgnore]
    public override int ImplementationVersion => Numerics.IsOnGpu ? 3 : 4;
}
