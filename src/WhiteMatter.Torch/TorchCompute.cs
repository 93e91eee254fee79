using TorchSharp;
using TorchSharp.Modules;
using WhiteMatter.Torch.Interop;
using static TorchSharp.torch;

namespace WhiteMatter.Torch;

/// <summary>
/// In how many digits libtorch computes, how tensors lie in memory, and what a CUDA device holds. What TorchSharp has no name for is here, so that
/// moving to it changes no other file.
/// </summary>
public static class TorchCompute
{
    /// <summary>
    /// Until it is disposed, products and convolutions of this thread on a kind of device are computed in a type of fewer digits, whatever that of their
    /// operands; sums, statistics and parameters keep theirs. Passes that record for gradients and passes that do not take a scope each: what is converted
    /// in one serves the rest of the scope, and has no gradient when it was converted without.
    /// </summary>
    /// <param name="device">The kind of device.</param>
    /// <param name="type"><see cref="ScalarType.BFloat16"/> or <see cref="ScalarType.Float16"/>.</param>
    public static IDisposable Autocast(DeviceType device, ScalarType type) => new AutocastScope((int)device, (int)type);

    /// <summary>
    /// Sets how CUDA devices compute, for the whole process. Convolutions keep to algorithms that give the same bits again, and none are tried out,
    /// as trying chooses another one from run to run.
    /// </summary>
    /// <param name="tensorFloat">Whether products of 32-bit numbers may take TensorFloat-32: the range of 32 bits, a fraction of 10 bits in place of 23.</param>
    public static void UseCudaNumerics(bool tensorFloat) => NativeTorch.Check(NativeTorch.wmt_cuda_numerics_set(tensorFloat ? 1 : 0, 1));

    /// <summary>A tensor in main memory that the system leaves in its place, from which a CUDA device copies without holding up the caller; the values are not set.</summary>
    /// <param name="size">Its shape.</param>
    /// <param name="type">Type of its elements.</param>
    public static unsafe Tensor Pinned(ReadOnlySpan<long> size, ScalarType type)
    {
        fixed (long* shape = size)
        {
            return Tensor.Made(NativeTorch.wmt_tensor_pinned(shape, size.Length, (int)type, out var result), result);
        }
    }

    /// <summary>A copy of a volume tensor (five dimensions) with the channels of a voxel beside each other in memory, also where there is one channel.</summary>
    /// <param name="volumes">n × channels × x × y × z.</param>
    public static Tensor ChannelsLast(Tensor volumes)
    {
        ArgumentNullException.ThrowIfNull(volumes);
        return Tensor.Made(NativeTorch.wmt_unary(UnaryOperation.ChannelsLast, volumes.Handle, out var result), result);
    }

    /// <summary>Lays the weights of a network's convolutions out as <see cref="ChannelsLast(Tensor)"/>; its volumes then follow.</summary>
    /// <param name="network">The network; an optimiser made before keeps the same parameters.</param>
    public static void ChannelsLast(nn.Module network)
    {
        ArgumentNullException.ThrowIfNull(network);
        network.ChannelsLast();
    }

    /// <summary>
    /// softmax(q kᵀ/√d) v in each head, without a gradient, in single precision on the processor: of the shares of tokens in each other only those of a block of queries are kept, which takes half the time and less of many
    /// tokens. The last bits are other ones than of the operations one after the other.
    /// </summary>
    /// <param name="together">Queries, keys and values beside each other: n × tokens × (3 · heads · d).</param>
    /// <param name="heads">Heads.</param>
    /// <returns>n × tokens × (heads · d).</returns>
    public static Tensor Attention(Tensor together, long heads)
    {
        ArgumentNullException.ThrowIfNull(together);
        return Tensor.Made(NativeTorch.wmt_attention(together.Handle, heads, out var result), result);
    }

    /// <summary>Divides the gradients of parameters by a scale.</summary>
    /// <param name="parameters">The parameters; those without a gradient are passed over.</param>
    /// <param name="scale">The scale, positive.</param>
    /// <returns>Whether every gradient is a finite number.</returns>
    public static unsafe bool Unscale(IEnumerable<Parameter> parameters, double scale)
    {
        using var list = new TensorHandleList([.. parameters]);
        fixed (nint* addresses = list.Addresses)
        {
            NativeTorch.Check(NativeTorch.wmt_gradients_unscale(list.Addresses.Length, addresses, scale, out var finite));
            return finite != 0;
        }
    }

    /// <summary>Shrinks the gradients of parameters so that their norm, taken together, is at most the largest, as torch.nn.utils.clip_grad_norm_ does.</summary>
    /// <param name="parameters">The parameters; those without a gradient are passed over.</param>
    /// <param name="largest">The largest norm, positive.</param>
    /// <returns>The norm before; where it is no finite number nothing was changed.</returns>
    public static unsafe double Clip(IEnumerable<Parameter> parameters, double largest)
    {
        using var list = new TensorHandleList([.. parameters]);
        fixed (nint* addresses = list.Addresses)
        {
            NativeTorch.Check(NativeTorch.wmt_gradients_clip(list.Addresses.Length, addresses, largest, out var norm));
            return norm;
        }
    }

    /// <summary>Most bytes of tensors that a CUDA device has held at once since <see cref="ResetCudaPeak"/>.</summary>
    /// <param name="index">Number of the device.</param>
    /// <exception cref="NotSupportedException">libtorch is without CUDA, or older than 2.9.</exception>
    public static long CudaPeak(int index)
    {
        NativeTorch.Check(NativeTorch.wmt_cuda_peak_get(index, out var bytes));
        return bytes;
    }

    /// <summary>Begins to count anew what a CUDA device holds at most.</summary>
    /// <param name="index">Number of the device.</param>
    /// <exception cref="NotSupportedException">libtorch is without CUDA, or older than 2.9.</exception>
    public static void ResetCudaPeak(int index) => NativeTorch.Check(NativeTorch.wmt_cuda_peak_reset(index));

    private sealed class AutocastScope : IDisposable
    {
        private readonly int device;
        private readonly int enabledBefore;
        private readonly int typeBefore;
        private bool disposed;

        public AutocastScope(int device, int type)
        {
            this.device = device;
            NativeTorch.Check(NativeTorch.wmt_autocast_get(device, out enabledBefore, out typeBefore));
            NativeTorch.Check(NativeTorch.wmt_autocast_set(device, 1, type));
        }

        public void Dispose()
        {
            if (!disposed)
            {
                disposed = true;
                NativeTorch.Check(NativeTorch.wmt_autocast_set(device, enabledBefore, typeBefore));
            }
        }
    }
}
