/// Changes that mend what a diagnostic tells of.
module internal WhiteMatter.LanguageServer.Answers.CodeActions

open System.Text.Json
open WhiteMatter.Language
open WhiteMatter.Language.Services
open WhiteMatter.LanguageServer
open WhiteMatter.Plan.Diagnostics

let private edits
    (writer: Utf8JsonWriter)
    (places: Writing.Places)
    (documents: Documents)
    model
    (changes: (string * TextEdit) list)
    =
    Write.property writer "edit" (fun () ->
        Write.object writer (fun () ->
            Write.property writer "changes" (fun () ->
                Write.object writer (fun () ->
                    for path, ofFile in changes |> List.groupBy fst do
                        match places.LinesOf(model, path) with
                        | Some lines ->
                            Write.property writer (documents.UriOf path) (fun () ->
                                Write.list writer ofFile (fun (_, edit) -> Writing.textEdit writer lines edit))
                        | None -> ()))))

let private editOf (fix: DiagnosticFix) : string * TextEdit =
    fix.Span.Path,
    {
        Span = Writing.spanOf fix.Span
        Text = fix.Replacement
    }

/// The kinds that a client asks for; all where it names none. A kind stands for those below it.
let private wants (only: string list) (kind: string) =
    only.IsEmpty
    || only
       |> List.exists (fun wanted -> kind = wanted || kind.StartsWith(wanted + ".", System.StringComparison.Ordinal))

/// Writes the changes for a span of a document.
let write
    (writer: Utf8JsonWriter)
    (places: Writing.Places)
    (documents: Documents)
    (page: string option)
    (model: StudyModel)
    (document: Document)
    (span: Span)
    (only: string list)
    =
    let path = document.Source.Path

    let touchesPlace (at: SourceSpan) =
        at.Path = path && at.Start <= span.End && span.Start <= at.Start + at.Length

    let touches (found: Diagnostic) =
        match found.Span with
        | null -> false
        | at -> touchesPlace at

    let action (title: string) kind (found: Diagnostic option) preferred (changes: (string * TextEdit) list) =
        Write.object writer (fun () ->
            writer.WriteString("title", title)
            writer.WriteString("kind", (kind: string))

            match found with
            | Some found ->
                Write.property writer "diagnostics" (fun () ->
                    Write.list writer [ found ] (Writing.diagnostic writer places page model document.Lines))
            | None -> ()

            if preferred then
                writer.WriteBoolean("isPreferred", true)

            edits writer places documents model changes)

    writer.WriteStartArray()

    if wants only "quickfix" then
        for found in model.Diagnostics do
            if touches found then
                for fix in found.Fixes do
                    action fix.Title "quickfix" (Some found) (found.Fixes.Length = 1 && not fix.IsProposal) [
                        editOf fix
                    ]

            // What is told once of several declarations is accepted in each of them.
            for place, edit in Fixes.accepts model path found do
                if touchesPlace place then
                    action $"Accept {found.Code} here" "quickfix" (Some found) false [ path, edit ]

    if wants only "source.fixAll" then
        match Fixes.certain path model.Diagnostics with
        | [] -> ()
        | changes ->
            action "Mend all that has one remedy" "source.fixAll" None false [ for edit in changes -> path, edit ]

    writer.WriteEndArray()
