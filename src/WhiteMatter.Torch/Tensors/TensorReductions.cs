using WhiteMatter.Torch.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Sum of all elements.</summary>
    public static Tensor sum(Tensor input) => input.sum();

    /// <summary>Mean of all elements.</summary>
    public static Tensor mean(Tensor input) => input.mean();

    public partial class Tensor
    {
        /// <summary>Sum of all elements.</summary>
        public Tensor sum() => Reduced(Reduce.Sum, [], false);

        /// <summary>Sum over a dimension.</summary>
        public Tensor sum(long dim, bool keepdim = false) => Reduced(Reduce.Sum, [dim], keepdim);

        /// <summary>Sum over dimensions.</summary>
        public Tensor sum(long[] dim, bool keepdim = false) => Reduced(Reduce.Sum, dim, keepdim);

        /// <summary>Sum over dimensions.</summary>
        public Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false) => Reduced(Reduce.Sum, dim, keepdim);

        /// <summary>Mean of all elements.</summary>
        public Tensor mean() => Reduced(Reduce.Mean, [], false);

        /// <summary>Mean over dimensions.</summary>
        public Tensor mean(long[] dimensions, bool keepdim = false) => Reduced(Reduce.Mean, dimensions, keepdim);

        /// <summary>Standard deviation of all elements, by n − 1.</summary>
        public Tensor std() => Reduced(Reduce.StandardDeviation, [], false);

        /// <summary>Variance of all elements, by n − 1.</summary>
        public Tensor var() => Reduced(Reduce.Variance, [], false);

        /// <summary>The largest element.</summary>
        public Tensor max() => Reduced(Reduce.Maximum, [], false);

        /// <summary>The smallest element.</summary>
        public Tensor min() => Reduced(Reduce.Minimum, [], false);

        /// <summary>The largest element over dimensions.</summary>
        public Tensor amax(long[] dims, bool keepdim = false) => Reduced(Reduce.Maximum, dims, keepdim);

        /// <summary>The smallest element over dimensions.</summary>
        public Tensor amin(long[] dims, bool keepdim = false) => Reduced(Reduce.Minimum, dims, keepdim);

        /// <summary>Whether all elements hold.</summary>
        public Tensor all() => Reduced(Reduce.All, [], false);

        /// <summary>Whether all elements along a dimension hold.</summary>
        public Tensor all(long dim, bool keepdim = false) => Reduced(Reduce.All, [dim], keepdim);

        /// <summary>Whether any element holds.</summary>
        public Tensor any() => Reduced(Reduce.Any, [], false);

        /// <summary>Whether any element along a dimension holds.</summary>
        public Tensor any(long dim, bool keepdim = false) => Reduced(Reduce.Any, [dim], keepdim);

        private unsafe Tensor Reduced(Reduce operation, ReadOnlySpan<long> dimensions, bool keep)
        {
            fixed (long* list = dimensions)
            {
                return Made(NativeTorch.wmt_reduce(operation, handle, list, dimensions.Length, keep ? 1 : 0, out var result), result);
            }
        }
    }
}
