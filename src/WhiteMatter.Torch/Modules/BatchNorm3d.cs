using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Batch normalisation (Ioffe and Szegedy 2015) of volumes.</summary>
            /// <param name="num_features">Channels.</param>
            /// <param name="eps">Added to the variance.</param>
            /// <param name="momentum">How far the running statistics move at a step.</param>
            /// <param name="affine">Whether each channel has a learnt scale and shift.</param>
            /// <param name="track_running_stats">Whether running statistics are kept, for use.</param>
            /// <param name="device">Where the tensors lie.</param>
            /// <param name="dtype">Their type.</param>
            public static BatchNorm3d BatchNorm3d(
                long num_features, double eps = 1e-05, double momentum = 0.1, bool affine = true, bool track_running_stats = true,
                Device? device = null, ScalarType? dtype = null) =>
                new(num_features, eps, momentum, affine, track_running_stats, device, dtype);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Batch normalisation of volumes.</summary>
    public sealed class BatchNorm3d : nn.Module<Tensor, Tensor>
    {
        internal BatchNorm3d(
            long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype)
            : base(nameof(BatchNorm3d))
        {
            this.num_features = num_features;
            this.eps = eps;
            this.momentum = momentum;
            if (affine)
            {
                weight = new Parameter(ones([num_features], dtype, device));
                bias = new Parameter(zeros([num_features], dtype, device));
                register_parameter(nameof(weight), weight);
                register_parameter(nameof(bias), bias);
            }
            if (track_running_stats)
            {
                running_mean = zeros([num_features], dtype, device);
                running_var = ones([num_features], dtype, device);
                num_batches_tracked = zeros([], ScalarType.Int64, device);
                register_buffer(nameof(running_mean), running_mean);
                register_buffer(nameof(running_var), running_var);
                register_buffer(nameof(num_batches_tracked), num_batches_tracked);
            }
        }

        /// <summary>Channels.</summary>
        public long num_features { get; }

        /// <summary>Added to the variance.</summary>
        public double eps { get; }

        /// <summary>How far the running statistics move at a step.</summary>
        public double momentum { get; }

        /// <summary>Learnt scale of each channel.</summary>
        public Parameter? weight { get; }

        /// <summary>Learnt shift of each channel.</summary>
        public Parameter? bias { get; }

        /// <summary>Running mean of each channel.</summary>
        public Tensor? running_mean { get; }

        /// <summary>Running variance of each channel.</summary>
        public Tensor? running_var { get; }

        /// <summary>Steps of training that the running statistics hold.</summary>
        public Tensor? num_batches_tracked { get; }

        /// <inheritdoc/>
        /// <exception cref="ArgumentException">The input is not batch × channels × three sizes.</exception>
        public override Tensor forward(Tensor input)
        {
            if (input.Dimensions != 5)
            {
                throw new ArgumentException($"volumes have 5 dimensions, batch × channels × three sizes, and these {input.Dimensions}", nameof(input));
            }
            if (training)
            {
                num_batches_tracked?.add_(1);
            }
            return nn.functional.batch_norm(input, running_mean, running_var, weight, bias, training || running_mean is null, momentum, eps);
        }
    }
}
