using WhiteMatter.Torch.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A tensor whose values are not set.</summary>
    public static Tensor empty(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Create(Fill.Empty, size, dtype, device, requires_grad);

    /// <summary>A tensor whose values are not set.</summary>
    public static Tensor empty(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Create(Fill.Empty, size, dtype, device, requires_grad);

    /// <summary>A tensor of zeros.</summary>
    public static Tensor zeros(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Create(Fill.Zeros, size, dtype, device, requires_grad);

    /// <summary>A tensor of zeros.</summary>
    public static Tensor zeros(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Create(Fill.Zeros, size, dtype, device, requires_grad);

    /// <summary>A tensor of ones.</summary>
    public static Tensor ones(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Create(Fill.Ones, size, dtype, device, requires_grad);

    /// <summary>A tensor of ones.</summary>
    public static Tensor ones(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Create(Fill.Ones, size, dtype, device, requires_grad);

    /// <summary>Draws from the standard normal distribution.</summary>
    public static Tensor randn(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Create(Fill.Normal, size, dtype, device, requires_grad);

    /// <summary>Draws from the standard normal distribution.</summary>
    public static Tensor randn(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Create(Fill.Normal, size, dtype, device, requires_grad);

    /// <summary>Draws from the uniform distribution on [0, 1).</summary>
    public static Tensor rand(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Create(Fill.Uniform, size, dtype, device, requires_grad);

    /// <summary>Draws from the uniform distribution on [0, 1).</summary>
    public static Tensor rand(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Create(Fill.Uniform, size, dtype, device, requires_grad);

    /// <summary>Zeros of another tensor's shape, type and device.</summary>
    public static Tensor zeros_like(Tensor input) => zeros(input.shape, input.dtype, input.device);

    /// <summary>Ones of another tensor's shape, type and device.</summary>
    public static Tensor ones_like(Tensor input) => ones(input.shape, input.dtype, input.device);

    /// <summary>A tensor filled with a number.</summary>
    public static unsafe Tensor full(
        ReadOnlySpan<long> size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        var type = dtype ?? (value.Type == ScalarType.Int64 ? ScalarType.Int64 : ScalarType.Float32);
        fixed (long* shape = size)
        {
            var status = NativeTorch.wmt_tensor_full(value.Native, shape, size.Length, (int)type, (device ?? CPU).Native, out var result);
            return Wanting(Tensor.Made(status, result), requires_grad);
        }
    }

    /// <summary>Numbers from <paramref name="start"/> by <paramref name="step"/> below <paramref name="stop"/>.</summary>
    public static Tensor arange(Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null)
    {
        var integers = start.Type == ScalarType.Int64 && stop.Type == ScalarType.Int64 && step.Type == ScalarType.Int64;
        var type = dtype ?? (integers ? ScalarType.Int64 : ScalarType.Float32);
        return Tensor.Made(
            NativeTorch.wmt_arange(start.Native, stop.Native, step.Native, (int)type, (device ?? CPU).Native, out var result), result);
    }

    /// <summary>Numbers from <paramref name="start"/> by 1 below <paramref name="stop"/>.</summary>
    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null) => arange(start, stop, 1, dtype, device);

    /// <summary>Numbers from 0 by 1 below <paramref name="stop"/>.</summary>
    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null) => arange(0, stop, 1, dtype, device);

    /// <summary>A random order of 0 … n − 1, as 64-bit integers.</summary>
    public static Tensor randperm(long n, Device? device = null) =>
        Tensor.Made(NativeTorch.wmt_randperm(n, (device ?? CPU).Native, out var result), result);

    /// <summary>A tensor of no dimensions.</summary>
    public static Tensor tensor(float scalar, Device? device = null, bool requires_grad = false) => From([scalar], [], null, device, requires_grad);

    /// <summary>A tensor of no dimensions.</summary>
    public static Tensor tensor(double scalar, Device? device = null, bool requires_grad = false) => From([scalar], [], null, device, requires_grad);

    /// <summary>A tensor of no dimensions.</summary>
    public static Tensor tensor(long scalar, Device? device = null, bool requires_grad = false) => From([scalar], [], null, device, requires_grad);

    /// <summary>A copy of an array, of one dimension.</summary>
    public static Tensor tensor(float[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        From(rawArray, [rawArray.Length], dtype, device, requires_grad);

    /// <summary>A copy of an array in row-major order.</summary>
    public static Tensor tensor(
        float[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        From(rawArray, dimensions, dtype, device, requires_grad);

    /// <summary>A copy of memory in row-major order.</summary>
    public static Tensor tensor(
        Memory<float> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        From<float>(rawArray.Span, dimensions, dtype, device, requires_grad);

    /// <summary>A copy of an array, of one dimension.</summary>
    public static Tensor tensor(double[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        From(rawArray, [rawArray.Length], dtype, device, requires_grad);

    /// <summary>A copy of an array in row-major order.</summary>
    public static Tensor tensor(
        double[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        From(rawArray, dimensions, dtype, device, requires_grad);

    /// <summary>A copy of an array, of one dimension.</summary>
    public static Tensor tensor(long[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        From(rawArray, [rawArray.Length], dtype, device, requires_grad);

    /// <summary>A copy of an array in row-major order.</summary>
    public static Tensor tensor(
        long[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        From(rawArray, dimensions, dtype, device, requires_grad);

    /// <summary>A copy of an array, of one dimension.</summary>
    public static Tensor tensor(bool[] rawArray, ScalarType? dtype = null, Device? device = null) =>
        From(rawArray, [rawArray.Length], dtype, device, false);

    private static unsafe Tensor Create(Fill fill, ReadOnlySpan<long> size, ScalarType? dtype, Device? device, bool requires_grad)
    {
        fixed (long* shape = size)
        {
            var status = NativeTorch.wmt_tensor_create(
                fill, shape, size.Length, (int)(dtype ?? ScalarType.Float32), (device ?? CPU).Native, out var result);
            return Wanting(Tensor.Made(status, result), requires_grad);
        }
    }

    private static unsafe Tensor From<T>(ReadOnlySpan<T> values, ReadOnlySpan<long> size, ScalarType? dtype, Device? device, bool requires_grad)
        where T : unmanaged
    {
        var own = Tensor.TypeOf<T>();
        Tensor made;
        fixed (T* data = values)
        fixed (long* shape = size)
        {
            made = Tensor.Made(
                NativeTorch.wmt_tensor_from(data, (long)values.Length * sizeof(T), shape, size.Length, (int)own, out var result), result);
        }
        var target = device ?? CPU;
        if ((dtype ?? own) != own || target.type != DeviceType.CPU)
        {
            using var first = made;
            made = first.to(dtype ?? own, target);
        }
        return Wanting(made, requires_grad);
    }

    private static Tensor From<T>(T[] values, ReadOnlySpan<long> size, ScalarType? dtype, Device? device, bool requires_grad)
        where T : unmanaged => From<T>(values.AsSpan(), size, dtype, device, requires_grad);

    private static Tensor Wanting(Tensor tensor, bool gradient) => gradient ? tensor.requires_grad_() : tensor;
}
