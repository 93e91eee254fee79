using System.Text.Json.Serialization;

namespace WhiteMatter.Plan.Parameters;

/// <summary>Correction of an atlas whose header exchanges two sides.</summary>
public enum AtlasFlip
{
    /// <summary>The header is right.</summary>
    None,

    /// <summary>The header exchanges left and right.</summary>
    LeftRight,
}

/// <summary>
/// Reads a volume of labels and their names. No inputs. Artifact: <c>labels.nii.gz</c> (int16, on the atlas's own grid or the coarser
/// one asked for), <c>regions.tsv</c> (<c>label name voxels</c>, labels with at least one voxel), <c>flow.json</c>; values
/// <c>regions</c>, <c>empty</c> (named labels without a voxel).
/// </summary>
/// <param name="Labels">The label volume.</param>
/// <param name="Names">A text file, each line a label, blanks or tabs, and its name; null names regions <c>label_7</c>.</param>
/// <param name="Flip">Correction of its header.</param>
/// <param name="Voxel">Edge in mm of the cubic voxels of a coarser grid around the labelled voxels, labelled by majority; null keeps the atlas's grid.</param>
public sealed record AtlasParameters(FileReference Labels, FileReference? Names, AtlasFlip Flip, double? Voxel) : StepParameters
{
    /// <summary>The names of the labels 1, 2, 3 …, where the study says them itself; null with a file of names, or without names.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Regions { get; init; }

    /// <summary>The kind's name.</summary>
    public const string KindName = "atlas";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => KindName;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ImplementationVersion => 1;
}
