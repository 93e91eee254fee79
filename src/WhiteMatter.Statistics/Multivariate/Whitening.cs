using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace WhiteMatter.Statistics.Multivariate;

/// <summary>
/// W with W'W = R⁻¹ for a symmetric R, so that z'R⁻¹z = |Wz|². Eigenvalues of R under a share of the largest are removed with their
/// directions, and the rank falls with them: R⁻¹ is then the inverse on what is left. Where all stay, W is the inverse Cholesky factor, half
/// of the work.
/// </summary>
public sealed class Whitening
{
    /// <summary>Vectors that stand side by side in a panel.</summary>
    public const int PanelWidth = 8;

    private const int RowsAtOnce = 4;
    private const double Precision = 1.0 / (1L << 52);

    /// <summary>Rows of W in groups of four: for each column the four values of the group, up to the last column that is not 0.</summary>
    private readonly double[][] _groups;

    private Whitening(int order, int rank, double[] eigenvalues, double[][] groups)
    {
        Order = order;
        Rank = rank;
        LeastEigenvalue = eigenvalues[0];
        GreatestEigenvalue = eigenvalues[^1];
        LeastEigenvalueKept = eigenvalues[order - rank];
        _groups = groups;
        foreach (var group in groups)
        {
            MultiplyAdds += group.Length;
        }
    }

    /// <summary>K, rows of R.</summary>
    public int Order { get; }

    /// <summary>Eigenvalues kept.</summary>
    public int Rank { get; }

    /// <summary>The least eigenvalue of R.</summary>
    public double LeastEigenvalue { get; }

    /// <summary>The greatest eigenvalue of R.</summary>
    public double GreatestEigenvalue { get; }

    /// <summary>The least eigenvalue that was kept.</summary>
    public double LeastEigenvalueKept { get; }

    /// <summary>Multiply-adds of one z'R⁻¹z: about K²/2, or K times the rank where that is smaller than K.</summary>
    public long MultiplyAdds { get; }

    /// <summary>Decomposes R, about 10 K³ operations.</summary>
    /// <param name="matrix">R, K × K, symmetric.</param>
    /// <param name="order">K, at least 1.</param>
    /// <param name="floor">Eigenvalues under this share of the largest are removed; never less than K times the rounding of a double.</param>
    /// <param name="most">Most eigenvalues that are kept, the greatest of them.</param>
    /// <exception cref="ArgumentException">The sizes contradict each other, or the matrix has no eigenvalue above 0.</exception>
    public static Whitening Create(ReadOnlySpan<double> matrix, int order, double floor, int most = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(most);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(order);
        if (matrix.Length != order * order)
        {
            throw new ArgumentException($"{matrix.Length} values are no matrix of {order} rows.", nameof(matrix));
        }

        var r = Matrix<double>.Build.Dense(order, order, matrix.ToArray());
        var evd = r.Evd(Symmetricity.Symmetric);
        var eigenvalues = new double[order];
        for (var i = 0; i < order; i++)
        {
            eigenvalues[i] = evd.EigenValues[i].Real;
        }

        var least = Math.Max(floor, order * Precision) * eigenvalues[^1];
        var rank = Math.Min(order, most);
        while (rank > 0 && !(eigenvalues[order - rank] >= least && eigenvalues[order - rank] > 0))
        {
            rank--;
        }

        if (rank == 0)
        {
            throw new ArgumentException("The matrix has no eigenvalue above 0.", nameof(matrix));
        }

        var rows = rank == order ? InverseCholesky(r.Cholesky().Factor) : ScaledEigenvectors(evd, eigenvalues, rank);
        return new Whitening(order, rank, eigenvalues, Groups(rows));
    }

    /// <summary>|Wz|² of many vectors. Each is summed in one order whatever stands beside it, the same bits on every machine.</summary>
    /// <param name="panels">
    /// The vectors in panels of <see cref="PanelWidth"/>: entry j of vector v stands at (v / width · K + j) · width + v % width. The last
    /// panel is whole; what it holds beyond the vectors is not used.
    /// </param>
    /// <param name="lengths">Receives |Wz|² for each vector; its length is that of the panels over K.</param>
    public void SquaredLengths(ReadOnlySpan<double> panels, Span<double> lengths)
    {
        if (lengths.Length % PanelWidth != 0 || panels.Length != lengths.Length * Order)
        {
            throw new ArgumentException($"{panels.Length} values are no panels of {lengths.Length} vectors of {Order}.", nameof(panels));
        }

        for (var v = 0; v < lengths.Length; v += PanelWidth)
        {
            SquaredLengthsOfPanel(panels.Slice(v * Order, PanelWidth * Order), lengths.Slice(v, PanelWidth));
        }
    }

