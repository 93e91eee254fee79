using System.Collections.Immutable;

namespace WhiteMatter.Plan.Diagnostics;

/// <summary>Code WM3073: leads that are looked for among effects of something else.</summary>
public static class ReplicationCodes
{
    /// <summary>Leads of one kind of effect looked for among effects of another.</summary>
    public static DiagnosticDescriptor LeadsOfOtherEffects { get; } = new(
        "WM3073",
        DiagnosticSeverity.Warning,
        "Leads looked for among effects of another kind",
        "'{0}' looks for leads among effects that are of something else: in '{1}' {2}, in '{3}' {4}.",
        "Look in an association that tests the same, with the same gxe and coding, or write accept WM3073 because \"…\" into the declaration.",
        Acceptable: true);

    /// <summary>Every row of this block, in order of its code.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } = [LeadsOfOtherEffects];
}
