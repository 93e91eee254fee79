namespace WhiteMatter.Genetics.Regression;

/// <summary>
/// The mixed model y = Xa + u + e, u ~ N(0, σ²g A), e ~ N(0, σ²e I), of traits that the same people have, by restricted maximum likelihood
/// in the directions in which the relationships A are diagonal (Kang et al. 2008).
/// </summary>
/// <remarks>
/// With V = h²A + (1 − h²)I and σ² the whole variance, the likelihood with σ² at its best is a function of h² alone. It is looked at on a grid
/// and its greatest value found where its derivative is 0. Cost: people × covariates² for each value of h² that is looked at.
/// </remarks>
public sealed class MixedModel
{
    private const int GridPoints = 50;

    /// <summary>The greatest h² that is looked at: V is singular at 1 where A is.</summary>
    private const double Greatest = 1 - 1e-6;

    private readonly RotatedPeople _people;
    private readonly double[][] _covariates;

    /// <summary>Rotates the covariates.</summary>
    /// <param name="people">The people.</param>
    /// <param name="covariates">Independent columns that span the covariates with the intercept, one number a person.</param>
    public MixedModel(RotatedPeople people, IReadOnlyList<double[]> covariates)
    {
        ArgumentNullException.ThrowIfNull(people);
        ArgumentNullException.ThrowIfNull(covariates);
        _people = people;
        _covariates = [.. covariates.Select(Rotated)];
    }

    private int People => _people.Values.Length;

    private int Freedom => People - _covariates.Length;

    /// <summary>Fits the variance components of a trait.</summary>
    /// <param name="trait">One number a person.</param>
    public VarianceComponents Fit(ReadOnlySpan<double> trait)
    {
        var y = Rotated(trait.ToArray());
        var best = 0;
        var points = new Point[GridPoints + 1];
        for (var g = 0; g <= GridPoints; g++)
        {
            points[g] = At(Greatest * g / GridPoints, y);
            best = points[g].LogLikelihood > points[best].LogLikelihood ? g : best;
        }

        var (low, high) = (points[Math.Max(best - 1, 0)], points[Math.Min(best + 1, GridPoints)]);
        var found = points[best];
        if (!(best == 0 && found.Slope <= 0) && !(best == GridPoints && found.Slope >= 0))
        {
            (low, high) = found.Slope > 0 ? (found, high) : (low, found);
            for (var i = 0; i < 100 && high.Heritability - low.Heritability > 1e-12; i++)
            {
                // The secant where it stays well inside, else the middle.
                var secant = low.Heritability + ((high.Heritability - low.Heritability) * low.Slope / (low.Slope - high.Slope));
                var width = high.Heritability - low.Heritability;
                var next = i % 3 == 2 || !(secant > low.Heritability + (1e-3 * width) && secant < high.Heritability - (1e-3 * width))
                    ? low.Heritability + (0.5 * width)
                    : secant;
                found = At(next, y);
                (low, high) = found.Slope > 0 ? (found, high) : (low, found);
            }
        }

        const double Step = 1e-5;
        var (before, after) = (Math.Max(found.Heritability - Step, 0), Math.Min(found.Heritability + Step, Greatest));
        var curvature = (At(after, y).Slope - At(before, y).Slope) / (after - before);
        var error = found.Heritability > 0 && curvature < 0 ? Math.Sqrt(-1 / curvature) : double.NaN;
        return new VarianceComponents(found.Heritability, error, found.Variance, found.LogLikelihood);
    }

    /// <summary>V⁻¹(y − Xa) with a by generalised least squares and V in the trait's units: orthogonal to the covariates.</summary>
    /// <param name="trait">One number a person.</param>
    /// <param name="components">The fit.</param>
    /// <param name="into">Receives one number a person.</param>
    public void Project(ReadOnlySpan<double> trait, VarianceComponents components, Span<double> into)
    {
        ArgumentNullException.ThrowIfNull(components);
        var weights = Weights(components.Heritability);
        var left = Left(Rotated(trait.ToArray()), weights, Factor(weights));
        for (var i = 0; i < left.Length; i++)
        {
            left[i] *= weights[i] / components.Variance;
        }

        _people.Return(left, into);
    }

