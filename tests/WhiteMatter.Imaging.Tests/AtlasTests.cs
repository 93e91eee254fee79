using System.Globalization;
using WhiteMatter.Formats;
using WhiteMatter.Formats.Nifti;
using WhiteMatter.Imaging.Atlases;
using WhiteMatter.Imaging.Grids;
using Xunit;

namespace WhiteMatter.Imaging.Tests;

public sealed class AtlasTests : InSmallStore
{
    [AtlasFact(python: true)]
    public void The_jhu_atlas_has_the_regions_and_voxels_that_numpy_counts()
    {
        var atlas = Jhu();
        var counted = Nibabel.Expect("""
            import sys, numpy as np, nibabel as nib
            labels, counts = np.unique(np.asarray(nib.load(sys.argv[1]).dataobj), return_counts=True)
            print(' '.join(f'{l}:{c}' for l, c in zip(labels, counts) if l))
            """, Peer.Jhu);
        Assert.Equal(counted.Trim(), string.Join(' ', atlas.Regions.Select(region => string.Create(CultureInfo.InvariantCulture, $"{region.Label}:{region.Voxels}"))));
        Assert.Equal(48, atlas.Regions.Length);
        Assert.Empty(atlas.Empty);
        Assert.Empty(atlas.Unnamed);
        Assert.Equal("Genu_of_corpus_callosum", atlas.Regions[2].Name);
        Assert.Equal("RAS", AxisCodes.Of(atlas.Grid));
    }

    [AtlasFact]
    public void The_header_of_debians_copy_contradicts_the_sides_of_its_names_and_the_flip_mends_it()
    {
        // The header puts label 25, Superior_corona_radiata_R, at x = −23.9 (nibabel 5.0.0: affine @ mean index).
        var (sided, contradictions) = AtlasSides.Compare(Jhu(), SideOf);
        Assert.Equal(42, sided);
        Assert.Equal(42, contradictions.Length);
        Assert.Equal(-23.9, contradictions.Single(found => found.Name == "Superior_corona_radiata_R").WorldX, 1);

        var mended = Jhu().WithSidesExchanged();
        Assert.Empty(AtlasSides.Compare(mended, SideOf).Contradictions);
        Assert.Equal("LAS", AxisCodes.Of(mended.Grid));
        Assert.Equal([-2, 0, 0, 90, 0, 2, 0, -126, 0, 0, 2, -72], mended.Grid.Affine.AsEnumerable());
        Assert.Equal(Jhu().Labels.AsEnumerable(), mended.Labels);
        Assert.Equal(GridDifference.Axes, GridComparison.Compare(Jhu().Grid, mended.Grid));
        Assert.Equal(Jhu().Grid, mended.WithSidesExchanged().Grid);
    }

    /// <summary>FSL's names of the atlas end in _L and _R.</summary>
    private static int SideOf(string name) => name.EndsWith("_L", StringComparison.Ordinal) ? -1 : name.EndsWith("_R", StringComparison.Ordinal) ? 1 : 0;

    [AtlasFact]
    public void Every_jhu_region_keeps_a_voxel_at_6_mm()
    {
        var coarse = MajorityGrid.Draw(Jhu(), 6);
        Assert.Equal(48, coarse.Regions.Length);
        Assert.Empty(coarse.Empty);

        // A separate implementation in numpy 1.24 gives 1138 labelled voxels and 2 in the smallest region.
        Assert.Equal((1138, 2), (coarse.Regions.Sum(region => region.Voxels), coarse.Regions.Min(region => region.Voxels)));
        var (x, y, z) = coarse.Grid.VoxelSize;
        Assert.Equal((6, 6, 6), (x, y, z));

        // One voxel of background on each side.
        for (var i = 0; i < coarse.Labels.Length; i++)
        {
            var at = (X: i % coarse.Grid.X, Y: i / coarse.Grid.X % coarse.Grid.Y, Z: i / coarse.Grid.X / coarse.Grid.Y);
            if (at.X == 0 || at.Y == 0 || at.Z == 0 || at.X == coarse.Grid.X - 1 || at.Y == coarse.Grid.Y - 1 || at.Z == coarse.Grid.Z - 1)
            {
                Assert.Equal(0, coarse.Labels[i]);
            }
        }

        // A region stays where it is: its centre of mass moves by less than one coarse voxel.
        var fine = Jhu();
        foreach (var region in fine.Regions.Where(region => region.Voxels > 200))
        {
            var (a, b) = (Centre(fine, region.Label), Centre(coarse, region.Label));
            Assert.InRange(Math.Abs(a.X - b.X) + Math.Abs(a.Y - b.Y) + Math.Abs(a.Z - b.Z), 0, 6);
        }
    }

