using WhiteMatter.Learning.Tests.Synthetic;
using WhiteMatter.Learning.Volumes;
using Xunit;

namespace WhiteMatter.Learning.Tests.Volumes;

public sealed class NormalisedVolumesTests
{
    [Fact]
    public void Z_scores_inside_the_mask_have_mean_0_and_standard_deviation_1_with_divisor_n()
    {
        var volumes = new NormalisedVolumes(new SyntheticVolumes(new VolumeSize(7, 8, 9), 2), VolumeNormalisation.ZScore);
        var values = new float[volumes.MaskVoxels];
        volumes.Read(1, values);
        var mean = values.Average(value => (double)value);
        Assert.Equal(0, mean, 1e-6);
        Assert.Equal(1, values.Average(value => (value - mean) * (value - mean)), 1e-6);
    }

    /// <summary>NIfTI files count x fastest; a tensor of shape X × Y × Z, as nibabel and numpy give it, z.</summary>
    [Fact]
    public void A_volume_lies_as_numpys_array_of_x_y_z()
    {
        var source = new SyntheticVolumes(new VolumeSize(4, 5, 6), 1);
        var volumes = new NormalisedVolumes(source, VolumeNormalisation.None);
        var volume = new float[4 * 5 * 6];
        var mask = new float[volume.Length];
        volumes.ReadVolume(0, volume);
        volumes.WriteMask(mask);
        var sums = new double[volumes.MaskVoxels];
        volumes.AddInside(0, volume, sums);
        var at = 0;
        for (var z = 0; z < 6; z++)
        {
            for (var y = 0; y < 5; y++)
            {
                for (var x = 0; x < 4; x++)
                {
                    var inside = source.MaskIndex.Span.BinarySearch(x + (4 * (y + (5 * z)))) >= 0;
                    Assert.Equal(inside ? source[0][at] : 0, volume[(((x * 5) + y) * 6) + z]);
                    Assert.Equal(inside ? 1 : 0, mask[(((x * 5) + y) * 6) + z]);
                    at += inside ? 1 : 0;
                }
            }
        }

        Assert.Equal(source[0].Select(value => (double)value), sums);
    }
}
