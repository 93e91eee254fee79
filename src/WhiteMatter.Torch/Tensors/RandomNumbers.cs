using WhiteMatter.Torch.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Seeds the generators of all devices; what is drawn next is what PyTorch draws after the same seed.</summary>
    public static Generator manual_seed(long seed)
    {
        NativeTorch.Check(NativeTorch.wmt_manual_seed(unchecked((ulong)seed)));
        return Generator.Default;
    }

    /// <summary>The state of the processor's generator, as bytes.</summary>
    public static Tensor get_rng_state() => Generator.Default.get_state();

    /// <summary>Sets the state of the processor's generator.</summary>
    public static void set_rng_state(Tensor new_state) => Generator.Default.set_state(new_state);

    /// <summary>Threads of libtorch's own loops.</summary>
    public static int get_num_threads()
    {
        NativeTorch.Check(NativeTorch.wmt_threads_get(out var threads));
        return threads;
    }

    /// <summary>Sets the threads of libtorch's own loops, for this thread and those that have not computed yet.</summary>
    public static void set_num_threads(int num) => NativeTorch.Check(NativeTorch.wmt_threads_set(num));

    /// <summary>The source of random numbers of a device.</summary>
    public class Generator
    {
        internal Generator(Device device) => this.device = device;

        /// <summary>The processor's.</summary>
        public static Generator Default { get; } = new(CPU);

        /// <summary>Whose it is.</summary>
        public Device device { get; }

        /// <summary>The state, as bytes; what is drawn next follows from it.</summary>
        public Tensor get_state() => Tensor.Made(NativeTorch.wmt_generator_state_get(device.Native, out var state), state);

        /// <summary>Sets the state.</summary>
        /// <exception cref="System.Runtime.InteropServices.ExternalException">It is not the state of such a generator.</exception>
        public void set_state(Tensor value) => NativeTorch.Check(NativeTorch.wmt_generator_state_set(device.Native, value.Handle));
    }
}
