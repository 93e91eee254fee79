using WhiteMatter.Statistics.Designs;
using Xunit;

namespace WhiteMatter.Statistics.Tests;

/// <summary>Residuals on a design in some of its rows, beside those of a basis made of these rows alone.</summary>
public sealed class BasisOfRowsTests
{
    private const int Rows = 400;

    private static List<double[]> Columns(int seed, int levels)
    {
        var random = new Random(seed);
        List<double[]> columns = [[.. Enumerable.Repeat(1.0, Rows)], [.. Enumerable.Range(0, Rows).Select(i => 1950.0 + (i % 60))]];
        columns.Add([.. columns[1].Select(year => (year * year) + random.NextDouble())]);
        for (var level = 1; level < levels; level++)
        {
            columns.Add([.. Enumerable.Range(0, Rows).Select(i => i * levels / Rows == level ? 1.0 : 0)]);
        }

        return columns;
    }

    private static double[] Expected(List<double[]> columns, string[] names, byte[] leftOut, double[] y)
    {
        int[] present = [.. Enumerable.Range(0, Rows).Where(row => leftOut[row] == 0)];
        double[] own = [.. present.Select(row => y[row])];
        OrthonormalBasis.Create([.. columns.Select(column => present.Select(row => column[row]).ToArray())], names).Residualise(own);
        var all = new double[Rows];
        for (var i = 0; i < present.Length; i++)
        {
            all[present[i]] = own[i];
        }

        return all;
    }

    [Theory]
    [InlineData(0.05, false)]
    [InlineData(0.4, false)]
    [InlineData(0.9, false)]
    [InlineData(0.05, true)]
    public void Residuals_are_those_of_a_basis_of_the_rows_that_are_left(double share, bool emptiesALevel)
    {
        var random = new Random(11);
        var columns = Columns(3, 5);
        string[] names = [.. columns.Select((_, i) => $"x{i}")];
        byte[] leftOut = [.. Enumerable.Range(0, Rows).Select(row => (byte)(random.NextDouble() < share || (emptiesALevel && row * 5 / Rows == 2) ? 1 : 0))];
        double[] y = [.. Enumerable.Range(0, Rows).Select(row => leftOut[row] != 0 ? 7e9 : 1000 + (3 * columns[1][row]) + random.NextDouble())];
        var expected = Expected(columns, names, leftOut, y);

        var basis = BasisOfRows.Create(OrthonormalBasis.Create(columns, names), columns, names, leftOut);
        basis.Residualise(y);
        Assert.Equal(emptiesALevel ? columns.Count - 1 : columns.Count, basis.Rank);
        Assert.Equal(emptiesALevel, basis.IsLarge);
        for (var row = 0; row < Rows; row++)
        {
            // Of values of 7,000: some ten thousandths of their last digit.
            Assert.Equal(expected[row], y[row], 1e-9);
        }
    }

    [Fact]
    public void A_vector_that_the_columns_make_up_leaves_nothing()
    {
        var columns = Columns(4, 3);
        string[] names = [.. columns.Select((_, i) => $"x{i}")];
        byte[] leftOut = [.. Enumerable.Range(0, Rows).Select(row => (byte)(row % 7 == 0 ? 1 : 0))];
        double[] y = [.. columns[1].Select(year => 2 + year)];
        BasisOfRows.Create(OrthonormalBasis.Create(columns, names), columns, names, leftOut).Residualise(y);
        Assert.All(y, value => Assert.Equal(0, value, 1e-9));
    }
}
