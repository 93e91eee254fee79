namespace WhiteMatter.Statistics.Prediction.Trees;

/// <summary>LightGBM, which learns the trees, cannot be loaded on this machine.</summary>
/// <param name="said">What the loader said.</param>
/// <param name="inner">What it threw.</param>
public sealed class TreesUnavailableException(string said, Exception inner) : Exception("LightGBM cannot be loaded: " + said, inner)
{
    /// <summary>What the loader said.</summary>
    public string Said { get; } = said;
}
