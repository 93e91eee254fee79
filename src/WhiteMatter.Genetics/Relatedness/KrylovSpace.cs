using WhiteMatter.Statistics;
using WhiteMatter.Statistics.Designs;
using WhiteMatter.Statistics.Multivariate;

namespace WhiteMatter.Genetics.Relatedness;

/// <summary>
/// The space of random columns and of what a symmetric matrix makes of them again and again, as an orthonormal basis, with the matrix as
/// it acts within. Every basis vector is orthogonalised against all before, twice, so that rounding brings back no direction.
/// </summary>
internal sealed class KrylovSpace
{
    private const double Negligible = 1e-9;

    private readonly int _order;
    private readonly List<double[]> _basis = [];
    private readonly List<double[]> _columns = [];
    private int _blockStart;
    private double[][] _remainder = [];

    /// <summary>Draws the first columns.</summary>
    /// <param name="order">Rows of the matrix.</param>
    /// <param name="width">Columns of a block.</param>
    /// <param name="seed">What they are drawn with.</param>
    public KrylovSpace(int order, int width, long seed)
    {
        _order = order;
        for (var c = 0; c < width; c++)
        {
            var draws = KeyedDraws.For(seed, "principal components", c.ToString(System.Globalization.CultureInfo.InvariantCulture));
            var column = new double[order];
            for (var i = 0; i < order; i++)
            {
                column[i] = draws.Normal((ulong)i);
            }

            Append(column, Math.Sqrt(order));
        }
    }

    /// <summary>The basis vectors that the matrix is to be applied to next.</summary>
    public IReadOnlyList<double[]> Block => _basis.GetRange(_blockStart, _basis.Count - _blockStart);

    /// <summary>Dimensions in which the matrix is known.</summary>
    public int Size => _columns.Count;

    /// <summary>Takes in what the matrix makes of <see cref="Block"/>.</summary>
    /// <param name="products">One column for each.</param>
    public void Extend(double[][] products)
    {
        var known = _basis.Count;
        _remainder = new double[products.Length][];
        _blockStart = known;
        for (var c = 0; c < products.Length; c++)
        {
            var length = Math.Sqrt(VectorProduct.Dot(products[c], products[c]));
            var coefficients = Append(products[c], length);
            _columns.Add(coefficients[..known]);
            _remainder[c] = coefficients[known..];
        }
    }

    /// <summary>Whether the leading components are found, or no direction is left to look in.</summary>
    public bool HasConverged(int count, double tolerance)
    {
        if (_basis.Count == _blockStart)
        {
            return true;
        }

        return Size >= count && Leading(count, vectors: false).Residual <= tolerance;
    }

    /// <summary>The leading eigenvalues, with their vectors.</summary>
    public (double[] Values, double[][] Vectors, double Residual) Leading(int count, bool vectors = true)
    {
        var size = Size;
        var within = new double[size, size];
        for (var j = 0; j < size; j++)
        {
            for (var i = 0; i <= j; i++)
            {
                // The matrix is symmetric but for rounding.
                within[j, i] = _columns[j][i];
            }
        }

        var eigen = SymmetricEigenvalues.Of(within);
        var residual = 0.0;
        for (var i = 0; i < count; i++)
        {
            residual = Math.Max(residual, RemainderOf(eigen.Vectors[i]) / Math.Max(Math.Abs(eigen.Values[i]), double.Epsilon));
        }

        return (eigen.Values[..count], vectors ? [.. eigen.Vectors.Take(count).Select(Combined)] : [], residual);
    }

    /// <summary>The length of what the matrix makes of a vector outside the space.</summary>
    private double RemainderOf(double[] vector)
    {
        var last = Size - _remainder.Length;
        var outside = new double[_basis.Count - _blockStart];
        for (var c = 0; c < _remainder.Length; c++)
        {
            for (var i = 0; i < _remainder[c].Length; i++)
            {
                outside[i] += _remainder[c][i] * vector[last + c];
            }
        }

        return Math.Sqrt(outside.Sum(x => x * x));
    }

    private double[] Combined(double[] coefficients)
    {
        var sum = new double[_order];
        for (var i = 0; i < coefficients.Length; i++)
        {
            VectorProduct.Add(coefficients[i], _basis[i], sum);
        }

        var greatest = sum.MaxBy(Math.Abs);
        var length = Math.CopySign(Math.Sqrt(VectorProduct.Dot(sum, sum)), greatest);
        for (var i = 0; i < sum.Length; i++)
        {
            sum[i] /= length;
        }

        return sum;
    }

    /// <summary>Adds what a column has beyond the basis, if it is more than rounding; gives the column in the basis.</summary>
    private double[] Append(double[] column, double scale)
    {
        var coefficients = new double[_basis.Count + 1];
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < _basis.Count; i++)
            {
                var share = VectorProduct.Dot(_basis[i], column);
                coefficients[i] += share;
                VectorProduct.Add(-share, _basis[i], column);
            }
        }

        var length = Math.Sqrt(VectorProduct.Dot(column, column));
        if (_basis.Count == _order || length <= Negligible * scale)
        {
            return coefficients[..^1];
        }

        coefficients[^1] = length;
        for (var i = 0; i < column.Length; i++)
        {
            column[i] /= length;
        }

        _basis.Add(column);
        return coefficients;
    }
}
