namespace WhiteMatter.Genetics.Regression;

/// <summary>
/// What a fitted model puts in the place of the traits of a design, so that variants are tested against what it leaves. Variants of one
/// group share it.
/// </summary>
public abstract class ScoreTraits
{
    /// <summary>The group of a variant.</summary>
    /// <param name="variant">Its zero-based row in the file.</param>
    public abstract int GroupOf(int variant);

    /// <summary>Writes the traits of a group, n × k, column after column; 0 where a trait is missing.</summary>
    /// <param name="group">The group.</param>
    /// <param name="traits">Receives them.</param>
    public abstract void Fill(int group, Span<double> traits);

    /// <summary>What a least-squares effect on such a trait is multiplied by to be the effect on the trait itself.</summary>
    /// <param name="trait">The trait.</param>
    public virtual double EffectScale(int trait) => 1;

    /// <summary>What the score statistic is multiplied by to have variance 1 under the null, for the group that was filled last.</summary>
    /// <param name="trait">The trait.</param>
    public virtual double Calibration(int trait) => 1;
}
