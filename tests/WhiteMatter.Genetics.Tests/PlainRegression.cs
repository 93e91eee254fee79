namespace WhiteMatter.Genetics.Tests;

/// <summary>Ordinary least squares of one cell by a modified Gram-Schmidt QR, twice orthogonalised, in double precision: the closed form.</summary>
internal static class PlainRegression
{
    /// <summary>β and SE of the last column; null when it is collinear or no degree of freedom is left.</summary>
    public static (double Beta, double StandardError, int DegreesOfFreedom)? Fit(IReadOnlyList<double[]> covariates, double[] genotype, double[] trait)
    {
        var n = trait.Length;
        var basis = new List<double[]>();
        foreach (var column in covariates)
        {
            var rest = (double[])column.Clone();
            if (Orthogonalise(rest, basis) is var (before, after) && after > 1e-7 * before)
            {
                basis.Add(rest.Select(x => x / after).ToArray());
            }
        }

        var g = (double[])genotype.Clone();
        var (gBefore, gAfter) = Orthogonalise(g, basis);
        var df = n - basis.Count - 1;
        if (df < 1 || gAfter <= 1e-6 * gBefore)
        {
            return null;
        }

        var y = (double[])trait.Clone();
        Orthogonalise(y, basis);
        var beta = g.Zip(y, (a, b) => a * b).Sum() / (gAfter * gAfter);
        var residual = y.Zip(g, (a, b) => a - (beta * b)).Sum(e => e * e);
        return (beta, Math.Sqrt(residual / df) / gAfter, df);
    }

    private static (double Before, double After) Orthogonalise(double[] column, List<double[]> basis)
    {
        var before = Math.Sqrt(column.Sum(x => x * x));
        for (var pass = 0; pass < 2; pass++)
        {
            foreach (var q in basis)
            {
                var share = q.Zip(column, (a, b) => a * b).Sum();
                for (var i = 0; i < column.Length; i++)
                {
                    column[i] -= share * q[i];
                }
            }
        }

        return (before, Math.Sqrt(column.Sum(x => x * x)));
    }
}
