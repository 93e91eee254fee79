namespace WhiteMatter.Statistics.Prediction;

/// <summary>One of those that the inner folds choose among.</summary>
/// <param name="Penalty">λ; 0 for trees.</param>
/// <param name="L1Ratio">The share of the absolute penalty; 0 for ridge and trees.</param>
public readonly record struct Candidate(double Penalty, double L1Ratio)
{
    /// <summary>How many trees there are; 0 for other learners.</summary>
    public int Trees { get; init; }

    /// <summary>The most divisions from the root of a tree to a leaf.</summary>
    public int Depth { get; init; }

    /// <summary>What each tree's leaves are multiplied by.</summary>
    public double Rate { get; init; }

    /// <summary>Whether both are of one path, along which penalties fall or trees are added.</summary>
    internal bool IsOnPathOf(Candidate other) => L1Ratio == other.L1Ratio && Depth == other.Depth && Rate == other.Rate;

    /// <summary>The first candidate of the same path: paths begin with the simplest.</summary>
    internal static int FirstOfPath(Candidate[] candidates, int chosen) => Array.FindIndex(candidates, candidate => candidate.IsOnPathOf(candidates[chosen]));
}
