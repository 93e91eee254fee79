using WhiteMatter.Torch.Interop;

namespace TorchSharp;

/// <summary>A number with its kind, which decides on the type of a result as in PyTorch: an integer leaves a tensor of integers one.</summary>
public sealed class Scalar : IDisposable
{
    private readonly NativeScalar number;

    private Scalar(NativeScalar number) => this.number = number;

    /// <summary>Type of the number: 64-bit integer or 64-bit floating point.</summary>
    public torch.ScalarType Type => number.IsInteger != 0 ? torch.ScalarType.Int64 : torch.ScalarType.Float64;

    internal NativeScalar Native => number;

    /// <summary>An integer.</summary>
    public static implicit operator Scalar(int value) => (long)value;

    /// <summary>An integer.</summary>
    public static implicit operator Scalar(long value) => new(new NativeScalar { Integer = value, IsInteger = 1 });

    /// <summary>A real number.</summary>
    public static implicit operator Scalar(float value) => (double)value;

    /// <summary>A real number.</summary>
    public static implicit operator Scalar(double value) => new(new NativeScalar { Real = value });

    /// <summary>Nothing to do: the number is not libtorch's. TorchSharp's is.</summary>
    public void Dispose()
    {
    }
}
