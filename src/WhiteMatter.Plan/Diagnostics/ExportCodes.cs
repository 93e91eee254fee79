using System.Collections.Immutable;

namespace WhiteMatter.Plan.Diagnostics;

/// <summary>Code WM3072: what the text of a study shows of tables for other programs.</summary>
public static class ExportCodes
{
    /// <summary>A table of some rows for a program that reads all.</summary>
    public static DiagnosticDescriptor RowsLeftOut { get; } = new(
        "WM3072",
        DiagnosticSeverity.Warning,
        "Some rows for a program that needs all",
        "'{0}' writes {1} alone in the tables for {2}: what such programs compute of a table supposes that it has every variant tested.",
        "Leave the limit out, or write accept WM3072 because \"…\" into the declaration; 'wmstudy show' and reports find the smallest P without a table.",
        Acceptable: true);

    /// <summary>Every row of this block, in order of its code.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } = [RowsLeftOut];
}
