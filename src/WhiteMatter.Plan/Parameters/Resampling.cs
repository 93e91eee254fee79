using System.Text.Json.Serialization;

namespace WhiteMatter.Plan.Parameters;

/// <summary>How values between voxels are found.</summary>
public enum VoxelInterpolation
{
    /// <summary>Of the eight voxels around.</summary>
    Linear,

    /// <summary>Of the nearest voxel.</summary>
    Nearest,

    /// <summary>On the cubic B-spline through all voxels.</summary>
    Cubic,
}

/// <summary>How images are brought to a grid.</summary>
/// <param name="Grid">The volume whose grid it is.</param>
/// <param name="Interpolation">How values between voxels are found.</param>
/// <param name="Affines">Each person's affine transform (FLIRT's, ITK's); null where images and grid share their world.</param>
/// <param name="Warps">Each person's displacement field (FSL's, ITK's); null for none.</param>
/// <param name="Reference">The volume that FLIRT registered to, where it is not <paramref name="Grid"/>.</param>
public sealed record Resampling(
    FileReference Grid,
    VoxelInterpolation Interpolation,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] OutsideImages? Affines = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] OutsideImages? Warps = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] FileReference? Reference = null);
