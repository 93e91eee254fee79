namespace WhiteMatter.Genetics.Regression;

/// <summary>How a whole-genome ridge regression is done.</summary>
/// <param name="BlockSize">Variants of a level-0 block; blocks do not cross chromosomes.</param>
/// <param name="Folds">Parts of the people, each predicted by the others; 0 leaves people out one by one.</param>
/// <param name="Threads">Threads to use; results do not depend on them.</param>
public sealed record RidgeOptions(int BlockSize, int Folds, int Threads)
{
    /// <summary>Shares of a trait's variance that the penalties of both levels stand for: h² of all variants, or of all predictions.</summary>
    public static ReadOnlySpan<double> Heritabilities => [0.01, 0.25, 0.5, 0.75, 0.99];

    /// <summary>The penalty that goes with each share when <paramref name="predictors"/> predictors of variance 1 explain it: M(1 − h²)/h².</summary>
    /// <param name="predictors">M.</param>
    public static double[] Penalties(long predictors)
    {
        var penalties = new double[Heritabilities.Length];
        for (var i = 0; i < penalties.Length; i++)
        {
            penalties[i] = predictors * (1 - Heritabilities[i]) / Heritabilities[i];
        }

        return penalties;
    }
}
