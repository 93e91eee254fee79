using TorchSharp.Scopes;
using WhiteMatter.Torch.Interop;

namespace TorchSharp;

/// <summary>
/// PyTorch's names, as TorchSharp spells them in .NET: the part of them that a convolutional network and its training need. See
/// docs/decisions/2026-11-25-a-binding-of-our-own-to-libtorch.md for what differs from TorchSharp.
/// </summary>
public static partial class torch
{
    /// <summary>
    /// A tensor of libtorch. It belongs to the dispose scope that is open where it is made, or to the caller if none is; every operation that
    /// returns a tensor makes a new one, also where both share their values. Methods mean what PyTorch's of the same name mean. Errors:
    /// <see cref="ArgumentException"/>, <see cref="OutOfMemoryException"/>, and
    /// <see cref="System.Runtime.InteropServices.ExternalException"/> with libtorch's message where it refuses.
    /// </summary>
    public partial class Tensor : IDisposable
    {
        private TensorHandle handle;

        internal Tensor(TensorHandle handle, bool register = true)
        {
            this.handle = handle;
            if (register)
            {
                DisposeScopeManager.Current?.Attach(this);
            }
        }

        /// <summary>Tensors that were made and not freed, in the whole process.</summary>
        public static long TotalCount => NativeTorch.wmt_live_tensors();

        /// <summary>Whether the tensor was disposed.</summary>
        public bool IsInvalid => handle.IsClosed || handle.IsInvalid;

        /// <summary>Number of dimensions.</summary>
        public long Dimensions => Description.Dimensions;

        /// <summary>Number of dimensions.</summary>
        public long ndim => Dimensions;

        /// <summary>Number of elements.</summary>
        public long NumberOfElements => Description.Elements;

        /// <summary>Bytes of an element.</summary>
        public long ElementSize => Description.ElementSize;

        /// <summary>Type of the elements.</summary>
        public ScalarType dtype => (ScalarType)Description.Type;

        /// <summary>Where the tensor lies.</summary>
        public Device device
        {
            get
            {
                var native = Description.Device;
                return new Device((DeviceType)native.Type, native.Index);
            }
        }

        /// <summary>Kind of the device where the tensor lies.</summary>
        public DeviceType device_type => (DeviceType)Description.Device.Type;

        /// <summary>Size of each dimension.</summary>
        public long[] shape => Shape(strides: false);

        /// <summary>Whether the gradient of this tensor is wanted.</summary>
        public bool requires_grad
        {
            get => Description.RequiresGrad != 0;
            set => NativeTorch.Check(NativeTorch.wmt_requires_grad_set(handle, value ? 1 : 0));
        }

        /// <summary>Whether the tensor is the result of no recorded operation.</summary>
        public bool is_leaf => Description.Leaf != 0;

        /// <summary>The gradient that backward left, null if there is none. Each call makes a tensor; all share their values.</summary>
        public Tensor? grad
        {
            get
            {
                NativeTorch.Check(NativeTorch.wmt_grad_get(handle, out var gradient));
                return gradient.IsInvalid ? null : new Tensor(gradient);
            }
            set => NativeTorch.Check(NativeTorch.wmt_grad_set(handle, value is null ? TensorHandle.None : value.handle));
        }

        internal TensorHandle Handle => handle;

        internal DisposeScope? Scope { get; set; }

        private NativeDescription Description
        {
            get
            {
                NativeTorch.Check(NativeTorch.wmt_describe(handle, out var description));
                return description;
            }
        }

        /// <summary>Number of elements.</summary>
        public long numel() => NumberOfElements;

        /// <summary>Number of dimensions.</summary>
        public long dim() => Dimensions;

        /// <summary>Bytes of an element.</summary>
        public long element_size() => ElementSize;

        /// <summary>Size of each dimension.</summary>
        public long[] size() => shape;

        /// <summary>Size of a dimension; negative ones count from the last.</summary>
        public long size(int dim)
        {
            var sizes = shape;
            return sizes[dim < 0 ? sizes.Length + dim : dim];
        }

        /// <summary>Elements from one entry of each dimension to the next.</summary>
        public long[] stride() => Shape(strides: true);

        /// <summary>Whether the elements lie in row-major order without gaps.</summary>
        public bool is_contiguous() => Description.Contiguous != 0;

        /// <summary>Whether the elements are real numbers.</summary>
        public bool is_floating_point() => dtype is ScalarType.Float16 or ScalarType.Float32 or ScalarType.Float64 or ScalarType.BFloat16;

        /// <summary>Says whether the gradient of this tensor is wanted.</summary>
        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        /// <summary>Says whether the gradient of this tensor is wanted.</summary>
        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        /// <summary>Adds the gradient of this tensor of one element to the leaves that want it.</summary>
        public void backward() => NativeTorch.Check(NativeTorch.wmt_backward(handle, TensorHandle.None, 0));

        /// <summary>Adds the gradient of the sum of this tensor times given weights to the leaves that want it.</summary>
        /// <param name="grad_tensors">One tensor, of this one's shape; nothing for a tensor of one element.</param>
        /// <param name="retain_graph">Keeps what was recorded, for another call.</param>
        /// <exception cref="ArgumentException">More than one tensor is given.</exception>
        public void backward(IList<Tensor>? grad_tensors, bool retain_graph = false)
        {
            if (grad_tensors is { Count: > 1 })
            {
                throw new ArgumentException("one tensor has one gradient", nameof(grad_tensors));
            }
            var weights = grad_tensors is { Count: 1 } ? grad_tensors[0].handle : TensorHandle.None;
            NativeTorch.Check(NativeTorch.wmt_backward(handle, weights, retain_graph ? 1 : 0));
        }

        /// <summary>Hands the tensor to the scope around its own.</summary>
        public Tensor MoveToOuterDisposeScope()
        {
            Scope?.MoveToOuter(this);
            return this;
        }

        /// <summary>Takes the tensor out of all scopes: it is the caller's to dispose.</summary>
        public Tensor DetachFromDisposeScope()
        {
            Scope?.Detach(this);
            return this;
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        /// <inheritdoc/>
        public override string ToString() =>
            IsInvalid ? "a disposed tensor" : $"[{string.Join(" × ", shape)}], type = {dtype}, device = {device}";

        /// <summary>Frees the tensor.</summary>
        protected virtual void Dispose(bool disposing)
        {
            if (disposing)
            {
                Scope?.Remove(this);
                Scope = null;
                handle.Dispose();
            }
        }

        /// <summary>Takes another tensor's place, which is then empty; who holds this tensor sees the other's values.</summary>
        internal void Become(Tensor other)
        {
            var old = handle;
            handle = other.TakeHandle();
            old.Dispose();
        }

        /// <summary>Takes the native tensor out of this one, which is then as if disposed.</summary>
        internal TensorHandle TakeHandle()
        {
            var taken = handle;
            Scope?.Remove(this);
            Scope = null;
            handle = new TensorHandle();
            handle.Dispose();
            return taken;
        }

        /// <summary>The result of a native call.</summary>
        internal static Tensor Made(int status, TensorHandle result)
        {
            NativeTorch.Check(status);
            return new Tensor(result);
        }

        private unsafe long[] Shape(bool strides)
        {
            var sizes = new long[Description.Dimensions];
            fixed (long* target = sizes)
            {
                NativeTorch.Check(NativeTorch.wmt_shape(handle, strides ? null : target, strides ? target : null, sizes.Length));
            }
            return sizes;
        }
    }
}
