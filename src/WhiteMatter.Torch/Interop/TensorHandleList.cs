namespace WhiteMatter.Torch.Interop;

/// <summary>Addresses of some tensors for one native call, during which none of them can be freed.</summary>
internal readonly struct TensorHandleList : IDisposable
{
    private readonly TensorHandle[] held;

    /// <summary>Holds the tensors.</summary>
    public TensorHandleList(ReadOnlySpan<TorchSharp.torch.Tensor> tensors)
    {
        held = new TensorHandle[tensors.Length];
        Addresses = new nint[tensors.Length];
        for (var i = 0; i < tensors.Length; i++)
        {
            var added = false;
            try
            {
                ArgumentNullException.ThrowIfNull(tensors[i], nameof(tensors));
                tensors[i].Handle.DangerousAddRef(ref added);
            }
            catch
            {
                Release(i);
                throw;
            }
            held[i] = tensors[i].Handle;
            Addresses[i] = held[i].DangerousGetHandle();
        }
    }

    /// <summary>The addresses, in order.</summary>
    public nint[] Addresses { get; }

    /// <inheritdoc/>
    public void Dispose() => Release(held.Length);

    private void Release(int count)
    {
        for (var i = 0; i < count; i++)
        {
            held[i].DangerousRelease();
        }
    }
}
