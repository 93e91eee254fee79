using System.Collections.Immutable;

namespace WhiteMatter.Plan.Diagnostics;

/// <summary>Codes WM6000 to WM6999: a run.</summary>
public static class RunCodes
{
    /// <summary>Every row of this block, in order of its code.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } = [];
}
