using TorchSharp;
using static TorchSharp.torch;

namespace WhiteMatter.Learning.Weights;

/// <summary>Moves values between tensors and files of weights.</summary>
internal static class TensorStorage
{
    /// <summary>What a tensor is in a file.</summary>
    public static StoredTensor Describe(string name, Tensor tensor) => new(name, TypeOf(tensor.dtype), [.. tensor.shape]);

    /// <summary>A tensor to be written.</summary>
    public static TensorToStore Store(string name, Tensor tensor) => new(
        name,
        TypeOf(tensor.dtype),
        [.. tensor.shape],
        output =>
        {
            using var scope = NewDisposeScope();
            output.Write(tensor.detach().cpu().contiguous().bytes);
        });

    /// <summary>A number to be written.</summary>
    public static TensorToStore Store(string name, long value) =>
        new(name, TensorType.I64, [], output => output.Write(BitConverter.GetBytes(value)));

    /// <summary>Reads a tensor of a file into one of the same type and shape.</summary>
    public static void Read(SafetensorsFile file, StoredTensor stored, Tensor tensor)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        var host = empty(tensor.shape, tensor.dtype);
        file.Read(stored, 0, host.bytes);
        tensor.copy_(host);
    }

    /// <summary>Reads a number that <see cref="Store(string, long)"/> wrote.</summary>
    public static long ReadNumber(SafetensorsFile file, StoredTensor stored)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        file.Read(stored, 0, bytes);
        return BitConverter.ToInt64(bytes);
    }

    private static TensorType TypeOf(ScalarType type) => type switch
    {
        ScalarType.Float64 => TensorType.F64,
        ScalarType.Float32 => TensorType.F32,
        ScalarType.Float16 => TensorType.F16,
        ScalarType.BFloat16 => TensorType.BF16,
        ScalarType.Int64 => TensorType.I64,
        ScalarType.Int32 => TensorType.I32,
        ScalarType.Int16 => TensorType.I16,
        ScalarType.Int8 => TensorType.I8,
        ScalarType.Byte => TensorType.U8,
        _ => TensorType.BOOL,
    };
}