    [Fact]
    public void A_coarse_voxel_takes_its_most_frequent_label_where_a_quarter_of_it_is_labelled()
    {
        // Labelled box 4 × 2 × 2 of 1 mm voxels at 2 mm: two coarse voxels of 8.
        var grid = new VolumeGrid(6, 4, 4, [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]);
        var values = new float[grid.Voxels];
        void Set(int x, int y, int z, float label) => values[x + (6 * (y + (4 * z)))] = label;
        Set(1, 1, 1, 3);
        Set(1, 2, 2, 3);
        Set(2, 1, 1, 2);
        Set(4, 2, 2, 2);
        var coarse = MajorityGrid.Draw(Atlas.Of("a", new NiftiVolume(grid, values, NiftiDataType.UInt8, 0, []), null), 2);
        Assert.Equal((4, 3, 3), (coarse.Grid.X, coarse.Grid.Y, coarse.Grid.Z));

        // 3 of 8 are labelled and 3 leads; in the other 1 of 8 is.
        Assert.Equal(3, coarse.Labels[1 + (4 * (1 + 3))]);
        Assert.Equal(0, coarse.Labels[2 + (4 * (1 + 3))]);
        Assert.Single(coarse.Regions);

        // The first labelled coarse voxel covers fine indices 1 and 2: its centre is at 1.5 mm.
        Assert.Equal((1.5, 1.5, 1.5), coarse.Grid.World(1, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => MajorityGrid.Draw(coarse, 1.5));
    }

    [Fact]
    public void Names_with_carriage_returns_double_tabs_and_blanks_are_read()
    {
        File.WriteAllText(Files["names.txt"], "\uFEFF# Atlas\r\n0\tUnclassified\r\n1\t\tTract one  \r\n\r\n 2   \"Tract_two_L\"\r\n17 Named, without voxels");
        var names = LabelNamesFile.Read(Files["names.txt"]);
        Assert.Equal([(1, "Tract one"), (2, "Tract_two_L"), (17, "Named, without voxels")], names.Select(pair => (pair.Key, pair.Value)));
        var atlas = Atlas.Of("a", new NiftiVolume(SmallStore.Grid(4, 1, 1), [0, 1, 2, 9], NiftiDataType.UInt8, 0, []), names);
        Assert.Equal([(1, "Tract one", 1), (2, "Tract_two_L", 1), (9, "label_9", 1)], atlas.Regions.Select(region => (region.Label, region.Name, region.Voxels)));
        Assert.Equal(17, Assert.Single(atlas.Empty).Label);
        Assert.Equal([9], atlas.Unnamed.AsEnumerable());
    }

    [Theory]
    [InlineData("1\ta\n2\ta\n", 2)]
    [InlineData("1\ta\n1\tb\n", 2)]
    [InlineData("x\ta\n", 1)]
    [InlineData("1\ta\n2\n", 2)]
    [InlineData("1\ta\n-2\tb\n", 2)]
    [InlineData("\n", null)]
    public void Names_that_say_two_things_or_nothing_are_refused_with_their_line(string text, int? line)
    {
        File.WriteAllText(Files["names.txt"], text);
        var refused = Assert.Throws<DataFormatException>(() => LabelNamesFile.Read(Files["names.txt"]));
        Assert.Equal((DataProblem.LabelNames, line), (refused.Problem, refused.Line));
    }

    [Theory]
    [InlineData(0.5f)]
    [InlineData(-1f)]
    [InlineData(float.NaN)]
    [InlineData(40_000f)]
    [InlineData(0f)]
    public void Volumes_that_hold_no_labels_are_refused(float value)
    {
        var volume = new NiftiVolume(SmallStore.Grid(2, 1, 1), [0, value], NiftiDataType.Float32, 0, []);
        Assert.Equal(DataProblem.LabelValues, Assert.Throws<DataFormatException>(() => Atlas.Of("a", volume, null)).Problem);
    }

    [Theory]
    [InlineData(-2.0, 0.0, 0.0, 0.0, 2.0, 0.0, 0.0, 0.0, 2.0, "LAS")]
    [InlineData(0.0, 0.0, 3.0, 1.0, 0.0, 0.0, 0.0, -1.0, 0.0, "AIR")]
    [InlineData(1.9, 0.3, 0.0, -0.3, 1.9, 0.1, 0.0, -0.1, -2.0, "RAI")]
    public void Axes_are_named_as_nibabels_aff2axcodes_names_them(
        double a, double b, double c, double d, double e, double f, double g, double h, double i, string expected) =>
        Assert.Equal(expected, AxisCodes.Of(new VolumeGrid(2, 2, 2, [a, b, c, 0, d, e, f, 0, g, h, i, 0])));

    [Fact]
    public void Grids_are_the_same_within_a_hundredth_of_a_voxel_at_every_corner()
    {
        var grid = SmallStore.Grid(100, 100, 100);
        Assert.Equal(GridDifference.None, GridComparison.Compare(grid, grid with { Affine = grid.Affine.SetItem(3, grid.Affine[3] + 0.015) }));
        Assert.Equal(GridDifference.Place, GridComparison.Compare(grid, grid with { Affine = grid.Affine.SetItem(3, grid.Affine[3] + 0.03) }));
        Assert.Equal(GridDifference.Place, GridComparison.Compare(grid, grid with { Affine = grid.Affine.SetItem(0, -2.001) }));
        Assert.Equal(GridDifference.Size, GridComparison.Compare(grid, grid with { X = 99 }));
        Assert.Equal(GridDifference.Axes, GridComparison.Compare(grid, grid with { Affine = grid.Affine.SetItem(0, 2).SetItem(3, -99) }));
    }

    private static Atlas Jhu() => Atlas.Of(Peer.Jhu, NiftiFile.Read(Peer.Jhu), LabelNamesFile.Read(Peer.JhuNames));

    private static (double X, double Y, double Z) Centre(Atlas atlas, int label)
    {
        var (x, y, z, n) = (0.0, 0.0, 0.0, 0);
        for (var i = 0; i < atlas.Labels.Length; i++)
        {
            if (atlas.Labels[i] == label)
            {
                var at = atlas.Grid.World(i % atlas.Grid.X, i / atlas.Grid.X % atlas.Grid.Y, i / atlas.Grid.X / atlas.Grid.Y);
                (x, y, z, n) = (x + at.X, y + at.Y, z + at.Z, n + 1);
            }
        }

        return (x / n, y / n, z / n);
    }
}
