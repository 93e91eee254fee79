namespace WhiteMatter.Language.Services

open System.Collections.Generic
open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics

/// Changes that diagnostics carry, applied together.
[<RequireQualifiedAccess>]
module Fixes =

    let private spanOf (span: SourceSpan) =
        Span.create span.Start (span.Start + span.Length)

    let private overlap (a: Span) (b: Span) =
        a = b || (a.Start < b.End && b.Start < a.End)

    /// The changes of a file that nobody has to choose: those of diagnostics with a single remedy, where several uses of a name share one,
    /// and none that lies over another. In order of place.
    let certain (path: string) (diagnostics: Diagnostic seq) : TextEdit list =
        let taken = List<TextEdit>()

        for found in diagnostics do
            let remedies =
                found.Fixes
                |> Seq.map (fun fix -> fix.Title, fix.Replacement)
                |> Seq.distinct
                |> Seq.length

            if remedies = 1 then
                for fix in found.Fixes do
                    let edit = {
                        Span = spanOf fix.Span
                        Text = fix.Replacement
                    }

                    if
                        fix.Span.Path = path
                        && not (taken.Exists(fun other -> overlap other.Span edit.Span))
                    then
                        taken.Add edit

        taken |> Seq.sortBy (fun edit -> edit.Span.Start) |> List.ofSeq

    /// An `accept` of a warning, in the declaration that it is found in, with its reason still to be written; `None` where a study may not accept it.
    let accept (model: StudyModel) (path: string) (found: Diagnostic) : TextEdit option =
        match DiagnosticTable.Find found.Code, found.Span with
        | NonNull row, NonNull span when row.Acceptable && found.Severity <> DiagnosticSeverity.Error ->
            model.ScopeOf path
            |> Option.bind (fun home ->
                let text = $"accept {found.Code} because \"\""

                match Meanings.declarationAt home.File span.Start with
                | Some {
                           Node = DeclarationNode.Kind { Body = Some body }
                       } ->
                    let at = body.Span.Start + 1

                    Some {
                        Span = Span.create at at
                        Text =
                            if not body.OneLine then $"\n  {text}"
                            elif body.Items.IsEmpty then $" {text} "
                            else $" {text},"
                    }
                | _ -> None)
        | _ -> None
