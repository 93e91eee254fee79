using System.Collections.Immutable;
using WhiteMatter.Imaging.Atlases;
using WhiteMatter.Imaging.Grids;
using WhiteMatter.Imaging.Volumes;

namespace WhiteMatter.Imaging.Regions;

/// <summary>What has a mean.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Regions">
/// The places of its regions among the atlas's; none for all voxels inside the mask. The mean of several is over all of their voxels at once: the average of their means
/// weighted by the voxels that entered each.
/// </param>
public sealed record MeasuredArea(string Name, ImmutableArray<int> Regions);

/// <summary>How region means treat voxels without a value, and what they are of.</summary>
/// <param name="IncludeZeros">Whether voxels that are 0 or outside the mask enter as 0 (<c>fslstats -m</c>); else they are left out, which for values that are never negative is the ENIGMA-DTI rule FA &gt; 0.</param>
/// <param name="MinimumCoverage">A region of a person of which a smaller share of the voxels is not 0 has no mean, nor has an area with such a region.</param>
/// <param name="Areas">What has a mean; each region of the atlas by itself where it is not given.</param>
public sealed record RegionMeansOptions(bool IncludeZeros = false, double MinimumCoverage = 0, ImmutableArray<MeasuredArea>? Areas = null);

/// <summary>Means of people's images over the regions of an atlas.</summary>
/// <param name="Regions">What was measured, several regions together and the whole mask with the label 0.</param>
/// <param name="Means">For each region a mean per person, NaN where the coverage is too small or nothing entered.</param>
/// <param name="Coverage">For each region and person the share of the region's voxels that are inside the mask and not 0; of several together, of all of their voxels.</param>
public sealed record RegionMeans(ImmutableArray<AtlasRegion> Regions, ImmutableArray<double[]> Means, ImmutableArray<double[]> Coverage)
{
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
        var areas = (options.Areas ?? [.. atlas.Regions.Select((region, r) => new MeasuredArea(region.Name, [r]))])
            .Select(area => area.Regions.IsEmpty ? area with { Regions = [labelled] } : area).ToArray();
        int[] voxels = [.. atlas.Regions.Select(region => region.Voxels), volumes.Voxels];
        var whole = Array.Exists(areas, area => area.Regions.Contains(labelled));
        var regions = areas.Select(area => new AtlasRegion(
            area.Regions is [var single] && single < labelled ? atlas.Regions[single].Label : 0,
            area.Name,
            area.Regions.Sum(part => voxels[part]))).ToImmutableArray();
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
                if (whole)
                {
                    SumAll(room.Values, out room.Sums[labelled], out room.Counts[labelled]);
                }

                for (var r = 0; r < regions.Length; r++)
                {
                    var (sum, count, known) = (0.0, 0, true);
                    foreach (var part in areas[r].Regions)
                    {
                        sum += room.Sums[part];
                        count += room.Counts[part];
                        known &= (double)room.Counts[part] / voxels[part] >= options.MinimumCoverage && (room.Counts[part] > 0 || options.IncludeZeros);
                    }

                    coverage[r][person] = (double)count / regions[r].Voxels;
                    means[r][person] = known ? sum / (options.IncludeZeros ? regions[r].Voxels : count) : double.NaN;
                }

                progress?.Report(Interlocked.Increment(ref done));
                return room;
            },
            _ => { });
        return new RegionMeans(regions, means, coverage);
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
