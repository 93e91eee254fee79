using System.Text.Json.Serialization;

namespace WhiteMatter.Plan.Parameters;

/// <summary>
/// Lays statistics that come from no genotypes of their own on the variants of genotypes, so that r² can be taken from these. Inputs
/// <c>association</c>, <c>variants</c> (the list of its variants), <c>genotypes</c>. Artifact: <c>association.bin</c> with rows of the genotypes and effects of
/// their first allele; value <c>variants</c>.
/// </summary>
public sealed record AlignmentParameters : StepParameters
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "aligned";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => KindName;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ImplementationVersion => 1;
}
