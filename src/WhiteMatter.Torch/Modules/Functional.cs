using WhiteMatter.Torch.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Layers as functions. Volumes are batch × channels × three sizes; lists of sizes have three entries, or one for all three.</summary>
        public static class functional
        {
            /// <summary>Convolution in three dimensions.</summary>
            /// <param name="input">Batch × channels in × three sizes.</param>
            /// <param name="weight">Channels out × channels in / groups × kernel.</param>
            /// <param name="bias">Channels out.</param>
            /// <param name="strides">1 unless given.</param>
            /// <param name="padding">Zeros on both sides; 0 unless given.</param>
            /// <param name="dilation">1 unless given.</param>
            /// <param name="groups">Groups of channels that do not mix.</param>
            public static unsafe Tensor conv3d(
                Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? dilation = null, long groups = 1)
            {
                fixed (long* stride = Three(strides, 1), pad = Three(padding, 0), spread = Three(dilation, 1))
                {
                    var status = NativeTorch.wmt_conv3d(
                        input.Handle, weight.Handle, OrNone(bias), stride, pad, spread, groups, out var result);
                    return Tensor.Made(status, result);
                }
            }

            /// <summary>The same of a network in use: without gradients small volumes on the processor are given to oneDNN too, which is faster than libtorch's own loops and gives other last bits.</summary>
            internal static unsafe Tensor conv3d_in_use(
                Tensor input, Tensor weight, Tensor? bias, long[] strides, long[] padding, long[] dilation, long groups)
            {
                fixed (long* stride = strides, pad = padding, spread = dilation)
                {
                    var status = NativeTorch.wmt_conv3d_in_use(
                        input.Handle, weight.Handle, OrNone(bias), stride, pad, spread, groups, out var result);
                    return Tensor.Made(status, result);
                }
            }

            /// <summary>Transposed convolution in three dimensions.</summary>
            /// <param name="input">Batch × channels in × three sizes.</param>
            /// <param name="weight">Channels in × channels out / groups × kernel.</param>
            /// <param name="bias">Channels out.</param>
            /// <param name="strides">1 unless given.</param>
            /// <param name="padding">Cut from both sides of the output; 0 unless given.</param>
            /// <param name="output_padding">Added to one side of the output; 0 unless given.</param>
            /// <param name="dilation">1 unless given.</param>
            /// <param name="groups">Groups of channels that do not mix.</param>
            public static unsafe Tensor conv_transpose3d(
                Tensor input,
                Tensor weight,
                Tensor? bias = null,
                long[]? strides = null,
                long[]? padding = null,
                long[]? output_padding = null,
                long[]? dilation = null,
                long groups = 1)
            {
                fixed (long* stride = Three(strides, 1), pad = Three(padding, 0), outputPad = Three(output_padding, 0), spread = Three(dilation, 1))
                {
                    var status = NativeTorch.wmt_conv_transpose3d(
                        input.Handle, weight.Handle, OrNone(bias), stride, pad, outputPad, spread, groups, out var result);
                    return Tensor.Made(status, result);
                }
            }

            /// <summary>The largest value of each window.</summary>
            /// <param name="input">Batch × channels × three sizes.</param>
            /// <param name="kernel_size">The window.</param>
            /// <param name="strides">The window's size unless given.</param>
            /// <param name="padding">Smallest values on both sides, at most half a window; 0 unless given.</param>
            /// <param name="dilation">1 unless given.</param>
            /// <param name="ceil_mode">Keeps the last window where it is not full.</param>
            public static unsafe Tensor max_pool3d(
                Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false)
            {
                ArgumentNullException.ThrowIfNull(kernel_size);
                fixed (long* kernel = Three(kernel_size, 1), stride = Three(strides ?? kernel_size, 1), pad = Three(padding, 0), spread = Three(dilation, 1))
                {
                    var status = NativeTorch.wmt_max_pool3d(input.Handle, kernel, stride, pad, spread, ceil_mode ? 1 : 0, out var result);
                    return Tensor.Made(status, result);
                }
            }

            /// <summary>Each channel centred and scaled, by its own statistics when training, else by the running ones.</summary>
            /// <param name="input">Batch × channels × any sizes.</param>
            /// <param name="running_mean">Channels; moved towards the batch's when training.</param>
            /// <param name="running_var">Channels; moved towards the batch's, by n − 1, when training.</param>
            /// <param name="weight">Channels.</param>
            /// <param name="bias">Channels.</param>
            /// <param name="training">Whether the batch's own statistics are used.</param>
            /// <param name="momentum">How far the running statistics move.</param>
            /// <param name="eps">Added to the variance.</param>
            /// <exception cref="ArgumentException">A channel has one value only when training.</exception>
            public static Tensor batch_norm(
                Tensor input,
                Tensor? running_mean,
                Tensor? running_var,
                Tensor? weight = null,
                Tensor? bias = null,
                bool training = false,
                double momentum = 0.1,
                double eps = 1e-5)
            {
                var status = NativeTorch.wmt_batch_norm(
                    input.Handle, OrNone(weight), OrNone(bias), OrNone(running_mean), OrNone(running_var), training ? 1 : 0, momentum, eps, out var result);
                return Tensor.Made(status, result);
            }

            /// <summary>x Wᵀ + b.</summary>
            /// <param name="input">Any sizes × features in.</param>
            /// <param name="weights">Features out × features in.</param>
            /// <param name="bias">Features out.</param>
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) =>
                Tensor.Made(NativeTorch.wmt_linear(input.Handle, weights.Handle, OrNone(bias), out var result), result);

            /// <summary>Centred and scaled over the last dimensions.</summary>
            /// <param name="input">Any sizes × the shape.</param>
            /// <param name="normalized_shape">Sizes of the last dimensions.</param>
            /// <param name="weight">Of the shape.</param>
            /// <param name="bias">Of the shape.</param>
            /// <param name="eps">Added to the variance.</param>
            public static unsafe Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5)
            {
                ArgumentNullException.ThrowIfNull(normalized_shape);
                fixed (long* sizes = normalized_shape)
                {
                    return Tensor.Made(
                        NativeTorch.wmt_layer_norm(input.Handle, sizes, normalized_shape.Length, OrNone(weight), OrNone(bias), eps, out var result), result);
                }
            }

            /// <summary>Each person's groups of channels centred and scaled (Wu and He 2018).</summary>
            /// <param name="input">Batch × channels × sizes.</param>
            /// <param name="num_groups">Groups, a divisor of the channels.</param>
            /// <param name="weight">Channels.</param>
            /// <param name="bias">Channels.</param>
            /// <param name="eps">Added to the variance.</param>
            public static Tensor group_norm(Tensor input, long num_groups, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5) =>
                Tensor.Made(NativeTorch.wmt_group_norm(input.Handle, num_groups, OrNone(weight), OrNone(bias), eps, out var result), result);

            /// <summary>Exponentials along a dimension, divided by their sum.</summary>
            public static Tensor softmax(Tensor input, long dim) => Tensor.Made(NativeTorch.wmt_softmax(input.Handle, dim, out var result), result);

            /// <summary>x Φ(x), Φ the normal distribution function.</summary>
            public static Tensor gelu(Tensor input) => input.gelu();

            /// <summary>A value before and after the entries of dimensions.</summary>
            /// <param name="input">The tensor.</param>
            /// <param name="padding">Two counts a dimension, before and after, from the last dimension on.</param>
            /// <param name="value">The value.</param>
            public static unsafe Tensor pad(Tensor input, long[] padding, double value = 0)
            {
                ArgumentNullException.ThrowIfNull(padding);
                fixed (long* counts = padding)
                {
                    return Tensor.Made(NativeTorch.wmt_pad(input.Handle, counts, padding.Length, ((Scalar)value).Native, out var result), result);
                }
            }

            /// <summary>x where positive, else x times the slope.</summary>
            public static Tensor leaky_relu(Tensor input, double negative_slope = 0.01, bool inplace = false)
            {
                if (inplace)
                {
                    NativeTorch.Check(NativeTorch.wmt_leaky_relu_in_place(input.Handle, negative_slope));
                    return input.alias();
                }
                return Tensor.Made(NativeTorch.wmt_leaky_relu(input.Handle, negative_slope, out var result), result);
            }

            internal static long[] Three(long[]? sizes, long unlessGiven) => sizes switch
            {
                null => [unlessGiven, unlessGiven, unlessGiven],
                [var all] => [all, all, all],
                [_, _, _] => sizes,
                _ => throw new ArgumentException("a list of sizes has one or three entries", nameof(sizes)),
            };

            private static TensorHandle OrNone(Tensor? tensor) => tensor is null ? TensorHandle.None : tensor.Handle;
        }
    }
}
