using System.Reflection;
using System.Runtime.InteropServices;

namespace WhiteMatter.Torch.Interop;

/// <summary>
/// libwhitematter_torch (<c>whitematter_torch.h</c>, where each call is documented): the one class that crosses that border. The library, and
/// libtorch with it, is loaded by the first call.
/// </summary>
internal static unsafe partial class NativeTorch
{
    /// <summary>The library's file, which lies beside the program.</summary>
    public const string FileName = "libwhitematter_torch.so";

    private const string Library = "whitematter_torch";
    private const string Install = "install libtorch-dev and libopenblas0-pthread";

    static NativeTorch() => NativeLibrary.SetDllImportResolver(typeof(NativeTorch).Assembly, Resolve);

    [LibraryImport(Library)]
    public static partial nint wmt_last_error();

    [LibraryImport(Library)]
    public static partial nint wmt_torch_version();

    [LibraryImport(Library)]
    public static partial int wmt_blas_description(byte* text, long capacity);

    [LibraryImport(Library)]
    public static partial int wmt_threads_get(out int threads);

    [LibraryImport(Library)]
    public static partial int wmt_threads_set(int threads);

    [LibraryImport(Library)]
    public static partial int wmt_blas_threads_get(out int threads);

    [LibraryImport(Library)]
    public static partial int wmt_blas_threads_set(int threads);

    [LibraryImport(Library)]
    public static partial int wmt_blocks_keep();

    [LibraryImport(Library)]
    public static partial int wmt_blocks_trim();

    [LibraryImport(Library)]
    public static partial int wmt_blocks_mapped(out long bytes);

    [LibraryImport(Library)]
    public static partial int wmt_cuda_device_count(out int devices);

    [LibraryImport(Library)]
    public static partial int wmt_cuda_synchronize(int index);

    [LibraryImport(Library)]
    public static partial int wmt_cuda_numerics_set(int tensorFloat, int deterministic);

    [LibraryImport(Library)]
    public static partial int wmt_cuda_peak_get(int index, out long bytes);

    [LibraryImport(Library)]
    public static partial int wmt_cuda_peak_reset(int index);

    [LibraryImport(Library)]
    public static partial long wmt_live_tensors();

    [LibraryImport(Library)]
    public static partial int wmt_tensor_create(Fill fill, long* shape, int dimensions, int type, NativeDevice device, out TensorHandle result);

    [LibraryImport(Library)]
    public static partial int wmt_tensor_pinned(long* shape, int dimensions, int type, out TensorHandle result);

    [LibraryImport(Library)]
    public static partial int wmt_tensor_full(NativeScalar value, long* shape, int dimensions, int type, NativeDevice device, out TensorHandle result);

    [LibraryImport(Library)]
    public static partial int wmt_arange(NativeScalar start, NativeScalar end, NativeScalar step, int type, NativeDevice device, out TensorHandle result);

    [LibraryImport(Library)]
    public static partial int wmt_randperm(long n, NativeDevice device, out TensorHandle result);

    [LibraryImport(Library)]
    public static partial int wmt_tensor_from(void* values, long bytes, long* shape, int dimensions, int type, out TensorHandle result);

    [LibraryImport(Library)]
    public static partial int wmt_tensor_read(TensorHandle tensor, void* values, long bytes);

    [LibraryImport(Library)]
    public static partial int wmt_tensor_write(TensorHandle tensor, void* values, long bytes);

    [LibraryImport(Library)]
    public static partial int wmt_tensor_data(TensorHandle tensor, out void* values, out long bytes);

    [LibraryImport(Library)]
    public static partial int wmt_item(TensorHandle tensor, out NativeScalar value);

    [LibraryImport(Library)]
    public static partial void wmt_tensor_free(nint tensor);

    [LibraryImport(Library)]
    public static partial int wmt_describe(TensorHandle tensor, out NativeDescription description);

    [LibraryImport(Library)]
    public static partial int wmt_shape(TensorHandle tensor, long* sizes, long* strides, int capacity);

    [LibraryImport(Library)]
    public static partial int wmt_unary(UnaryOperation operation, TensorHandle a, out TensorHandle result);

    [LibraryImport(Library)]
    public static partial int wmt_unary_in_place(UnaryOperation operation, TensorHandle a);

    [LibraryImport(Library)]
    public static partial int wmt_binary(BinaryOperation operation, TensorHandle a, TensorHandle b, NativeScalar alpha, out TensorHandle result);

    [LibraryImport(Library)]
    public static partial int wmt_binary_in_place(BinaryOperation operation, TensorHandle a, TensorHandle b, NativeScalar alpha);

    [LibraryImport(Library)]
    public static partial int wmt_binary_scalar(BinaryOperation operation, TensorHandle a, NativeScalar b, out TensorHandle result);

    [LibraryImport(Library)]
    public static partial int wmt_binary_scalar_in_place(BinaryOperation operation, TensorHandle a, NativeScalar b);

