using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using WhiteMatter.Formats.Nifti;
using WhiteMatter.Imaging.Atlases;
using WhiteMatter.Imaging.Regions;
using WhiteMatter.Imaging.Volumes;
using Xunit;

namespace WhiteMatter.Imaging.Tests;

public sealed class RegionMeansTests : InSmallStore
{
    [Fact]
    public void A_tract_at_a_quarter_of_coverage_has_the_mean_of_its_voxels_or_a_quarter_of_it_with_zeros()
    {
        // Two of eight voxels have values: (0.5 + 0.59) / 2 = 0.545 by ENIGMA-DTI's rule, 1.09 / 8 = 0.13625 with zeros in.
        var grid = SmallStore.Grid(5, 2, 1);
        var atlas = Atlas.Of("a", new NiftiVolume(grid, [1, 1, 1, 1, 0, 1, 1, 1, 1, 2], NiftiDataType.UInt8, 0, []), null);
        using var store = Files.Of(grid, [0.5f, 0, 0, 0, 0.9f, 0.59f, 0, 0, 0, 0.25f], new float[10]);
        var without = RegionMeans.Compute(store, atlas, new RegionMeansOptions());
        Assert.Equal(0.545, without.Means[0][0], 7);
        Assert.Equal(0.25, without.Coverage[0][0]);
        Assert.Equal((0.25, 1), (without.Means[1][0], without.Coverage[1][0]));
        Assert.Equal((double.NaN, 0), (without.Means[0][1], without.Coverage[0][1]));

        var with = RegionMeans.Compute(store, atlas, new RegionMeansOptions(IncludeZeros: true));
        Assert.Equal(0.13625, with.Means[0][0], 7);
        Assert.Equal((0, 0), (with.Means[0][1], with.Coverage[0][1]));

        var covered = RegionMeans.Compute(store, atlas, new RegionMeansOptions(MinimumCoverage: 0.25));
        Assert.Equal(0.545, covered.Means[0][0], 7);
        Assert.Equal(double.NaN, RegionMeans.Compute(store, atlas, new RegionMeansOptions(MinimumCoverage: 0.26)).Means[0][0]);
        Assert.Equal(double.NaN, RegionMeans.Compute(store, atlas, new RegionMeansOptions(true, 0.26)).Means[0][0]);
    }

    /// <summary>
    /// ENIGMA-DTI averages the sides weighted by their voxels with FA above 0: (0.2 × 1 + 0.6 × 3) / (1 + 3) = 0.5, where the plain average of both means is 0.4. The skeleton's mean is over all of its
    /// voxels, with a label or not: (0.2 + 0.4 + 0.6 + 0.8 + 0.3 + 0.9) / 6.
    /// </summary>
    [Fact]
    public void Two_sides_together_are_weighted_by_their_voxels_and_the_whole_mask_has_a_mean_too()
    {
        var grid = SmallStore.Grid(7, 1, 1);
        var names = new Dictionary<int, string> { [1] = "ALIC-L", [2] = "ALIC-R", [3] = "GCC" };
        var atlas = Atlas.Of("a", new NiftiVolume(grid, [1, 1, 2, 2, 2, 3, 0], NiftiDataType.UInt8, 0, []), names);
        using var store = Files.Of(grid, [0.2f, 0, 0.4f, 0.6f, 0.8f, 0.3f, 0.9f]);
        ImmutableArray<MeasuredArea> areas = [new("ALIC", [0, 1]), new("GCC", [2]), new("whole", [])];
        var averaged = RegionMeans.Compute(store, atlas, new RegionMeansOptions(Areas: areas));
        Assert.Equal(["ALIC", "GCC", "whole"], averaged.Regions.Select(region => region.Name));
        Assert.Equal([(0, 5), (3, 1), (0, 7)], averaged.Regions.Select(region => (region.Label, region.Voxels)));
        double[] means = [0.5, 0.3, 3.2 / 6], covered = [4 / 5.0, 1, 6 / 7.0];
        Assert.All(means.Zip(averaged.Means), pair => Assert.Equal(pair.First, pair.Second[0], 7));
        Assert.All(covered.Zip(averaged.Coverage), pair => Assert.Equal(pair.First, pair.Second[0], 12));

        // With zeros in, over all of the voxels: (0.2 + 1.8) / 5 and 3.2 / 7.
        var zeros = RegionMeans.Compute(store, atlas, new RegionMeansOptions(true, Areas: areas));
        Assert.Equal(0.4, zeros.Means[0][0], 7);
        Assert.Equal(3.2 / 7, zeros.Means[2][0], 7);
    }

