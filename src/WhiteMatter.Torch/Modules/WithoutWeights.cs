using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>The largest value of each window.</summary>
            /// <param name="kernel_size">The window's size along each axis.</param>
            /// <param name="stride">The window's size unless given.</param>
            /// <param name="padding">Smallest values on both sides, at most half a window.</param>
            /// <param name="dilation">Voxels from one element of the window to the next.</param>
            /// <param name="ceil_mode">Keeps the last window where it is not full.</param>
            public static MaxPool3d MaxPool3d(
                long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) =>
                new([kernel_size], One(stride), One(padding), One(dilation), ceil_mode);

            /// <summary>The largest value of each window, with sizes for each axis.</summary>
            public static MaxPool3d MaxPool3d(
                (long, long, long) kernel_size, (long, long, long)? stride = null, (long, long, long)? padding = null,
                (long, long, long)? dilation = null, bool ceil_mode = false) =>
                new(List(kernel_size), ListOrNull(stride), ListOrNull(padding), ListOrNull(dilation), ceil_mode);

            /// <summary>x where positive, else x times the slope.</summary>
            public static LeakyReLU LeakyReLU(double negative_slope = 0.01, bool inplace = false) => new(negative_slope, inplace);

            /// <summary>x / (1 + e⁻ˣ) (Elfwing et al. 2018).</summary>
            public static SiLU SiLU() => new();

            /// <summary>x where positive, else eˣ − 1 (Clevert et al. 2016).</summary>
            public static ELU ELU() => new();

            /// <summary>Makes one dimension of several.</summary>
            public static Flatten Flatten(long start_dim = 1, long end_dim = -1) => new(start_dim, end_dim);

            private static long[]? One(long? size) => size is { } given ? [given] : null;
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>The largest value of each window.</summary>
    public sealed class MaxPool3d : nn.Module<Tensor, Tensor>
    {
        internal MaxPool3d(long[] kernel_size, long[]? stride, long[]? padding, long[]? dilation, bool ceil_mode)
            : base(nameof(MaxPool3d))
        {
            this.kernel_size = nn.functional.Three(kernel_size, 1);
            this.stride = nn.functional.Three(stride ?? kernel_size, 1);
            this.padding = nn.functional.Three(padding, 0);
            this.dilation = nn.functional.Three(dilation, 1);
            this.ceil_mode = ceil_mode;
        }

        /// <summary>The window's size along each axis.</summary>
        public long[] kernel_size { get; }

        /// <summary>Stride along each axis.</summary>
        public long[] stride { get; }

        /// <summary>Padding along each axis.</summary>
        public long[] padding { get; }

        /// <summary>Dilation along each axis.</summary>
        public long[] dilation { get; }

        /// <summary>Whether the last window is kept where it is not full.</summary>
        public bool ceil_mode { get; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => nn.functional.max_pool3d(input, kernel_size, stride, padding, dilation, ceil_mode);
    }

    /// <summary>x where positive, else x times the slope.</summary>
    public sealed class LeakyReLU : nn.Module<Tensor, Tensor>
    {
        internal LeakyReLU(double negative_slope, bool inplace)
            : base(nameof(LeakyReLU))
        {
            this.negative_slope = negative_slope;
            this.inplace = inplace;
        }

        /// <summary>Slope below zero.</summary>
        public double negative_slope { get; }

        /// <summary>Whether the input is overwritten.</summary>
        public bool inplace { get; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => nn.functional.leaky_relu(input, negative_slope, inplace);
    }

    /// <summary>x / (1 + e⁻ˣ).</summary>
    public sealed class SiLU : nn.Module<Tensor, Tensor>
    {
        internal SiLU()
            : base(nameof(SiLU))
        {
        }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => input.silu();
    }

    /// <summary>x where positive, else eˣ − 1.</summary>
    public sealed class ELU : nn.Module<Tensor, Tensor>
    {
        internal ELU()
            : base(nameof(ELU))
        {
        }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => input.elu();
    }

    /// <summary>Makes one dimension of several.</summary>
    public sealed class Flatten : nn.Module<Tensor, Tensor>
    {
        internal Flatten(long start_dim, long end_dim)
            : base(nameof(Flatten))
        {
            this.start_dim = start_dim;
            this.end_dim = end_dim;
        }

        /// <summary>First of the dimensions.</summary>
        public long start_dim { get; }

        /// <summary>Last of the dimensions.</summary>
        public long end_dim { get; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => input.flatten(start_dim, end_dim);
    }
}
