using WhiteMatter.Formats;
using WhiteMatter.Formats.Diffusion;
using WhiteMatter.Formats.Nifti;
using WhiteMatter.Imaging.Diffusion;
using Xunit;

namespace WhiteMatter.Imaging.Tests.Diffusion;

public sealed class DiffusionSchemeTests : InFolder
{
    private static readonly VolumeGrid Grid = new(2, 2, 2, [-2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 0]);

    [Fact]
    public void Directions_in_three_rows_and_in_three_columns_are_the_same_table()
    {
        Folder.Write("a.bval", "0 1000\t1000,2000 \r\n");
        Folder.Write("b.bval", "0\n1000\n1000\n2000\n");
        Folder.Write("a.bvec", "nan 1 0 0.6\nNaN 0 1 0.8\nnan 0 0 0\n");
        Folder.Write("b.bvec", "nan nan nan\n1 0 0\n0 1 0\n\n0.6 0.8 0\n");
        foreach (var (b, g) in new[] { ("a", "a"), ("a", "b"), ("b", "a"), ("b", "b") })
        {
            var table = GradientFiles.Read(Folder[b + ".bval"], Folder[g + ".bvec"]);
            Assert.Equal([0, 1000, 1000, 2000], table.BValues.AsEnumerable());
            Assert.True(table.Directions[0].IsUnknown);
            Assert.Equal([new(1, 0, 0), new(0, 1, 0), new(0.6, 0.8, 0)], table.Directions[1..].AsEnumerable());
        }
    }

    [Theory]
    [InlineData("0 1000 abc", "1 0 0\n0 1 0\n0 0 1", DataProblem.GradientNumber)]
    [InlineData("0 -5 1000", "1 0 0\n0 1 0\n0 0 1", DataProblem.GradientNumber)]
    [InlineData("0 nan 1000", "1 0 0\n0 1 0\n0 0 1", DataProblem.GradientNumber)]
    [InlineData("0 1000 1000", "1 0 0\n0 1 inf\n0 0 1", DataProblem.GradientNumber)]
    [InlineData("0 1000\n0 1000", "1 0\n0 1\n0 0", DataProblem.GradientShape)]
    [InlineData("0 1000 1000 1000", "1 0 0\n0 1 0\n0 0 1", DataProblem.GradientShape)]
    [InlineData("0 1000", "1 0 0 0\n0 1 0 0", DataProblem.GradientShape)]
    [InlineData("0 1000", "1 0\n0 1\n0", DataProblem.GradientShape)]
    [InlineData("\n", "1 0\n0 1\n0 0", DataProblem.GradientShape)]
    public void Files_that_are_no_table_are_refused(string bValues, string directions, DataProblem problem)
    {
        var (b, g) = (Folder.Write("a.bval", bValues), Folder.Write("a.bvec", directions));
        Assert.Equal(problem, Assert.Throws<DataFormatException>(() => GradientFiles.Read(b, g)).Problem);
    }

