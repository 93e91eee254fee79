using WhiteMatter.Genetics.Association;
using WhiteMatter.Statistics.Designs;

namespace WhiteMatter.Genetics.Joint;

/// <summary>
/// R, the correlation of the residual traits that single-trait tests used: what z has under the null hypothesis. R_ij is the inner product
/// of two residual traits over the people who have both, divided by the lengths of each over its own people. With complete traits that is
/// their correlation; with missing ones it is the correlation over the n_ij people in common, with each trait's own variance, times
/// n_ij / √(n_i n_j). A matrix of inner products has no eigenvalue under 0, whatever is missing.
/// </summary>
public static class TraitCorrelation
{
    /// <summary>Computes R: n K² / 2 multiply-adds.</summary>
    /// <param name="design">The design of the association.</param>
    /// <param name="threads">Threads to use; the result does not depend on them.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>K × K, symmetric, 1 on the diagonal.</returns>
    public static double[] Of(AssociationDesign design, int threads, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(design);
        var n = design.People;
        var traits = design.Traits.Length;
        var lengths = new double[traits];
        for (var t = 0; t < traits; t++)
        {
            lengths[t] = Math.Sqrt(VectorProduct.Dot(Residual(t), Residual(t)));
        }

        var correlation = new double[traits * traits];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken };
        Parallel.For(0, traits, parallel, a =>
        {
            correlation[(a * traits) + a] = 1;
            for (var b = 0; b < a; b++)
            {
                var value = VectorProduct.Dot(Residual(a), Residual(b)) / (lengths[a] * lengths[b]);
                correlation[(a * traits) + b] = value;
                correlation[(b * traits) + a] = value;
            }
        });
        return correlation;

        ReadOnlySpan<double> Residual(int trait) => design.Residuals.AsSpan(trait * n, n);
    }
}
