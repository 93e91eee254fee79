using System.Collections.Immutable;

namespace WhiteMatter.Reporting;

/// <summary>Means over the regions of an atlas, summed up over people.</summary>
/// <param name="Name">The declaration's name.</param>
/// <param name="Definition">How a person's value was computed, in words ("mean over the voxels inside the mask that are not 0").</param>
/// <param name="People">People with images.</param>
/// <param name="Regions">The regions, in the order of the atlas.</param>
public sealed record RegionTable(string Name, string Definition, long People, ImmutableArray<RegionSummary> Regions);

/// <summary>One region.</summary>
/// <param name="Name">Its name in the atlas.</param>
/// <param name="Voxels">Voxels of it in the atlas.</param>
/// <param name="People">People who have a mean in it.</param>
/// <param name="Mean">Mean over those people.</param>
/// <param name="StandardDeviation">Standard deviation over people (n − 1).</param>
/// <param name="MeanCoverage">Share of its voxels that entered, mean over people.</param>
/// <param name="LeastCoverage">The same, the least of any person.</param>
public sealed record RegionSummary(
    string Name, long Voxels, long People, double Mean, double StandardDeviation, double MeanCoverage, double LeastCoverage);
