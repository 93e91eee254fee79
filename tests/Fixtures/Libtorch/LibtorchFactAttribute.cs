using WhiteMatter.Torch;
using Xunit;

namespace WhiteMatter.Fixtures;

/// <summary>A test that runs libtorch; skipped with a reason where libtorch is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LibtorchFactAttribute : FactAttribute
{
    public LibtorchFactAttribute()
    {
        if (!TorchLibrary.TryLoad(out var reason))
        {
            Skip = reason;
        }
    }
}
