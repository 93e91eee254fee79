using System.Text.Json.Serialization;

namespace WhiteMatter.Plan.Parameters;

/// <summary>
/// Validates a PLINK 1 file set and indexes it. Artifact: <c>samples.fam</c> and <c>variants.bim</c> as checked, private to
/// their owner; values <c>samples</c>, <c>variants</c>.
/// </summary>
/// <param name="Bed">Genotypes, variant-major.</param>
/// <param name="Bim">Variants.</param>
/// <param name="Fam">Samples.</param>
public sealed record GenotypesParameters(FileReference Bed, FileReference Bim, FileReference Fam) : StepParameters
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "genotypes";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => KindName;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ImplementationVersion => 1;
}
