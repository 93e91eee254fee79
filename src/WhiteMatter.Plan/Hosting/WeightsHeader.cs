using System.Collections.Immutable;

namespace WhiteMatter.Plan.Hosting;

/// <summary>What a file of a network's weights says by its header alone.</summary>
/// <param name="Shapes">The edges of each of its tensors; none where the host did not look.</param>
public sealed record WeightsHeader(ImmutableArray<ImmutableArray<long>> Shapes);