    /// <summary>Of the left two of two voxels have values in the first person, one in the second and none in the third; the right is whole in all.</summary>
    [Fact]
    public void Two_sides_together_need_the_coverage_of_each()
    {
        var grid = SmallStore.Grid(6, 1, 1);
        var atlas = Atlas.Of("a", new NiftiVolume(grid, [1, 1, 2, 2, 2, 2], NiftiDataType.UInt8, 0, []), new Dictionary<int, string> { [1] = "A-L", [2] = "A-R" });
        using var store = Files.Of(grid, [0.2f, 0.4f, 0.6f, 0.6f, 0.6f, 0.6f], [0.2f, 0, 0.6f, 0.6f, 0.6f, 0.6f], [0, 0, 0.6f, 0.6f, 0.6f, 0.6f]);
        double[] Means(double coverage, bool zeros = false) =>
            [.. RegionMeans.Compute(store, atlas, new RegionMeansOptions(zeros, coverage, [new("A", [0, 1])])).Means[0].Select(mean => Math.Round(mean, 6))];

        // 5 of 6 and 4 of 6 voxels of both together are above a coverage of 51%; half of the left, and none of it, is not.
        Assert.Equal([0.5, double.NaN, double.NaN], Means(0.51));
        Assert.Equal([0.5, 0.52, double.NaN], Means(0));
        Assert.Equal([0.5, 0.433333, 0.4], Means(0, zeros: true));
        Assert.Equal([0.5, 0.433333, double.NaN], Means(0.5, zeros: true));
    }

    [Fact]
    public void Voxels_outside_the_mask_count_against_the_coverage()
    {
        var grid = SmallStore.Grid(4, 1, 1);
        var atlas = Atlas.Of("a", new NiftiVolume(grid, [1, 1, 1, 1], NiftiDataType.UInt8, 0, []), null);
        using var store = Files.Write(VolumeMask.Of(grid, i => i < 2), [MaskedVolume.Of([0.2f, 0.4f])]);
        var means = RegionMeans.Compute(store, atlas, new RegionMeansOptions());
        Assert.Equal(0.3, means.Means[0][0], 7);
        Assert.Equal(0.5, means.Coverage[0][0]);
        Assert.Equal(0.15, RegionMeans.Compute(store, atlas, new RegionMeansOptions(true)).Means[0][0], 7);
    }

    [Fact]
    public void The_bytes_do_not_depend_on_the_number_of_threads()
    {
        var random = new Random(5);
        var grid = SmallStore.Grid(20, 20, 20);
        var atlas = Atlas.Of("a", new NiftiVolume(grid, [.. Enumerable.Range(0, 8000).Select(_ => (float)random.Next(6))], NiftiDataType.UInt8, 0, []), null);
        using var store = Files.Of(grid, [.. Enumerable.Range(0, 30).Select(_ => Enumerable.Range(0, 8000).Select(_ => random.NextSingle()).ToArray())]);
        var one = RegionMeans.Compute(store, atlas, new RegionMeansOptions());
        foreach (var threads in new[] { 2, 7 })
        {
            var many = RegionMeans.Compute(store, atlas, new RegionMeansOptions(), threads);
            for (var r = 0; r < one.Regions.Length; r++)
            {
                Assert.Equal(MemoryMarshal.AsBytes(one.Means[r].AsSpan()).ToArray(), MemoryMarshal.AsBytes(many.Means[r].AsSpan()).ToArray());
            }
        }
    }

    [Fact]
    public void An_atlas_of_another_grid_is_refused()
    {
        using var store = Files.Of(SmallStore.Grid(2, 1, 1), [1, 2]);
        var atlas = Atlas.Of("a", new NiftiVolume(SmallStore.Grid(2, 1, 1), [1, 1], NiftiDataType.UInt8, 0, []), null).WithSidesExchanged();
        Assert.Throws<ArgumentException>(() => RegionMeans.Compute(store, atlas, new RegionMeansOptions()));
    }

