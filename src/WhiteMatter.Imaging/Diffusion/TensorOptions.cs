namespace WhiteMatter.Imaging.Diffusion;

/// <summary>How the log signals of a voxel are weighted when a tensor is fitted to them.</summary>
public enum TensorFitMethod
{
    /// <summary>All alike (ordinary least squares; Basser 1994).</summary>
    OrdinaryLeastSquares,

    /// <summary>Once: by the signals themselves (MRtrix), or by those that an ordinary fit predicts (DIPY).</summary>
    WeightedLeastSquares,

    /// <summary>By the signals, then anew by those that the fit before predicts (Veraart 2013; MRtrix's default).</summary>
    IterativelyReweighted,
}

/// <summary>Whose details are followed where programs differ.</summary>
public enum TensorConvention
{
    /// <summary>MRtrix 3: signals are raised to a millionth of the voxel's greatest; eigenvalues stay as they are.</summary>
    MRtrix,

    /// <summary>DIPY 1: signals are raised to 1e-4, eigenvalues to 1e-6 over the greatest entry of the design.</summary>
    Dipy,
}

/// <summary>How tensors are fitted.</summary>
public sealed record TensorOptions
{
    /// <summary>How signals are weighted.</summary>
    public TensorFitMethod Method { get; init; } = TensorFitMethod.IterativelyReweighted;

    /// <summary>Whose details are followed; of an iteratively reweighted fit always MRtrix's.</summary>
    public TensorConvention Convention { get; init; }

    /// <summary>How often an iteratively reweighted fit is weighted anew: 1 to 100.</summary>
    public int Reweightings { get; init; } = 2;

    /// <summary>Threads to use; the results do not depend on it.</summary>
    public int Threads { get; init; } = 1;
}
