using System.Collections.Immutable;
using System.Text.Json.Serialization;
using WhiteMatter.Plan.Expressions;
using WhiteMatter.Plan.Hosting;

namespace WhiteMatter.Plan.Parameters;

/// <summary>Image files outside, one a person, named by a template.</summary>
/// <param name="Template">The path with <c>{column}</c> for a column of the cohort's table; <c>{{</c> and <c>}}</c> are braces. Relative to the plan's base directory or absolute; it may go on inside a zip archive. Or a query of a dataset, <c>bids("FOLDER", suffix = "…", KEY = "LABEL", …)</c> with BIDS's keys, in which a label may have columns and <c>extension</c> asks for what the image inherits; or <c>series("FILE", subjects = "LIST")</c>, the volumes of one file.</param>
/// <param name="Identity">What the files were known by when planning; null when none is there.</param>
/// <param name="Listing">The table outside that lists the people, where a step makes the cohort's table of it; null where the cohort's table does. The input that makes the table tells it apart.</param>
/// <param name="BValues">Of diffusion series the template of the files of b-values; null of others.</param>
/// <param name="Directions">Of diffusion series the template of the files of directions; null of others.</param>
/// <param name="Brains">Of diffusion series the template of brain masks where they are given; else null.</param>
public sealed record OutsideImages(
    [property: OutsideIdentity] string Template,
    ImageSetIdentity? Identity,
    [property: OutsideIdentity, JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] TableReference? Listing = null,
    [property: OutsideIdentity, JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? BValues = null,
    [property: OutsideIdentity, JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Directions = null,
    [property: OutsideIdentity, JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Brains = null)
{
    /// <summary>The file that was changed last when planning, for messages; it enters no plan.</summary>
    [JsonIgnore]
    public LatestChange? Latest { get; init; }

    /// <summary>The templates of the files that belong to each image and are known together with it.</summary>
    [JsonIgnore]
    public ImmutableArray<string> Beside => [.. ((string?[])[BValues, Directions, Brains]).OfType<string>()];
}

/// <summary>
/// Decodes the images of a cohort's people once, checks that they share a grid, and measures their quality. Inputs <c>cohort</c>, and
/// <c>simulation</c> when its volumes are used or <c>tensors</c> when maps of fitted tensors are. Artifact, private to its owner: <c>volumes.bin</c> (values inside the mask, person by
/// person, exactly as the files hold them), <c>volumes.json</c> (grid, affine, people, mask voxels), <c>mask.nii.gz</c>,
/// <c>mean.nii.gz</c> (group mean), <c>qc.tsv</c>, <c>flow.json</c>; values <c>people</c>, <c>missing</c> (people without a file),
/// <c>removed</c> (by keep), <c>voxels</c> (inside the mask), <c>outliers</c>.
/// </summary>
/// <param name="Outside">The files, or null when the input <c>simulation</c> or <c>tensors</c> made them.</param>
/// <param name="Table">The cohort's table, for the template's columns and the cohort's columns in <paramref name="Keep"/>.</param>
/// <param name="Columns">Declared columns of the cohort.</param>
/// <param name="Mask">A volume whose nonzero voxels are the mask, or null: the simulation's mask, else voxels that are not 0 in at least half of the people.</param>
/// <param name="Keep">Which people's images stay, by QC columns <c>coverage outside mean sd mean_z sd_z correlation</c>; null keeps all.</param>
/// <param name="Measure">Which map of the input <c>tensors</c>; null for images of another source.</param>
/// <param name="Resampling">How images are brought to another grid; null where they are taken on their own.</param>
/// <param name="SmoothingSigma">The standard deviation in mm of the Gaussian that smooths each image inside the mask; null for none. Quality is measured before, but for the correlation with the median.</param>
public sealed record ImagesParameters(
    OutsideImages? Outside,
    TableReference Table,
    ImmutableArray<ColumnDeclaration> Columns,
    FileReference? Mask,
    PlanExpression? Keep,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] TensorMeasure? Measure = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Resampling? Resampling = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? SmoothingSigma = null) : StepParameters
{
    /// <summary>The voxels of <see cref="Mask"/> with a greater value are the mask; null for those that are not 0.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? MaskAbove { get; init; }

    /// <summary>The kind's name.</summary>
    public const string KindName = "images";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => KindName;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ImplementationVersion => 2;
}
