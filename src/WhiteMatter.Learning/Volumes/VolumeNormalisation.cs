namespace WhiteMatter.Learning.Volumes;

/// <summary>What is done to a person's values inside the mask before a network sees them.</summary>
public enum VolumeNormalisation
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Less their mean and divided by their standard deviation (divisor n).</summary>
    ZScore,
}
