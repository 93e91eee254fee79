using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace WhiteMatter.Statistics.Multivariate;

/// <summary>
/// The number of independent tests that correlated ones count as: Σ f(|λ|) over the eigenvalues of their correlation, with f(x) = I(x ≥ 1) + x − ⌊x⌋
/// (Li and Ji, Heredity 2005; 95: 221–227). The eigenvalues of a correlation matrix have the sum K, so the number is whole: K less ⌊λ⌋ − 1 for each λ ≥ 1.
/// </summary>
public static class EffectiveNumber
{
    /// <summary>
    /// Added to each eigenvalue, √ε of a double as in the R package poolr: f falls by one at 2, 3, …, where the eigenvalues of equal tests lie but for their
    /// rounding.
    /// </summary>
    private const double Rounding = 1.0 / (1L << 26);

    /// <summary>The effective number of tests with a correlation; about 10 K³ operations.</summary>
    /// <param name="correlation">K × K, symmetric, 1 on the diagonal.</param>
    /// <param name="order">K, at least 1.</param>
    /// <exception cref="ArgumentException">The sizes contradict each other.</exception>
    public static int OfCorrelation(ReadOnlySpan<double> correlation, int order)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(order);
        if (correlation.Length != order * order)
        {
            throw new ArgumentException($"{correlation.Length} values are no matrix of {order} rows.", nameof(correlation));
        }

        var evd = Matrix<double>.Build.Dense(order, order, correlation.ToArray()).Evd(Symmetricity.Symmetric);
        var eigenvalues = new double[order];
        for (var i = 0; i < order; i++)
        {
            eigenvalues[i] = evd.EigenValues[i].Real;
        }

        return OfEigenvalues(eigenvalues);
    }

    /// <summary>The effective number of tests whose correlation has these eigenvalues.</summary>
    /// <param name="eigenvalues">λ, in any order.</param>
    public static int OfEigenvalues(ReadOnlySpan<double> eigenvalues)
    {
        var sum = 0.0;
        foreach (var eigenvalue in eigenvalues)
        {
            var x = Math.Abs(eigenvalue) + Rounding;
            sum += (x >= 1 ? 1 : 0) + (x - Math.Floor(x));
        }

        return (int)Math.Floor(sum);
    }
}
