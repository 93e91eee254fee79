using WhiteMatter.Genetics.Relatedness;

namespace WhiteMatter.Genetics.Tests.Regression;

/// <summary>The mixed model by its formulas, with whole matrices: V = σ²(h²A + (1 − h²)I) inverted by elimination.</summary>
internal sealed class PlainMixedModel
{
    private readonly double[,] _inverse;
    private readonly double _logDeterminant;
    private readonly double[][] _covariates;

    public PlainMixedModel(double[,] relationships, double[][] covariates, double h, double variance = 1)
    {
        var n = relationships.GetLength(0);
        var v = new double[n, n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                v[i, j] = variance * ((h * relationships[i, j]) + (i == j ? 1 - h : 0));
            }
        }

        (_inverse, _logDeterminant) = Invert(v);
        _covariates = covariates;
    }

    /// <summary>A sparse matrix with its zeros.</summary>
    public static double[,] Dense(SparseRelationshipMatrix matrix)
    {
        var dense = new double[matrix.People, matrix.People];
        for (var i = 0; i < matrix.People; i++)
        {
            dense[i, i] = matrix.Diagonal[i];
            for (var at = matrix.RowStarts[i]; at < matrix.RowStarts[i + 1]; at++)
            {
                dense[i, matrix.Columns[at]] = dense[matrix.Columns[at], i] = matrix.Values[at];
            }
        }

        return dense;
    }

    /// <summary>Py = V⁻¹y − V⁻¹X(X'V⁻¹X)⁻¹X'V⁻¹y.</summary>
    public double[] Project(double[] y)
    {
        var (within, _) = Invert(Table(_covariates.Select(Weigh).ToArray(), _covariates));
        var weighted = Weigh(y);
        var right = _covariates.Select(column => Dot(column, weighted)).ToArray();
        var left = (double[])y.Clone();
        for (var j = 0; j < right.Length; j++)
        {
            var effect = Enumerable.Range(0, right.Length).Sum(k => within[j, k] * right[k]);
            for (var i = 0; i < left.Length; i++)
            {
                left[i] -= effect * _covariates[j][i];
            }
        }

        return Weigh(left);
    }

    /// <summary>The restricted log likelihood with the whole variance at its best, of a model of variance 1, up to a constant.</summary>
    public double LogLikelihood(double[] y)
    {
        var (_, determinant) = Invert(Table(_covariates.Select(Weigh).ToArray(), _covariates));
        return -0.5 * (_logDeterminant + determinant + ((y.Length - _covariates.Length) * Math.Log(Dot(y, Project(y)))));
    }

    public static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private double[] Weigh(double[] y) => [.. Enumerable.Range(0, y.Length).Select(i => Enumerable.Range(0, y.Length).Sum(j => _inverse[i, j] * y[j]))];

    private static double[,] Table(double[][] rows, double[][] columns)
    {
        var table = new double[rows.Length, columns.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            for (var j = 0; j < columns.Length; j++)
            {
                table[i, j] = Dot(rows[i], columns[j]);
            }
        }

        return table;
    }

    /// <summary>Gauss and Jordan's elimination of a matrix without negative eigenvalues.</summary>
    private static (double[,] Inverse, double LogDeterminant) Invert(double[,] matrix)
    {
        var (n, a, inverse, logDeterminant) = (matrix.GetLength(0), (double[,])matrix.Clone(), new double[matrix.GetLength(0), matrix.GetLength(0)], 0.0);
        for (var i = 0; i < n; i++)
        {
            inverse[i, i] = 1;
        }

        for (var k = 0; k < n; k++)
        {
            var pivot = a[k, k];
            logDeterminant += Math.Log(pivot);
            for (var j = 0; j < n; j++)
            {
                a[k, j] /= pivot;
                inverse[k, j] /= pivot;
            }

            for (var i = 0; i < n; i++)
            {
                var factor = a[i, k];
                for (var j = 0; i != k && factor != 0 && j < n; j++)
                {
                    a[i, j] -= factor * a[k, j];
                    inverse[i, j] -= factor * inverse[k, j];
                }
            }
        }

        return (inverse, logDeterminant);
    }
}
