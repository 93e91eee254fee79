namespace WhiteMatter.Language

open System
open WhiteMatter.Plan.Diagnostics

/// Makes diagnostics of the one table of codes (`WhiteMatter.Plan.Diagnostics`) at places of a source text.
[<RequireQualifiedAccess>]
module Diagnostic =

    /// A span with its lines and columns.
    let locate (source: SourceText) (span: Span) : SourceSpan =
        let start = source.PositionOf span.Start
        let finish = source.PositionOf span.End
        SourceSpan(source.Path, span.Start, span.Length, start.Line, start.Column, finish.Line, finish.Column)

    /// A diagnostic of a code at a place; the arguments fill the placeholders of the code's message.
    let create
        (source: SourceText)
        (descriptor: DiagnosticDescriptor)
        (span: Span)
        (arguments: string list)
        : Diagnostic =
        Diagnostic.Create(descriptor, locate source span, ReadOnlySpan.op_Implicit (List.toArray arguments))

    let private withPlaces related fixes (diagnostic: Diagnostic) =
        Diagnostic(
            diagnostic.Code,
            diagnostic.Severity,
            diagnostic.Message,
            diagnostic.Advice,
            diagnostic.Span,
            related,
            fixes
        )

    /// Adds a change that would mend it.
    let withFix
        (source: SourceText)
        (title: string)
        (span: Span)
        (replacement: string)
        (diagnostic: Diagnostic)
        : Diagnostic =
        let fix = DiagnosticFix(title, locate source span, replacement)
        withPlaces diagnostic.Related (diagnostic.Fixes.Add fix) diagnostic

    /// Adds another place that explains it.
    let withRelated (source: SourceText) (span: Span) (message: string) (diagnostic: Diagnostic) : Diagnostic =
        let related = RelatedLocation(locate source span, message)
        withPlaces (diagnostic.Related.Add related) diagnostic.Fixes diagnostic