    [Theory]
    [InlineData(14, 13, 13, "img.nii", "its header has 14 volumes; there are 13 b-values in")]
    [InlineData(13, 3, 13, "a.bval", "there are 3 b-values; there are 13 directions in")]
    [InlineData(13, 13, 12, "a.bvec", "there are 12 directions; there are 13 b-values in")]
    [InlineData(14, 13, 12, "a.bvec", "of which no two are the same")]
    public void Of_three_counts_the_file_that_differs_from_the_two_others_is_named(int volumes, int bValues, int directions, string file, string found)
    {
        var b = Folder.Write("a.bval", string.Join(' ', Enumerable.Repeat(1000, bValues)));
        var g = Folder.Write("a.bvec", string.Join('\n', Enumerable.Repeat(string.Join(' ', new int[directions]), 3)));
        var wrong = Assert.Throws<DataFormatException>(() => GradientFiles.Read(b, g, ("img.nii", volumes)));
        Assert.Equal((DataProblem.GradientShape, file), (wrong.Problem, Path.GetFileName(wrong.Path)));
        Assert.Contains(found, wrong.Found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0 1e9 3e9", "from 0 to 3000000000", "If they are in s/m², divide them by 1,000,000")]
    [InlineData("0 1 3", "from 0 to 3", "If they are in ms/µm², multiply them by 1,000")]
    [InlineData("0 1e-3 3e-3", "from 0 to 0.003", "If they are in s/µm², multiply them by 1,000,000")]
    public void B_values_of_another_unit_are_refused_with_what_to_do(string bValues, string found, string remedy)
    {
        var (b, g) = (Folder.Write("a.bval", bValues), Folder.Write("a.bvec", "0 0 1\n0 1 0\n0 0 0\n"));
        var wrong = Assert.Throws<DataFormatException>(() => GradientFiles.Read(b, g));
        Assert.Equal((DataProblem.GradientUnit, b), (wrong.Problem, wrong.Path));
        Assert.Contains(found, wrong.Found, StringComparison.Ordinal);
        Assert.Contains("s/mm²", wrong.Expected, StringComparison.Ordinal);
        Assert.StartsWith(remedy, wrong.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_series_all_of_whose_volumes_count_as_without_weighting_is_refused()
    {
        var wrong = Assert.Throws<DataFormatException>(() => DiffusionScheme.Of(SmallSeries.Spiral(12), Grid, new SchemeOptions { B0Threshold = 1000 }));
        Assert.Equal(DataProblem.GradientUnweighted, wrong.Problem);
        Assert.Contains("no volume has a b-value above 1000 s/mm²", wrong.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Shells_choose_volumes_by_their_b_values()
    {
        var (low, high) = (SmallSeries.Spiral(8, 1004), SmallSeries.Spiral(8, 2990));
        var table = new GradientTable([5, .. low.BValues[1..], 10, .. high.BValues[1..]], [.. low.Directions, .. high.Directions]);
        DiffusionScheme Of(SchemeOptions options) => DiffusionScheme.Of(table, Grid, options);
        Assert.Equal(Enumerable.Range(0, 18), Of(new SchemeOptions()).Volumes.AsEnumerable());
        var chosen = Of(new SchemeOptions { Shells = [0, 1000] });
        Assert.Equal(Enumerable.Range(0, 10), chosen.Volumes.AsEnumerable());
        Assert.Equal([0, 9], Enumerable.Range(0, chosen.Volumes.Length).Where(v => chosen.Unweighted[v]));
        Assert.Equal(Enumerable.Range(1, 8).Concat(Enumerable.Range(10, 8)), Of(new SchemeOptions { Shells = [1000, 3000] }).Volumes.AsEnumerable());
        var wrong = Assert.Throws<DataFormatException>(() => Of(new SchemeOptions { Shells = [0, 1500] }));
        Assert.Equal(DataProblem.GradientShell, wrong.Problem);
        Assert.Contains("about 0, 10, 1000, 2990", wrong.Found, StringComparison.Ordinal);
        Assert.Equal(DataProblem.GradientShell, Assert.Throws<DataFormatException>(() => Of(new SchemeOptions { Shells = [0, 1000], ShellTolerance = 3 })).Problem);
    }

    [Fact]
    public void Series_that_determine_no_tensor_are_refused()
    {
        static DataProblem Of(GradientTable table) =>
            Assert.Throws<DataFormatException>(() => DiffusionScheme.Of(table, Grid, new SchemeOptions())).Problem;

        // All b = 0; five directions; no volume of another b-value; all directions in one plane.
        Assert.Equal(DataProblem.GradientUnweighted, Of(new GradientTable([.. new double[9]], [.. new GradientDirection[9]])));
        Assert.Equal(DataProblem.GradientScheme, Of(new GradientTable([0, .. SmallSeries.Spiral(5).BValues], [default, .. SmallSeries.Spiral(5).Directions])));
        Assert.Equal(DataProblem.GradientScheme, Of(new GradientTable(SmallSeries.Spiral(12).BValues[1..], SmallSeries.Spiral(12).Directions[1..])));
        Assert.Equal(DataProblem.GradientScheme, Of(new GradientTable(
            [0, .. Enumerable.Repeat(1000.0, 9)], [default, .. Enumerable.Range(0, 9).Select(i => new GradientDirection(Math.Cos(i), Math.Sin(i), 0))])));
        Assert.Equal(13, DiffusionScheme.Of(SmallSeries.Spiral(12), Grid, new SchemeOptions()).Volumes.Length);
    }

    [Fact]
    public void A_direction_that_is_missing_or_of_another_length_is_refused_or_treated_as_asked()
    {
        var table = SmallSeries.Spiral(12);
        GradientTable With(int volume, GradientDirection direction) => table with { Directions = table.Directions.SetItem(volume, direction) };
        DiffusionScheme Of(GradientTable changed, VectorLengths lengths = VectorLengths.Refuse) =>
            DiffusionScheme.Of(changed, Grid, new SchemeOptions { Lengths = lengths });
        Assert.Equal(DataProblem.GradientDirection, Assert.Throws<DataFormatException>(() => Of(With(4, default))).Problem);
        Assert.Equal(DataProblem.GradientDirection, Assert.Throws<DataFormatException>(() => Of(With(4, new(double.NaN, 0, 1)))).Problem);
        var half = With(4, new(0, 0, Math.Sqrt(0.5)));
        Assert.Equal(DataProblem.GradientDirection, Assert.Throws<DataFormatException>(() => Of(half)).Problem);

        // A volume without weighting needs no direction, and one of noise counts as none.
        Assert.Equal([0, 0, 0], Of(With(0, new(double.NaN, 0, 1))).Gradients[..3]);
        Assert.Equal([0, 0, 0], Of(With(0, new(0.2, 0.1, 0.3))).Gradients[..3]);

        // √½ along z: half the b-value, or the whole.
        Assert.Equal(500, Weight(Of(half, VectorLengths.Scale), 4), 9);
        Assert.Equal(1000, Weight(Of(half, VectorLengths.Normalise), 4), 9);
    }

    [Fact]
    public void The_first_axis_is_turned_round_where_the_affine_keeps_its_hand()
    {
        var table = SmallSeries.Spiral(12);
        var x = table.Directions[1].X;
        Assert.Equal(-x, DiffusionScheme.Of(table, Grid, new SchemeOptions()).Gradients[3], 12);

        // Determinant above 0: FSL's first part runs against the axis, which runs to the right.
        var kept = Grid with { Affine = [2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 0] };
        Assert.Equal(-x, DiffusionScheme.Of(table, kept, new SchemeOptions()).Gradients[3], 12);
        Assert.Equal(table.Directions[1].Y, DiffusionScheme.Of(table, kept, new SchemeOptions()).Gradients[4], 12);
    }

    private static double Weight(DiffusionScheme scheme, int volume) =>
        scheme.B[volume] * scheme.Gradients.Skip(3 * volume).Take(3).Sum(part => part * part);
}
