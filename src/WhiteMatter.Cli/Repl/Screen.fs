namespace WhiteMatter.Cli.Repl

open System
open System.IO
open System.Text
open WhiteMatter.Language
open WhiteMatter.Language.Services

/// Gives words their colours.
[<RequireQualifiedAccess>]
module Paint =

    let private code (kind: TokenKind) =
        match kind with
        | TokenKind.Keyword -> "1;35"
        | TokenKind.Namespace
        | TokenKind.Declaration -> "36"
        | TokenKind.Parameter
        | TokenKind.Word -> "33"
        | TokenKind.Column -> "32"
        | TokenKind.Property -> "34"
        | TokenKind.Function -> "35"
        | TokenKind.Type -> "36"
        | TokenKind.Unit -> "32"

    /// For each character the colour it has, as the numbers of an escape sequence; `""` for none. Texts and comments have theirs whatever stands in them.
    let codes (text: string) (tokens: SemanticToken list) : string array =
        let codes = Array.create text.Length ""

        for token in tokens do
            for at in max 0 token.Span.Start .. min text.Length token.Span.End - 1 do
                codes[at] <- code token.Kind

        if text.StartsWith ':' then
            let finish =
                match text.IndexOf ' ' with
                | -1 -> text.Length
                | at -> at

            for at in 0 .. finish - 1 do
                codes[at] <- "1;35"
        else
            let mutable at = 0

            while at < text.Length do
                match text[at] with
                | '#' ->
                    let finish =
                        match text.IndexOf('\n', at) with
                        | -1 -> text.Length
                        | finish -> finish

                    for index in at .. finish - 1 do
                        codes[index] <- "90"

                    at <- finish
                | '"' ->
                    let finish =
                        match text.IndexOfAny([| '"'; '\n' |], at + 1) with
                        | -1 -> text.Length
                        | finish -> finish + 1

                    for index in at .. finish - 1 do
                        if codes[index] = "" then
                            codes[index] <- "32"

                    at <- finish
                | _ -> at <- at + 1

        codes

/// Draws the lines that are being typed, below what was said before. Rows are counted as the terminal wraps them.
[<Sealed>]
type Screen(out: TextWriter, width: unit -> int, colour: bool) =

    /// The row of the cursor within what is drawn.
    let mutable cursorRow = 0

    let prompt = "wm> "
    let further = "... "

    let rowsOf columns (line: string) =
        (prompt.Length + DiagnosticText.displayWidth line) / columns + 1

    let paint (text: StringBuilder) (line: string) (codes: string array) start =
        let mutable last = ""

        for at in 0 .. line.Length - 1 do
            let code = if colour then codes[start + at] else ""

            if code <> last then
                text.Append("\u001b[0m") |> ignore

                if code <> "" then
                    text.Append("\u001b[").Append(code).Append('m') |> ignore

                last <- code

            text.Append line[at] |> ignore

        if last <> "" then
            text.Append "\u001b[0m" |> ignore

    /// Draws the text anew, with a colour for each character.
    member _.Draw(line: LineText, codes: string array) =
        let columns = max 10 (width ())
        let lines = line.Text.Split '\n'
        let text = StringBuilder()

        if cursorRow > 0 then
            text.Append $"\u001b[{cursorRow}A" |> ignore

        text.Append "\r\u001b[J" |> ignore

        let mutable start = 0
        let mutable row = 0
        let mutable target = struct (0, 0)

        for at, one in Array.indexed lines do
            if at > 0 then
                text.Append "\r\n" |> ignore

            let mark = if at = 0 then prompt else further

            text.Append(if colour then $"\u001b[90m{mark}\u001b[0m" else mark) |> ignore
            paint text one codes start

            // A full row makes the terminal wait with the next one; a blank goes on to it.
            if (mark.Length + DiagnosticText.displayWidth one) % columns = 0 then
                text.Append " \r" |> ignore

            if line.Cursor >= start && line.Cursor <= start + one.Length then
                let place =
                    mark.Length
                    + DiagnosticText.displayWidth (one.Substring(0, line.Cursor - start))

                target <- struct (row + place / columns, place % columns)

            row <- row + rowsOf columns one
            start <- start + one.Length + 1

        let struct (targetRow, targetColumn) = target

        if row - 1 > targetRow then
            text.Append $"\u001b[{row - 1 - targetRow}A" |> ignore

        text.Append '\r' |> ignore

        if targetColumn > 0 then
            text.Append $"\u001b[{targetColumn}C" |> ignore

        cursorRow <- targetRow
        out.Write(text.ToString())
        out.Flush()

    /// Leaves what is drawn where it is; the next thing is said below it.
    member this.Finish(line: LineText, codes: string array) =
        this.Draw({ line with Cursor = line.Text.Length }, codes)
        out.Write "\r\n"
        out.Flush()
        cursorRow <- 0

    /// Begins on an empty screen.
    member _.Clear() =
        out.Write "\u001b[2J\u001b[H"
        cursorRow <- 0
