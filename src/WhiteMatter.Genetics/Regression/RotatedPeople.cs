using WhiteMatter.Genetics.Relatedness;
using WhiteMatter.Statistics.Multivariate;

namespace WhiteMatter.Genetics.Regression;

/// <summary>
/// The directions in which a relationship matrix is diagonal. A sparse matrix falls into families, people who are joined by entries: each
/// is decomposed by itself, so that thousands of families cost no more than their own small matrices; a dense matrix is one family.
/// </summary>
public sealed class RotatedPeople
{
    /// <summary>The largest family that is decomposed: its vectors take 8 bytes × people².</summary>
    public const int LargestFamily = 8192;

    private readonly int[][] _families;
    private readonly double[][][] _vectors;

    private RotatedPeople(int[][] families, double[][][] vectors, double[] values)
    {
        _families = families;
        _vectors = vectors;
        Values = values;
    }

    /// <summary>The eigenvalues, one for each person, in the order of <see cref="Rotate"/>'s results.</summary>
    public double[] Values { get; }

    /// <summary>People of the largest family.</summary>
    public int Largest => _families.Length == 0 ? 0 : _families.Max(family => family.Length);

    /// <summary>Decomposes a matrix.</summary>
    /// <param name="matrix">The relationships of the people, in their order.</param>
    /// <exception cref="RegressionException">A family is too large.</exception>
    public static RotatedPeople Of(SparseRelationshipMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        var families = FamiliesOf(matrix);
        var vectors = new double[families.Length][][];
        var values = new double[matrix.People];
        var place = new int[matrix.People];
        for (int f = 0, start = 0; f < families.Length; start += families[f].Length, f++)
        {
            var family = families[f];
            if (family.Length > LargestFamily)
            {
                throw new RegressionException(RegressionProblem.FamilyTooLarge, family.Length.ToString(System.Globalization.CultureInfo.InvariantCulture));
            }

            if (family.Length == 1)
            {
                values[start] = matrix.Diagonal[family[0]];
                vectors[f] = [[1.0]];
                continue;
            }

            for (var i = 0; i < family.Length; i++)
            {
                place[family[i]] = i;
            }

            var dense = new double[family.Length, family.Length];
            for (var i = 0; i < family.Length; i++)
            {
                dense[i, i] = matrix.Diagonal[family[i]];
                for (var at = matrix.RowStarts[family[i]]; at < matrix.RowStarts[family[i] + 1]; at++)
                {
                    var other = place[matrix.Columns[at]];
                    dense[i, other] = dense[other, i] = matrix.Values[at];
                }
            }

            var found = SymmetricEigenvalues.Of(dense);
            found.Values.CopyTo(values, start);
            vectors[f] = found.Vectors;
        }

        return new RotatedPeople(families, vectors, values);
    }

    /// <summary>Writes numbers of people in the directions of the eigenvalues.</summary>
    /// <param name="people">One number a person.</param>
    /// <param name="rotated">Receives one number an eigenvalue.</param>
    public void Rotate(ReadOnlySpan<double> people, Span<double> rotated)
    {
        for (int f = 0, start = 0; f < _families.Length; start += _families[f].Length, f++)
        {
            var family = _families[f];
            for (var j = 0; j < family.Length; j++)
            {
                var (vector, sum) = (_vectors[f][j], 0.0);
                for (var i = 0; i < family.Length; i++)
                {
                    sum += vector[i] * people[family[i]];
                }

                rotated[start + j] = sum;
            }
        }
    }

    /// <summary>The other way.</summary>
    /// <param name="rotated">One number an eigenvalue.</param>
    /// <param name="people">Receives one number a person.</param>
    public void Return(ReadOnlySpan<double> rotated, Span<double> people)
    {
        for (int f = 0, start = 0; f < _families.Length; start += _families[f].Length, f++)
        {
            var family = _families[f];
            for (var i = 0; i < family.Length; i++)
            {
                var sum = 0.0;
                for (var j = 0; j < family.Length; j++)
                {
                    sum += _vectors[f][j][i] * rotated[start + j];
                }

                people[family[i]] = sum;
            }
        }
    }

    private static int[][] FamiliesOf(SparseRelationshipMatrix matrix)
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

        return [.. Enumerable.Range(0, matrix.People).GroupBy(Root).Select(family => family.ToArray())];

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