    private void SquaredLengthsOfPanel(ReadOnlySpan<double> panel, Span<double> lengths)
    {
        var (left, right) = (Vector256<double>.Zero, Vector256<double>.Zero);
        ref var z = ref MemoryMarshal.GetReference(panel);
        foreach (var group in _groups)
        {
            var (a0, a1, a2, a3) = (Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero);
            var (b0, b1, b2, b3) = (Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero);
            ref var w = ref MemoryMarshal.GetArrayDataReference(group);
            var columns = group.Length / RowsAtOnce;
            for (nuint j = 0; j < (nuint)columns; j++)
            {
                var z0 = Vector256.LoadUnsafe(ref z, PanelWidth * j);
                var z1 = Vector256.LoadUnsafe(ref z, (PanelWidth * j) + 4);
                var w0 = Vector256.Create(Unsafe.Add(ref w, RowsAtOnce * j));
                a0 = Vector256.FusedMultiplyAdd(w0, z0, a0);
                b0 = Vector256.FusedMultiplyAdd(w0, z1, b0);
                var w1 = Vector256.Create(Unsafe.Add(ref w, (RowsAtOnce * j) + 1));
                a1 = Vector256.FusedMultiplyAdd(w1, z0, a1);
                b1 = Vector256.FusedMultiplyAdd(w1, z1, b1);
                var w2 = Vector256.Create(Unsafe.Add(ref w, (RowsAtOnce * j) + 2));
                a2 = Vector256.FusedMultiplyAdd(w2, z0, a2);
                b2 = Vector256.FusedMultiplyAdd(w2, z1, b2);
                var w3 = Vector256.Create(Unsafe.Add(ref w, (RowsAtOnce * j) + 3));
                a3 = Vector256.FusedMultiplyAdd(w3, z0, a3);
                b3 = Vector256.FusedMultiplyAdd(w3, z1, b3);
            }

            left += (a0 * a0) + (a1 * a1) + ((a2 * a2) + (a3 * a3));
            right += (b0 * b0) + (b1 * b1) + ((b2 * b2) + (b3 * b3));
        }

        left.CopyTo(lengths);
        right.CopyTo(lengths[4..]);
    }

    /// <summary>L⁻¹ by forward substitution, row by row.</summary>
    private static double[][] InverseCholesky(Matrix<double> factor)
    {
        var order = factor.RowCount;
        var rows = new double[order][];
        for (var i = 0; i < order; i++)
        {
            var row = new double[i + 1];
            row[i] = 1;
            for (var k = 0; k < i; k++)
            {
                var share = factor[i, k];
                for (var j = 0; j <= k; j++)
                {
                    row[j] -= share * rows[k][j];
                }
            }

            for (var j = 0; j <= i; j++)
            {
                row[j] /= factor[i, i];
            }

            rows[i] = row;
        }

        return rows;
    }

    /// <summary>λ^−½ times the eigenvector, for the greatest eigenvalues.</summary>
    private static double[][] ScaledEigenvectors(Evd<double> evd, double[] eigenvalues, int rank)
    {
        var order = eigenvalues.Length;
        var rows = new double[rank][];
        for (var i = 0; i < rank; i++)
        {
            var at = order - 1 - i;
            rows[i] = evd.EigenVectors.Column(at).ToArray();
            var scale = 1 / Math.Sqrt(eigenvalues[at]);
            for (var j = 0; j < order; j++)
            {
                rows[i][j] *= scale;
            }
        }

        return rows;
    }

    private static double[][] Groups(double[][] rows)
    {
        var groups = new double[(rows.Length + RowsAtOnce - 1) / RowsAtOnce][];
        for (var g = 0; g < groups.Length; g++)
        {
            var members = rows.AsSpan(g * RowsAtOnce, Math.Min(RowsAtOnce, rows.Length - (g * RowsAtOnce)));
            groups[g] = new double[RowsAtOnce * members[^1].Length];
            for (var i = 0; i < members.Length; i++)
            {
                for (var j = 0; j < members[i].Length; j++)
                {
                    groups[g][(RowsAtOnce * j) + i] = members[i][j];
                }
            }
        }

        return groups;
    }
}
