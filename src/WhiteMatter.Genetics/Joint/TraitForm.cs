using WhiteMatter.Statistics.Multivariate;

namespace WhiteMatter.Genetics.Joint;

/// <summary>The quadratic form z'R⁻¹z of every variant, with as many directions of the traits in each R.</summary>
internal sealed class TraitForm
{
    private TraitForm(TraitCorrelations correlations, IReadOnlyList<Whitening> whitenings) => (Correlations, Whitenings) = (correlations, whitenings);

    /// <summary>R.</summary>
    public TraitCorrelations Correlations { get; }

    /// <summary>For each matrix its whitening.</summary>
    public IReadOnlyList<Whitening> Whitenings { get; }

    /// <summary>K, traits.</summary>
    public int Traits => Correlations.Traits;

    /// <summary>Directions kept: the degrees of freedom.</summary>
    public int Rank => Whitenings[0].Rank;

    /// <summary>The least eigenvalue of any R.</summary>
    public double LeastEigenvalue => Whitenings.Min(one => one.LeastEigenvalue);

    /// <summary>The least that is kept.</summary>
    public double LeastEigenvalueKept => Whitenings.Min(one => one.LeastEigenvalueKept);

    /// <summary>The greatest.</summary>
    public double GreatestEigenvalue => Whitenings.Max(one => one.GreatestEigenvalue);

    /// <summary>Decomposes every R; of more than one, each keeps as many directions as the one that has fewest.</summary>
    /// <param name="correlations">R.</param>
    /// <param name="floor">Eigenvalues under this share of the largest are removed.</param>
    public static TraitForm Create(TraitCorrelations correlations, double floor)
    {
        Whitening[] whitenings = [.. correlations.Matrices.Select(matrix => Whitening.Create(matrix, correlations.Traits, floor))];
        var fewest = whitenings.Min(one => one.Rank);
        for (var i = 0; i < whitenings.Length; i++)
        {
            if (whitenings[i].Rank > fewest)
            {
                whitenings[i] = Whitening.Create(correlations.Matrices[i], correlations.Traits, floor, fewest);
            }
        }

        return new TraitForm(correlations, whitenings);
    }
}
