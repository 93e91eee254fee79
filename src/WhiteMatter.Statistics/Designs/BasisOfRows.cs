namespace WhiteMatter.Statistics.Designs;

/// <summary>
/// The column space of a design in some of its rows. With Q an orthonormal basis of all rows and T the rows left out, Q'Q of the others is
/// A = I − Q_T'Q_T: what the columns explain of y, which is 0 in T, is Q A⁻¹ Q'y. It costs |T| c² once and 4 n c for each y, and holds c² numbers,
/// where a basis of its own takes 4 n c² and holds n c. Where A is nearly singular, as where a level of a factor has nobody left, a basis of its own is
/// made all the same.
/// </summary>
public sealed class BasisOfRows
{
    /// <summary>Pivots of A below this make a basis of its own: each digit of them is a digit of what is explained.</summary>
    private const double LeastPivot = 1e-4;

    private readonly OrthonormalBasis _all;
    private readonly int[] _leftOut;
    private readonly double[] _factor;
    private readonly OrthonormalBasis? _own;

    private BasisOfRows(OrthonormalBasis all, int[] leftOut, double[] factor, OrthonormalBasis? own)
    {
        _all = all;
        _leftOut = leftOut;
        _factor = factor;
        _own = own;
    }

    /// <summary>Dimension of the column space.</summary>
    public int Rank => _own?.Rank ?? _all.Rank;

    /// <summary>Whether it holds a basis of its own, of as many numbers as the design has.</summary>
    public bool IsLarge => _own is not null;

    /// <summary>Prepares the column space of the rows that are not left out.</summary>
    /// <param name="all">A basis of all rows.</param>
    /// <param name="columns">The design's columns, of which a basis is made where it has to be.</param>
    /// <param name="names">Their names.</param>
    /// <param name="leftOut">For each row whether it is left out: not 0.</param>
    public static BasisOfRows Create(OrthonormalBasis all, IReadOnlyList<double[]> columns, IReadOnlyList<string> names, ReadOnlySpan<byte> leftOut)
    {
        ArgumentNullException.ThrowIfNull(all);
        ArgumentNullException.ThrowIfNull(columns);
        if (leftOut.Length != all.Rows)
        {
            throw new ArgumentException($"{leftOut.Length} rows, and the basis has {all.Rows}.", nameof(leftOut));
        }

        var (present, absent) = (new List<int>(), new List<int>());
        for (var row = 0; row < leftOut.Length; row++)
        {
            (leftOut[row] == 0 ? present : absent).Add(row);
        }

        var factor = Gram(all, present, absent);
        return Factorise(factor, all.Rank)
            ? new BasisOfRows(all, [.. absent], factor, null)
            : new BasisOfRows(
                all, [.. absent], [], OrthonormalBasis.Create([.. columns.Select(column => present.Select(row => column[row]).ToArray())], names));
    }

    /// <summary>Takes the columns out of a vector.</summary>
    /// <param name="values">One finite value for each row of the design; what stands in the rows left out does not count and becomes 0.</param>
    public void Residualise(Span<double> values)
    {
        foreach (var row in _leftOut)
        {
            values[row] = 0;
        }

        if (_own is not null)
        {
            ResidualiseByOwn(values);
            return;
        }

        // The second time takes out what rounding left the first.
        Span<double> explained = new double[_all.Rank];
        for (var pass = 0; pass < 2; pass++)
        {
            for (var column = 0; column < explained.Length; column++)
            {
                explained[column] = VectorProduct.Dot(Column(column), values);
            }

            Solve(explained);
            for (var column = 0; column < explained.Length; column++)
            {
                VectorProduct.Add(-explained[column], Column(column), values);
            }

            foreach (var row in _leftOut)
            {
                values[row] = 0;
            }
        }
    }

    private void ResidualiseByOwn(Span<double> values)
    {
        var present = new double[values.Length - _leftOut.Length];
        var (count, left) = (0, 0);
        for (var row = 0; row < values.Length; row++)
        {
            if (!IsNextLeftOut(row, ref left))
            {
                present[count++] = values[row];
            }
        }

        _own!.Residualise(present);
        (count, left) = (0, 0);
        for (var row = 0; row < values.Length; row++)
        {
            if (!IsNextLeftOut(row, ref left))
            {
                values[row] = present[count++];
            }
        }
    }

    /// <summary>Whether a row is left out, for rows asked one after another.</summary>
    private bool IsNextLeftOut(int row, ref int left)
    {
        if (left == _leftOut.Length || _leftOut[left] != row)
        {
            return false;
        }

        left++;
        return true;
    }

    private ReadOnlySpan<double> Column(int column) => _all.Values.AsSpan(column * _all.Rows, _all.Rows);

    /// <summary>A, row by row, summed over the fewer rows.</summary>
    private static double[] Gram(OrthonormalBasis all, List<int> present, List<int> absent)
    {
        var rank = all.Rank;
        var rows = present.Count < absent.Count ? present : absent;
        var gathered = new double[rank * rows.Count];
        for (var column = 0; column < rank; column++)
        {
            var from = all.Values.AsSpan(column * all.Rows, all.Rows);
            var to = gathered.AsSpan(column * rows.Count, rows.Count);
            for (var i = 0; i < rows.Count; i++)
            {
                to[i] = from[rows[i]];
            }
        }

        var gram = new double[rank * rank];
        for (var i = 0; i < rank; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var product = VectorProduct.Dot(gathered.AsSpan(i * rows.Count, rows.Count), gathered.AsSpan(j * rows.Count, rows.Count));
                gram[(i * rank) + j] = ReferenceEquals(rows, present) ? product : (i == j ? 1 : 0) - product;
            }
        }

        return gram;
    }

    /// <summary>Makes of A its lower Cholesky factor; false where a pivot is too small.</summary>
    private static bool Factorise(double[] gram, int rank)
    {
        for (var i = 0; i < rank; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = gram[(i * rank) + j] - VectorProduct.Dot(gram.AsSpan(i * rank, j), gram.AsSpan(j * rank, j));
                if (i == j && !(sum >= LeastPivot))
                {
                    return false;
                }

                gram[(i * rank) + j] = i == j ? Math.Sqrt(sum) : sum / gram[(j * rank) + j];
            }
        }

        return true;
    }

    private void Solve(Span<double> right)
    {
        var rank = right.Length;
        for (var i = 0; i < rank; i++)
        {
            right[i] = (right[i] - VectorProduct.Dot(_factor.AsSpan(i * rank, i), right[..i])) / _factor[(i * rank) + i];
        }

        for (var i = rank - 1; i >= 0; i--)
        {
            right[i] /= _factor[(i * rank) + i];
            for (var j = 0; j < i; j++)
            {
                right[j] -= _factor[(i * rank) + j] * right[i];
            }
        }
    }
}
