using WhiteMatter.Statistics.Designs;
using WhiteMatter.Statistics.Transforms;
using Xunit;

namespace WhiteMatter.Statistics.Tests;

/// <summary>Against lm.fit of R 4.2.2 (Expected/dropped.R) and closed forms.</summary>
public class OrthonormalBasisTests
{
    private static readonly double[] X = [45, 52, 61, 48, 70, 55, 66, 59, 63, 50, 47, 68];
    private static readonly double[] Z = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8];
    private static readonly double[] Y = [1, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13];
    private static readonly double[] One = [.. Enumerable.Repeat(1.0, 12)];

    private static Dictionary<string, (string Name, double[] Values)[]> Designs => new()
    {
        ["sum"] = [("one", One), ("x", X), ("z", Z), ("s", Map((x, z) => x + (2 * z)))],
        ["twice"] = [("one", One), ("x", X), ("x2", Map((x, _) => x * x)), ("again", Map((x, _) => (7 * x) - 3)), ("z", Z)],
        ["dummies"] = [("one", One), ("A", Level(0)), ("B", Level(1)), ("C", Level(2)), ("x", X)],
        ["before"] = [("s", Map((x, z) => x - z)), ("one", One), ("x", X), ("z", Z)],
        ["scales"] = [("one", One), ("tiny", Map((x, _) => x * 1e-9)), ("huge", Map((_, z) => z * 1e9)), ("both", Map((x, z) => x + z))],
        ["full"] = [("A", Level(0)), ("B", Level(1)), ("C", Level(2)), ("one", One), ("z", Z)],
        ["nearly"] = [("one", One), ("x", X), ("n5", Map((x, z) => x + (1e-5 * z))), ("n9", Map((x, z) => x + (1e-9 * z)))],
    };

    public static TheoryData<string> DesignNames => [.. ExpectedFile.Read("dropped.tsv").Select(row => row[0])];

    [Theory]
    [MemberData(nameof(DesignNames))]
    public void The_columns_R_drops_are_dropped_and_the_residuals_are_those_of_lm(string name)
    {
        var expected = ExpectedFile.Read("dropped.tsv").Single(row => row[0] == name);
        var columns = Designs[name];
        var basis = OrthonormalBasis.Create([.. columns.Select(c => c.Values)], [.. columns.Select(c => c.Name)]);
        Assert.Equal(expected[1], string.Join(",", basis.Dropped.Select(d => d.Name)));
        Assert.Equal(expected[2], basis.Rank.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var residuals = (double[])Y.Clone();
        basis.Residualise(residuals);
        var residualsOfR = expected[3].Split(',').Select(ExpectedFile.Number).ToArray();

        // R's QR does not centre: its residuals of the nearly collinear design carry errors of 1e-16 times its condition number.
        var tolerance = name == "nearly" ? 1e-8 : 1e-12;
        for (var i = 0; i < residuals.Length; i++)
        {
            Assert.True(Math.Abs(residuals[i] - residualsOfR[i]) < tolerance, $"row {i}: {residuals[i]:R} and {residualsOfR[i]:R}");
        }
    }

    [Fact]
    public void A_dropped_column_names_what_makes_it_up()
    {
        var columns = Designs["sum"];
        var dropped = Assert.Single(OrthonormalBasis.Create([.. columns.Select(c => c.Values)], [.. columns.Select(c => c.Name)]).Dropped);
        Assert.Equal(DropReason.Collinear, dropped.Reason);
        Assert.Equal(3, dropped.Index);
        Assert.Equal(["x", "z"], dropped.MadeUpOf.ToArray());
    }

    [Fact]
    public void Constant_columns_beside_an_intercept_are_named_constant()
    {
        var basis = OrthonormalBasis.Create(
            [One, [.. Enumerable.Repeat(0.1, 12)], X, new double[12]], ["(Intercept)", "scanner", "x", "nobody"]);
        Assert.Equal(["(Intercept)", "x"], basis.KeptNames.ToArray());
        Assert.Equal([("scanner", DropReason.Constant), ("nobody", DropReason.Constant)], basis.Dropped.Select(d => (d.Name, d.Reason)));
    }

    [Fact]
    public void The_basis_is_orthogonal_to_rounding_for_badly_scaled_columns()
    {
        const int rows = 20_000;
        var random = new Random(20260603);
        var age = Enumerable.Range(0, rows).Select(_ => 45 + (35 * random.NextDouble())).ToArray();
        var columns = new List<double[]> { Enumerable.Repeat(1.0, rows).ToArray(), age };
        for (var power = 2; power <= 5; power++)
        {
            var exponent = power;
            columns.Add([.. age.Select(a => Math.Pow(a, exponent))]);
        }

        columns.Add([.. age.Select(_ => 1.5e8 + random.Next(0, 1000))]);
        columns.Add([.. age.Select(_ => 1e-200 * random.NextDouble())]);
        columns.Add([.. age.Select(_ => 1e200 * random.NextDouble())]);
        var basis = OrthonormalBasis.Create(columns, [.. columns.Select((_, i) => "c" + i)]);
        Assert.Equal(columns.Count, basis.Rank);
        for (var i = 0; i < basis.Rank; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                // Summed in decimal, as an independent sum of 28 digits.
                var product = 0m;
                for (var row = 0; row < rows; row++)
                {
                    product += (decimal)basis.Column(i)[row] * (decimal)basis.Column(j)[row];
                }

                Assert.True(Math.Abs((double)(product - (i == j ? 1 : 0))) < 1e-14, $"columns {i} and {j}: {product}");
            }
        }
    }

    [Fact]
    public void Residuals_of_a_line_are_those_of_its_closed_form()
    {
        var basis = OrthonormalBasis.Create([One, X], ["one", "x"]);
        var (meanX, meanY) = (X.Average(), Y.Average());
        var slope = X.Zip(Y, (x, y) => (x - meanX) * (y - meanY)).Sum() / X.Sum(x => (x - meanX) * (x - meanX));
        var residuals = (double[])Y.Clone();
        TraitAdjustment.Residualise(residuals, basis);
        for (var i = 0; i < residuals.Length; i++)
        {
            Assert.Equal(Y[i] - meanY - (slope * (X[i] - meanX)), residuals[i], 13);
        }
    }

    [Fact]
    public void Bad_columns_are_refused()
    {
        Assert.Throws<ArgumentException>(() => OrthonormalBasis.Create([], []));
        Assert.Throws<ArgumentException>(() => OrthonormalBasis.Create([[1, double.NaN]], ["a"]));
        Assert.Throws<ArgumentException>(() => OrthonormalBasis.Create([[1, 2], [1, 2, 3]], ["a", "b"]));
        Assert.Throws<ArgumentException>(() => OrthonormalBasis.Create([One], ["one"]).Residualise(new double[3]));
    }

    private static double[] Map(Func<double, double, double> f) => [.. X.Zip(Z, f)];

    private static double[] Level(int level) => [.. Enumerable.Range(0, 12).Select(i => i % 3 == level ? 1.0 : 0.0)];
}
