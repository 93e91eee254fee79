namespace WhiteMatter.Learning.Volumes;

/// <summary>
/// How the images of the people trained on are changed before a network sees and makes them, drawn anew for each person and epoch. Positions are changed first, about the grid's centre: mirrored, scaled,
/// turned, moved, with trilinear sampling in which voxels outside the mask are 0; then the values inside the mask.
/// </summary>
public sealed record Augmentation
{
    /// <summary>Largest standard deviation of Gaussian noise, in standard deviations of the image inside the mask; each image's is uniform from 0.</summary>
    public double Noise { get; init; }

    /// <summary>
    /// g of the contrast: values between an image's least and greatest are raised to a power whose logarithm is uniform between ∓log(1 + g), and brought back to their mean and standard deviation.
    /// </summary>
    public double Gamma { get; init; }

    /// <summary>Largest turn about each of the three axes, in degrees; uniform between ∓ it.</summary>
    public double Rotate { get; init; }

    /// <summary>Largest move along each axis, in mm; uniform between ∓ it.</summary>
    public double Shift { get; init; }

    /// <summary>s of the size: it is multiplied by a factor whose logarithm is uniform between ∓log(1 + s).</summary>
    public double Scale { get; init; }

    /// <summary>Whether every other image, by chance, is mirrored left to right.</summary>
    public bool Flip { get; init; }

    /// <summary>Edges of a voxel along the grid's axes, in mm.</summary>
    public (double X, double Y, double Z) Edges { get; init; } = (1, 1, 1);

    /// <summary>The axis of the grid that runs from one side of the head to the other: 0, 1 or 2.</summary>
    public int LeftRight { get; init; }

    /// <summary>Whether positions change.</summary>
    internal bool Moves => Rotate > 0 || Shift > 0 || Scale > 0 || Flip;
}
