using System.Globalization;

namespace WhiteMatter.Genetics.Tests;

/// <summary>Elimination in decimal arithmetic, of 28 digits.</summary>
internal static class DecimalElimination
{
    /// <summary>z'R⁻¹z = Σ d²/p, with d the eliminated right sides and p the pivots.</summary>
    public static decimal Form(double[] matrix, double[] z)
    {
        var order = z.Length;
        var rows = new decimal[order, order + 1];
        for (var i = 0; i < order; i++)
        {
            for (var j = 0; j < order; j++)
            {
                rows[i, j] = Exact(matrix[(i * order) + j]);
            }

            rows[i, order] = Exact(z[i]);
        }

        return Eliminate(rows, order);
    }

    /// <summary>The share of what the first columns leave of the last vector's square that the other columns explain.</summary>
    public static decimal Explained(double[][] columns, int first, double[] vector)
    {
        var all = columns.Append(vector).Select(column => column.Select(Exact).ToArray()).ToArray();
        var order = columns.Length;
        decimal Square(int count)
        {
            var rows = new decimal[count, count + 1];
            for (var i = 0; i < count; i++)
            {
                for (var j = 0; j < count; j++)
                {
                    rows[i, j] = Product(all[i], all[j]);
                }

                rows[i, count] = Product(all[i], all[order]);
            }

            return Eliminate(rows, count);
        }

        var (whole, covariates, both) = (Product(all[order], all[order]), Square(first), Square(order));
        return (both - covariates) / (whole - covariates);
    }

    /// <summary>The double to 17 digits; a cast keeps 15.</summary>
    private static decimal Exact(double value) => decimal.Parse(value.ToString("G17", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture);

    private static decimal Product(decimal[] a, decimal[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static decimal Eliminate(decimal[,] rows, int order)
    {
        decimal form = 0;
        for (var i = 0; i < order; i++)
        {
            form += rows[i, order] * rows[i, order] / rows[i, i];
            for (var k = i + 1; k < order; k++)
            {
                var share = rows[k, i] / rows[i, i];
                for (var j = i; j <= order; j++)
                {
                    rows[k, j] -= share * rows[i, j];
                }
            }
        }

        return form;
    }
}