    /// <summary>g'Pg over g'Mg, P = V⁻¹ − V⁻¹X(X'V⁻¹X)⁻¹X'V⁻¹ and M the projection off the covariates: GRAMMAR-gamma's ratio of one variant.</summary>
    /// <param name="genotypes">One number a person.</param>
    /// <param name="components">The fit.</param>
    public double Ratio(ReadOnlySpan<double> genotypes, VarianceComponents components)
    {
        ArgumentNullException.ThrowIfNull(components);
        var g = Rotated(genotypes.ToArray());
        return Form(g, Weights(components.Heritability)) / components.Variance / Form(g, Weights(0));
    }

    private double Form(double[] g, double[] weights)
    {
        var left = Left(g, weights, Factor(weights));
        var sum = 0.0;
        for (var i = 0; i < left.Length; i++)
        {
            sum += left[i] * left[i] * weights[i];
        }

        return sum;
    }

    private double[] Rotated(double[] people)
    {
        var rotated = new double[People];
        _people.Rotate(people, rotated);
        return rotated;
    }

    private double[] Weights(double h)
    {
        var weights = new double[People];
        for (var i = 0; i < weights.Length; i++)
        {
            // A rounded matrix may have eigenvalues just under 0.
            weights[i] = 1 / ((h * Math.Max(_people.Values[i], 0)) + (1 - h));
        }

        return weights;
    }

    private Point At(double h, double[] y)
    {
        var (weights, c) = (Weights(h), _covariates.Length);
        var factor = Factor(weights);
        var left = Left(y, weights, factor);
        var (square, turned, trace, determinant) = (0.0, 0.0, 0.0, 0.0);
        var moments = new double[c, c];
        for (var i = 0; i < People; i++)
        {
            var (w, delta) = (weights[i], _people.Values[i] - 1);
            var p = w * left[i];
            square += left[i] * p;
            turned += delta * p * p;
            trace += delta * w;
            determinant -= Math.Log(w);
            for (var j = 0; j < c; j++)
            {
                for (var l = 0; l <= j; l++)
                {
                    moments[j, l] += delta * w * w * _covariates[j][i] * _covariates[l][i];
                }
            }
        }

        // tr(P dV) = tr(W D) − tr((X'WX)⁻¹ X'W D W X).
        for (var j = 0; j < c; j++)
        {
            determinant += 2 * Math.Log(factor[j, j]);
            var column = new double[c];
            for (var l = 0; l < c; l++)
            {
                column[l] = moments[Math.Max(j, l), Math.Min(j, l)];
            }

            trace -= Solve(factor, column)[j];
        }

        var likelihood = -0.5 * (determinant + (Freedom * Math.Log(square)));
        return new Point(h, likelihood, -0.5 * (trace - (Freedom * turned / square)), square / Freedom);
    }

    /// <summary>The Cholesky factor of X'WX.</summary>
    private double[,] Factor(double[] weights)
    {
        var c = _covariates.Length;
        var a = new double[c, c];
        for (var j = 0; j < c; j++)
        {
            for (var l = 0; l <= j; l++)
            {
                var (x, z, sum) = (_covariates[j], _covariates[l], 0.0);
                for (var i = 0; i < weights.Length; i++)
                {
                    sum += x[i] * z[i] * weights[i];
                }

                for (var k = 0; k < l; k++)
                {
                    sum -= a[j, k] * a[l, k];
                }

                a[j, l] = j == l ? Math.Sqrt(sum) : sum / a[l, l];
            }
        }

        return a;
    }

    /// <summary>y − Xa.</summary>
    private double[] Left(double[] y, double[] weights, double[,] factor)
    {
        var right = new double[_covariates.Length];
        for (var j = 0; j < right.Length; j++)
        {
            for (var i = 0; i < y.Length; i++)
            {
                right[j] += _covariates[j][i] * weights[i] * y[i];
            }
        }

        var effects = Solve(factor, right);
        var left = (double[])y.Clone();
        for (var j = 0; j < effects.Length; j++)
        {
            for (var i = 0; i < y.Length; i++)
            {
                left[i] -= _covariates[j][i] * effects[j];
            }
        }

        return left;
    }

    private static double[] Solve(double[,] factor, double[] right)
    {
        var x = (double[])right.Clone();
        for (var j = 0; j < x.Length; j++)
        {
            for (var k = 0; k < j; k++)
            {
                x[j] -= factor[j, k] * x[k];
            }

            x[j] /= factor[j, j];
        }

        for (var j = x.Length - 1; j >= 0; j--)
        {
            for (var k = j + 1; k < x.Length; k++)
            {
                x[j] -= factor[k, j] * x[k];
            }

            x[j] /= factor[j, j];
        }

        return x;
    }

    private readonly record struct Point(double Heritability, double LogLikelihood, double Slope, double Variance);
}
