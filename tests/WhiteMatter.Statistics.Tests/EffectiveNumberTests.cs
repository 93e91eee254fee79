using WhiteMatter.Statistics.Multivariate;
using Xunit;

namespace WhiteMatter.Statistics.Tests;

/// <summary>The effective number of tests by Li and Ji (2005).</summary>
public class EffectiveNumberTests
{
    /// <summary>
    /// The linkage disequilibrium of 23 SNPs that the R package poolr carries (grid2ip.ld), by its eigenvalues (numpy 1.24.2); the package's reference page
    /// for meff (0.8.2) prints 15 for method = "liji".
    /// </summary>
    [Fact]
    public void The_published_example_of_23_SNPs_counts_as_15()
    {
        double[] eigenvalues =
        [
            2.80862365e-03, 1.01128072e-02, 2.01483055e-02, 2.48940314e-02, 4.83560819e-02, 6.69684687e-02, 9.87520322e-02, 1.15721372e-01, 1.63863927e-01,
            1.94441070e-01, 2.54171717e-01, 3.25666473e-01, 5.09853253e-01, 6.19943780e-01, 7.82577067e-01, 8.98718685e-01, 9.77277688e-01, 1.16767874e+00,
            1.33947364e+00, 2.71307759e+00, 2.96143167e+00, 3.91142658e+00, 5.79263641e+00,
        ];
        Assert.Equal(15, EffectiveNumber.OfEigenvalues(eigenvalues));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(17)]
    [InlineData(128)]
    public void Independent_tests_count_each_and_equal_ones_as_one(int order)
    {
        Assert.Equal(order, EffectiveNumber.OfCorrelation(Blocks(1, order), order));
        Assert.Equal(1, EffectiveNumber.OfCorrelation(Blocks(order, 1), order));
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 5)]
    [InlineData(7, 30)]
    [InlineData(60, 2)]
    public void Blocks_of_equal_tests_count_as_so_many_blocks(int size, int blocks) =>
        Assert.Equal(blocks, EffectiveNumber.OfCorrelation(Blocks(size, blocks), size * blocks));

    /// <summary>
    /// Tests of one correlation ρ have the eigenvalues 1 + (K − 1)ρ and K − 1 times 1 − ρ, which counts as K − ⌊(K − 1)ρ⌋ for ρ ≥ 0; two such blocks add up.
    /// </summary>
    [Theory]
    [InlineData(10, 0.5, 6)]
    [InlineData(10, 0.3, 8)]
    [InlineData(48, 0.3, 34)]
    [InlineData(48, 0.9, 6)]
    [InlineData(2, 0.999, 2)]
    public void Tests_of_one_correlation_have_a_closed_form(int size, double correlation, int expected)
    {
        Assert.Equal(expected, EffectiveNumber.OfCorrelation(Blocks(size, 1, correlation), size));
        Assert.Equal(2 * expected, EffectiveNumber.OfCorrelation(Blocks(size, 2, correlation), 2 * size));
    }

    /// <summary>ρ^|i − j|, by numpy 1.24.2: x = abs(eigvalsh(R)) + sqrt(eps); floor(sum((x >= 1) + x - floor(x))).</summary>
    [Theory]
    [InlineData(10, 0.3, 10)]
    [InlineData(40, 0.8, 20)]
    [InlineData(128, 0.9, 45)]
    [InlineData(200, 0.95, 50)]
    [InlineData(200, 0.5, 168)]
    [InlineData(364, 0.99, 40)]
    public void Tests_whose_correlation_falls_with_their_distance_count_as_numpy_says(int order, double correlation, int expected)
    {
        var matrix = new double[order * order];
        for (var i = 0; i < matrix.Length; i++)
        {
            matrix[i] = Math.Pow(correlation, Math.Abs((i / order) - (i % order)));
        }

        Assert.Equal(expected, EffectiveNumber.OfCorrelation(matrix, order));
    }

    [Fact]
    public void Sizes_that_contradict_each_other_are_refused() =>
        Assert.Throws<ArgumentException>(() => EffectiveNumber.OfCorrelation([1, 0, 0, 1], 3));

    /// <summary>Blocks with one correlation within each and none between them.</summary>
    private static double[] Blocks(int size, int blocks, double correlation = 1)
    {
        var order = size * blocks;
        var matrix = new double[order * order];
        for (var i = 0; i < order; i++)
        {
            for (var j = 0; j < order; j++)
            {
                matrix[(i * order) + j] = i == j ? 1 : i / size == j / size ? correlation : 0;
            }
        }

        return matrix;
    }
}
