/// Answers that only read: each writes the result of one request.
module internal WhiteMatter.LanguageServer.Answers.Reading

open System
open System.Text.Json
open WhiteMatter.Language
open WhiteMatter.Language.Services
open WhiteMatter.LanguageServer

let private completionKind (kind: ProposalKind) =
    match kind with
    | ProposalKind.Kind -> 7
    | ProposalKind.Keyword -> 14
    | ProposalKind.Setting
    | ProposalKind.Member -> 10
    | ProposalKind.Block -> 22
    | ProposalKind.Declaration -> 6
    | ProposalKind.Parameter -> 21
    | ProposalKind.Import -> 9
    | ProposalKind.Column -> 5
    | ProposalKind.Level
    | ProposalKind.Value -> 12
    | ProposalKind.Word -> 20
    | ProposalKind.Function -> 3
    | ProposalKind.Unit -> 11
    | ProposalKind.Type -> 25
    | ProposalKind.Code -> 23

/// `textDocument/completion`.
let completion (writer: Utf8JsonWriter) (session: Session) (document: Document) (found: Completion) =
    Write.object writer (fun () ->
        writer.WriteBoolean("isIncomplete", false)

        Write.property writer "items" (fun () ->
            Write.list writer found.Proposals (fun proposal ->
                Write.object writer (fun () ->
                    writer.WriteString("label", proposal.Label)
                    writer.WriteNumber("kind", completionKind proposal.Kind)

                    if proposal.Detail <> "" then
                        writer.WriteString("detail", proposal.Detail)

                    match proposal.Documentation.Value with
                    | "" -> ()
                    | text ->
                        Write.property writer "documentation" (fun () ->
                            Writing.markdown writer session.NotesArePlain text)

                    writer.WriteString("sortText", proposal.Rank.ToString "000")

                    let text =
                        match proposal.Snippet with
                        | Some snippet when session.Snippets ->
                            writer.WriteNumber("insertTextFormat", 2)
                            snippet
                        | _ -> proposal.Text

                    Write.property writer "textEdit" (fun () ->
                        Writing.textEdit writer document.Lines { Span = found.Replace; Text = text })))))

/// `textDocument/hover`; the model may be of an earlier text, in which what stands at the offset stood `moved` further on. `plan` says what a
/// run would do, a line for each step.
let hover
    (writer: Utf8JsonWriter)
    (session: Session)
    (document: Document)
    (moved: int)
    (found: HoverText)
    (plan: string list)
    =
    let span = Span.create (found.Span.Start - moved) (found.Span.End - moved)

    let text =
        match plan with
        | [] -> found.Markdown
        | [ only ] -> $"{found.Markdown}\n\nPlan: {only}."
        | steps ->
            let lines = steps |> List.map (fun step -> $"- {step}")
            found.Markdown + "\n\nPlan:\n" + String.Join('\n', lines)

    Write.object writer (fun () ->
        Write.property writer "contents" (fun () -> Writing.markdown writer session.HoverIsPlain text)

        Write.property writer "range" (fun () -> Writing.range writer document.Lines span))

/// `textDocument/signatureHelp`.
let signature (writer: Utf8JsonWriter) (document: Document) (offset: int) =
    match Completing.signature document.Source offset with
    | None -> writer.WriteNullValue()
    | Some call ->
        Write.object writer (fun () ->
            Write.property writer "signatures" (fun () ->
                Write.list writer [ call ] (fun call ->
                    Write.object writer (fun () ->
                        writer.WriteString("label", call.Label)
                        writer.WriteString("documentation", call.Documentation)

                        Write.property writer "parameters" (fun () ->
                            Write.list writer call.Arguments (fun (name, doc) ->
                                Write.object writer (fun () ->
                                    writer.WriteString("label", name)
                                    writer.WriteString("documentation", doc)))))))

            writer.WriteNumber("activeSignature", 0)
            writer.WriteNumber("activeParameter", call.Active))

/// `textDocument/foldingRange`.
let folding (writer: Utf8JsonWriter) (document: Document) =
    let source = document.Source

    Write.list writer (Outline.folding source document.Parsed.Value.File) (fun stretch ->
        Write.object writer (fun () ->
            writer.WriteNumber("startLine", stretch.FirstLine - 1)
            writer.WriteNumber("endLine", stretch.LastLine - 1)
            writer.WriteString("kind", (if stretch.IsComment then "comment" else "region"))))

/// `textDocument/formatting` and `rangeFormatting`.
let formatting (writer: Utf8JsonWriter) (document: Document) (span: Span option) =
    let edits =
        match span with
        | None -> Formatting.edits document.Source
        | Some span -> Formatting.editsIn document.Source span

    Write.list writer edits (Writing.textEdit writer document.Lines)

/// `textDocument/onTypeFormatting`: a declaration is laid out when its brace is typed.
let onBrace (writer: Utf8JsonWriter) (document: Document) (offset: int) =
    Write.list writer (Formatting.editsOnBrace document.Source offset) (Writing.textEdit writer document.Lines)

/// `textDocument/definition`.
let definition
    (writer: Utf8JsonWriter)
    (places: Writing.Places)
    (document: Document)
    (model: StudyModel)
    (offset: int)
    =
    match Navigation.definition model document.Source.Path offset with
    | None -> writer.WriteNullValue()
    | Some place -> places.Location(writer, model, place.Source.Path, place.Span)

/// `textDocument/documentHighlight`.
let highlights (writer: Utf8JsonWriter) (document: Document) (model: StudyModel) (offset: int) =
    let path = document.Source.Path

    let here =
        Navigation.references model path offset true
        |> List.filter (fun place -> place.Source.Path = path)

    Write.list writer here (fun place ->
        Write.object writer (fun () ->
            Write.property writer "range" (fun () -> Writing.range writer document.Lines place.Span)))

/// `textDocument/inlayHint`.
let hints (writer: Utf8JsonWriter) (document: Document) (found: InlayHint list) =
    Write.list writer found (fun hint ->
        Write.object writer (fun () ->
            Write.property writer "position" (fun () -> Writing.position writer document.Lines hint.Offset)
            writer.WriteString("label", hint.Text)
            writer.WriteNumber("kind", (if hint.IsArgument then 2 else 1))
            writer.WriteBoolean((if hint.IsArgument then "paddingRight" else "paddingLeft"), hint.IsArgument)))

/// `textDocument/codeLens`: to plan and to run a study, and to run what one declaration needs. The commands are the client's.
let lenses (writer: Utf8JsonWriter) (document: Document) =
    let lens (entry: OutlineEntry) (title: string) (command: string) (arguments: string list) =
        Write.object writer (fun () ->
            Write.property writer "range" (fun () -> Writing.range writer document.Lines entry.NameSpan)

            Write.property writer "command" (fun () ->
                Write.object writer (fun () ->
                    writer.WriteString("title", title)
                    writer.WriteString("command", command)
                    Write.property writer "arguments" (fun () -> Write.list writer arguments writer.WriteStringValue))))

    writer.WriteStartArray()

    for entry in Outline.entries document.Parsed.Value.File do
        if entry.Kind = OutlineKind.Declaration then
            if entry.Detail = "study" then
                lens entry "plan" "wmstudy.plan" [ document.Uri ]
                lens entry "run" "wmstudy.run" [ document.Uri ]
            elif entry.Yields then
                lens entry "plan this" "wmstudy.plan" [ document.Uri; entry.Name ]
                lens entry "run this" "wmstudy.run" [ document.Uri; entry.Name ]

    writer.WriteEndArray()
