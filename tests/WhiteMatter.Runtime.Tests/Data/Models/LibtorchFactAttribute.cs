using WhiteMatter.Torch;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Data.Models;

/// <summary>A test that runs a network; skipped with a reason where libtorch is not installed.</summary>
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
