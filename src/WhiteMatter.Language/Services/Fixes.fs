namespace WhiteMatter.Language.Services

open System.Collections.Generic
open WhiteMatter.Language
open WhiteMatter.Language.Checking
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics

/// Changes that diagnostics carry, applied together.
[<RequireQualifiedAccess>]
module Fixes =

    let private spanOf (span: SourceSpan) =
        Span.create span.Start (span.Start + span.Length)

    /// What touches counts too: each change was made for the text that stands beside it.
    let private overlap (a: Span) (b: Span) =
        a = b || (a.Start <= b.End && b.Start <= a.End)

    /// Findings about the data themselves: that another column, value or file is spelt alike says nothing of which was meant.
    let private isOfData (found: Diagnostic) =
        found.Code = NameCodes.UnknownColumn.Code
        || found.Code = NameCodes.UnknownLevel.Code
        || found.Code = DataCodes.FileNotFound.Code

    /// The changes of a file that nobody has to choose: those of diagnostics with a single remedy that is no proposal, where several uses of a name share one,
    /// but for columns, values and files of the data, and none that lies over another. In order of place.
    let certain (path: string) (diagnostics: Diagnostic seq) : TextEdit list =
        let taken = List<TextEdit>()

        for found in diagnostics |> Seq.filter (isOfData >> not) do
            let remedies =
                found.Fixes
                |> Seq.map (fun fix -> fix.Title, fix.Replacement)
                |> Seq.distinct
                |> Seq.length

            if remedies = 1 && found.Fixes |> Seq.forall (fun fix -> not fix.IsProposal) then
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

    let private acceptAt (model: StudyModel) (path: string) (found: Diagnostic) (place: SourceSpan | null) =
        match DiagnosticTable.Find found.Code, place with
        | NonNull row, NonNull span when row.Acceptable && found.Severity <> DiagnosticSeverity.Error ->
            model.ScopeOf path
            |> Option.bind (fun home ->
                let text = $"accept {found.Code} because \"\""

                match Meanings.declarationAt home.File span.Start with
                | Some {
                           Node = DeclarationNode.Kind { Body = Some body }
                       } ->
                    let at = body.Span.Start + 1

                    // A first item on the line of the brace goes on after a comma, whatever the lines below.
                    let beside =
                        match body.Items with
                        | first :: _ -> not (home.Source.Text.Substring(at, first.Span.Start - at).Contains '\n')
                        | [] -> false

                    Some {
                        Span = Span.create at at
                        Text =
                            if beside then $" {text},"
                            elif not body.OneLine then $"\n  {text}"
                            else $" {text} "
                    }
                | _ -> None)
        | _ -> None

    /// An `accept` of a warning, in the declaration that it is found in, with its reason still to be written; `None` where a study may not accept it.
    let accept (model: StudyModel) (path: string) (found: Diagnostic) : TextEdit option =
        acceptAt model path found found.Span

    /// The same for each declaration that a warning of several is told of, with the place there; each accepts it for itself.
    let accepts (model: StudyModel) (path: string) (found: Diagnostic) : (SourceSpan * TextEdit) list = [
        for place in
            (match found.Span with
             | null -> []
             | span when Repeats.isGathered found -> span :: [ for related in found.Related -> related.Span ]
             | span -> [ span ]) do
            match acceptAt model path found place with
            | Some edit when place.Path = path -> place, edit
            | _ -> ()
    ]
