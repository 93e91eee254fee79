using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A convolution in three dimensions with learnt weights.</summary>
            /// <param name="in_channels">Channels in.</param>
            /// <param name="out_channels">Channels out.</param>
            /// <param name="kernel_size">Size of the kernel along each axis.</param>
            /// <param name="stride">Voxels from one output to the next.</param>
            /// <param name="padding">Zeros on both sides.</param>
            /// <param name="dilation">Voxels from one element of the kernel to the next.</param>
            /// <param name="groups">Groups of channels that do not mix.</param>
            /// <param name="bias">Whether a learnt number is added to each channel.</param>
            /// <param name="device">Where the weights lie.</param>
            /// <param name="dtype">Their type.</param>
            public static Conv3d Conv3d(
                long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1, long groups = 1,
                bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, [kernel_size], [stride], [padding], [dilation], groups, bias, device, dtype);

            /// <summary>A convolution in three dimensions with learnt weights, with sizes for each axis.</summary>
            public static Conv3d Conv3d(
                long in_channels, long out_channels, (long, long, long) kernel_size, (long, long, long)? stride = null, (long, long, long)? padding = null,
                (long, long, long)? dilation = null, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(
                    in_channels, out_channels, List(kernel_size), ListOrNull(stride), ListOrNull(padding), ListOrNull(dilation), groups, bias, device, dtype);

            /// <summary>A transposed convolution in three dimensions with learnt weights.</summary>
            /// <param name="in_channels">Channels in.</param>
            /// <param name="out_channels">Channels out.</param>
            /// <param name="kernel_size">Size of the kernel along each axis.</param>
            /// <param name="stride">Voxels of the output from one input to the next.</param>
            /// <param name="padding">Cut from both sides of the output.</param>
            /// <param name="output_padding">Added to one side of the output.</param>
            /// <param name="dilation">Voxels from one element of the kernel to the next.</param>
            /// <param name="groups">Groups of channels that do not mix.</param>
            /// <param name="bias">Whether a learnt number is added to each channel.</param>
            /// <param name="device">Where the weights lie.</param>
            /// <param name="dtype">Their type.</param>
            public static ConvTranspose3d ConvTranspose3d(
                long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long output_padding = 0, long dilation = 1,
                long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, [kernel_size], [stride], [padding], [output_padding], [dilation], groups, bias, device, dtype);

            /// <summary>A transposed convolution in three dimensions with learnt weights, with sizes for each axis.</summary>
            public static ConvTranspose3d ConvTranspose3d(
                long in_channels, long out_channels, (long, long, long) kernel_size, (long, long, long)? stride = null, (long, long, long)? padding = null,
                (long, long, long)? output_padding = null, (long, long, long)? dilation = null, long groups = 1, bool bias = true, Device? device = null,
                ScalarType? dtype = null) =>
                new(
                    in_channels, out_channels, List(kernel_size), ListOrNull(stride), ListOrNull(padding), ListOrNull(output_padding),
                    ListOrNull(dilation), groups, bias, device, dtype);

            internal static long[] List((long, long, long) sizes) => [sizes.Item1, sizes.Item2, sizes.Item3];

            internal static long[]? ListOrNull((long, long, long)? sizes) => sizes is { } given ? List(given) : null;
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>What a convolution and a transposed one share.</summary>
    public abstract class Convolution : nn.Module<Tensor, Tensor>
    {
        private protected Convolution(
            string name, long in_channels, long out_channels, long[] kernel_size, long[]? stride, long[]? padding, long[]? dilation, long groups)
            : base(name)
        {
            if (in_channels <= 0 || out_channels <= 0 || groups <= 0 || in_channels % groups != 0 || out_channels % groups != 0)
            {
                throw new ArgumentException($"{in_channels} channels in and {out_channels} out do not go into {groups} groups");
            }
            this.in_channels = in_channels;
            this.out_channels = out_channels;
            this.groups = groups;
            this.kernel_size = nn.functional.Three(kernel_size, 1);
            this.stride = nn.functional.Three(stride, 1);
            this.padding = nn.functional.Three(padding, 0);
            this.dilation = nn.functional.Three(dilation, 1);
        }

        /// <summary>Channels in.</summary>
        public long in_channels { get; }

        /// <summary>Channels out.</summary>
        public long out_channels { get; }

        /// <summary>Groups of channels that do not mix.</summary>
        public long groups { get; }

        /// <summary>Size of the kernel along each axis.</summary>
        public long[] kernel_size { get; }

        /// <summary>Stride along each axis.</summary>
        public long[] stride { get; }

        /// <summary>Padding along each axis.</summary>
        public long[] padding { get; }

        /// <summary>Dilation along each axis.</summary>
        public long[] dilation { get; }

        /// <summary>The kernels.</summary>
        public Parameter weight { get; private protected set; } = null!;

        /// <summary>What is added to each channel.</summary>
        public Parameter? bias { get; private protected set; }

        private protected void Draw(long first, long second, bool hasBias, Device? device, ScalarType? dtype)
        {
            weight = new Parameter(empty([first, second / groups, .. kernel_size], dtype, device));
            register_parameter(nameof(weight), weight);
            if (hasBias)
            {
                bias = new Parameter(empty([out_channels], dtype, device));
                register_parameter(nameof(bias), bias);
            }
            nn.init.Layer(weight, bias);
        }
    }

    /// <summary>A convolution in three dimensions with learnt weights.</summary>
    public sealed class Conv3d : Convolution
    {
        internal Conv3d(
            long in_channels, long out_channels, long[] kernel_size, long[]? stride, long[]? padding, long[]? dilation, long groups, bool bias,
            Device? device, ScalarType? dtype)
            : base(nameof(Conv3d), in_channels, out_channels, kernel_size, stride, padding, dilation, groups) =>
            Draw(out_channels, in_channels, bias, device, dtype);

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => training
            ? nn.functional.conv3d(input, weight, bias, stride, padding, dilation, groups)
            : nn.functional.conv3d_in_use(input, weight, bias, stride, padding, dilation, groups);
    }

    /// <summary>A transposed convolution in three dimensions with learnt weights.</summary>
    public sealed class ConvTranspose3d : Convolution
    {
        internal ConvTranspose3d(
            long in_channels, long out_channels, long[] kernel_size, long[]? stride, long[]? padding, long[]? output_padding, long[]? dilation,
            long groups, bool bias, Device? device, ScalarType? dtype)
            : base(nameof(ConvTranspose3d), in_channels, out_channels, kernel_size, stride, padding, dilation, groups)
        {
            this.output_padding = nn.functional.Three(output_padding, 0);
            Draw(in_channels, out_channels, bias, device, dtype);
        }

        /// <summary>What is added to one side of the output along each axis.</summary>
        public long[] output_padding { get; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) =>
            nn.functional.conv_transpose3d(input, weight, bias, stride, padding, output_padding, dilation, groups);
    }
}
