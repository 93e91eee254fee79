using System.Globalization;

namespace WhiteMatter.Learning.Volumes;

/// <summary>Voxels along the three axes of a volume.</summary>
/// <param name="X">Along the first axis, the one that runs fastest in a NIfTI file.</param>
/// <param name="Y">Along the second.</param>
/// <param name="Z">Along the third.</param>
public readonly record struct VolumeSize(int X, int Y, int Z)
{
    /// <summary>Voxels in all.</summary>
    public long Voxels => (long)X * Y * Z;

    /// <summary>Such as <c>182×218×182</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{X}×{Y}×{Z}");
}
