namespace WhiteMatter.Learning.Volumes;

/// <summary>Over which voxels the loss of images with hidden blocks is taken.</summary>
public enum LossVoxels
{
    /// <summary>Those of the mask that are hidden, as in masked autoencoders (He et al. 2022).</summary>
    Hidden,

    /// <summary>All of the mask.</summary>
    All,
}

/// <summary>
/// What a network sees in training in place of the image that it is to make: an image with noise (Vincent et al. 2008), or one with blocks of voxels hidden (He et al. 2022). It is drawn anew for each
/// person and epoch; of people held out it is the same in every epoch, so that their losses can be compared.
/// </summary>
public sealed record Corruption
{
    /// <summary>Standard deviation of the Gaussian noise that is added inside the mask, in standard deviations of the image inside the mask.</summary>
    public double Noise { get; init; }

    /// <summary>Share of the blocks with voxels of the mask that are hidden: at least one where it is above 0, and never all. Hidden voxels are 0.</summary>
    public double Hidden { get; init; }

    /// <summary>Edge of the cubic blocks, in voxels; they are counted from the grid's first voxel.</summary>
    public int Patch { get; init; } = 16;

    /// <summary>Over which voxels the loss is taken where blocks are hidden.</summary>
    public LossVoxels Over { get; init; }

    /// <summary>Whether the loss is taken over the hidden voxels alone.</summary>
    internal bool Weighs => Hidden > 0 && Over == LossVoxels.Hidden;
}
