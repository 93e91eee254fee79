using WhiteMatter.Imaging.Simulation;
using WhiteMatter.Statistics;
using Xunit;

namespace WhiteMatter.Imaging.Tests.Simulation;

public sealed class VolumeTemplateTests
{
    private static readonly double[] Values = [0.4, 0.55, 0.6, 0.5];

    [Fact]
    public void The_mask_is_the_labelled_voxels_and_those_that_share_a_face_with_one()
    {
        var expected = new List<int>();
        for (var k = 0; k < SmallAtlas.Z; k++)
        {
            for (var j = 0; j < SmallAtlas.Y; j++)
            {
                for (var i = 0; i < SmallAtlas.X; i++)
                {
                    (int, int, int)[] near = [(i, j, k), (i - 1, j, k), (i + 1, j, k), (i, j - 1, k), (i, j + 1, k), (i, j, k - 1), (i, j, k + 1)];
                    if (near.Any(IsLabelled))
                    {
                        expected.Add(SmallAtlas.At(i, j, k));
                    }
                }
            }
        }

        Assert.Equal(expected, Template(1).Mask.ToArray());

        static bool IsLabelled((int I, int J, int K) at) =>
            at is { I: >= 0 and < SmallAtlas.X, J: >= 0 and < SmallAtlas.Y, K: >= 0 and < SmallAtlas.Z }
            && SmallAtlas.Labels[SmallAtlas.At(at.I, at.J, at.K)] > 0;
    }

    [Fact]
    public void Without_noise_a_regions_mean_is_its_value_and_its_pattern_stays_near_it()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var volume = new float[SmallAtlas.Labels.Length];
            Assert.Equal(0, Template(seed).Fill(Values, 0.3, 0, KeyedDraws.For(seed, "noise"), volume));
            for (var r = 0; r < Values.Length; r++)
            {
                var voxels = VoxelsOf(SmallAtlas.Regions[r]);
                // Single precision keeps 6e-8 of a voxel's value.
                Assert.Equal(Values[r], voxels.Average(v => (double)volume[v]), 1e-7);
                Assert.All(voxels, v => Assert.InRange(volume[v] / Values[r], 0.85 - 1e-6, 1.15 + 1e-6));
                if (voxels.Length > 1)
                {
                    Assert.Equal(0.15, voxels.Max(v => Math.Abs((volume[v] / Values[r]) - 1)), 1e-6);
                }
            }
        }
    }

    [Fact]
    public void Neighbours_in_a_region_differ_little()
    {
        // A quadratic over −1 … 1 with 4 to 6 steps cannot leap from one end of its range, 0.3, to the other within one step.
        var volume = new float[SmallAtlas.Labels.Length];
        Template(3).Fill(Values, 0.3, 0, KeyedDraws.For(3, "noise"), volume);
        foreach (var v in VoxelsOf(3).Where(v => VoxelsOf(3).Contains(v + SmallAtlas.X)))
        {
            Assert.True(Math.Abs(volume[v] - volume[v + SmallAtlas.X]) / Values[0] < 0.2);
        }
    }

    [Fact]
    public void Noise_moves_a_regions_mean_by_no_more_than_its_standard_error()
    {
        const double Noise = 0.02;
        var template = Template(1);
        var volume = new float[SmallAtlas.Labels.Length];
        var squares = new double[Values.Length];
        const int People = 400;
        for (var person = 0; person < People; person++)
        {
            template.Fill(Values, 0.3, Noise, KeyedDraws.For(1, "noise", $"P{person}"), volume);
            for (var r = 0; r < Values.Length; r++)
            {
                var difference = VoxelsOf(SmallAtlas.Regions[r]).Average(v => (double)volume[v]) - Values[r];
                squares[r] += difference * difference;
            }
        }

        for (var r = 0; r < Values.Length; r++)
        {
            // The mean square is noise² / voxels times χ²₄₀₀ / 400, whose standard deviation is √(2 / 400): five of them either way.
            var expected = Noise * Noise / VoxelsOf(SmallAtlas.Regions[r]).Length;
            Assert.InRange(squares[r] / People / expected, 1 - (5 * Math.Sqrt(2.0 / People)), 1 + (5 * Math.Sqrt(2.0 / People)));
        }
    }

    [Fact]
    public void Values_stay_within_0_and_1_those_clipped_are_counted_and_outside_the_mask_is_0()
    {
        var template = Template(2);
        var volume = new float[SmallAtlas.Labels.Length];
        Array.Fill(volume, 9f);
        var clipped = template.Fill(Values, 0.3, 0.5, KeyedDraws.For(2, "noise"), volume);
        Assert.All(volume, value => Assert.InRange(value, 0f, 1f));
        var mask = template.Mask.ToArray().ToHashSet();
        Assert.Equal(mask.Count(v => volume[v] is 0 or 1), clipped);
        Assert.InRange(clipped, 1, mask.Count);
        Assert.All(Enumerable.Range(0, volume.Length).Where(v => !mask.Contains(v)), v => Assert.Equal(0f, volume[v]));
    }

    [Fact]
    public void Voxels_of_no_region_have_the_background()
    {
        var template = Template(2);
        var volume = new float[SmallAtlas.Labels.Length];
        template.Fill(Values, 0.3, 0, KeyedDraws.For(2, "noise"), volume);
        var background = template.Mask.ToArray().Where(v => SmallAtlas.Labels[v] == 0).ToArray();
        Assert.NotEmpty(background);
        Assert.All(background, v => Assert.Equal(0.3f, volume[v]));
    }

    private static VolumeTemplate Template(long seed) => VolumeTemplate.Create(SmallAtlas.Atlas, seed);

    private static int[] VoxelsOf(int label) =>
        [.. Enumerable.Range(0, SmallAtlas.Labels.Length).Where(v => SmallAtlas.Labels[v] == label)];
}
