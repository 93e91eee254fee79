using System.Text.Json.Serialization;

namespace WhiteMatter.Plan.Parameters;

/// <summary>
/// Latents of several networks that differ in their seeds, as one set: what the networks' latents have in common (generalised canonical analysis, MAXVAR), fitted in the people the networks are fitted
/// on and applied to others. Inputs <c>fitted1</c>, <c>fitted2</c> … (each network's latents of the people fitted on) and <c>member1</c>, <c>member2</c> … (its latents of the people they are applied to).
/// Artifact, private to its owner: <c>traits.bin</c> (traits <c>latent_001</c> …, by falling agreement), <c>agreement.tsv</c> (<c>latent fitted applied network_1</c> …: the mean over networks of the squared multiple correlation with the
/// latent in the people fitted on, the mean correlation of two networks' parts of it in the people applied to, and the squared multiple correlation of each network in the people fitted on), <c>members.tsv</c> (<c>first second people mean_square chance adjusted</c>: canonical correlations of two networks in the people
/// applied to), <c>canonical.tsv</c> (<c>first second rank r</c>, each of them), <c>weights.tsv</c> (<c>network latent mean latent_001</c> …: what makes the latents of those of the networks), <c>fitted.tsv</c> (people among them that a network was fitted on), <c>flow.json</c>; values <c>people</c>, <c>traits</c>, <c>members</c>, <c>agreement</c> (the mean of the column <c>applied</c>).
/// </summary>
/// <param name="Latents">Latents of each network, and at most of the ensemble.</param>
public sealed record EnsembleParameters(int Latents) : StepParameters
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "ensemble";

    /// <summary>The role of the latents of the people fitted on.</summary>
    public const string FittedRole = "fitted";

    /// <summary>The role of the latents of the people applied to.</summary>
    public const string MemberRole = "member";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => KindName;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ImplementationVersion => 2;
}
