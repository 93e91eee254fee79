using WhiteMatter.Statistics.Multivariate;
using Xunit;

namespace WhiteMatter.Statistics.Tests;

public sealed class LargeSymmetricMatrixTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(37)]
    [InlineData(211)]
    public void The_vectors_make_a_drawn_matrix_diagonal_and_are_orthonormal(int order)
    {
        var draws = KeyedDraws.For(1, "matrix");
        Check(Drawn(order, (i, j) => draws.Normal((ulong)((i * order) + j))));
    }

    /// <summary>Relationships of unrelated people: few eigenvalues that are not 0, and many that are.</summary>
    [Fact]
    public void A_matrix_of_low_rank_has_its_zeros()
    {
        const int Order = 240;
        var draws = KeyedDraws.For(2, "matrix");
        var found = Check(Drawn(Order, (i, j) =>
            Enumerable.Range(0, 5).Sum(k => draws.Normal((ulong)((i * 5) + k)) * draws.Normal((ulong)((j * 5) + k)))));
        Assert.All(found.Values[5..], value => Assert.Equal(0, value, 1e-11));
        Assert.True(found.Values[4] > 50);
    }

    /// <summary>Twins: eigenvalues 2 and 0, each as often as there are pairs.</summary>
    [Fact]
    public void Equal_eigenvalues_have_orthogonal_vectors()
    {
        const int Order = 300;
        var found = Check(Drawn(Order, (i, j) => i / 2 == j / 2 ? 1 : 0));
        Assert.All(found.Values[..(Order / 2)], value => Assert.Equal(2, value, 1e-13));
        Assert.All(found.Values[(Order / 2)..], value => Assert.Equal(0, value, 1e-13));
    }

    [Fact]
    public void A_diagonal_matrix_is_left_as_it_is() =>
        Assert.Equal([7.0, 3, 2, -1], LargeSymmetricMatrix.Decompose(Drawn(4, (i, j) => i == j ? new[] { 2.0, -1, 7, 3 }[i] : 0), 1, null, default).Values);

    [Fact]
    public void The_bits_do_not_depend_on_the_threads()
    {
        double[][] Matrix()
        {
            var draws = KeyedDraws.For(3, "matrix");
            return Drawn(530, (i, j) => draws.Normal((ulong)((i * 530) + j)));
        }

        var (one, three) = (LargeSymmetricMatrix.Decompose(Matrix(), 1, null, default), LargeSymmetricMatrix.Decompose(Matrix(), 3, null, default));
        Assert.Equal(one.Values, three.Values);
        Assert.Equal(one.Vectors.SelectMany(vector => vector), three.Vectors.SelectMany(vector => vector));
    }

    [Fact]
    public void What_is_no_number_is_refused() =>
        Assert.Throws<ArithmeticException>(() => LargeSymmetricMatrix.Decompose(Drawn(9, (i, j) => i + j == 9 ? double.NaN : 1), 1, null, default));

    private static double[][] Drawn(int order, Func<int, int, double> cell)
    {
        var matrix = new double[order][];
        for (var i = 0; i < order; i++)
        {
            matrix[i] = [.. Enumerable.Range(0, order).Select(j => cell(Math.Max(i, j), Math.Min(i, j)))];
        }

        return matrix;
    }

    /// <summary>A v = λ v and V'V = I, to rounding; the values are those of another method (MathNet's EISPACK).</summary>
    private static SymmetricEigenvalues Check(double[][] matrix)
    {
        var order = matrix.Length;
        var (kept, flat) = (matrix.Select(row => (double[])row.Clone()).ToArray(), new double[order, order]);
        for (var i = 0; i < order; i++)
        {
            for (var j = 0; j < order; j++)
            {
                flat[i, j] = matrix[i][j];
            }
        }

        var found = LargeSymmetricMatrix.Decompose(matrix, 2, null, default);
        var other = SymmetricEigenvalues.Of(flat).Values;
        var size = 1e-14 * order * Math.Max(1, Math.Abs(other[0]));
        for (var a = 0; a < order; a++)
        {
            Assert.Equal(other[a], found.Values[a], size);
            for (var i = 0; i < order; i++)
            {
                Assert.Equal(found.Values[a] * found.Vectors[a][i], kept[i].Zip(found.Vectors[a], (x, y) => x * y).Sum(), size);
            }

            for (var b = 0; b <= a; b++)
            {
                Assert.Equal(a == b ? 1 : 0, found.Vectors[a].Zip(found.Vectors[b], (x, y) => x * y).Sum(), 1e-14 * Math.Max(order, 10));
            }
        }

        return found;
    }
}
