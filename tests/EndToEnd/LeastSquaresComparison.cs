using System.Numerics;
using System.Runtime.InteropServices;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Genetics.Association;
using Xunit;

namespace EndToEnd;

/// <summary>
/// Compares an association table with least squares of each cell's own people in double precision: an orthonormal basis of the covariates by
/// Gram-Schmidt twice (a QR), β = g'y / g'g for the genotype g off it, and the residual sum of squares. Traits go through it once: twice is for
/// what covariates nearly explain. The data come from the files, not from what the product made of them.
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
        var everybody = new Basis([.. Enumerable.Range(0, samples.Length)], covariates);
        var offEverybody = complete ? traits.Select(trait => everybody.Off(trait, passes: 1)).ToArray() : null;
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
                var shared = !complete ? null : called.Length == genotypes.Length ? everybody : new Basis(called, covariates);
                var genotype = shared?.Off(genotypes, passes: 2);
                for (var t = 0; t < traits.Length; t++)
                {
                    var trait = traits[t];
                    var basis = shared ?? new Basis([.. called.Where(i => !double.IsNaN(trait[i]))], covariates);
                    var cell = (t * block.Count) + v;
                    var (beta, se) = basis.Test(
                        genotype ?? basis.Off(genotypes, passes: 2), basis == everybody && offEverybody is not null ? offEverybody[t] : basis.Off(trait, passes: 1));
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

    /// <summary>An orthonormal basis of the covariates in some people. Most of the time of a comparison goes here, hence the vectors.</summary>
    private sealed class Basis
    {
        private readonly int[] _rows;
        private readonly List<double[]> _columns = [];

        public Basis(int[] rows, double[][] covariates)
        {
            _rows = rows;
            foreach (var covariate in covariates)
            {
                var column = rows.Select(i => covariate[i]).ToArray();
                var before = Math.Sqrt(Dot(column, column));
                Orthogonalise(column, passes: 2);
                var after = Math.Sqrt(Dot(column, column));
                if (after > 1e-7 * before)
                {
                    _columns.Add([.. column.Select(x => x / after)]);
                }
            }
        }

        /// <summary>What the covariates leave of a column, in these people.</summary>
        public double[] Off(double[] column, int passes)
        {
            var left = new double[_rows.Length];
            for (var i = 0; i < left.Length; i++)
            {
                left[i] = column[_rows[i]];
            }

            Orthogonalise(left, passes);
            return left;
        }

        /// <param name="genotype">The genotype off the covariates.</param>
        /// <param name="trait">The trait off the covariates.</param>
        public (double Beta, double StandardError) Test(double[] genotype, double[] trait)
        {
            var squares = Dot(genotype, genotype);
            var beta = Dot(genotype, trait) / squares;
            return (beta, Math.Sqrt(SquaresWithout(trait, beta, genotype) / (trait.Length - _columns.Count - 1) / squares));
        }

        private void Orthogonalise(double[] column, int passes)
        {
            for (var pass = 0; pass < passes; pass++)
            {
                foreach (var q in _columns)
                {
                    Subtract(column, Dot(q, column), q);
                }
            }
        }

        private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
        {
            var u = MemoryMarshal.Cast<double, Vector<double>>(a);
            var v = MemoryMarshal.Cast<double, Vector<double>>(b);
            var sums = Vector<double>.Zero;
            for (var i = 0; i < u.Length; i++)
            {
                sums += u[i] * v[i];
            }

            var sum = Vector.Sum(sums);
            for (var i = u.Length * Vector<double>.Count; i < a.Length; i++)
            {
                sum += a[i] * b[i];
            }

            return sum;
        }

        /// <summary>Subtracts so many times a column from another.</summary>
        private static void Subtract(Span<double> from, double times, ReadOnlySpan<double> column)
        {
            var u = MemoryMarshal.Cast<double, Vector<double>>(from);
            var v = MemoryMarshal.Cast<double, Vector<double>>(column);
            for (var i = 0; i < u.Length; i++)
            {
                u[i] -= v[i] * times;
            }

            for (var i = u.Length * Vector<double>.Count; i < from.Length; i++)
            {
                from[i] -= times * column[i];
            }
        }

        /// <summary>The sum of squares of a trait less β times the genotype.</summary>
        private static double SquaresWithout(ReadOnlySpan<double> trait, double beta, ReadOnlySpan<double> genotype)
        {
            var u = MemoryMarshal.Cast<double, Vector<double>>(trait);
            var v = MemoryMarshal.Cast<double, Vector<double>>(genotype);
            var sums = Vector<double>.Zero;
            for (var i = 0; i < u.Length; i++)
            {
                var left = u[i] - (v[i] * beta);
                sums += left * left;
            }

            var sum = Vector.Sum(sums);
            for (var i = u.Length * Vector<double>.Count; i < trait.Length; i++)
            {
                sum += (trait[i] - (beta * genotype[i])) * (trait[i] - (beta * genotype[i]));
            }

            return sum;
        }
    }
}
