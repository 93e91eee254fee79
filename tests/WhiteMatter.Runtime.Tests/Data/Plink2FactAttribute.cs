using Xunit;

namespace WhiteMatter.Runtime.Tests.Data;

/// <summary>A test that needs PLINK 2; skipped with a reason where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class Plink2FactAttribute : FactAttribute
{
    /// <summary>Looks for the program on the path.</summary>
    public Plink2FactAttribute()
    {
        if (!Plink2Program.IsThere)
        {
            Skip = "plink2 is not installed (Debian package plink2).";
        }
    }
}
