using System.Collections.Immutable;

namespace WhiteMatter.Plan.Diagnostics;

/// <summary>A change of the source that mends what was found. One that is no proposal, and the only one of its diagnostic, a tool may apply
/// without asking further.</summary>
/// <param name="Title">What the change does, in the imperative.</param>
/// <param name="Span">The text it replaces; of length 0 for an insertion.</param>
/// <param name="Replacement">The new text.</param>
/// <param name="IsProposal">Whether somebody has to choose it: it writes a value that the study does not say.</param>
public sealed record DiagnosticFix(string Title, SourceSpan Span, string Replacement, bool IsProposal = false);

/// <summary>Another place that explains a diagnostic.</summary>
/// <param name="Span">The place.</param>
/// <param name="Message">What is there.</param>
public sealed record RelatedLocation(SourceSpan Span, string Message);

/// <summary>Something found wrong: in the text, the names, the study's design, the data, the plan or the run.</summary>
/// <param name="Code">The code of its row in <see cref="DiagnosticTable"/>.</param>
/// <param name="Severity">Its weight here.</param>
/// <param name="Message">What was found and what was expected.</param>
/// <param name="Advice">What to do about it.</param>
/// <param name="Span">Where in the study, when there is such a place.</param>
/// <param name="Related">Further places.</param>
/// <param name="Fixes">Changes that would mend it.</param>
public sealed record Diagnostic(
    string Code,
    DiagnosticSeverity Severity,
    string Message,
    string Advice,
    SourceSpan? Span,
    ImmutableArray<RelatedLocation> Related,
    ImmutableArray<DiagnosticFix> Fixes)
{
    /// <summary>Makes a diagnostic from its row of the table.</summary>
    /// <param name="descriptor">The row.</param>
    /// <param name="span">Where, or <see langword="null"/>.</param>
    /// <param name="arguments">One text for each placeholder of the template.</param>
    public static Diagnostic Create(DiagnosticDescriptor descriptor, SourceSpan? span, params ReadOnlySpan<string> arguments) =>
        new(descriptor.Code, descriptor.Severity, descriptor.Format(arguments), descriptor.Advice, span, [], []);
}
