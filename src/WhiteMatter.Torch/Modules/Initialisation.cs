namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Initial values, as PyTorch draws them.</summary>
        public static class init
        {
            /// <summary>Uniform on ±√(6 / ((1 + a²) fan in)) (He et al. 2015), for leaky rectifiers of slope <paramref name="a"/>.</summary>
            public static Tensor kaiming_uniform_(Tensor tensor, double a = 0)
            {
                var (fanIn, _) = CalculateFanInAndFanOut(tensor);
                var gain = Math.Sqrt(2.0 / (1 + Math.Pow(a, 2)));
                var deviation = gain / Math.Sqrt(fanIn);
                var bound = Math.Sqrt(3.0) * deviation;
                return uniform_(tensor, -bound, bound);
            }

            /// <summary>Uniform between two numbers.</summary>
            public static Tensor uniform_(Tensor tensor, double low = 0, double high = 1)
            {
                using var none = no_grad();
                return tensor.uniform_(low, high);
            }

            /// <summary>Zeros.</summary>
            public static Tensor zeros_(Tensor tensor) => constant_(tensor, 0);

            /// <summary>Ones.</summary>
            public static Tensor ones_(Tensor tensor) => constant_(tensor, 1);

            /// <summary>One number.</summary>
            public static Tensor constant_(Tensor tensor, Scalar val)
            {
                using var none = no_grad();
                return tensor.fill_(val);
            }

            /// <summary>Inputs of an output of a layer, and outputs of an input: the second and first size of its weight times the rest.</summary>
            /// <exception cref="ArgumentException">The weight has fewer than two dimensions.</exception>
            public static (long fanIn, long fanOut) CalculateFanInAndFanOut(Tensor tensor)
            {
                var sizes = tensor.shape;
                if (sizes.Length < 2)
                {
                    throw new ArgumentException("a weight has at least two dimensions", nameof(tensor));
                }
                var field = 1L;
                foreach (var size in sizes.AsSpan(2))
                {
                    field *= size;
                }
                return (sizes[1] * field, sizes[0] * field);
            }

            /// <summary>What PyTorch's linear and convolution layers start from: weight, then bias.</summary>
            internal static void Layer(Tensor weight, Tensor? bias)
            {
                kaiming_uniform_(weight, Math.Sqrt(5));
                if (bias is not null)
                {
                    var (fanIn, _) = CalculateFanInAndFanOut(weight);
                    var bound = fanIn == 0 ? 0 : 1 / Math.Sqrt(fanIn);
                    uniform_(bias, -bound, bound);
                }
            }
        }
    }
}
