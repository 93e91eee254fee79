/// The outline of a file. All settings of a long study are some megabytes of places, so they are written as bytes, without a writer between.
module internal WhiteMatter.LanguageServer.Answers.Symbols

open System.Text.Json
open WhiteMatter.Language
open WhiteMatter.Language.Services
open WhiteMatter.LanguageServer

/// What an entry of an outline is by the protocol's numbers.
let symbolKind (kind: OutlineKind) =
    match kind with
    | OutlineKind.Import -> 2
    | OutlineKind.Parameter -> 14
    | OutlineKind.Declaration -> 13
    | OutlineKind.Block -> 3
    | OutlineKind.Setting -> 7

let private nameMark = "{\"name\":"B
let private detailMark = ",\"detail\":"B
let private kindMark = ",\"kind\":"B
let private rangeMark = ",\"range\":{\"start\":{\"line\":"B
let private selectionMark = ",\"selectionRange\":{\"start\":{\"line\":"B
let private characterMark = ",\"character\":"B
let private endMark = "},\"end\":{\"line\":"B
let private closeMark = "}}"B
let private childrenMark = ",\"children\":"B
let private openList = "["B
let private comma = ","B
let private closeList = "]"B
let private closeObject = "}"B

let private range (bytes: LentBytes) (lines: Lines) (mark: byte[]) (span: Span) =
    let struct (line, column) = lines.PositionOf span.Start
    bytes.Add mark
    bytes.Add line
    bytes.Add characterMark
    bytes.Add column
    let struct (line, column) = lines.PositionOf span.End
    bytes.Add endMark
    bytes.Add line
    bytes.Add characterMark
    bytes.Add column
    bytes.Add closeMark

let rec private list (bytes: LentBytes) (lines: Lines) (entries: OutlineEntry list) =
    bytes.Add openList
    let mutable isFirst = true

    for entry in entries do
        if not isFirst then
            bytes.Add comma

        isFirst <- false
        bytes.Add nameMark
        bytes.AddText(if entry.Name = "" then "?" else entry.Name)

        if entry.Detail <> "" then
            bytes.Add detailMark
            bytes.AddText entry.Detail

        bytes.Add kindMark
        bytes.Add(symbolKind entry.Kind)
        range bytes lines rangeMark entry.Span
        range bytes lines selectionMark entry.NameSpan

        if not entry.Children.IsEmpty then
            bytes.Add childrenMark
            list bytes lines entry.Children

        bytes.Add closeObject

    bytes.Add closeList

/// `textDocument/documentSymbol`.
let write (writer: Utf8JsonWriter) (document: Document) =
    use bytes = new LentBytes()
    list bytes document.Lines (Outline.entries document.Parsed.Value.File)
    writer.WriteRawValue(bytes.Written.Span, true)
