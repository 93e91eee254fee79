using MathNet.Numerics.LinearAlgebra;
using WhiteMatter.Statistics.Multivariate;
using Xunit;

namespace WhiteMatter.Statistics.Tests;

public class WhiteningTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(48)]
    [InlineData(129)]
    public void Squared_lengths_are_those_of_a_solved_system(int order)
    {
        var random = new Random(order);
        var matrix = Correlation(order, order + 40, random);
        var whitening = Whitening.Create(matrix.ToColumnMajorArray(), order, 1e-6);
        Assert.Equal(order, whitening.Rank);
        var vectors = Matrix<double>.Build.Dense(order, 11, (_, _) => (4 * random.NextDouble()) - 2);

        // The reference is MathNet's LU solution of R x = z, which shares neither factor nor order of summation.
        var solved = matrix.LU().Solve(vectors);
        var found = Lengths(whitening, vectors);
        for (var v = 0; v < vectors.ColumnCount; v++)
        {
            var expected = vectors.Column(v) * solved.Column(v);
            Assert.Equal(expected, found[v], 1e-11 * expected);
        }
    }

    [Fact]
    public void Directions_without_variance_are_removed_and_the_rest_is_the_pseudoinverse()
    {
        // Three traits, the third the sum of the others: R has the eigenvalues 0, 1 and 2 (r13 = r23 = 1/√2, r12 = 0).
        var r = Math.Sqrt(0.5);
        var whitening = Whitening.Create([1, 0, r, 0, 1, r, r, r, 1], 3, 1e-6);
        Assert.Equal(2, whitening.Rank);
        Assert.Equal(0, whitening.LeastEigenvalue, 1e-14);
        Assert.Equal(1, whitening.LeastEigenvalueKept, 1e-14);
        Assert.Equal(2, whitening.GreatestEigenvalue, 1e-14);

        // z in the span of R: z = R x has z'R⁺z = x'R x. Here x = (1, 2, 0): 1 + 4 = 5.
        var z = Matrix<double>.Build.DenseOfColumnArrays([1, 2, 3 * r]);
        Assert.Equal(5, Lengths(whitening, z)[0], 1e-13);
    }

    [Fact]
    public void The_floor_is_a_share_of_the_greatest_eigenvalue()
    {
        // Two traits of correlation ρ: eigenvalues 1 − ρ and 1 + ρ.
        double[] matrix = [1, 0.98, 0.98, 1];
        Assert.Equal(2, Whitening.Create(matrix, 2, 0.0101).Rank);
        Assert.Equal(1, Whitening.Create(matrix, 2, 0.0102).Rank);
        Assert.Equal(1, Whitening.Create([1, 1, 1, 1], 2, 0).Rank);
        Assert.Throws<ArgumentException>(() => Whitening.Create([0, 0, 0, 0], 2, 0));
    }

    [Fact]
    public void A_vectors_bits_do_not_depend_on_its_place()
    {
        var random = new Random(3);
        var whitening = Whitening.Create(Correlation(17, 60, random).ToColumnMajorArray(), 17, 0);
        var one = Vector<double>.Build.Dense(17, _ => random.NextDouble());
        var many = Matrix<double>.Build.Dense(17, 24, (_, _) => random.NextDouble());
        var alone = Lengths(whitening, one.ToColumnMatrix())[0];
        foreach (var place in new[] { 0, 3, 4, 7, 8, 23 })
        {
            many.SetColumn(place, one);
            Assert.Equal(alone, Lengths(whitening, many)[place]);
        }
    }

    private static Matrix<double> Correlation(int order, int people, Random random)
    {
        var shared = Vector<double>.Build.Dense(people, _ => random.NextDouble() - 0.5);
        var columns = Matrix<double>.Build.Dense(people, order, (i, _) => random.NextDouble() - 0.5 + shared[i]).NormalizeColumns(2);
        return columns.TransposeThisAndMultiply(columns);
    }

    private static double[] Lengths(Whitening whitening, Matrix<double> vectors)
    {
        const int Width = Whitening.PanelWidth;
        var panels = new double[(vectors.ColumnCount + Width - 1) / Width * Width * whitening.Order];
        for (var v = 0; v < vectors.ColumnCount; v++)
        {
            for (var j = 0; j < whitening.Order; j++)
            {
                panels[((((v / Width) * whitening.Order) + j) * Width) + (v % Width)] = vectors[j, v];
            }
        }

        var lengths = new double[panels.Length / whitening.Order];
        whitening.SquaredLengths(panels, lengths);
        return lengths;
    }
}
