using WhiteMatter.Statistics.Designs;

namespace WhiteMatter.Genetics.Regression;

/// <summary>The covariates under the variance V = h²A + (1 − h²)I, in the directions in which A is diagonal.</summary>
internal sealed class CovariateSpace
{
    private readonly double[] _values;
    private readonly double[][] _covariates;
    private readonly double[,] _factor;

    /// <summary>Takes the Cholesky factor of X'V⁻¹X.</summary>
    /// <param name="values">The eigenvalues of A, none below 0.</param>
    /// <param name="covariates">The rotated covariates X.</param>
    /// <param name="h">h².</param>
    /// <param name="withSlope">Whether <see cref="Trace"/> is wanted.</param>
    public CovariateSpace(double[] values, double[][] covariates, double h, bool withSlope)
    {
        (_values, _covariates, Heritability) = (values, covariates, h);
        var c = covariates.Length;
        var weights = Weights();
        var weighted = new double[values.Length];
        _factor = new double[c, c];
        for (var j = 0; j < c; j++)
        {
            Multiply(covariates[j], weights, weighted);
            for (var l = 0; l <= j; l++)
            {
                var sum = VectorProduct.Dot(weighted, covariates[l]);
                for (var k = 0; k < l; k++)
                {
                    sum -= _factor[j, k] * _factor[l, k];
                }

                _factor[j, l] = j == l ? Math.Sqrt(sum) : sum / _factor[l, l];
            }

            Determinant += 2 * Math.Log(_factor[j, j]);
        }

        foreach (var weight in weights)
        {
            Determinant -= Math.Log(weight);
        }

        if (withSlope)
        {
            Trace = SlopeOfDeterminant(weights, weighted);
        }
    }

    /// <summary>h².</summary>
    public double Heritability { get; }

    /// <summary>ln |V| + ln |X'V⁻¹X|.</summary>
    public double Determinant { get; }

    /// <summary>tr(P dV/dh²), P = V⁻¹ − V⁻¹X(X'V⁻¹X)⁻¹X'V⁻¹: how <see cref="Determinant"/> changes with h².</summary>
    public double Trace { get; }

    /// <summary>Takes the covariates out of y by generalised least squares, and gives what V⁻¹ makes of the rest.</summary>
    /// <param name="y">One number a direction; becomes y − Xa.</param>
    public double[] Project(Span<double> y)
    {
        var weights = Weights();
        var weighted = new double[y.Length];
        Multiply(y, weights, weighted);
        var effects = new double[_covariates.Length];
        for (var j = 0; j < effects.Length; j++)
        {
            effects[j] = VectorProduct.Dot(_covariates[j], weighted);
        }

        Solve(effects);
        for (var j = 0; j < effects.Length; j++)
        {
            VectorProduct.Add(-effects[j], _covariates[j], y);
        }

        Multiply(y, weights, weighted);
        return weighted;
    }

    /// <summary>g'Pg.</summary>
    /// <param name="g">One number a direction.</param>
    public double Form(double[] g)
    {
        var weights = Weights();
        Multiply(g, weights, weights);
        var sum = VectorProduct.Dot(g, weights);
        var right = new double[_covariates.Length];
        for (var j = 0; j < right.Length; j++)
        {
            right[j] = VectorProduct.Dot(_covariates[j], weights);
            for (var k = 0; k < j; k++)
            {
                right[j] -= _factor[j, k] * right[k];
            }

            right[j] /= _factor[j, j];
            sum -= right[j] * right[j];
        }

        return sum;
    }

    private double[] Weights()
    {
        var weights = new double[_values.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = 1 / ((Heritability * _values[i]) + (1 - Heritability));
        }

        return weights;
    }

    /// <summary>tr(W D) − tr((X'WX)⁻¹ X'W D W X) with W = V⁻¹ and D = A − I.</summary>
    private double SlopeOfDeterminant(double[] weights, double[] room)
    {
        var (c, trace) = (_covariates.Length, 0.0);
        var inner = new double[weights.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            var change = (_values[i] - 1) * weights[i];
            trace += change;
            inner[i] = change * weights[i];
        }

        var moments = new double[c][];
        for (var j = 0; j < c; j++)
        {
            moments[j] = new double[c];
        }

        for (var j = 0; j < c; j++)
        {
            Multiply(_covariates[j], inner, room);
            for (var l = 0; l <= j; l++)
            {
                moments[j][l] = moments[l][j] = VectorProduct.Dot(room, _covariates[l]);
            }
        }

        for (var j = 0; j < c; j++)
        {
            Solve(moments[j]);
            trace -= moments[j][j];
        }

        return trace;
    }

    /// <summary>x ← (X'V⁻¹X)⁻¹ x.</summary>
    private void Solve(double[] x)
    {
        for (var j = 0; j < x.Length; j++)
        {
            for (var k = 0; k < j; k++)
            {
                x[j] -= _factor[j, k] * x[k];
            }

            x[j] /= _factor[j, j];
        }

        for (var j = x.Length - 1; j >= 0; j--)
        {
            for (var k = j + 1; k < x.Length; k++)
            {
                x[j] -= _factor[k, j] * x[k];
            }

            x[j] /= _factor[j, j];
        }
    }

    private static void Multiply(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> into)
    {
        for (var i = 0; i < into.Length; i++)
        {
            into[i] = x[i] * y[i];
        }
    }
}
