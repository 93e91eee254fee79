using WhiteMatter.Formats.Plink;
using WhiteMatter.Genetics.Association;
using Xunit;

namespace EndToEnd;

/// <summary>
/// Compares an association table with least squares of each cell's own people in double precision: an orthonormal basis of the covariates by
/// Gram-Schmidt twice (a QR), β = g'y / g'g for the genotype g off it, and the residual sum of squares. The data come from the files, not from
/// what the product made of them.
/// </summary>
internal static class LeastSquaresComparison
{
    private const double OfStandardError = 1e-9;

    /// <param name="table">The table.</param>
    /// <param name="bed">The genotypes.</param>
    /// <param name="samples">Rows of the .fam file.</param>
    /// <param name="covariates">Columns with the intercept, one value for each sample.</param>
    /// <param name="traits">The table's traits, one value for each sample, NaN where missing.</param>
    /// <returns>How many cells were compared.</returns>
    public static long Compare(AssociationTable table, BedFile bed, int[] samples, double[][] covariates, double[][] traits)
    {
        var complete = traits.All(trait => !trait.Any(double.IsNaN));
        var compared = 0L;
        var wrong = new List<string>();
        var block = table.CreateBuffer();
        for (var b = 0; b < table.Blocks; b++)
        {
            table.Read(b, block);
            Parallel.For(0, block.Count, v =>
            {
                var genotypes = Genotypes(bed, samples, block.Variant[v]);
                var called = Enumerable.Range(0, genotypes.Length).Where(i => !double.IsNaN(genotypes[i])).ToArray();
                Fit? shared = complete ? Fit.Of(called, covariates, genotypes) : null;
                for (var t = 0; t < traits.Length; t++)
                {
                    var trait = traits[t];
                    var fit = shared ?? Fit.Of([.. called.Where(i => !double.IsNaN(trait[i]))], covariates, genotypes);
                    var cell = (t * block.Count) + v;
                    var (beta, se) = fit.Test(trait);
                    if (!(Math.Abs(beta - block.Beta[cell]) <= OfStandardError * se)
                        || !(Math.Abs(se - block.StandardError[cell]) <= OfStandardError * se))
                    {
                        lock (wrong)
                        {
                            wrong.Add($"variant {block.Variant[v]}, trait {t}: β {block.Beta[cell]:R} SE {block.StandardError[cell]:R}, by QR {beta:R} {se:R}");
                        }
                    }
                }
            });
            compared += (long)block.Count * traits.Length;
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {compared} cells differ:\n{string.Join('\n', wrong.Take(20))}");
        return compared;
    }

    private static double[] Genotypes(BedFile bed, int[] samples, int variant)
    {
        var packed = new byte[bed.BytesPerVariant];
        bed.ReadBlock(variant, 1, packed);
        return [.. samples.Select(s => ((packed[s / 4] >> (2 * (s % 4))) & 3) switch { 0 => 2.0, 1 => double.NaN, 2 => 1.0, _ => 0.0 })];
    }

    /// <summary>The covariates' basis and the genotype off it, in some people.</summary>
    private sealed class Fit
    {
        private readonly int[] _rows;
        private readonly List<double[]> _basis = [];
        private readonly double[] _genotype;
        private readonly double _squares;

        private Fit(int[] rows, double[][] covariates, double[] genotypes)
        {
            _rows = rows;
            foreach (var covariate in covariates)
            {
                var column = rows.Select(i => covariate[i]).ToArray();
                var before = Math.Sqrt(Dot(column, column));
                Orthogonalise(column);
                var after = Math.Sqrt(Dot(column, column));
                if (after > 1e-7 * before)
                {
                    _basis.Add([.. column.Select(x => x / after)]);
                }
            }

            _genotype = [.. rows.Select(i => genotypes[i])];
            Orthogonalise(_genotype);
            _squares = Dot(_genotype, _genotype);
        }

        public static Fit Of(int[] rows, double[][] covariates, double[] genotypes) => new(rows, covariates, genotypes);

        public (double Beta, double StandardError) Test(double[] trait)
        {
            var y = new double[_rows.Length];
            for (var i = 0; i < y.Length; i++)
            {
                y[i] = trait[_rows[i]];
            }

            Orthogonalise(y);
            var beta = Dot(_genotype, y) / _squares;
            for (var i = 0; i < y.Length; i++)
            {
                y[i] -= beta * _genotype[i];
            }

            return (beta, Math.Sqrt(Dot(y, y) / (y.Length - _basis.Count - 1) / _squares));
        }

        private void Orthogonalise(double[] column)
        {
            for (var pass = 0; pass < 2; pass++)
            {
                foreach (var q in _basis)
                {
                    var share = Dot(q, column);
                    for (var i = 0; i < column.Length; i++)
                    {
                        column[i] -= share * q[i];
                    }
                }
            }
        }

        private static double Dot(double[] a, double[] b)
        {
            var sum = 0.0;
            for (var i = 0; i < a.Length; i++)
            {
                sum += a[i] * b[i];
            }

            return sum;
        }
    }
}
