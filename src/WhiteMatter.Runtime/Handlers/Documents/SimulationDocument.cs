using System.Collections.Immutable;

namespace WhiteMatter.Runtime.Handlers.Documents;

/// <summary>A region of simulated volumes.</summary>
/// <param name="Label">Its label.</param>
/// <param name="Name">Its name.</param>
/// <param name="Voxels">Its voxels.</param>
/// <param name="BaseLevel">The mean of its value over people.</param>
/// <param name="Explained">The share of its variance that is planted.</param>
public sealed record SimulatedRegion(int Label, string Name, int Voxels, double BaseLevel, double Explained);

/// <summary>What a simulation made: the file <c>truth.json</c> of its artifact.</summary>
/// <param name="Definition">How a region's value comes about, in words.</param>
/// <param name="Seed">What everything was drawn with.</param>
/// <param name="Genotyped">People with genotypes.</param>
/// <param name="ImageOnly">People with a volume only.</param>
/// <param name="Planted">Different causal variants.</param>
/// <param name="StandardDeviation">Standard deviation of a region's value before voxel noise, in units of FA.</param>
/// <param name="Shared">The share of the variance not planted that all regions of a person have in common.</param>
/// <param name="Noise">Standard deviation of a voxel's noise, in units of FA.</param>
/// <param name="MaskVoxels">Voxels of the mask.</param>
/// <param name="Clipped">Voxels of all volumes that were below 0 or above 1 and are now 0 or 1.</param>
/// <param name="Regions">The regions.</param>
public sealed record SimulationDocument(
    string Definition,
    long Seed,
    int Genotyped,
    int ImageOnly,
    int Planted,
    double StandardDeviation,
    double Shared,
    double Noise,
    int MaskVoxels,
    long Clipped,
    ImmutableArray<SimulatedRegion> Regions)
{
    /// <summary>The file of an artifact that holds it.</summary>
    public const string FileName = "truth.json";
}
