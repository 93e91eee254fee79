using WhiteMatter.Learning.Volumes;

namespace WhiteMatter.Learning.Networks;

/// <summary>A grid cut into cubic patches; the last along an axis may reach beyond it.</summary>
/// <param name="Size">The grid.</param>
/// <param name="Patch">Edge of a patch, in voxels.</param>
internal readonly record struct PatchGrid(VolumeSize Size, int Patch)
{
    public int X => Count(Size.X);

    public int Y => Count(Size.Y);

    public int Z => Count(Size.Z);

    /// <summary>Patches.</summary>
    public int Tokens => X * Y * Z;

    /// <summary>Voxels of a patch.</summary>
    public int Voxels => Patch * Patch * Patch;

    /// <summary>Voxels that the patches reach beyond the grid along each axis, as two counts a dimension from the last on.</summary>
    public long[] Padding => [0, ((long)Z * Patch) - Size.Z, 0, ((long)Y * Patch) - Size.Y, 0, ((long)X * Patch) - Size.X];

    private int Count(int size) => (size + Patch - 1) / Patch;
}
