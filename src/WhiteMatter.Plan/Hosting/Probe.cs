using System.Collections.Immutable;
using WhiteMatter.Plan.Diagnostics;

namespace WhiteMatter.Plan.Hosting;

/// <summary>The answer of a host that was asked to look at something outside: found, not there, or there but unreadable.</summary>
/// <typeparam name="T">What was asked for.</typeparam>
public abstract record Probe<T>
{
    private Probe()
    {
    }

    /// <summary>It is there.</summary>
    /// <param name="Value">What was found.</param>
    public sealed record Found(T Value) : Probe<T>;

    /// <summary>There is no such file.</summary>
    /// <param name="Path">The file that is not there, where it is another than the one named, such as a member of a file set.</param>
    public sealed record NotFound(string? Path = null) : Probe<T>;

    /// <summary>It is there but cannot be used.</summary>
    /// <param name="Descriptor">What is wrong, a row of the table of codes.</param>
    /// <param name="Arguments">The texts for the row's placeholders.</param>
    public sealed record Unreadable(DiagnosticDescriptor Descriptor, ImmutableArray<string> Arguments) : Probe<T>;
}
