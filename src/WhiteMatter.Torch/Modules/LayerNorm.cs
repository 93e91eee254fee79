using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Each person's features centred and scaled (Ba et al. 2016), with learnt scale and shift.</summary>
            /// <param name="normalized_shape">Features of the last dimension.</param>
            /// <param name="eps">Added to the variance.</param>
            public static LayerNorm LayerNorm(long normalized_shape, double eps = 1e-5) => new(normalized_shape, eps);

            /// <summary>x Φ(x), Φ the normal distribution function (Hendrycks and Gimpel 2016).</summary>
            public static GELU GELU() => new();
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Each person's features centred and scaled, with learnt scale and shift.</summary>
    public sealed class LayerNorm : nn.Module<Tensor, Tensor>
    {
        private readonly long[] shape;

        internal LayerNorm(long features, double eps)
            : base(nameof(LayerNorm))
        {
            shape = [features];
            this.eps = eps;
            weight = new Parameter(ones([features]));
            register_parameter(nameof(weight), weight);
            bias = new Parameter(zeros([features]));
            register_parameter(nameof(bias), bias);
        }

        /// <summary>Added to the variance.</summary>
        public double eps { get; }

        /// <summary>The scale of each feature.</summary>
        public Parameter weight { get; }

        /// <summary>The shift of each feature.</summary>
        public Parameter bias { get; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => nn.functional.layer_norm(input, shape, weight, bias, eps);
    }

    /// <summary>x Φ(x), Φ the normal distribution function.</summary>
    public sealed class GELU : nn.Module<Tensor, Tensor>
    {
        internal GELU()
            : base(nameof(GELU))
        {
        }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => input.gelu();
    }
}
