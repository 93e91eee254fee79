using System.Text.Json.Serialization;

namespace WhiteMatter.Plan.Parameters;

/// <summary>How regions of the left and the right are measured, whose names differ in their ending alone.</summary>
public enum RegionSides
{
    /// <summary>Each by itself.</summary>
    Separate,

    /// <summary>The two of a name together, by voxels; others by themselves.</summary>
    Averaged,

    /// <summary>Each by itself, and the two of a name together.</summary>
    Both,
}

/// <summary>
/// Means of images over the regions of an atlas on the same grid. Inputs <c>images</c>, <c>atlas</c>. Artifact, private to its owner:
/// <c>traits.bin</c> (one trait a region, or two of a name together, and <c>whole</c> where it is asked for; NaN below the minimum coverage), <c>coverage.tsv</c> (share of each region's voxels that
/// entered, person × region), <c>regions.tsv</c> (name, voxels, mean and SD over people, mean and least coverage), <c>flow.json</c>;
/// values <c>people</c>, <c>traits</c>.
/// </summary>
/// <param name="IncludeZeros">Whether voxels that are 0 or outside the mask enter as 0 (<c>fslstats -m</c>); else they are left out (ENIGMA-DTI, FA &gt; 0).</param>
/// <param name="MinimumCoverage">A region of a person with a smaller share of its voxels is missing; of two sides together each has to have it.</param>
public sealed record RegionMeansParameters(bool IncludeZeros, double MinimumCoverage) : StepParameters
{
    /// <summary>How regions of the left and the right are measured.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public RegionSides Sides { get; init; }

    /// <summary>Whether the mean over all voxels inside the mask is a trait too.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Whole { get; init; }

    /// <summary>The kind's name.</summary>
    public const string KindName = "region-means";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => KindName;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ImplementationVersion => Sides == RegionSides.Separate ? 1 : 2;
}
