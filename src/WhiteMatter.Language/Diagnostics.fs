namespace WhiteMatter.Language

open System
open System.Collections.Immutable
open WhiteMatter.Plan.Diagnostics

/// A finding that the study accepts, and why in its words.
type AcceptedFinding = {
    /// What was found.
    Found: Diagnostic
    /// Why it does not matter here.
    Reason: string
}

/// Makes diagnostics of the one table of codes (`WhiteMatter.Plan.Diagnostics`) at places of a source text.
[<RequireQualifiedAccess>]
module Diagnostic =

    /// A span with its lines and columns.
    let locate (source: SourceText) (span: Span) : SourceSpan =
        let start = source.PositionOf span.Start
        let finish = source.PositionOf span.End
        SourceSpan(source.Path, span.Start, span.Length, start.Line, start.Column, finish.Line, finish.Column)

    /// The beginning of a sentence: `The parameter 'age'` for `the parameter 'age'`; a name stays as it is.
    let private sentence (words: string) =
        if
            words.StartsWith("the ", StringComparison.Ordinal)
            || words.StartsWith("an ", StringComparison.Ordinal)
            || words.StartsWith("a ", StringComparison.Ordinal)
        then
            string (Char.ToUpperInvariant words[0]) + words.Substring 1
        else
            words

    /// A diagnostic of a code at a place; the arguments fill the placeholders of the code's message.
    let create
        (source: SourceText)
        (descriptor: DiagnosticDescriptor)
        (span: Span)
        (arguments: string list)
        : Diagnostic =
        let arguments =
            match arguments with
            | first :: rest when descriptor.Template.StartsWith("{0}", StringComparison.Ordinal) ->
                sentence first :: rest
            | _ -> arguments

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

    /// What to do in place of what is said for all of its code.
    let withAdvice (advice: string) (diagnostic: Diagnostic) : Diagnostic =
        Diagnostic(
            diagnostic.Code,
            diagnostic.Severity,
            diagnostic.Message,
            advice,
            diagnostic.Span,
            diagnostic.Related,
            diagnostic.Fixes
        )

    let private withChange isProposal source title span replacement (diagnostic: Diagnostic) =
        let fix = DiagnosticFix(title, locate source span, replacement, isProposal)
        withPlaces diagnostic.Related (diagnostic.Fixes.Add fix) diagnostic

    /// Adds a change that would mend it.
    let withFix
        (source: SourceText)
        (title: string)
        (span: Span)
        (replacement: string)
        (diagnostic: Diagnostic)
        : Diagnostic =
        withChange false source title span replacement diagnostic

    /// Adds a change that somebody has to choose, as it writes what the study does not say.
    let withProposal
        (source: SourceText)
        (title: string)
        (span: Span)
        (replacement: string)
        (diagnostic: Diagnostic)
        : Diagnostic =
        withChange true source title span replacement diagnostic

    /// Adds another place that explains it.
    let withRelated (source: SourceText) (span: Span) (message: string) (diagnostic: Diagnostic) : Diagnostic =
        let related = RelatedLocation(locate source span, message)
        withPlaces (diagnostic.Related.Add related) diagnostic.Fixes diagnostic

    /// The diagnostic with all its places put elsewhere; `None` where its own has none, without further places and changes that have none.
    let relocate (place: SourceSpan -> SourceSpan option) (diagnostic: Diagnostic) : Diagnostic option =
        let at (span: SourceSpan | null) =
            Diagnostic(
                diagnostic.Code,
                diagnostic.Severity,
                diagnostic.Message,
                diagnostic.Advice,
                span,
                ImmutableArray.CreateRange(
                    diagnostic.Related
                    |> Seq.choose (fun related ->
                        place related.Span
                        |> Option.map (fun span -> RelatedLocation(span, related.Message)))
                ),
                ImmutableArray.CreateRange(
                    diagnostic.Fixes
                    |> Seq.choose (fun fix ->
                        place fix.Span
                        |> Option.map (fun span -> DiagnosticFix(fix.Title, span, fix.Replacement, fix.IsProposal)))
                )
            )

        match diagnostic.Span with
        | null -> Some(at null)
        | span -> place span |> Option.map at
