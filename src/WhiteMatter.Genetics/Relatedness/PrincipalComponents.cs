using WhiteMatter.Genetics.Native;

namespace WhiteMatter.Genetics.Relatedness;

/// <summary>
/// Principal components of people's standardised genotypes W (people × variants): the leading eigenvectors of the relationship matrix WW'/m,
/// missing genotypes counting as the mean.
/// </summary>
/// <param name="Count">k, the number of components.</param>
/// <param name="Eigenvalues">Those of WW'/m, falling.</param>
/// <param name="Scores">People × k, row after row: eigenvectors of length 1, the entry that is greatest in size positive.</param>
/// <param name="Loadings">Variants × k, row after row: W'u/√(mλ).</param>
/// <param name="Residual">The greatest |Au − λu|/λ of the components: what is left unconverged.</param>
/// <param name="Passes">How often the genotypes were walked over, each time from both sides.</param>
public sealed record PrincipalComponents(int Count, double[] Eigenvalues, double[] Scores, double[] Loadings, double Residual, int Passes)
{
    /// <summary>A residual below which components count as found.</summary>
    public const double Tolerance = 1e-5;

    /// <summary>The most passes that are made; what has not converged by then is given with its residual.</summary>
    public const int MostPasses = 40;

    /// <summary>
    /// Computes them by a randomised block Krylov method (Musco and Musco 2015; Halko, Martinsson and Tropp 2011): the genotypes are
    /// multiplied with a few random columns, the products orthonormalised and multiplied again, and the matrix is diagonalised in the space
    /// of them all, until the components no longer change.
    /// </summary>
    /// <remarks>
    /// Cost: 2 · people · variants · (k + 10) fused multiply-adds a pass in single precision. Memory: 8 · (k + 10) · (people · passes + variants)
    /// bytes. The same bits on any number of threads.
    /// </remarks>
    /// <param name="people">Genotypes.</param>
    /// <param name="weights">What genotypes count as; <see cref="StandardisedWeights"/>.</param>
    /// <param name="count">k; fewer are given where there are fewer people.</param>
    /// <param name="seed">What the first columns are drawn with.</param>
    /// <param name="threads">Threads to use.</param>
    /// <param name="progress">Told the passes made.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static PrincipalComponents Compute(
        PackedPeople people, float[] weights, int count, long seed, int threads, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(people);
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        if (weights.Length != 4 * people.Variants)
        {
            throw new ArgumentException("There must be four weights for each variant.", nameof(weights));
        }

        var matrix = new GenotypeProduct(people, weights, threads, cancellationToken);
        var space = new KrylovSpace(people.People, Math.Min(count + 10, people.People), seed);
        var passes = 0;
        do
        {
            space.Extend(matrix.Relationship(space.Block));
            progress?.Report(++passes);
        }
        while (!space.HasConverged(count, Tolerance) && passes < MostPasses);
        var found = space.Leading(Math.Min(count, space.Size));
        var scores = Rows(found.Vectors);
        var k = found.Values.Length;
        var loadings = matrix.VariantsOf(scores, k);
        Scale(loadings, found.Values, people.Variants);
        return new PrincipalComponents(k, found.Values, scores, loadings, found.Residual, passes);
    }

    /// <summary>
    /// The components of other people: their standardised genotypes times the loadings. Those who were not in the computation are drawn
    /// towards 0, the more the fewer people it had beside variants (Lee, Zou and Wright 2010): the values order and separate people
    /// rightly, and are a little smaller than they would be within.
    /// </summary>
    /// <param name="others">Genotypes at the same variants.</param>
    /// <param name="weights">The same weights.</param>
    /// <param name="threads">Threads to use.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>People × k, row after row.</returns>
    public double[] Project(PackedPeople others, float[] weights, int threads, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(others);
        var factors = (double[])Loadings.Clone();
        Scale(factors, Eigenvalues, others.Variants);
        return new GenotypeProduct(others, weights, threads, cancellationToken).PeopleOf(factors, Count);
    }

    private static void Scale(double[] rows, double[] eigenvalues, int variants)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            var eigenvalue = eigenvalues[i % eigenvalues.Length];
            rows[i] = eigenvalue > 0 ? rows[i] / Math.Sqrt(variants * eigenvalue) : 0;
        }
    }

    private static double[] Rows(double[][] columns)
    {
        var rows = new double[columns[0].Length * columns.Length];
        for (var c = 0; c < columns.Length; c++)
        {
            for (var i = 0; i < columns[c].Length; i++)
            {
                rows[(i * columns.Length) + c] = columns[c][i];
            }
        }

        return rows;
    }

    /// <summary>Products with the genotypes from either side.</summary>
    private sealed class GenotypeProduct(PackedPeople people, float[] weights, int threads, CancellationToken cancellationToken)
    {
        /// <summary>WW'q/m, column by column.</summary>
        public double[][] Relationship(IReadOnlyList<double[]> columns)
        {
            var l = columns.Count;
            var rows = Rows([.. columns]);
            var product = PeopleOf(VariantsOf(rows, l), l);
            var result = new double[l][];
            for (var c = 0; c < l; c++)
            {
                result[c] = new double[people.People];
                for (var i = 0; i < people.People; i++)
                {
                    result[c][i] = product[(i * l) + c] / people.Variants;
                }
            }

            return result;
        }

        /// <summary>W'q, variants × columns.</summary>
        public double[] VariantsOf(double[] q, int columns)
        {
            var variants = new double[(long)people.Variants * columns];
            for (var block = 0; block < people.Blocks; block++)
            {
                var loaded = people.Load(block, 0);
                NativeRelatedness.WeightsTimesPeople(
                    loaded,
                    people.Variants,
                    weights,
                    columns,
                    q.AsSpan((int)loaded.First * columns, (int)loaded.People * columns),
                    threads,
                    variants,
                    cancellationToken);
            }

            return variants;
        }

        /// <summary>Wt, people × columns.</summary>
        public double[] PeopleOf(double[] t, int columns)
        {
            var product = new double[(long)people.People * columns];
            for (var block = 0; block < people.Blocks; block++)
            {
                var loaded = people.Load(block, 0);
                NativeRelatedness.WeightsTimesVariants(
                    loaded,
                    people.Variants,
                    weights,
                    columns,
                    t,
                    threads,
                    product.AsSpan((int)loaded.First * columns, (int)loaded.People * columns),
                    cancellationToken);
            }

            return product;
        }
    }
}
