using WhiteMatter.Genetics.Association;

namespace WhiteMatter.Genetics.Tests.Regression;

/// <summary>
/// Two-step ridge regression as its formulas say, one linear system at a time: everybody who is predicted is left out of a fit of their own,
/// with nothing shared between folds, penalties or traits.
/// </summary>
internal static class PlainRidge
{
    /// <summary>Genotypes with their mean where missing, covariates out, variance 1.</summary>
    public static double[][] Standardise(IEnumerable<sbyte[]> genotypes, AssociationDesign design) =>
        [.. genotypes.Select(row => Standardise(row, design))];

    /// <summary>Level-0 predictions of a trait from a block: penalties × people, centred and scaled over the people with the trait.</summary>
    public static double[][] LevelZero(double[][] block, AssociationDesign design, int trait, int folds, double[] penalties)
    {
        var (y, present) = Trait(design, trait);
        return [.. penalties.Select(penalty => Scale(Predict(block, y, folds, penalty).Predicted, present))];
    }

    /// <summary>Level 1: the errors of all penalties, and the predictions of the best without each chromosome's rows.</summary>
    public static (double[] Errors, int Chosen, double[][] Without) LevelOne(
        double[][] rows, AssociationDesign design, int trait, int folds, double[] penalties, int[] chromosome, int chromosomes)
    {
        var (y, present) = Trait(design, trait);
        var count = present.Count(here => here);
        var fits = penalties.Select(penalty => Predict(rows, y, folds, penalty)).ToArray();
        double[] errors = [.. fits.Select(fit => fit.Predicted.Zip(y, (p, v) => (v - p) * (v - p)).Sum() / count)];
        var chosen = Array.IndexOf(errors, errors.Min());
        var scale = Deviation(design, trait);
        var without = Enumerable.Range(0, chromosomes).Select(c => Enumerable.Range(0, y.Length)
            .Select(i => scale * Enumerable.Range(0, rows.Length).Where(r => chromosome[r] != c).Sum(r => rows[r][i] * fits[chosen].Coefficients[i][r]))
            .ToArray());
        return (errors, chosen, [.. without]);
    }

    private static double[] Standardise(sbyte[] row, AssociationDesign design)
    {
        var n = design.People;
        var called = row.Where(copies => copies >= 0).ToArray();
        var mean = called.Average(copies => (double)copies);
        double[] z = [.. row.Select(copies => copies < 0 ? 0 : copies - mean)];
        for (var j = 0; j < design.Rank; j++)
        {
            var q = design.Basis.AsSpan(j * n, n).ToArray();
            var product = q.Zip(z, (a, b) => a * b).Sum();
            z = [.. z.Select((value, i) => value - (product * q[i]))];
        }

        var deviation = Math.Sqrt(z.Sum(value => value * value) / (n - design.Rank));
        return deviation < 1e-6 ? new double[n] : [.. z.Select(value => value / deviation)];
    }

    private static double Deviation(AssociationDesign design, int trait)
    {
        var n = design.People;
        var present = n - (design.HasMissingTraits ? design.Missing.AsSpan(trait * n, n).ToArray().Sum(gap => gap) : 0);
        return Math.Sqrt(design.Residuals.AsSpan(trait * n, n).ToArray().Sum(value => value * value) / (present - design.Rank));
    }

    private static (double[] Values, bool[] Present) Trait(AssociationDesign design, int trait)
    {
        var n = design.People;
        var deviation = Deviation(design, trait);
        return (
            [.. design.Residuals.AsSpan(trait * n, n).ToArray().Select(value => value / deviation)],
            [.. Enumerable.Range(0, n).Select(i => !design.HasMissingTraits || design.Missing[(trait * n) + i] == 0)]);
    }

    /// <summary>Predictions by fits without the people predicted, and each person's coefficients.</summary>
    private static (double[] Predicted, double[][] Coefficients) Predict(double[][] rows, double[] y, int folds, double penalty)
    {
        var n = y.Length;
        var parts = folds == 0 ? n : folds;
        var (predicted, coefficients) = (new double[n], new double[n][]);
        for (var part = 0; part < parts; part++)
        {
            var (start, end) = ((int)((long)part * n / parts), (int)((long)(part + 1) * n / parts));
            var beta = Solve(rows, y, start, end, penalty);
            for (var i = start; i < end; i++)
            {
                coefficients[i] = beta;
                predicted[i] = Enumerable.Range(0, rows.Length).Sum(r => rows[r][i] * beta[r]);
            }
        }

        return (predicted, coefficients);
    }

    /// <summary>Gaussian elimination of (X'X + penalty I) b = X'y over the people outside [start, end).</summary>
    private static double[] Solve(double[][] rows, double[] y, int start, int end, double penalty)
    {
        var m = rows.Length;
        int[] people = [.. Enumerable.Range(0, y.Length).Where(i => i < start || i >= end)];
        var a = new double[m, m + 1];
        for (var r = 0; r < m; r++)
        {
            for (var s = 0; s < m; s++)
            {
                a[r, s] = people.Sum(i => rows[r][i] * rows[s][i]) + (r == s ? penalty : 0);
            }

            a[r, m] = people.Sum(i => rows[r][i] * y[i]);
        }

        for (var p = 0; p < m; p++)
        {
            for (var r = p + 1; r < m; r++)
            {
                var factor = a[r, p] / a[p, p];
                for (var s = p; s <= m; s++)
                {
                    a[r, s] -= factor * a[p, s];
                }
            }
        }

        var beta = new double[m];
        for (var p = m - 1; p >= 0; p--)
        {
            beta[p] = (a[p, m] - Enumerable.Range(p + 1, m - p - 1).Sum(s => a[p, s] * beta[s])) / a[p, p];
        }

        return beta;
    }

    private static double[] Scale(double[] values, bool[] present)
    {
        double[] here = [.. values.Where((_, i) => present[i])];
        var mean = here.Average();
        var deviation = Math.Sqrt(here.Sum(value => (value - mean) * (value - mean)) / (here.Length - 1));
        return [.. values.Select((value, i) => present[i] ? (value - mean) / deviation : 0)];
    }
}
