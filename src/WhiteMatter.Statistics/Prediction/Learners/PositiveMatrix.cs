using WhiteMatter.Statistics.Designs;

namespace WhiteMatter.Statistics.Prediction.Learners;

/// <summary>Cholesky's decomposition LL' of symmetric positive matrices, kept by rows.</summary>
internal static class PositiveMatrix
{
    /// <summary>A pivot below this share of the element it is made of is rounding: its column depends on those before.</summary>
    private const double Least = 1e-14;

    /// <summary>The lower triangle L, row by row, each of the matrix's order; a column that depends on others is left out of solutions.</summary>
    public static double[] Factor(int order, Func<int, int, double> element)
    {
        var factor = new double[order * order];
        for (var i = 0; i < order; i++)
        {
            var row = factor.AsSpan(i * order, order);
            for (var j = 0; j < i; j++)
            {
                var pivot = factor[(j * order) + j];
                row[j] = double.IsPositiveInfinity(pivot) ? 0 : (element(i, j) - VectorProduct.Dot(row[..j], factor.AsSpan(j * order, j))) / pivot;
            }

            var own = element(i, i);
            var left = own - VectorProduct.Dot(row[..i], row[..i]);
            row[i] = left > Least * own ? Math.Sqrt(left) : double.PositiveInfinity;
        }

        return factor;
    }

    /// <summary>Puts the solution of LL'x = b in the place of b.</summary>
    public static void Solve(double[] factor, double[] b)
    {
        var order = b.Length;
        for (var i = 0; i < order; i++)
        {
            b[i] = (b[i] - VectorProduct.Dot(factor.AsSpan(i * order, i), b.AsSpan(0, i))) / factor[(i * order) + i];
        }

        for (var i = order - 1; i >= 0; i--)
        {
            b[i] /= factor[(i * order) + i];
            VectorProduct.Add(-b[i], factor.AsSpan(i * order, i), b.AsSpan(0, i));
        }
    }
}
