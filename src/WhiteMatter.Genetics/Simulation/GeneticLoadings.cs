namespace WhiteMatter.Genetics.Simulation;

/// <summary>Effects of causal variants on traits, of an exact size in the people genotyped.</summary>
public sealed class GeneticLoadings
{
    private readonly double[,] _correlations;

    /// <summary>Takes the correlations of the variants.</summary>
    /// <param name="variants">The causal variants.</param>
    public GeneticLoadings(IReadOnlyList<CausalVariant> variants)
    {
        ArgumentNullException.ThrowIfNull(variants);
        _correlations = new double[variants.Count, variants.Count];
        for (var i = 0; i < variants.Count; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                _correlations[i, j] = _correlations[j, i] = variants[i].CorrelationWith(variants[j]);
            }
        }
    }

    /// <summary>The number of variants.</summary>
    public int Count => _correlations.GetLength(0);

    /// <summary>
    /// Effects of one standard deviation of each variant that are equal but for their signs, scaled so that Σ loading × score has the
    /// variance <paramref name="share"/> exactly in the people genotyped (n in the denominator), also where variants are correlated.
    /// </summary>
    /// <param name="directions">+1 or −1 for each variant.</param>
    /// <param name="share">Variance of the sum, 0 to 1.</param>
    /// <param name="loadings">Receives one loading per variant, in standard deviations of the trait.</param>
    /// <exception cref="ArgumentException">The variants cancel one another out.</exception>
    public void Fill(ReadOnlySpan<int> directions, double share, Span<double> loadings)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(directions.Length, Count);
        ArgumentOutOfRangeException.ThrowIfNotEqual(loadings.Length, Count);
        var variance = 0.0;
        for (var i = 0; i < Count; i++)
        {
            for (var j = 0; j < Count; j++)
            {
                variance += directions[i] * directions[j] * _correlations[i, j];
            }
        }

        if (!(variance > 1e-9))
        {
            throw new ArgumentException("The variants cancel one another out.", nameof(directions));
        }

        var scale = Math.Sqrt(share / variance);
        for (var i = 0; i < Count; i++)
        {
            loadings[i] = directions[i] * scale;
        }
    }
}
