using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using WhiteMatter.Statistics.Designs;

namespace WhiteMatter.Statistics.Multivariate;

/// <summary>
/// Eigenvalues and vectors of large symmetric matrices: Householder's reduction to tridiagonal form, each step one pass over the rest of the
/// matrix; the implicit QL method; its rotations applied to some columns of the vectors at a time, so that those stay in the cache
/// (Golub and Van Loan 2013, chapter 8). The same bits on any number of threads.
/// </summary>
/// <remarks>
/// Cost: about 9 order³ operations. Memory: the matrix, which is used up, and its vectors, 8 order² bytes each. Errors are those of rounding
/// beside the greatest eigenvalue.
/// </remarks>
public static class LargeSymmetricMatrix
{
    /// <summary>Rows of which fewer are dealt with on one thread.</summary>
    private const int FewRows = 192;

    /// <summary>Decomposes a matrix.</summary>
    /// <param name="matrix">Its rows; used up.</param>
    /// <param name="threads">Threads to use.</param>
    /// <param name="progress">Told the rows done, of as many.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ArithmeticException">A number is not finite.</exception>
    public static SymmetricEigenvalues Decompose(double[][] matrix, int threads, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        var order = matrix.Length;
        if (order == 0 || matrix.Any(row => row.Length != order))
        {
            throw new ArgumentException("The matrix is not square, or empty.", nameof(matrix));
        }

        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken };
        var (diagonal, off, factors) = Reduce(matrix, options, progress);
        var rotations = new TridiagonalRotations(diagonal, off, options);
        var vectors = rotations.Run();
        TurnBack(matrix, factors, vectors, options);
        var falling = Enumerable.Range(0, order).OrderByDescending(i => diagonal[i]).ToArray();
        return new SymmetricEigenvalues([.. falling.Select(i => diagonal[i])], [.. falling.Select(i => vectors[i])]);
    }

    /// <summary>Reduces to tridiagonal form; the reflection of each step stays in its row, right of the diagonal.</summary>
    private static (double[] Diagonal, double[] Off, double[] Factors) Reduce(double[][] matrix, ParallelOptions options, IProgress<long>? progress)
    {
        var order = matrix.Length;
        var (diagonal, off, factors) = (new double[order], new double[order], new double[order]);
        var (reflection, product) = (new double[order], new double[order]);
        var (before, beforeProduct) = (new double[order], new double[order]);
        for (var k = 0; k < order; k++)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            var row = matrix[k].AsSpan(k);
            TakeOff(row, before[k], beforeProduct.AsSpan(k), beforeProduct[k], before.AsSpan(k));
            diagonal[k] = row[0];
            if (k == order - 1)
            {
                break;
            }

            var rest = row[1..];
            (off[k], factors[k]) = Reflect(rest);
            Array.Clear(reflection, 0, k + 1);
            rest.CopyTo(reflection.AsSpan(k + 1));
            if (factors[k] == 0)
            {
                Array.Clear(reflection);
            }

            var (from, v, old, oldProduct) = (k + 1, reflection, before, beforeProduct);
            Rows(from, order, options, i =>
            {
                var part = matrix[i].AsSpan(from);
                TakeOff(part, old[i], oldProduct.AsSpan(from), oldProduct[i], old.AsSpan(from));
                product[i] = VectorProduct.Dot(part, v.AsSpan(from));
            });
            var shift = 0.5 * factors[k] * factors[k] * VectorProduct.Dot(product.AsSpan(from), v.AsSpan(from));
            for (var i = from; i < order; i++)
            {
                product[i] = (factors[k] * product[i]) - (shift * v[i]);
            }

            (before, reflection) = (reflection, before);
            (beforeProduct, product) = (product, beforeProduct);
            progress?.Report(k + 1);
        }

        return (diagonal, off, factors);
    }

    /// <summary>Makes of x the v of the reflection I − τvv' that leaves of x its first number alone; gives that number and τ.</summary>
    private static (double First, double Factor) Reflect(Span<double> x)
    {
        var tail = VectorProduct.Dot(x[1..], x[1..]);
        if (tail == 0)
        {
            return (x[0], 0);
        }

        var length = Math.Sqrt((x[0] * x[0]) + tail);
        var first = x[0] > 0 ? -length : length;
        x[0] -= first;
        return (first, 2 / ((x[0] * x[0]) + tail));
    }

    /// <summary>row ← row − a·x − b·y.</summary>
    private static void TakeOff(Span<double> row, double a, ReadOnlySpan<double> x, double b, ReadOnlySpan<double> y)
    {
        if (a == 0 && b == 0)
        {
            return;
        }

        var (first, second) = (Vector256.Create(a), Vector256.Create(b));
        var rows = MemoryMarshal.Cast<double, Vector256<double>>(row);
        var xs = MemoryMarshal.Cast<double, Vector256<double>>(x);
        var ys = MemoryMarshal.Cast<double, Vector256<double>>(y);
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] -= (first * xs[i]) + (second * ys[i]);
        }

        for (var i = rows.Length * Vector256<double>.Count; i < row.Length; i++)
        {
            row[i] -= (a * x[i]) + (b * y[i]);
        }
    }

    /// <summary>Applies the reflections to vectors of the tridiagonal form, some vectors at a time.</summary>
    private static void TurnBack(double[][] reflections, double[] factors, double[][] vectors, ParallelOptions options)
    {
        const int Together = 8;
        var order = vectors.Length;
        Rows(0, (order + Together - 1) / Together, options, group =>
        {
            var these = vectors.AsSpan(group * Together, Math.Min(Together, order - (group * Together)));
            for (var k = order - 2; k >= 0; k--)
            {
                if (factors[k] == 0)
                {
                    continue;
                }

                var v = reflections[k].AsSpan(k + 1);
                foreach (var vector in these)
                {
                    var part = vector.AsSpan(k + 1);
                    VectorProduct.Add(-factors[k] * VectorProduct.Dot(v, part), v, part);
                }
            }
        });
    }

    private static void Rows(int from, int to, ParallelOptions options, Action<int> work)
    {
        if (to - from < FewRows || options.MaxDegreeOfParallelism == 1)
        {
            for (var i = from; i < to; i++)
            {
                work(i);
            }
        }
        else
        {
            Parallel.For(from, to, options, work);
        }
    }
}
