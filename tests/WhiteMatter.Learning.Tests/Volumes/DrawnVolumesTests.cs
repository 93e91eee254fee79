using System.Runtime.InteropServices;
using System.Text.Json;
using WhiteMatter.Learning.Tests.Peer;
using WhiteMatter.Learning.Tests.Synthetic;
using WhiteMatter.Learning.Volumes;
using Xunit;

namespace WhiteMatter.Learning.Tests.Volumes;

/// <summary>What training draws of people's images.</summary>
public sealed class DrawnVolumesTests
{
    private static readonly VolumeSize Size = new(21, 18, 15);

    private static NormalisedVolumes Volumes { get; } = new(new SyntheticVolumes(Size, 4), VolumeNormalisation.ZScore);

    [Fact]
    public void Noise_is_normal_with_the_standard_deviation_that_is_asked_for_and_only_in_what_the_network_sees()
    {
        var (volume, seen, _) = Read(new Corruption { Noise = 0.5 }, null, 1, 3);
        Assert.Equal(Read(null, null, 1, 3).Volume, volume);
        var noise = Inside(seen).Zip(Inside(volume), (a, b) => (double)a - b).Order().ToArray();

        // Standard errors of mean and deviation are sd/√n and sd/√(2n); 4 of them. Kolmogorov's distance is below 1.95/√n but for one time in a thousand.
        var error = 0.5 / Math.Sqrt(noise.Length);
        Assert.InRange(noise.Average(), -4 * error, 4 * error);
        Assert.InRange(Math.Sqrt(noise.Average(value => value * value)), 0.5 - (3 * error), 0.5 + (3 * error));
        var distance = noise.Select((value, i) => Math.Abs(Normal(value / 0.5) - ((i + 0.5) / noise.Length))).Max();
        Assert.True(distance < 1.95 / Math.Sqrt(noise.Length), $"{distance} of {noise.Length}");
        Assert.All(Outside(seen), value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData(0.5, 4)]
    [InlineData(0.75, 5)]
    [InlineData(1e-9, 7)]
    [InlineData(0.999, 7)]
    public void A_share_of_the_blocks_inside_the_mask_is_hidden_whole_and_the_weights_are_theirs(double share, int patch)
    {
        var (volume, seen, weights) = Read(new Corruption { Hidden = share, Patch = patch }, null, 0, 2);
        var (blocks, hidden, count) = (new HashSet<int>(), new HashSet<int>(), 0);
        for (var place = 0; place < volume.Length; place++)
        {
            if (!IsInside[place])
            {
                Assert.Equal(0, weights[place]);
                continue;
            }

            var (x, y, z) = (place / (Size.Y * Size.Z), place / Size.Z % Size.Y, place % Size.Z);
            var block = (x / patch * 10000) + (y / patch * 100) + (z / patch);
            blocks.Add(block);
            if (weights[place] > 0)
            {
                Assert.Equal(0, seen[place]);
                hidden.Add(block);
                count++;
            }
            else
            {
                Assert.Equal(volume[place], seen[place]);
            }
        }

        Assert.Equal(Math.Clamp((int)Math.Round(share * blocks.Count, MidpointRounding.AwayFromZero), 1, blocks.Count - 1), hidden.Count);
        Assert.Equal(Enumerable.Range(0, volume.Length).Count(place => IsInside[place] && hidden.Contains(
            (place / (Size.Y * Size.Z) / patch * 10000) + (place / Size.Z % Size.Y / patch * 100) + (place % Size.Z / patch))), count);
        Assert.Equal(1, weights.Sum(weight => (double)weight), 1e-6);
    }

    [Fact]
    public void Every_block_is_hidden_as_often_as_the_share_says()
    {
        var drawn = new DrawnVolumes(Volumes, new Corruption { Hidden = 0.4, Patch = 6 }, null, 7);
        var (volume, seen, weights) = (new float[Size.Voxels], new float[Size.Voxels], new float[Size.Voxels]);
        var times = new Dictionary<int, int>();
        const int Epochs = 400;
        for (var epoch = 1; epoch <= Epochs; epoch++)
        {
            drawn.Read(0, epoch, volume, seen, weights);
            foreach (var block in Enumerable.Range(0, weights.Length).Where(place => IsInside[place]).GroupBy(place =>
                (place / (Size.Y * Size.Z) / 6 * 100) + (place / Size.Z % Size.Y / 6 * 10) + (place % Size.Z / 6)))
            {
                times[block.Key] = times.GetValueOrDefault(block.Key) + (weights[block.First()] > 0 ? 1 : 0);
            }
        }

        // A binomial count, within 4.5 standard deviations.
        var share = Math.Round(0.4 * times.Count) / times.Count;
        var bound = 4.5 * Math.Sqrt(Epochs * share * (1 - share));
        Assert.All(times.Values, count => Assert.InRange(count, (Epochs * share) - bound, (Epochs * share) + bound));
    }

    [Fact]
    public void A_mask_in_one_block_is_refused() =>
        Assert.Equal(
            LearningProblem.GridTooSmall,
            Assert.Throws<LearningException>(() => new DrawnVolumes(Volumes, new Corruption { Hidden = 0.5, Patch = 32 })).Problem);

    [Fact]
    public void Draws_are_of_seed_epoch_and_person_alone_and_every_setting_of_its_own()
    {
        var corruption = new Corruption { Noise = 0.3, Hidden = 0.5, Patch = 5 };
        var augmentation = new Augmentation { Noise = 0.2, Gamma = 0.4, Rotate = 10, Shift = 2, Scale = 0.1, Flip = true };
        var first = Read(corruption, augmentation, 3, 1).Seen;

        // Among other people, in another order.
        var drawn = new DrawnVolumes(Volumes, corruption, augmentation, 7);
        var (volume, seen, weights) = (new float[Size.Voxels], new float[Size.Voxels], new float[Size.Voxels]);
        foreach (var person in new[] { 3, 0, 1 })
        {
            drawn.Read(person, 3, volume, seen, weights);
        }

        Assert.Equal(first, seen);
        Assert.NotEqual(first, Read(corruption, augmentation, 4, 1).Seen);
        Assert.NotEqual(first, Read(corruption, augmentation, 3, 1, seed: 8).Seen);

        // What is not augmented is corrupted alike, and people held out are not augmented.
        Assert.Equal(Read(corruption, null, 3, 1).Weights, Read(corruption, augmentation, 3, 1).Weights);
        Assert.Equal(Read(corruption, null, 0, 1).Seen, Read(corruption, augmentation, 0, 1).Seen);
    }

    [Fact]
    public void Contrasts_keep_the_mean_and_standard_deviation_and_the_order_of_values()
    {
        var before = Inside(Read(null, null, 5, 0).Volume);
        var after = Inside(Read(null, new Augmentation { Gamma = 1 }, 5, 0).Volume);
        Assert.Equal(0, after.Average(value => (double)value), 1e-5);
        Assert.Equal(1, Math.Sqrt(after.Average(value => (double)value * value)), 1e-5);
        Assert.NotEqual(before[0], after[0], 1e-3);
        var order = Enumerable.Range(0, before.Length).OrderBy(i => before[i]).ToArray();
        Assert.All(Enumerable.Range(1, order.Length - 1), i => Assert.True(after[order[i]] >= after[order[i - 1]]));
    }

    [Fact]
    public void A_flip_mirrors_half_of_the_images_along_the_axis_from_left_to_right_and_nothing_else()
    {
        var plain = Read(null, null, 1, 0).Volume;
        float[] mirrored = [.. Enumerable.Range(0, plain.Length).Select(place =>
        {
            var (x, y, z) = (place / (Size.Y * Size.Z), place / Size.Z % Size.Y, place % Size.Z);
            return plain[(((x * Size.Y) + (Size.Y - 1 - y)) * Size.Z) + z];
        })];
        var flipped = 0;
        for (var epoch = 1; epoch <= 100; epoch++)
        {
            var volume = Read(null, new Augmentation { Flip = true, LeftRight = 1, Edges = (2, 1, 3) }, epoch, 0).Volume;
            var wanted = volume.AsSpan().SequenceEqual(plain) ? plain : mirrored;
            flipped += wanted == mirrored ? 1 : 0;
            Assert.Equal(wanted, volume, (a, b) => Math.Abs(a - b) < 1e-5);
        }

        Assert.InRange(flipped, 30, 70);
    }

    /// <summary>A turn of 90 degrees about z takes the x axis to the y axis (right-handed); a move of 2 mm along z is one voxel of 2 mm.</summary>
    [Fact]
    public void Turns_are_right_handed_and_moves_are_in_millimetres()
    {
        var size = new VolumeSize(9, 9, 9);
        var (image, moved) = (new float[size.Voxels], new float[size.Voxels]);
        image[(((6 * 9) + 4) * 9) + 4] = 1;
        int[] all = [.. Enumerable.Range(0, image.Length)];
        MovedPositions.Of(size, (2, 2, 2), null, 1, (0, 0, 90), (0, 0, 2)).Sample(image, all, moved);
        Assert.Equal(1, moved[(((4 * 9) + 6) * 9) + 5], 1e-6);
        Assert.Equal(1, moved.Sum(), 1e-6);
        MovedPositions.Of(size, (2, 2, 2), null, 2, (0, 0, 0), (0, 0, 0)).Sample(image, all, moved);
        Assert.Equal(1, moved[(((8 * 9) + 4) * 9) + 4], 1e-6);
    }

    /// <summary>scipy 1.10.1, <c>ndimage.affine_transform(order=1, mode="grid-constant")</c>, <c>/usr/bin/python3 Peer/moved.py FOLDER</c>.</summary>
    [PyTorchFact]
    public void Moved_images_are_those_of_scipy()
    {
        using var folder = new TemporaryFolder();
        var image = Read(null, null, 1, 2).Volume;
        var how = MovedPositions.Of(Size, (1, 1.5, 2), 0, 1.2, (20, -35, 50), (3, -2, 1.25));
        File.WriteAllBytes(folder["image.f32"], MemoryMarshal.AsBytes(image.AsSpan()));
        File.WriteAllText(folder["settings.json"], JsonSerializer.Serialize(new
        {
            size = new[] { Size.X, Size.Y, Size.Z },
            matrix = how.Matrix.ToArray(),
            offset = how.Offset.ToArray(),
        }));
        var (code, _, errors) = PyTorch.TryRun([Path.Combine(AppContext.BaseDirectory, "Peer", "moved.py"), folder.Path]);
        Assert.True(code == 0, errors);
        var expected = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(folder["moved.f32"])).ToArray();
        var moved = new float[Size.Voxels];
        how.Sample(image, [.. Enumerable.Range(0, moved.Length)], moved);
        Assert.Equal(expected, moved, (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.True(expected.Count(value => value != 0) > expected.Length / 3);
    }

    private static bool[] IsInside { get; } = Mask();

    private static bool[] Mask()
    {
        var mask = new float[Size.Voxels];
        Volumes.WriteMask(mask);
        return Array.ConvertAll(mask, value => value > 0);
    }

    private static (float[] Volume, float[] Seen, float[] Weights) Read(Corruption? corruption, Augmentation? augmentation, int epoch, int person, long seed = 7)
    {
        var (volume, seen, weights) = (new float[Size.Voxels], new float[Size.Voxels], new float[Size.Voxels]);
        new DrawnVolumes(Volumes, corruption, augmentation, seed).Read(person, epoch, volume, seen, weights);
        return (volume, seen, weights);
    }

    private static float[] Inside(float[] volume) => [.. volume.Where((_, place) => IsInside[place])];

    private static float[] Outside(float[] volume) => [.. volume.Where((_, place) => !IsInside[place])];

    /// <summary>The normal distribution function by Abramowitz and Stegun 26.2.17, within 7.5e-8.</summary>
    private static double Normal(double z)
    {
        var t = 1 / (1 + (0.2316419 * Math.Abs(z)));
        var tail = Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI) * t * (0.319381530 + (t * (-0.356563782 + (t * (1.781477937 + (t * (-1.821255978 + (t * 1.330274429))))))));
        return z >= 0 ? 1 - tail : tail;
    }
}