    [LibraryImport(Library)]
    public static partial int wmt_scalar_binary(BinaryOperation operation, NativeScalar b, TensorHandle a, out TensorHandle result);

    [LibraryImport(Library)]
    public static partial int wmt_addcmul_in_place(TensorHandle a, TensorHandle b, TensorHandle c, NativeScalar value);

    [LibraryImport(Library)]
    public static partial int wmt_addcdiv_in_place(TensorHandle a, TensorHandle b, TensorHandle c, NativeScalar value);

    [LibraryImport(Library)]
    public static partial int wmt_clamp(TensorHandle a, NativeScalar* least, NativeScalar* greatest, out TensorHandle result);

    [LibraryImport(Library)]
    public static partial int wmt_where(TensorHandle condition, TensorHandle a, TensorHandle b, out TensorHandle result);

    [LibraryImport(Library)]
    public static partial int wmt_masked_fill(TensorHandle a, TensorHandle mask, NativeScalar value, out TensorHandle result);

    [LibraryImport(Library)]
    public static partial int wmt_copy_in_place(TensorHandle a, TensorHandle from);

    [LibraryImport(Library)]
    public static partial int wmt_fill_in_place(TensorHandle a, NativeScalar value);

    [LibraryImport(Library)]
    public static partial int wmt_uniform_in_place(TensorHandle a, double low, double high);

    [LibraryImport(Library)]
    public static partial int wmt_normal_in_place(TensorHandle a, double mean, double deviation);

    [LibraryImport(Library)]
    public static partial int wmt_to(TensorHandle a, int type, NativeDevice device, int copy, int wait, out TensorHandle result);

    [LibraryImport(Library)]
    public static partial int wmt_reduce(Reduce operation, TensorHandle a, long* dimensions, int count, int keep, out TensorHandle result);

    [LibraryImport(Library)]
    public static partial int wmt_reshape(ChangeOfShape operation, TensorHandle a, long* sizes, int count, out TensorHandle result);

    [LibraryImport(Library)]
    public static partial int wmt_flatten(TensorHandle a, long start, long end, out TensorHandle result);

    [LibraryImport(Library)]
    public static partial int wmt_transpose(TensorHandle a, long dimension0, long dimension1, out TensorHandle result);

    [LibraryImport(Library)]
    public static partial int wmt_squeeze(TensorHandle a, long dimension, out TensorHandle result);

    [LibraryImport(Library)]
    public static partial int wmt_unsqueeze(TensorHandle a, long dimension, out TensorHandle result);

    [LibraryImport(Library)]
    public static partial int wmt_select(TensorHandle a, long dimension, long index, out TensorHandle result);

    [LibraryImport(Library)]
    public static partial int wmt_narrow(TensorHandle a, long dimension, long start, long length, out TensorHandle result);

    [LibraryImport(Library)]
    public static partial int wmt_slice(TensorHandle a, long dimension, long start, long end, long step, out TensorHandle result);

    [LibraryImport(Library)]
    public static partial int wmt_index_select(TensorHandle a, long dimension, TensorHandle index, out TensorHandle result);

    [LibraryImport(Library)]
    public static partial int wmt_cat(nint* tensors, int count, long dimension, out TensorHandle result);

    [LibraryImport(Library)]
    public static partial int wmt_stack(nint* tensors, int count, long dimension, out TensorHandle result);

    [LibraryImport(Library)]
    public static partial int wmt_grad_mode_get(out int enabled);

    [LibraryImport(Library)]
    public static partial int wmt_grad_mode_set(int enabled);

    [LibraryImport(Library)]
    public static partial int wmt_requires_grad_set(TensorHandle tensor, int requiresGrad);

    [LibraryImport(Library)]
    public static partial int wmt_grad_get(TensorHandle tensor, out TensorHandle gradient);

    [LibraryImport(Library)]
    public static partial int wmt_grad_set(TensorHandle tensor, TensorHandle gradient);

    [LibraryImport(Library)]
    public static partial int wmt_backward(TensorHandle tensor, TensorHandle gradient, int retainGraph);

    [LibraryImport(Library)]
    public static partial int wmt_autocast_get(int deviceType, out int enabled, out int type);

    [LibraryImport(Library)]
    public static partial int wmt_autocast_set(int deviceType, int enabled, int type);

    [LibraryImport(Library)]
    public static partial int wmt_gradients_clip(int count, nint* parameters, double largest, out double norm);

    [LibraryImport(Library)]
    public static partial int wmt_gradients_unscale(int count, nint* parameters, double scale, out int finite);

    [LibraryImport(Library)]
    public static partial int wmt_conv3d(
        TensorHandle input, TensorHandle weight, TensorHandle bias, long* stride, long* padding, long* dilation, long groups, out TensorHandle result);

    [LibraryImport(Library)]
    public static partial int wmt_conv3d_in_use(
        TensorHandle input, TensorHandle weight, TensorHandle bias, long* stride, long* padding, long* dilation, long groups, out TensorHandle result);

