namespace WhiteMatter.Learning.Networks;

/// <summary>
/// How one axis is halved by a max pooling of 2 and brought back by a transposed convolution of 2 with stride 2. An even axis is padded by 1
/// on both sides where its half is odd, so that the next halving meets an even axis; an odd one always, and the way back adds the voxel that
/// the pooling rounded away.
/// </summary>
/// <param name="Fine">Voxels before halving.</param>
/// <param name="Coarse">Voxels after it.</param>
/// <param name="Padding">Padding of both layers.</param>
/// <param name="OutputPadding">Output padding of the transposed convolution.</param>
public readonly record struct Halving(int Fine, int Coarse, int Padding, int OutputPadding)
{
    /// <summary>Halves an axis.</summary>
    /// <param name="size">Its voxels.</param>
    public static Halving Of(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        var odd = size % 2;
        var padding = odd == 1 || size / 2 % 2 == 1 ? 1 : 0;
        return new Halving(size, (size + (2 * padding)) / 2, padding, odd);
    }
}
