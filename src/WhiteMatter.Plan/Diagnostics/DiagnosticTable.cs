using System.Collections.Frozen;
using System.Collections.Immutable;

namespace WhiteMatter.Plan.Diagnostics;

/// <summary>The one table of diagnostic codes: every message the product can give stands in it.</summary>
public static class DiagnosticTable
{
    /// <summary>Every row, in order of its code.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        .. SyntaxCodes.All, .. NameCodes.All, .. DesignCodes.All, .. DataCodes.All, .. PlanCodes.All, .. RunCodes.All, .. NotebookCodes.All,
    ];

    private static readonly FrozenDictionary<string, DiagnosticDescriptor> ByCode =
        All.ToFrozenDictionary(row => row.Code, StringComparer.Ordinal);

    /// <summary>The row of a code, or <see langword="null"/> when there is none.</summary>
    /// <param name="code">A code such as <c>WM2001</c>.</param>
    public static DiagnosticDescriptor? Find(string code) => ByCode.GetValueOrDefault(code);
}
