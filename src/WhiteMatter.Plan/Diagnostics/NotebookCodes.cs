using System.Collections.Immutable;

namespace WhiteMatter.Plan.Diagnostics;

/// <summary>Codes WM6100 to WM6109: what keeps a kernel from serving notebooks.</summary>
public static class NotebookCodes
{
    /// <summary>The library that carries the messages is not there.</summary>
    public static DiagnosticDescriptor LibraryMissing { get; } = new(
        "WM6100",
        DiagnosticSeverity.Error,
        "ZeroMQ is not there",
        "The kernel speaks with notebooks through {0}, which is not on this machine.",
        "Install it: on Debian the package libzmq5.");

    /// <summary>The file that says where the front end waits cannot be used.</summary>
    public static DiagnosticDescriptor ConnectionUnusable { get; } = new(
        "WM6101",
        DiagnosticSeverity.Error,
        "Connection file cannot be used",
        "The connection file '{0}' cannot be used: {1}.",
        "Front ends write it when they start a kernel; 'wmstudy jupyter install' tells them how to.");

    /// <summary>Every row of this block, in order of its code.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } = [LibraryMissing, ConnectionUnusable];
}
