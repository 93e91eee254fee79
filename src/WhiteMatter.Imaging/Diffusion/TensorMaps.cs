namespace WhiteMatter.Imaging.Diffusion;

/// <summary>What was measured of the tensors of some voxels, in the order in which they were given. Diffusivities are in mm²/s.</summary>
public sealed class TensorMaps
{
    private const byte NoSignal = 1;
    private const byte Unsolved = 2;
    private const byte NotPositive = 4;
    private const byte Raised = 8;

    internal TensorMaps(int voxels)
    {
        FractionalAnisotropy = new float[voxels];
        MeanDiffusivity = new float[voxels];
        AxialDiffusivity = new float[voxels];
        RadialDiffusivity = new float[voxels];
        S0 = new float[voxels];
        Direction = new float[3 * voxels];
        Outcome = new byte[voxels];
    }

    /// <summary>Fractional anisotropy: √(½ Σ(λi − λj)² / Σλi²). Above 1 where an eigenvalue is below 0, which the convention leaves so.</summary>
    public float[] FractionalAnisotropy { get; }

    /// <summary>Mean diffusivity: the mean of the eigenvalues.</summary>
    public float[] MeanDiffusivity { get; }

    /// <summary>Axial diffusivity: the greatest eigenvalue.</summary>
    public float[] AxialDiffusivity { get; }

    /// <summary>Radial diffusivity: the mean of the other two.</summary>
    public float[] RadialDiffusivity { get; }

    /// <summary>The signal at b = 0, as fitted.</summary>
    public float[] S0 { get; }

    /// <summary>The first eigenvector in RAS+ space, of length 1, without a sign of its own: x of all voxels, then y, then z.</summary>
    public float[] Direction { get; }

    internal byte[] Outcome { get; }

    /// <summary>Voxels in which no tensor was fitted and every map is 0: no signal is above 0, one is no number, or the weights leave the equations without a solution.</summary>
    public int Unfitted => Outcome.Count(outcome => (outcome & (NoSignal | Unsolved)) != 0);

    /// <summary>Voxels whose fitted tensor has an eigenvalue that is not above 0, before any is raised. There programs differ most.</summary>
    public int NotPositiveDefinite => Outcome.Count(outcome => (outcome & NotPositive) != 0);

    /// <summary>Voxels in which a signal was raised to the least that has a logarithm.</summary>
    public int SignalsRaised => Outcome.Count(outcome => (outcome & Raised) != 0);

    /// <summary>The median of mean diffusivity over the voxels with a tensor, the lower of two; NaN where there is none.</summary>
    public double MedianDiffusivity()
    {
        var fitted = Enumerable.Range(0, Outcome.Length).Where(voxel => (Outcome[voxel] & (NoSignal | Unsolved)) == 0).Select(voxel => MeanDiffusivity[voxel]).ToArray();
        Array.Sort(fitted);
        return fitted.Length == 0 ? double.NaN : fitted[(fitted.Length - 1) / 2];
    }
}
