using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>x Wᵀ + b with learnt weights.</summary>
            /// <param name="inputSize">Features in.</param>
            /// <param name="outputSize">Features out.</param>
            /// <param name="hasBias">Whether b is there.</param>
            /// <param name="device">Where the weights lie.</param>
            /// <param name="dtype">Their type.</param>
            public static Linear Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null) =>
                new(inputSize, outputSize, hasBias, device, dtype);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>x Wᵀ + b with learnt weights.</summary>
    public sealed class Linear : nn.Module<Tensor, Tensor>
    {
        internal Linear(long inputSize, long outputSize, bool hasBias, Device? device, ScalarType? dtype)
            : base(nameof(Linear))
        {
            in_features = inputSize;
            out_features = outputSize;
            weight = new Parameter(empty([outputSize, inputSize], dtype, device));
            register_parameter(nameof(weight), weight);
            if (hasBias)
            {
                bias = new Parameter(empty([outputSize], dtype, device));
                register_parameter(nameof(bias), bias);
            }
            nn.init.Layer(weight, bias);
        }

        /// <summary>Features in.</summary>
        public long in_features { get; }

        /// <summary>Features out.</summary>
        public long out_features { get; }

        /// <summary>W, features out × features in.</summary>
        public Parameter weight { get; }

        /// <summary>b.</summary>
        public Parameter? bias { get; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => nn.functional.linear(input, weight, bias);
    }
}
