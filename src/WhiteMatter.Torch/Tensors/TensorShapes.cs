using WhiteMatter.Torch.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Joins tensors along a dimension that they have.</summary>
    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => cat([.. tensors], dim);

    /// <summary>Joins tensors along a dimension that they have.</summary>
    public static Tensor cat(Tensor[] tensors, long dim = 0) => cat((ReadOnlySpan<Tensor>)tensors, dim);

    /// <summary>Joins tensors along a dimension that they have.</summary>
    public static unsafe Tensor cat(ReadOnlySpan<Tensor> tensors, long dim = 0)
    {
        using var list = new TensorHandleList(tensors);
        fixed (nint* addresses = list.Addresses)
        {
            return Tensor.Made(NativeTorch.wmt_cat(addresses, tensors.Length, dim, out var result), result);
        }
    }

    /// <summary>Joins tensors of one shape along a new dimension.</summary>
    public static unsafe Tensor stack(IEnumerable<Tensor> tensors, long dim = 0)
    {
        Tensor[] all = [.. tensors];
        using var list = new TensorHandleList(all);
        fixed (nint* addresses = list.Addresses)
        {
            return Tensor.Made(NativeTorch.wmt_stack(addresses, all.Length, dim, out var result), result);
        }
    }

    /// <summary>Makes one dimension of several.</summary>
    public static Tensor flatten(Tensor input, long start_dim = 0, long end_dim = -1) => input.flatten(start_dim, end_dim);

    public partial class Tensor
    {
        /// <summary>A copy.</summary>
        public Tensor clone() => Unary(UnaryOperation.Clone);

        /// <summary>The same values, outside what is recorded for gradients.</summary>
        public Tensor detach() => Unary(UnaryOperation.Detach);

        /// <summary>Another object for the same tensor.</summary>
        public Tensor alias() => Unary(UnaryOperation.Alias);

        /// <summary>The values in row-major order without gaps; the same ones if they are.</summary>
        public Tensor contiguous() => Unary(UnaryOperation.Contiguous);

        /// <summary>Another shape of the same number of elements; one size may be −1.</summary>
        public Tensor reshape(params long[] shape) => Reshaped(ChangeOfShape.Reshape, shape);

        /// <summary>Another shape of the same values without copying; one size may be −1.</summary>
        public Tensor view(params long[] shape) => Reshaped(ChangeOfShape.View, shape);

        /// <summary>Repeats dimensions of size 1 without copying; −1 leaves one as it is.</summary>
        public Tensor expand(params long[] sizes) => Reshaped(ChangeOfShape.Expand, sizes);

        /// <summary>The dimensions in another order.</summary>
        public Tensor permute(params long[] permutation) => Reshaped(ChangeOfShape.Permute, permutation);

        /// <summary>Makes one dimension of several.</summary>
        public Tensor flatten(long start_dim = 0, long end_dim = -1) =>
            Made(NativeTorch.wmt_flatten(handle, start_dim, end_dim, out var result), result);

        /// <summary>Two dimensions exchanged.</summary>
        public Tensor transpose(long dim0, long dim1) => Made(NativeTorch.wmt_transpose(handle, dim0, dim1, out var result), result);

        /// <summary>A matrix transposed.</summary>
        public Tensor t() => transpose(0, 1);

        /// <summary>Without a dimension of size 1.</summary>
        public Tensor squeeze(long dim) => Made(NativeTorch.wmt_squeeze(handle, dim, out var result), result);

        /// <summary>With a new dimension of size 1.</summary>
        public Tensor unsqueeze(long dim) => Made(NativeTorch.wmt_unsqueeze(handle, dim, out var result), result);

        /// <summary>One entry of a dimension, which is dropped; shares its values.</summary>
        public Tensor select(long dim, long index) => Made(NativeTorch.wmt_select(handle, dim, index, out var result), result);

        /// <summary>A run of entries of a dimension; shares its values.</summary>
        public Tensor narrow(long dim, long start, long length) =>
            Made(NativeTorch.wmt_narrow(handle, dim, start, length, out var result), result);

        /// <summary>Every <paramref name="step"/>th entry of a dimension from <paramref name="start"/> before <paramref name="finish"/>; shares its values.</summary>
        public Tensor slice(long dim, long start, long finish, long step) =>
            Made(NativeTorch.wmt_slice(handle, dim, start, finish, step, out var result), result);

        /// <summary>The listed entries of a dimension, copied.</summary>
        public Tensor index_select(long dim, Tensor index) =>
            Made(NativeTorch.wmt_index_select(handle, dim, index.handle, out var result), result);

        /// <summary>Copies another tensor's values into this one, which keeps type and device.</summary>
        public Tensor copy_(Tensor source, bool nonBlocking = false)
        {
            NativeTorch.Check(NativeTorch.wmt_copy_in_place(handle, source.handle));
            return this;
        }

        /// <summary>Sets all elements to a number.</summary>
        public Tensor fill_(Scalar value)
        {
            NativeTorch.Check(NativeTorch.wmt_fill_in_place(handle, value.Native));
            return this;
        }

        /// <summary>Sets all elements to zero.</summary>
        public Tensor zero_() => fill_(0);

        /// <summary>Draws all elements from the uniform distribution.</summary>
        public Tensor uniform_(double from, double to)
        {
            NativeTorch.Check(NativeTorch.wmt_uniform_in_place(handle, from, to));
            return this;
        }

        /// <summary>Draws all elements from a normal distribution.</summary>
        public Tensor normal_(double mean = 0.0, double std = 1.0)
        {
            NativeTorch.Check(NativeTorch.wmt_normal_in_place(handle, mean, std));
            return this;
        }

        /// <summary>On a device: a copy if it lies elsewhere or one is asked for.</summary>
        /// <param name="device">The device.</param>
        /// <param name="copy">Copies in any case.</param>
        /// <param name="non_blocking">
        /// Does not wait for a copy from pinned memory (<see cref="WhiteMatter.Torch.TorchCompute.Pinned"/>), which must stay as it is until then; operations on the device come after it.
        /// </param>
        public Tensor to(Device device, bool copy = false, bool non_blocking = false) => To(dtype, device, copy, !non_blocking);

        /// <summary>With elements of a type: a copy if they are of another or one is asked for.</summary>
        public Tensor to(ScalarType type, bool copy = false) => To(type, device, copy, true);

        /// <summary>With elements of a type, on a device.</summary>
        public Tensor to(ScalarType type, Device device, bool copy = false) => To(type, device, copy, true);

        /// <summary>In main memory.</summary>
        public Tensor cpu() => to(CPU);

        private Tensor To(ScalarType type, Device target, bool copy, bool wait) =>
            Made(NativeTorch.wmt_to(handle, (int)type, target.Native, copy ? 1 : 0, wait ? 1 : 0, out var result), result);

        private unsafe Tensor Reshaped(ChangeOfShape operation, ReadOnlySpan<long> sizes)
        {
            fixed (long* list = sizes)
            {
                return Made(NativeTorch.wmt_reshape(operation, handle, list, sizes.Length, out var result), result);
            }
        }
    }
}
