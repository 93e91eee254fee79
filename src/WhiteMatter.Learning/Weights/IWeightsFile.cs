using System.Collections.Immutable;

namespace WhiteMatter.Learning.Weights;

/// <summary>A file of named tensors.</summary>
internal interface IWeightsFile : IDisposable
{
    /// <summary>Its tensors.</summary>
    ImmutableArray<StoredTensor> Tensors { get; }

    /// <summary>What it says of the network and the images it was trained on.</summary>
    WeightsOrigin Origin => WeightsOrigin.Unsaid;

    /// <summary>Reads all values of a tensor.</summary>
    /// <param name="tensor">One of <see cref="Tensors"/>.</param>
    /// <param name="values">Where to, little-endian, the last edge running fastest.</param>
    /// <exception cref="LearningException">The file ends early or is damaged.</exception>
    void Read(StoredTensor tensor, Span<byte> values);
}
