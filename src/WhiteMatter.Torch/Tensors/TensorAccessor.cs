using System.Collections;
using WhiteMatter.Torch.Interop;

namespace TorchSharp.Utils;

/// <summary>The values of a tensor in row-major order, copied from and to wherever it lies.</summary>
/// <typeparam name="T">The type of the tensor's elements.</typeparam>
public sealed class TensorAccessor<T> : IDisposable, IEnumerable<T>
    where T : unmanaged
{
    private readonly torch.Tensor tensor;

    internal TensorAccessor(torch.Tensor tensor) => this.tensor = tensor;

    /// <summary>Number of values.</summary>
    public long Count => tensor.NumberOfElements;

    /// <summary>A copy of the values.</summary>
    public T[] ToArray()
    {
        var values = new T[Count];
        CopyTo(values.AsSpan());
        return values;
    }

    /// <summary>Copies all values to the start of a span.</summary>
    /// <exception cref="ArgumentException">The span is too short.</exception>
    public unsafe void CopyTo(Span<T> array)
    {
        var count = Count;
        if (array.Length < count)
        {
            throw new ArgumentException($"the tensor has {count} values and there is place for {array.Length}", nameof(array));
        }
        fixed (T* values = array)
        {
            NativeTorch.Check(NativeTorch.wmt_tensor_read(tensor.Handle, values, count * sizeof(T)));
        }
    }

    /// <summary>Copies a span into the tensor.</summary>
    /// <exception cref="ArgumentException">The span is not of the tensor's length.</exception>
    public unsafe void CopyFrom(ReadOnlySpan<T> array)
    {
        fixed (T* values = array)
        {
            NativeTorch.Check(NativeTorch.wmt_tensor_write(tensor.Handle, values, (long)array.Length * sizeof(T)));
        }
    }

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)ToArray()).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Nothing to do: the tensor is its owner's.</summary>
    public void Dispose()
    {
    }
}
