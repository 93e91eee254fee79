using System.Collections.Immutable;

namespace WhiteMatter.Plan.Diagnostics;

/// <summary>Codes WM3069 and WM3070: conditions on variants that do not do what they are written for.</summary>
public static class VariantFilterCodes
{
    /// <summary>A condition on a share of which everything is at most one.</summary>
    public static DiagnosticDescriptor FilterKeepsAll { get; } = new(
        "WM3069",
        DiagnosticSeverity.Warning,
        "Filter without effect",
        "'{0}' leaves no variant out: '{1}' is at most {2}.",
        "Write the share that is meant, as in 5%, or leave the comparison out, or write accept WM3069 because \"…\" into the declaration.",
        Acceptable: true);

    /// <summary>A condition of quality that keeps what is bad.</summary>
    public static DiagnosticDescriptor FilterTurnedAround { get; } = new(
        "WM3070",
        DiagnosticSeverity.Warning,
        "Filter turned around",
        "'{0}' keeps the variants that quality control leaves out, {1}; what is said is what stays.",
        "Turn the comparison around, or write accept WM3070 because \"…\" into the declaration.",
        Acceptable: true);

    /// <summary>Every row of this block, in order of its code.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } = [FilterKeepsAll, FilterTurnedAround];
}
