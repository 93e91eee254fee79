using WhiteMatter.Statistics.Designs;

namespace WhiteMatter.Statistics.Prediction;

/// <summary>
/// An orthonormal basis of intercept and covariates over the people that are learnt from, with the same combinations of columns over the people that are
/// predicted: what is regressed out of the one is regressed out of the other with the coefficients of the one.
/// </summary>
internal sealed class CovariateBasis
{
    /// <summary>A column of whose spread less than this is left beside the others adds nothing to them.</summary>
    private const double Least = 1e-9;

    /// <summary>Less than this of the column's size is rounding.</summary>
    private const double Rounding = 1e-13;

    private CovariateBasis(double[][] train, double[][] test, double[][] mixing) => (Train, Test, Mixing) = (train, test, mixing);

    /// <summary>Its columns over those learnt from; the first is constant.</summary>
    public double[][] Train { get; }

    /// <summary>The same combinations over those predicted.</summary>
    public double[][] Test { get; }

    /// <summary>For each column the factors of the intercept and of the covariates that it is made of.</summary>
    public double[][] Mixing { get; }

    /// <summary>The number of columns.</summary>
    public int Rank => Train.Length;

    /// <summary>Makes the basis by Gram and Schmidt's method, each column taken off the others twice.</summary>
    public static CovariateBasis Create(IReadOnlyList<double[]> covariates, int[] train, int[] test)
    {
        var (columns, others, mixing) = (new List<double[]>(), new List<double[]>(), new List<double[]>());
        for (var c = 0; c <= covariates.Count; c++)
        {
            var (column, other) = c == 0 ? (Ones(train.Length), Ones(test.Length)) : (Rows(covariates[c - 1], train), Rows(covariates[c - 1], test));
            var factors = new double[covariates.Count + 1];
            factors[c] = 1;
            var (size, before) = (0.0, Length(column));
            for (var pass = 0; pass < 2; pass++)
            {
                for (var k = 0; k < columns.Count; k++)
                {
                    var factor = -VectorProduct.Dot(columns[k], column);
                    VectorProduct.Add(factor, columns[k], column);
                    VectorProduct.Add(factor, others[k], other);
                    VectorProduct.Add(factor, mixing[k], factors);

                    // What is left of the intercept is the column's spread, beside which it is judged what the others leave.
                    if (pass == 0 && k == 0)
                    {
                        (size, before) = (before, Length(column));
                    }
                }
            }

            var length = Length(column);
            if (length > Least * before && length > Rounding * size)
            {
                Scale(column, 1 / length);
                Scale(other, 1 / length);
                Scale(factors, 1 / length);
                columns.Add(column);
                others.Add(other);
                mixing.Add(factors);
            }
        }

        return new CovariateBasis([.. columns], [.. others], [.. mixing]);
    }

    /// <summary>Takes the first so many columns out of a column over both kinds of people; gives the coefficients.</summary>
    public double[] TakeOut(int count, double[] train, double[] test)
    {
        var coefficients = new double[count];
        for (var k = 0; k < count; k++)
        {
            coefficients[k] = VectorProduct.Dot(Train[k], train);
            VectorProduct.Add(-coefficients[k], Train[k], train);
            VectorProduct.Add(-coefficients[k], Test[k], test);
        }

        return coefficients;
    }

    /// <summary>Takes all columns out of a column over those learnt from.</summary>
    public void TakeOutOf(double[] train)
    {
        foreach (var column in Train)
        {
            VectorProduct.Add(-VectorProduct.Dot(column, train), column, train);
        }
    }

    internal static double[] Rows(double[] column, int[] rows)
    {
        var values = new double[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            values[i] = column[rows[i]];
        }

        return values;
    }

    internal static void Scale(double[] column, double factor)
    {
        for (var i = 0; i < column.Length; i++)
        {
            column[i] *= factor;
        }
    }

    private static double[] Ones(int count)
    {
        var ones = new double[count];
        Array.Fill(ones, 1.0);
        return ones;
    }

    private static double Length(double[] column) => Math.Sqrt(VectorProduct.Dot(column, column));
}
