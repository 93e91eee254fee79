using WhiteMatter.Genetics.Relatedness;
using WhiteMatter.Statistics.Designs;
using WhiteMatter.Statistics.Multivariate;

namespace WhiteMatter.Genetics.Regression;

/// <summary>
/// The directions in which a sparse relationship matrix is diagonal. It falls into families, people who are joined by entries: each is
/// decomposed by itself, so that thousands of families cost no more than their own small matrices. People without relatives stay as they are.
/// </summary>
public sealed class RotatedPeople
{
    /// <summary>The largest family that is decomposed: its vectors take 8 bytes × people².</summary>
    public const int LargestFamily = 5000;

    /// <summary>Families of at least so many people are decomposed on all threads together, others beside one another.</summary>
    private const int Large = 500;

    private readonly int[][] _families;
    private readonly double[][][] _vectors;
    private readonly int[] _starts;
    private readonly int[] _alone;

    private RotatedPeople(int[][] families, int[] alone, int people)
    {
        _families = families;
        _vectors = new double[families.Length][][];
        _starts = new int[families.Length + 1];
        for (var f = 0; f < families.Length; f++)
        {
            _starts[f + 1] = _starts[f] + families[f].Length;
        }

        _alone = alone;
        Values = new double[people];
    }

    /// <summary>
    /// The eigenvalues, one for each person, in the order of <see cref="Rotate"/>'s results. A matrix whose small entries are left out may have
    /// some below 0, which is no variance: they are 0 here.
    /// </summary>
    public double[] Values { get; }

    /// <summary>Families of at least two people.</summary>
    public int Families => _families.Length;

    /// <summary>People of the largest family.</summary>
    public int Largest => _families.Length == 0 ? Math.Min(1, _alone.Length) : _families.Max(family => family.Length);

    /// <summary>Decomposes a matrix.</summary>
    /// <param name="matrix">The relationships of the people, in their order.</param>
    /// <param name="threads">Threads to use.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="RegressionException">A family is too large.</exception>
    public static RotatedPeople Of(SparseRelationshipMatrix matrix, int threads, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        var (families, alone) = FamiliesOf(matrix);
        if (families.FirstOrDefault(family => family.Length > LargestFamily) is { } large)
        {
            throw new RegressionException(RegressionProblem.FamilyTooLarge, large.Length);
        }

        var rotated = new RotatedPeople(families, alone, matrix.People);
        var place = new int[matrix.People];
        foreach (var family in families)
        {
            for (var i = 0; i < family.Length; i++)
            {
                place[family[i]] = i;
            }
        }

        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken };
        Parallel.For(0, families.Length, options, f =>
        {
            if (families[f].Length < Large)
            {
                rotated.Decompose(matrix, f, place, 1, cancellationToken);
            }
        });
        for (var f = 0; f < families.Length; f++)
        {
            if (families[f].Length >= Large)
            {
                rotated.Decompose(matrix, f, place, threads, cancellationToken);
            }
        }

        for (var i = 0; i < alone.Length; i++)
        {
            rotated.Values[rotated._starts[^1] + i] = matrix.Diagonal[alone[i]];
        }

        return rotated;
    }

    /// <summary>Writes numbers of people in the directions of the eigenvalues.</summary>
    /// <param name="people">One number a person.</param>
    /// <param name="rotated">Receives one number an eigenvalue.</param>
    public void Rotate(ReadOnlySpan<double> people, Span<double> rotated)
    {
        var own = new double[Largest];
        for (var f = 0; f < _families.Length; f++)
        {
            var family = _families[f];
            for (var i = 0; i < family.Length; i++)
            {
                own[i] = people[family[i]];
            }

            for (var j = 0; j < family.Length; j++)
            {
                rotated[_starts[f] + j] = VectorProduct.Dot(_vectors[f][j], own.AsSpan(0, family.Length));
            }
        }

        for (var i = 0; i < _alone.Length; i++)
        {
            rotated[_starts[^1] + i] = people[_alone[i]];
        }
    }

    /// <summary>The other way.</summary>
    /// <param name="rotated">One number an eigenvalue.</param>
    /// <param name="people">Receives one number a person.</param>
    public void Return(ReadOnlySpan<double> rotated, Span<double> people)
    {
        var own = new double[Largest];
        for (var f = 0; f < _families.Length; f++)
        {
            var family = _families[f];
            var sum = own.AsSpan(0, family.Length);
            sum.Clear();
            for (var j = 0; j < family.Length; j++)
            {
                VectorProduct.Add(rotated[_starts[f] + j], _vectors[f][j], sum);
            }

            for (var i = 0; i < family.Length; i++)
            {
                people[family[i]] = sum[i];
            }
        }

        for (var i = 0; i < _alone.Length; i++)
        {
            people[_alone[i]] = rotated[_starts[^1] + i];
        }
    }

    private void Decompose(SparseRelationshipMatrix matrix, int f, int[] place, int threads, CancellationToken cancellationToken)
    {
        var family = _families[f];
        var dense = new double[family.Length][];
        for (var i = 0; i < family.Length; i++)
        {
            dense[i] = new double[family.Length];
        }

        for (var i = 0; i < family.Length; i++)
        {
            dense[i][i] = matrix.Diagonal[family[i]];
            for (var at = matrix.RowStarts[family[i]]; at < matrix.RowStarts[family[i] + 1]; at++)
            {
                var other = place[matrix.Columns[at]];
                dense[i][other] = dense[other][i] = matrix.Values[at];
            }
        }

        var found = LargeSymmetricMatrix.Decompose(dense, threads, null, cancellationToken);
        for (var i = 0; i < family.Length; i++)
        {
            Values[_starts[f] + i] = Math.Max(found.Values[i], 0);
        }

        _vectors[f] = found.Vectors;
    }

    /// <summary>The families, each in the order of its people, and everybody who is in none.</summary>
    private static (int[][] Families, int[] Alone) FamiliesOf(SparseRelationshipMatrix matrix)
    {
        var parent = Enumerable.Range(0, matrix.People).ToArray();
        for (var i = 0; i < matrix.People; i++)
        {
            for (var at = matrix.RowStarts[i]; at < matrix.RowStarts[i + 1]; at++)
            {
                var (a, b) = (Root(i), Root(matrix.Columns[at]));
                parent[Math.Max(a, b)] = Math.Min(a, b);
            }
        }

        var joined = Enumerable.Range(0, matrix.People).ToLookup(Root);
        return (
            [.. joined.Where(family => family.Skip(1).Any()).Select(family => family.ToArray())],
            [.. joined.Where(family => !family.Skip(1).Any()).Select(family => family.Key)]);

        int Root(int i)
        {
            while (parent[i] != i)
            {
                parent[i] = parent[parent[i]];
                i = parent[i];
            }

            return i;
        }
    }
}
