using System.Runtime.InteropServices;

namespace WhiteMatter.Torch.Interop;

/// <summary>A tensor of libtorch. The finaliser is a net below the dispose scopes, never the way to free one.</summary>
internal sealed class TensorHandle : SafeHandle
{
    /// <summary>For the marshaller, which fills it in.</summary>
    public TensorHandle()
        : base(nint.Zero, ownsHandle: true)
    {
    }

    /// <summary>No tensor, where one may be left out.</summary>
    public static TensorHandle None { get; } = new();

    /// <inheritdoc/>
    public override bool IsInvalid => handle == nint.Zero;

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeTorch.wmt_tensor_free(handle);
        return true;
    }
}
