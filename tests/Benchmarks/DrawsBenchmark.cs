using System.Diagnostics;
using System.Globalization;
using WhiteMatter.Learning.Tests.Synthetic;
using WhiteMatter.Learning.Volumes;

namespace WhiteMatter.Benchmarks;

/// <summary>Seconds that one thread takes for a person's volume at full size with what training draws of it; reading goes on while the network computes.</summary>
internal static class DrawsBenchmark
{
    private const int Rounds = 5;

    public static void Run()
    {
        var size = new VolumeSize(182, 218, 182);
        var volumes = new NormalisedVolumes(new SyntheticVolumes(size, 2), VolumeNormalisation.ZScore);
        var augmentation = new Augmentation { Noise = 0.1, Gamma = 0.3, Rotate = 10, Shift = 5, Scale = 0.1 };
        Console.WriteLine($"{size}, {volumes.MaskVoxels} voxels in the mask");
        foreach (var (name, corruption, changes) in new (string, Corruption?, Augmentation?)[]
        {
            ("as it is", null, null),
            ("noise", new() { Noise = 0.5 }, null),
            ("60% of blocks of 16³ hidden", new() { Hidden = 0.6, Patch = 16 }, null),
            ("turned, moved, scaled", null, augmentation with { Noise = 0, Gamma = 0 }),
            ("turned, moved, scaled, contrast, noise", null, augmentation),
        })
        {
            var drawn = new DrawnVolumes(volumes, corruption, changes, 1);
            float[][] parts = [.. Enumerable.Range(0, 3).Select(part => new float[part < drawn.Parts ? size.Voxels : 0])];
            var times = new List<double>();
            for (var round = 0; round <= Rounds; round++)
            {
                var watch = Stopwatch.StartNew();
                drawn.Read(round % 2, 1 + round, parts[0], parts[1], parts[2]);
                times.Add(watch.Elapsed.TotalSeconds);
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {times.Skip(1).Order().ElementAt(Rounds / 2):F3} s a volume"));
        }
    }
}
