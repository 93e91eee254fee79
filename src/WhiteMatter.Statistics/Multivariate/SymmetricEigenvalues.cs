using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace WhiteMatter.Statistics.Multivariate;

/// <summary>Eigenvalues of a symmetric matrix with their vectors, the greatest first.</summary>
/// <param name="Values">Eigenvalues, falling.</param>
/// <param name="Vectors">For each its vector of length 1.</param>
public sealed record SymmetricEigenvalues(double[] Values, double[][] Vectors)
{
    /// <summary>Decomposes a matrix, about 10 order³ operations.</summary>
    /// <param name="matrix">The matrix; only its lower triangle counts.</param>
    public static SymmetricEigenvalues Of(double[,] matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        var order = matrix.GetLength(0);
        if (order != matrix.GetLength(1) || order == 0)
        {
            throw new ArgumentException("The matrix is not square, or empty.", nameof(matrix));
        }

        var whole = Matrix<double>.Build.Dense(order, order, (i, j) => i >= j ? matrix[i, j] : matrix[j, i]);
        var evd = whole.Evd(Symmetricity.Symmetric);
        var (values, vectors) = (new double[order], new double[order][]);
        for (var i = 0; i < order; i++)
        {
            values[i] = evd.EigenValues[order - 1 - i].Real;
            vectors[i] = evd.EigenVectors.Column(order - 1 - i).ToArray();
        }

        return new SymmetricEigenvalues(values, vectors);
    }
}
