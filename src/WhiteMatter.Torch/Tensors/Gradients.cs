using WhiteMatter.Torch.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Until it is disposed, this thread records nothing for gradients.</summary>
    public static IDisposable no_grad() => new GradientMode(false);

    /// <summary>Until it is disposed, this thread records operations for gradients, or does not.</summary>
    public static IDisposable enable_grad(bool enabled = true) => new GradientMode(enabled);

    /// <summary>Whether this thread records operations for gradients.</summary>
    public static bool is_grad_enabled()
    {
        NativeTorch.Check(NativeTorch.wmt_grad_mode_get(out var enabled));
        return enabled != 0;
    }

    private sealed class GradientMode : IDisposable
    {
        private readonly bool before;
        private bool disposed;

        public GradientMode(bool enabled)
        {
            before = is_grad_enabled();
            NativeTorch.Check(NativeTorch.wmt_grad_mode_set(enabled ? 1 : 0));
        }

        public void Dispose()
        {
            if (!disposed)
            {
                disposed = true;
                NativeTorch.Check(NativeTorch.wmt_grad_mode_set(before ? 1 : 0));
            }
        }
    }
}
