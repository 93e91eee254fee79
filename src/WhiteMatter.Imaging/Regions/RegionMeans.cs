using System.Collections.Immutable;
using WhiteMatter.Imaging.Atlases;
using WhiteMatter.Imaging.Grids;
using WhiteMatter.Imaging.Volumes;

namespace WhiteMatter.Imaging.Regions;

/// <summary>Which regions of the left and the right have means of their own.</summary>
public enum RegionPairs
{
    /// <summary>Each.</summary>
    Separate,

    /// <summary>The two of a name together (<see cref="AtlasSides.Pairs"/>) in the place of each; others by themselves.</summary>
    Averaged,

    /// <summary>Each, and the two of a name together.</summary>
    Both,
}

/// <summary>How region means treat voxels without a value, and what they are of.</summary>
/// <param name="IncludeZeros">Whether voxels that are 0 or outside the mask enter as 0 (<c>fslstats -m</c>); else they are left out, which for values that are never negative is the ENIGMA-DTI rule FA &gt; 0.</param>
/// <param name="MinimumCoverage">A region of a person of which a smaller share of the voxels is not 0 has no mean.</param>
/// <param name="Pairs">Which regions of the left and the right have means of their own. Those of two together are of all their voxels at once: the average of the two means weighted by the voxels that entered each.</param>
/// <param name="Whole">Whether all voxels inside the mask together have a mean, with the name <see cref="RegionMeans.WholeName"/>.</param>
public sealed record RegionMeansOptions(bool IncludeZeros = false, double MinimumCoverage = 0, RegionPairs Pairs = RegionPairs.Separate, bool Whole = false);

/// <summary>Means of people's images over the regions of an atlas.</summary>
/// <param name="Regions">The regions, those of two sides together and the whole mask with the label 0.</param>
/// <param name="Means">For each region a mean per person, NaN where the coverage is too small or nothing entered.</param>
/// <param name="Coverage">For each region and person the share of the region's voxels that are inside the mask and not 0.</param>
public sealed record RegionMeans(ImmutableArray<AtlasRegion> Regions, ImmutableArray<double[]> Means, ImmutableArray<double[]> Coverage)
{
    /// <summary>What the mean over all voxels inside the mask is called, with an underscore where a region has that name.</summary>
    public const string WholeName = "whole";

    /// <summary>
    /// Computes the means: unweighted, in double precision, each person's voxels in ascending order, so that the bytes do not depend on
    /// the number of threads. Memory: 16 bytes a person and region, and a volume inside the mask for each thread.
    /// </summary>
    /// <param name="volumes">The images.</param>
    /// <param name="atlas">The atlas, on the images' grid.</param>
    /// <param name="options">How.</param>
    /// <param name="threads">Threads to use.</param>
    /// <param name="progress">Told how many people are done.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">The atlas is on another grid.</exception>
    public static RegionMeans Compute(
        VolumeStore volumes,
        Atlas atlas,
        RegionMeansOptions options,
        int threads = 1,
        IProgress<long>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(volumes);
        ArgumentNullException.ThrowIfNull(atlas);
        ArgumentNullException.ThrowIfNull(options);
        if (GridComparison.Compare(volumes.Grid, atlas.Grid) != GridDifference.None)
        {
            throw new ArgumentException("The atlas is on another grid than the images.", nameof(atlas));
        }

        var members = Members(volumes, atlas);
        var labelled = atlas.Regions.Length;
        var areas = Areas(volumes, atlas.Regions, options);
        var regions = areas.Select(area => area.Region).ToImmutableArray();
        var means = regions.Select(_ => new double[volumes.People]).ToImmutableArray();
        var coverage = regions.Select(_ => new double[volumes.People]).ToImmutableArray();
        var done = 0L;
        Parallel.For(
            0,
            volumes.People,
            new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken },
            () => (Values: new float[volumes.Voxels], Sums: new double[labelled + 1], Counts: new int[labelled + 1]),
            (person, _, room) =>
            {
                volumes.Read(person, room.Values);
                Sum(room.Values, members, room.Sums, room.Counts);
                if (options.Whole)
                {
                    SumAll(room.Values, out room.Sums[labelled], out room.Counts[labelled]);
                }

                for (var r = 0; r < regions.Length; r++)
                {
                    var (sum, count) = (0.0, 0);
                    foreach (var part in areas[r].Parts)
                    {
                        sum += room.Sums[part];
                        count += room.Counts[part];
                    }

                    var covered = (double)count / regions[r].Voxels;
                    coverage[r][person] = covered;
                    means[r][person] = covered < options.MinimumCoverage || (count == 0 && !options.IncludeZeros) ? double.NaN
                        : sum / (options.IncludeZeros ? regions[r].Voxels : count);
                }

                progress?.Report(Interlocked.Increment(ref done));
                return room;
            },
            _ => { });
        return new RegionMeans(regions, means, coverage);
    }

    /// <summary>What has a mean, and of which sums it is: those of the atlas's regions, and last that over the mask.</summary>
    private static ImmutableArray<(AtlasRegion Region, int[] Parts)> Areas(VolumeStore volumes, ImmutableArray<AtlasRegion> labelled, RegionMeansOptions options)
    {
        var pairs = options.Pairs == RegionPairs.Separate ? [] : AtlasSides.Pairs(labelled);
        var apart = labelled.Index().Select(region => (Region: region.Item, Parts: (int[])[region.Index])).ToList();
        var taken = labelled.Select(region => region.Name).ToHashSet(StringComparer.Ordinal);
        var together = pairs.Select(pair => (
            Region: new AtlasRegion(0, Free(pair.Name), labelled[pair.Left].Voxels + labelled[pair.Right].Voxels), Parts: (int[])[pair.Left, pair.Right])).ToList();
        var areas = options.Pairs != RegionPairs.Averaged
            ? [.. apart, .. together]
            : apart.Concat(together).Where(area => area.Parts.Length == 2 || !together.Exists(pair => pair.Parts.Contains(area.Parts[0]))).OrderBy(area => area.Parts.Min()).ToList();
        if (options.Whole)
        {
            areas.Add((new AtlasRegion(0, Free(WholeName), volumes.Voxels), [labelled.Length]));
        }

        return [.. areas];

        string Free(string name)
        {
            while (!taken.Add(name))
            {
                name += "_";
            }

            return name;
        }
    }

    private static void SumAll(float[] values, out double sum, out int count)
    {
        (sum, count) = (0, 0);
        foreach (var value in values)
        {
            if (value != 0)
            {
                sum += value;
                count++;
            }
        }
    }

    /// <summary>The voxels of the mask that have a label: place in the mask and place of the region.</summary>
    private static (int Voxel, int Region)[] Members(VolumeStore volumes, Atlas atlas)
    {
        var regionOf = new Dictionary<short, int>();
        for (var r = 0; r < atlas.Regions.Length; r++)
        {
            regionOf.Add((short)atlas.Regions[r].Label, r);
        }

        var members = new List<(int, int)>();
        for (var v = 0; v < volumes.Voxels; v++)
        {
            if (atlas.Labels[volumes.MaskIndex[v]] is var label and not 0)
            {
                members.Add((v, regionOf[label]));
            }
        }

        return [.. members];
    }

    private static void Sum(float[] values, (int Voxel, int Region)[] members, double[] sums, int[] counts)
    {
        Array.Clear(sums);
        Array.Clear(counts);
        foreach (var (voxel, region) in members)
        {
            var value = values[voxel];
            if (value != 0)
            {
                sums[region] += value;
                counts[region]++;
            }
        }
    }
}
