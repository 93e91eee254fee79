using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Each person's groups of channels centred and scaled (Wu and He 2018), with learnt scale and shift; as many groups as channels is instance normalisation.</summary>
            /// <param name="num_groups">Groups, a divisor of the channels.</param>
            /// <param name="num_channels">Channels.</param>
            /// <param name="eps">Added to the variance.</param>
            public static GroupNorm GroupNorm(long num_groups, long num_channels, double eps = 1e-5) => new(num_groups, num_channels, eps);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Each person's groups of channels centred and scaled, with learnt scale and shift.</summary>
    public sealed class GroupNorm : nn.Module<Tensor, Tensor>
    {
        internal GroupNorm(long groups, long channels, double eps)
            : base(nameof(GroupNorm))
        {
            if (groups < 1 || channels % groups != 0)
            {
                throw new ArgumentException($"{channels} channels cannot be cut into {groups} groups", nameof(groups));
            }
            num_groups = groups;
            this.eps = eps;
            weight = new Parameter(ones([channels]));
            register_parameter(nameof(weight), weight);
            bias = new Parameter(zeros([channels]));
            register_parameter(nameof(bias), bias);
        }

        /// <summary>Groups.</summary>
        public long num_groups { get; }

        /// <summary>Added to the variance.</summary>
        public double eps { get; }

        /// <summary>The scale of each channel.</summary>
        public Parameter weight { get; }

        /// <summary>The shift of each channel.</summary>
        public Parameter bias { get; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => nn.functional.group_norm(input, num_groups, weight, bias, eps);
    }
}