    [AtlasFact(python: true)]
    public void Means_over_debians_atlas_are_those_of_numpy()
    {
        // Three synthetic FA images on the atlas's grid, with holes, in three stored types.
        Nibabel.Expect("""
            import sys, numpy as np, nibabel as nib
            atlas = nib.load(sys.argv[1])
            rng = np.random.default_rng(11)
            for i, t in enumerate([np.float32, np.float64, np.int16]):
                fa = np.clip(rng.normal(0.4, 0.2, atlas.shape), 0, 1.2)
                fa[rng.random(atlas.shape) < 0.1 * i] = 0
                image = nib.Nifti1Image(fa.astype(t) if i < 2 else np.round(fa * 10000).astype(t), atlas.affine)
                if i == 2: image.header.set_slope_inter(1e-4, 0)
                image.to_filename(f'{sys.argv[2]}/fa{i}.nii.gz')
            """, Peer.Jhu, Files[""]);
        AgreesWithNumpy(Peer.Jhu, [Files["fa0.nii.gz"], Files["fa1.nii.gz"], Files["fa2.nii.gz"]]);
    }

    [AtlasFact(python: true, data: "fa")]
    public void Means_over_a_real_fa_image_are_those_of_numpy()
    {
        // The atlas by nearest neighbour on the image's grid; its sides do not matter here.
        var fa = Path.Combine(SharedData.Find("fa")!, "tractseg_FA.nii.gz");
        Nibabel.Expect("""
            import sys, numpy as np, nibabel as nib
            atlas, fa = nib.load(sys.argv[1]), nib.load(sys.argv[2])
            to = np.linalg.inv(atlas.affine) @ fa.affine
            index = np.stack(np.meshgrid(*[np.arange(n) for n in fa.shape], indexing='ij'), -1).reshape(-1, 3)
            at = np.rint(index @ to[:3, :3].T + to[:3, 3]).astype(int)
            inside = ((at >= 0) & (at < atlas.shape)).all(1)
            labels = np.zeros(len(at), np.int16)
            labels[inside] = np.asarray(atlas.dataobj)[tuple(at[inside].T)]
            nib.Nifti1Image(labels.reshape(fa.shape), fa.affine).to_filename(sys.argv[3])
            """, Peer.Jhu, fa, Files["labels.nii.gz"]);
        AgreesWithNumpy(Files["labels.nii.gz"], [fa]);
    }

    private void AgreesWithNumpy(string labels, string[] images)
    {
        var printed = Nibabel.Expect("""
            import sys, numpy as np, nibabel as nib
            labels = np.asarray(nib.load(sys.argv[1]).dataobj)
            for path in sys.argv[2:]:
                fa = np.asarray(nib.load(path).dataobj, dtype=np.float64)
                for label in np.unique(labels[labels > 0]):
                    v = fa[labels == label]
                    print(int(label), repr(float(v[v > 0].mean())) if (v > 0).any() else 'nan', repr(float(v.mean())), repr(float((v > 0).mean())))
            """, [labels, .. images]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var atlas = Atlas.Of(labels, NiftiFile.Read(labels), null);
        using var store = Files.OfFiles(VolumeMask.Of(atlas.Grid, _ => true), images);
        var without = RegionMeans.Compute(store, atlas, new RegionMeansOptions(), 2);
        var with = RegionMeans.Compute(store, atlas, new RegionMeansOptions(true), 2);
        Assert.Equal(images.Length * atlas.Regions.Length, printed.Length);
        for (var i = 0; i < printed.Length; i++)
        {
            var (person, r) = (i / atlas.Regions.Length, i % atlas.Regions.Length);
            var numbers = printed[i].Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray();
            Assert.Equal(numbers[0], atlas.Regions[r].Label);
            Close(numbers[1], without.Means[r][person]);
            Close(numbers[2], with.Means[r][person]);
            Close(numbers[3], without.Coverage[r][person]);
        }
    }

    private static void Close(double expected, double found) =>
        Assert.True((double.IsNaN(expected) && double.IsNaN(found)) || Math.Abs(expected - found) <= 1e-6 * Math.Abs(expected), $"{found} should be {expected}.");
}
