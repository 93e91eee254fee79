using System.Collections.Immutable;

namespace WhiteMatter.Plan.Hosting;

/// <summary>What a file of a network's weights says by its header alone.</summary>
/// <param name="Shapes">The edges of each of its tensors; none where the host did not look.</param>
public sealed record WeightsHeader(ImmutableArray<ImmutableArray<long>> Shapes)
{
    /// <summary>What the file says of its network: under <c>network</c> the function that an architecture is written with, and its arguments, as studies write them; empty where it says nothing.</summary>
    public ImmutableSortedDictionary<string, string> Network { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>What was done to the images the network was trained on, in the word of studies; null where the file does not say.</summary>
    public string? Normalisation { get; init; }

    /// <summary>Voxels along each axis of these images, as <c>182 × 218 × 182</c>; null where the file does not say.</summary>
    public string? Grid { get; init; }
}
