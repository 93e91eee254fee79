using WhiteMatter.Statistics.Designs;

namespace WhiteMatter.Statistics.Prediction.Learners;

/// <summary>
/// Columns of A'WA / n, made when they are asked for: those of coefficients that are not 0 are enough for coordinate descent (the covariance updates of
/// Friedman and others 2010).
/// </summary>
internal sealed class ProductColumns
{
    /// <summary>Up to so many columns all are made at once, which is faster.</summary>
    private const int AllAtOnce = 1024;

    private readonly double[][] _columns;
    private readonly double[]? _weights;
    private readonly double[]?[] _made;

    /// <summary>Products of columns.</summary>
    /// <param name="columns">A.</param>
    /// <param name="weights">The diagonal of W; null for 1.</param>
    public ProductColumns(double[][] columns, double[]? weights)
    {
        (_columns, _weights, _made) = (columns, weights, new double[columns.Length][]);
        Diagonal = new double[columns.Length];
        if (columns.Length <= AllAtOnce)
        {
            var all = ColumnProducts.Gram(weights is null ? columns : [.. columns.Select(Rooted)]);
            for (var j = 0; j < all.Length; j++)
            {
                CovariateBasis.Scale(all[j], 1.0 / columns[j].Length);
                _made[j] = all[j];
                Diagonal[j] = all[j][j];
            }
        }
        else
        {
            for (var j = 0; j < columns.Length; j++)
            {
                Diagonal[j] = VectorProduct.Dot(Weighted(columns[j]), columns[j]) / columns[j].Length;
            }
        }
    }

    /// <summary>The products of each column with itself.</summary>
    public double[] Diagonal { get; }

    /// <summary>The products of all columns with one.</summary>
    public double[] this[int index] => _made[index] ??= Make(index);

    private double[] Make(int index)
    {
        var column = Weighted(_columns[index]);
        return [.. _columns.Select(other => VectorProduct.Dot(other, column) / column.Length)];
    }

    private double[] Weighted(double[] column) => _weights is null ? column : [.. column.Zip(_weights, (value, weight) => value * weight)];

    private double[] Rooted(double[] column)
    {
        var rooted = new double[column.Length];
        for (var i = 0; i < rooted.Length; i++)
        {
            rooted[i] = column[i] * Math.Sqrt(_weights![i]);
        }

        return rooted;
    }
}

/// <summary>Makes ½β'Hβ − b'β plus the elastic net's penalty small, one coefficient after the other.</summary>
internal static class CoordinateDescent
{
    private const int MostSweeps = 100_000;

    /// <summary>Goes from the coefficients that are there to the least.</summary>
    /// <param name="products">H.</param>
    /// <param name="coefficients">β; changed.</param>
    /// <param name="residual">b − Hβ; kept so.</param>
    /// <param name="penalised">How many of the last columns have a penalty; those before have none.</param>
    /// <param name="candidate">The penalty.</param>
    /// <param name="tolerance">It ends when no coefficient would move by more, in units in which its column has variance 1.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static void Solve(
        ProductColumns products, double[] coefficients, double[] residual, int penalised, Candidate candidate, double tolerance, CancellationToken cancellationToken)
    {
        var free = coefficients.Length - penalised;
        var (absolute, squared) = (candidate.Penalty * candidate.L1Ratio, candidate.Penalty * (1 - candidate.L1Ratio));
        var active = new List<int>();
        for (var sweep = 0; sweep < MostSweeps; sweep++)
        {
            cancellationToken.ThrowIfCancellationRequested();

            // Those that are not 0 until they rest, then all once: whoever moves then joins.
            while (active.Count > 0 && Sweep(active) > tolerance && sweep++ < MostSweeps)
            {
            }

            active.Clear();
            var moved = 0.0;
            for (var j = 0; j < coefficients.Length; j++)
            {
                if (j < free || coefficients[j] != 0 || Math.Abs(residual[j]) > absolute)
                {
                    moved = Math.Max(moved, Move(j));
                    active.Add(j);
                }
            }

            if (moved <= tolerance)
            {
                return;
            }
        }

        double Sweep(List<int> columns)
        {
            var moved = 0.0;
            foreach (var j in columns)
            {
                moved = Math.Max(moved, Move(j));
            }

            return moved;
        }

        double Move(int j)
        {
            var own = products.Diagonal[j];
            if (!(own > 0))
            {
                return 0;
            }

            var whole = residual[j] + (own * coefficients[j]);
            var next = j < free
                ? whole / own
                : Math.Abs(whole) <= absolute ? 0 : (whole - Math.CopySign(absolute, whole)) / (own + squared);
            var step = next - coefficients[j];
            if (step == 0)
            {
                return 0;
            }

            coefficients[j] = next;
            VectorProduct.Add(-step, products[j], residual);
            return Math.Abs(step) * Math.Sqrt(own);
        }
    }
}
