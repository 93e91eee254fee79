using WhiteMatter.Plan;
using WhiteMatter.Plan.Diagnostics;

namespace WhiteMatter.Runtime;

/// <summary>Something a run cannot go on with, told as a row of the table of codes.</summary>
public sealed class RunFailureException : Exception
{
    /// <summary>Names the failure.</summary>
    /// <param name="descriptor">The row.</param>
    /// <param name="arguments">One text for each placeholder.</param>
    public RunFailureException(DiagnosticDescriptor descriptor, params ReadOnlySpan<string> arguments)
        : this(descriptor, null, arguments)
    {
    }

    /// <summary>Names the failure and what led to it.</summary>
    /// <param name="descriptor">The row.</param>
    /// <param name="inner">What led to it.</param>
    /// <param name="arguments">One text for each placeholder.</param>
    public RunFailureException(DiagnosticDescriptor descriptor, Exception? inner, params ReadOnlySpan<string> arguments)
        : base(descriptor.Format(arguments), inner)
    {
        Descriptor = descriptor;
        Advice = descriptor.Advice;
    }

    /// <summary>The row of the table of codes.</summary>
    public DiagnosticDescriptor Descriptor { get; }

    /// <summary>What to do about it.</summary>
    public string Advice { get; init; }

    /// <summary>The artifact whose damage is the failure, or null.</summary>
    public Fingerprint? DamagedArtifact { get; init; }

    /// <summary>The failure as a diagnostic.</summary>
    /// <param name="span">The line of the study that asked for the work, or null.</param>
    public Diagnostic ToDiagnostic(SourceSpan? span) =>
        new(Descriptor.Code, Descriptor.Severity, Message, Advice, span, [], []);
}
