using System.Collections.Immutable;

namespace WhiteMatter.Learning.Weights;

/// <summary>A tensor of a file, without its values.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What its values are.</param>
/// <param name="Shape">Its edges; empty for a single number.</param>
public record StoredTensor(string Name, TensorType Type, ImmutableArray<long> Shape)
{
    /// <summary>How many values it has.</summary>
    public long Count => Shape.Aggregate(1L, (product, edge) => checked(product * edge));

    /// <summary>How many bytes they take.</summary>
    public long Bytes => checked(Count * TensorTypes.Bytes(Type));

    /// <summary>Such as <c>F32 [16, 1, 3, 3, 3]</c>.</summary>
    public string ShapeText => $"{Type} [{string.Join(", ", Shape)}]";
}

/// <summary>A tensor to be written.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What its values are.</param>
/// <param name="Shape">Its edges; empty for a single number.</param>
/// <param name="Write">Writes its values, little-endian, the last edge running fastest.</param>
public sealed record TensorToStore(string Name, TensorType Type, ImmutableArray<long> Shape, Action<Stream> Write) : StoredTensor(Name, Type, Shape);
