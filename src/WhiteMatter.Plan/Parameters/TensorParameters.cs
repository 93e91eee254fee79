using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace WhiteMatter.Plan.Parameters;

/// <summary>Where tensors are fitted.</summary>
public enum BrainMask
{
    /// <summary>Inside a mask found by median filters and Otsu's threshold (DIPY's <c>median_otsu</c>).</summary>
    MedianOtsu,

    /// <summary>In every voxel.</summary>
    Everywhere,

    /// <summary>Inside a mask of each person.</summary>
    Given,
}

/// <summary>How signals are weighted when a tensor is fitted to their logarithms.</summary>
public enum TensorFit
{
    /// <summary>By the signals, then anew by those predicted.</summary>
    Iwls,

    /// <summary>Once.</summary>
    Wls,

    /// <summary>All alike.</summary>
    Ols,
}

/// <summary>Whose details a tensor fit follows.</summary>
public enum TensorConvention
{
    /// <summary>MRtrix's.</summary>
    Mrtrix,

    /// <summary>DIPY's.</summary>
    Dipy,
}

/// <summary>What is done with directions whose length is not 1.</summary>
public enum VectorLengths
{
    /// <summary>They are refused.</summary>
    Refuse,

    /// <summary>Their squares multiply b.</summary>
    Scale,

    /// <summary>Only the direction counts.</summary>
    Normalise,
}

/// <summary>What is measured of a tensor.</summary>
public enum TensorMeasure
{
    /// <summary>Fractional anisotropy.</summary>
    Fa,

    /// <summary>Mean diffusivity.</summary>
    Md,

    /// <summary>Axial diffusivity.</summary>
    Ad,

    /// <summary>Radial diffusivity.</summary>
    Rd,
}

/// <summary>
/// Fits a diffusion tensor in each voxel of each person's series. Input <c>cohort</c>. Artifact, private to its owner:
/// <c>tensors.tsv</c> (<c>family id number volumes voxels not_fitted not_positive raised median_md</c>, a row a person with a series),
/// <c>fa/N.nii.gz</c>, <c>md/N.nii.gz</c>, <c>ad/N.nii.gz</c>, <c>rd/N.nii.gz</c> (float32; 0 outside the brain) and
/// <c>colour/N.nii.gz</c> (RGB24) of the person of number N, <c>flow.json</c>; values <c>people</c>, <c>missing</c> (people without
/// one of their files), <c>voxels</c>, <c>not_fitted</c>, <c>not_positive</c> (over all series).
/// </summary>
/// <param name="Series">The series, with their b-values, directions and, where given, brain masks.</param>
/// <param name="Table">The cohort's table, for the templates' columns.</param>
/// <param name="Brain">Where tensors are fitted.</param>
/// <param name="Fit">How signals are weighted.</param>
/// <param name="Convention">Whose details are followed.</param>
/// <param name="Reweightings">How often an iteratively reweighted fit is weighted anew; 0 for the others.</param>
/// <param name="B0Threshold">Volumes with at most this b-value, in s/mm², are without weighting.</param>
/// <param name="Shells">The b-values whose volumes are used; empty for all.</param>
/// <param name="ShellTolerance">How far a volume may lie from its shell, in s/mm².</param>
/// <param name="VectorLengths">What is done with directions whose length is not 1.</param>
public sealed record TensorParameters(
    OutsideImages Series,
    TableReference Table,
    BrainMask Brain,
    TensorFit Fit,
    TensorConvention Convention,
    int Reweightings,
    double B0Threshold,
    ImmutableArray<double> Shells,
    double ShellTolerance,
    VectorLengths VectorLengths) : StepParameters
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "tensors";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => KindName;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ImplementationVersion => 2;
}
