using WhiteMatter.Formats.Nifti;
using WhiteMatter.Imaging.Diffusion;
using Xunit;

namespace WhiteMatter.Imaging.Tests.Diffusion;

public sealed class MedianOtsuTests : InFolder
{
    // DIPY 1.6.0 without scikit-image, so with the threshold of its own.
    private const string Script =
        """
        import sys, numpy as np, nibabel as nib
        import dipy.segment.mask as m
        from dipy.segment.threshold import otsu
        m.otsu = otsu
        image, radius, passes, out = sys.argv[1:]
        data = nib.load(image).get_fdata()
        _, mask = m.median_otsu(data, vol_idx=[0], median_radius=int(radius), numpass=int(passes))
        mask.astype('<f8').ravel(order='F').tofile(out)
        """;

    [DipyFact(data: "dwi")]
    public void The_mask_of_a_human_series_is_dipys_voxel_for_voxel()
    {
        var folder = SharedData.Find("dwi")!;
        var series = SmallSeries.Shared();
        var mean = DiffusionSeries.MeanUnweighted(series.Scheme, series.Volumes);
        foreach (var (radius, passes) in new[] { (4, 4), (2, 1) })
        {
            Nibabel.Expect(Script, Path.Combine(folder, "dti_tra_dir16_AP_9_134431.nii.gz"), $"{radius}", $"{passes}", Folder["mask"]);
            var expected = SmallSeries.Doubles(Folder["mask"]);
            var mask = MedianOtsu.Find(series.Grid, mean, radius, passes, threads: 2);
            Assert.InRange(mask.Count, 10_000, 30_000);
            Assert.Equal(Enumerable.Range(0, expected.Length).Where(voxel => expected[voxel] > 0), mask.Index.AsEnumerable());
        }
    }

    [Fact]
    public void A_bright_ball_in_noise_is_found_without_the_noise()
    {
        var grid = new VolumeGrid(24, 20, 18, [2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 0]);
        var random = new Random(2);
        bool InBall(int voxel, double radius)
        {
            var (x, y, z) = (voxel % 24 - 12, (voxel / 24 % 20) - 10, (voxel / 480) - 9);
            return Math.Sqrt((x * x) + (y * y) + (z * z)) <= radius;
        }

        double[] values = [.. Enumerable.Range(0, 24 * 20 * 18).Select(voxel => (InBall(voxel, 7) ? 400 : 0) + (100 * random.NextDouble()))];
        values[0] = double.NaN;
        var mask = MedianOtsu.Find(grid, values, radius: 1, passes: 2);
        Assert.All(mask.Index, voxel => Assert.True(InBall(voxel, 7.5)));
        Assert.True(mask.Count > Enumerable.Range(0, values.Length).Count(voxel => InBall(voxel, 6)));
        Assert.Equal(mask.Index.AsEnumerable(), MedianOtsu.Find(grid, values, radius: 1, passes: 2, threads: 3).Index.AsEnumerable());
    }

    [Fact]
    public void A_volume_of_one_value_has_no_brain()
    {
        var grid = new VolumeGrid(3, 3, 3, [2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 0]);
        Assert.Equal(0, MedianOtsu.Find(grid, new double[27]).Count);
    }
}