    [LibraryImport(Library)]
    public static partial int wmt_conv_transpose3d(
        TensorHandle input, TensorHandle weight, TensorHandle bias, long* stride, long* padding, long* outputPadding, long* dilation, long groups,
        out TensorHandle result);

    [LibraryImport(Library)]
    public static partial int wmt_max_pool3d(
        TensorHandle input, long* kernel, long* stride, long* padding, long* dilation, int ceilMode, out TensorHandle result);

    [LibraryImport(Library)]
    public static partial int wmt_batch_norm(
        TensorHandle input, TensorHandle weight, TensorHandle bias, TensorHandle runningMean, TensorHandle runningVariance, int training,
        double momentum, double epsilon, out TensorHandle result);

    [LibraryImport(Library)]
    public static partial int wmt_linear(TensorHandle input, TensorHandle weight, TensorHandle bias, out TensorHandle result);

    [LibraryImport(Library)]
    public static partial int wmt_layer_norm(TensorHandle input, long* sizes, int count, TensorHandle weight, TensorHandle bias, double epsilon, out TensorHandle result);

    [LibraryImport(Library)]
    public static partial int wmt_group_norm(TensorHandle input, long groups, TensorHandle weight, TensorHandle bias, double epsilon, out TensorHandle result);

    [LibraryImport(Library)]
    public static partial int wmt_attention(TensorHandle together, long heads, out TensorHandle result);

    [LibraryImport(Library)]
    public static partial int wmt_softmax(TensorHandle input, long dimension, out TensorHandle result);

    [LibraryImport(Library)]
    public static partial int wmt_pad(TensorHandle input, long* counts, int count, NativeScalar value, out TensorHandle result);

    [LibraryImport(Library)]
    public static partial int wmt_leaky_relu(TensorHandle input, double negativeSlope, out TensorHandle result);

    [LibraryImport(Library)]
    public static partial int wmt_leaky_relu_in_place(TensorHandle input, double negativeSlope);

    [LibraryImport(Library)]
    public static partial int wmt_adam_step(
        int count, nint* parameters, nint* firstMoments, nint* secondMoments, long* steps, in NativeAdamOptions options);

    [LibraryImport(Library)]
    public static partial int wmt_manual_seed(ulong seed);

    [LibraryImport(Library)]
    public static partial int wmt_generator_state_get(NativeDevice device, out TensorHandle state);

    [LibraryImport(Library)]
    public static partial int wmt_generator_state_set(NativeDevice device, TensorHandle state);

    /// <summary>Text that the library owns.</summary>
    public static string Text(nint text) => Marshal.PtrToStringUTF8(text) ?? string.Empty;

    /// <summary>Turns a status into an exception with the library's message.</summary>
    public static void Check(int status)
    {
        if (status != (int)TorchStatus.Ok)
        {
            throw Failure((TorchStatus)status, Text(wmt_last_error()));
        }
    }

    /// <summary>Loads the library from a file.</summary>
    /// <exception cref="TorchUnavailableException">It is not there, or what it needs is not.</exception>
    internal static nint Load(string path)
    {
        if (!File.Exists(path))
        {
            throw new TorchUnavailableException(
                $"this program was built without libtorch ({path} is not there): {Install}, then build it again");
        }
        LimitSpinning();
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (DllNotFoundException missing)
        {
            throw new TorchUnavailableException($"libtorch is not installed: {Install}. The loader says: {missing.Message}", missing);
        }
        catch (BadImageFormatException broken)
        {
            throw new TorchUnavailableException($"{path} is not for this machine or is damaged: build the program again", broken);
        }
    }

    /// <summary>
    /// Threads that wait for the next operation spin by default for milliseconds (OpenMP) and tens of milliseconds (OpenBLAS), which
    /// on a machine that others use too makes a training step many times as long. They are told to give up after microseconds, unless
    /// the user's environment says otherwise. Both libraries read this once, when they are loaded.
    /// </summary>
    private static void LimitSpinning()
    {
        if (!OperatingSystem.IsWindows() && Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is null)
        {
            _ = setenv("GOMP_SPINCOUNT", "1000", 0);
            _ = setenv("OPENBLAS_THREAD_TIMEOUT", "10", 0);
        }
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name != Library)
        {
            return nint.Zero;
        }
        var folder = Path.GetDirectoryName(assembly.Location);
        return Load(Path.Combine(string.IsNullOrEmpty(folder) ? AppContext.BaseDirectory : folder, FileName));
    }

    private static Exception Failure(TorchStatus status, string message) => status switch
    {
        TorchStatus.InvalidArgument => new ArgumentException(message),
        TorchStatus.OutOfMemory => new OutOfMemoryException(message),
        TorchStatus.Unsupported => new NotSupportedException(message),
        _ => new TorchException(message),
    };
}
