using System.Collections.Immutable;

namespace WhiteMatter.Learning.Networks;

/// <summary>One layer of a network and what it gives for one person.</summary>
/// <param name="Name">Its name: that of its tensors in a file of weights, or of what it does where it has none.</param>
/// <param name="Kind">What it is, such as <c>Conv3d</c>.</param>
/// <param name="Output">Channels and voxels along x, y, z; of the bottleneck its width alone.</param>
/// <param name="Parameters">Numbers that training changes.</param>
public sealed record LayerShape(string Name, string Kind, ImmutableArray<int> Output, long Parameters)
{
    /// <summary>Numbers it gives for one person.</summary>
    public long Size => Output.Aggregate(1L, (product, edge) => product * edge);

    /// <summary>Such as <c>16×182×218×182</c>.</summary>
    public string OutputText => string.Join('×', Output);
}
