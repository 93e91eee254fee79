using System.Collections.Immutable;

namespace WhiteMatter.Plan.Diagnostics;

/// <summary>Codes WM4000 to WM4999: the data.</summary>
public static class DataCodes
{
    /// <summary>A text longer than the host reads.</summary>
    public static DiagnosticDescriptor TextTooLong { get; } = new(
        "WM4001",
        DiagnosticSeverity.Error,
        "File too long",
        "The file '{0}' is longer than the {1} bytes that are read of such a file.",
        "Check that the path names a study and not a data file.");

    /// <summary>Every row of this block, in order of its code.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } = [TextTooLong, .. DataFileCodes.All];
}
