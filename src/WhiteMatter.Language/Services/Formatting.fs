namespace WhiteMatter.Language.Services

open System
open System.Text
open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics

/// A change of a text.
type TextEdit = {
    /// What it replaces.
    Span: Span
    /// The new text.
    Text: string
}

/// The canonical layout as changes, declaration by declaration, so that what is in order stays untouched.
[<RequireQualifiedAccess>]
module Formatting =

    /// The offset after the line that holds an offset.
    let private lineAfter (text: string) (offset: int) =
        match text.IndexOf('\n', min offset text.Length) with
        | -1 -> text.Length
        | at -> at + 1

    /// The offsets at which the lines of each declaration end, those of the first line of the file and of what follows the last declaration too.
    let private boundaries (text: string) (file: StudyFile) : int list =
        let head =
            match file.Edition with
            | Some(_, span) -> [ lineAfter text (max 0 (span.End - 1)) ]
            | None -> []

        head
        @ [
            for declaration in file.Declarations do
                lineAfter text (max 0 (declaration.Span.End - 1))
        ]
        @ [ text.Length ]

    let private regions (text: string) (file: StudyFile) : Span list =
        let ends = boundaries text file

        List.zip (0 :: List.take (ends.Length - 1) ends) ends
        |> List.map (fun (start, finish) -> Span.create start finish)

    /// The line ends that a text has.
    let private lineEnd (text: string) =
        match text.IndexOf '\n' with
        | at when at > 0 && text[at - 1] = '\r' -> "\r\n"
        | _ -> "\n"

    /// Changes that give the text its canonical layout; none where it has it. A text with errors of syntax is left as it is. The line ends of the text are kept.
    let edits (source: SourceText) : TextEdit list =
        let parsed = Parser.parse source

        if
            parsed.Diagnostics
            |> List.exists (fun found -> found.Severity = DiagnosticSeverity.Error)
        then
            []
        else
            let text = source.Text
            let formatted = Formatter.format parsed.File
            let ending = lineEnd text

            let written (part: string) =
                part.Replace("\n", ending, StringComparison.Ordinal)

            if text.TrimEnd() = "" then
                []
            else
                let before = regions text parsed.File
                let after = Parser.parse (SourceText(source.Path, formatted))
                let now = regions formatted after.File

                if before.Length <> now.Length then
                    [
                        {
                            Span = Span.create 0 text.Length
                            Text = written formatted
                        }
                    ]
                else
                    [
                        for old, fresh in List.zip before now do
                            let replacement = written (formatted.Substring(fresh.Start, fresh.Length))

                            if source.TextOf old <> replacement then
                                { Span = old; Text = replacement }
                    ]

    /// As `edits`, of the declaration alone that the brace before an offset closes; none where it closes a block inside one.
    let editsOnBrace (source: SourceText) (offset: int) : TextEdit list =
        (Parser.parse source).File.Declarations
        |> List.tryFind (fun declaration -> declaration.Span.End = offset)
        |> Option.map (fun declaration ->
            edits source
            |> List.filter (fun edit ->
                edit.Span.Start < declaration.Span.End && declaration.Span.Start < edit.Span.End))
        |> Option.defaultValue []

    /// As `edits`, of the declarations alone that a span touches.
    let editsIn (source: SourceText) (span: Span) : TextEdit list =
        edits source
        |> List.filter (fun edit ->
            edit.Span.Start < max span.End (span.Start + 1)
            && span.Start < max edit.Span.End (edit.Span.Start + 1))

    /// The text after changes that do not overlap.
    let apply (text: string) (edits: TextEdit list) : string =
        let changed = StringBuilder(text.Length)
        let mutable from = 0

        // Of what is put in at one place the last stands first.
        for edit in edits |> List.rev |> List.sortBy (fun edit -> edit.Span.Start, edit.Span.End) do
            changed.Append(text, from, edit.Span.Start - from).Append(edit.Text) |> ignore
            from <- edit.Span.End

        changed.Append(text, from, text.Length - from).ToString()
