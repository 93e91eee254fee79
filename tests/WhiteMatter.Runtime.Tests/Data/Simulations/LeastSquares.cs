namespace WhiteMatter.Runtime.Tests.Data.Simulations;

/// <summary>Ordinary least squares by the normal equations and Gaussian elimination, independent of the product.</summary>
internal static class LeastSquares
{
    /// <summary>Coefficients and standard errors, the intercept's first; and the share of the variance that the columns explain.</summary>
    public static (double[] Beta, double[] StandardError, double RSquared) Fit(double[] y, params double[][] columns)
    {
        double[][] x = [[.. y.Select(_ => 1.0)], .. columns];
        var k = x.Length;
        var system = new double[k, (2 * k) + 1];
        for (var i = 0; i < k; i++)
        {
            for (var j = 0; j < k; j++)
            {
                system[i, j] = Dot(x[i], x[j]);
            }

            system[i, k + i] = 1;
            system[i, 2 * k] = Dot(x[i], y);
        }

        Eliminate(system, k);
        var beta = Enumerable.Range(0, k).Select(i => system[i, 2 * k]).ToArray();
        var residual = Enumerable.Range(0, y.Length).Sum(i => Math.Pow(y[i] - Enumerable.Range(0, k).Sum(j => beta[j] * x[j][i]), 2));
        var mean = y.Average();
        var total = y.Sum(value => (value - mean) * (value - mean));
        var variance = residual / (y.Length - k);
        return (beta, [.. Enumerable.Range(0, k).Select(i => Math.Sqrt(variance * system[i, k + i]))], 1 - (residual / total));
    }

    private static void Eliminate(double[,] system, int k)
    {
        for (var pivot = 0; pivot < k; pivot++)
        {
            var best = Enumerable.Range(pivot, k - pivot).MaxBy(row => Math.Abs(system[row, pivot]));
            for (var column = 0; column < system.GetLength(1); column++)
            {
                (system[pivot, column], system[best, column]) = (system[best, column], system[pivot, column]);
            }

            var scale = system[pivot, pivot];
            for (var column = 0; column < system.GetLength(1); column++)
            {
                system[pivot, column] /= scale;
            }

            for (var row = 0; row < k; row++)
            {
                var factor = row == pivot ? 0 : system[row, pivot];
                for (var column = 0; column < system.GetLength(1); column++)
                {
                    system[row, column] -= factor * system[pivot, column];
                }
            }
        }
    }

    private static double Dot(double[] left, double[] right) => left.Zip(right, (a, b) => a * b).Sum();
}
