namespace WhiteMatter.Cli.Repl

open System

/// The lines that are being typed, and where the cursor stands in them.
type LineText = {
    /// All of it, lines apart by `\n`.
    Text: string
    /// An offset into it.
    Cursor: int
}

/// Moves and changes. Those that are not possible change nothing.
[<RequireQualifiedAccess>]
module LineText =

    /// Nothing typed.
    let empty = { Text = ""; Cursor = 0 }

    /// A text with the cursor at its end.
    let ofText (text: string) = { Text = text; Cursor = text.Length }

    /// Puts a text in at the cursor.
    let insert (text: string) (line: LineText) = {
        Text = line.Text.Insert(line.Cursor, text)
        Cursor = line.Cursor + text.Length
    }

    /// A text in place of what lies between two offsets, the cursor after it.
    let replace (start: int) (finish: int) (text: string) (line: LineText) = {
        Text = line.Text.Substring(0, start) + text + line.Text.Substring finish
        Cursor = start + text.Length
    }

    /// The offset before another, never between the halves of a surrogate pair.
    let private before (text: string) at =
        if at >= 2 && Char.IsSurrogatePair(text[at - 2], text[at - 1]) then
            at - 2
        else
            max 0 (at - 1)

    let private after (text: string) at =
        if at + 1 < text.Length && Char.IsSurrogatePair(text[at], text[at + 1]) then
            at + 2
        else
            min text.Length (at + 1)

    /// One character to the left.
    let left (line: LineText) = {
        line with
            Cursor = before line.Text line.Cursor
    }

    /// One character to the right.
    let right (line: LineText) = {
        line with
            Cursor = after line.Text line.Cursor
    }

    let private isWord c = Char.IsLetterOrDigit c || c = '_'

    let private wordStart (line: LineText) =
        let rec skip predicate at =
            if at > 0 && predicate line.Text[at - 1] then
                skip predicate (at - 1)
            else
                at

        line.Cursor |> skip (isWord >> not) |> skip isWord

    let private wordEnd (line: LineText) =
        let rec skip predicate at =
            if at < line.Text.Length && predicate line.Text[at] then
                skip predicate (at + 1)
            else
                at

        line.Cursor |> skip (isWord >> not) |> skip isWord

    /// To the beginning of the word before the cursor.
    let wordLeft (line: LineText) = { line with Cursor = wordStart line }

    /// To the end of the word after the cursor.
    let wordRight (line: LineText) = { line with Cursor = wordEnd line }

    let private lineStart (text: string) (at: int) =
        if at = 0 then 0 else text.LastIndexOf('\n', at - 1) + 1

    let private lineEnd (text: string) (at: int) =
        match text.IndexOf('\n', at) with
        | -1 -> text.Length
        | found -> found

    /// To the beginning of the line.
    let home (line: LineText) = {
        line with
            Cursor = lineStart line.Text line.Cursor
    }

    /// To the end of the line.
    let toEnd (line: LineText) = {
        line with
            Cursor = lineEnd line.Text line.Cursor
    }

    /// Takes the character before the cursor away; of an indentation two blanks.
    let backspace (line: LineText) =
        let start = lineStart line.Text line.Cursor
        let written = line.Text.Substring(start, line.Cursor - start)

        if written.Length >= 2 && written.Trim ' ' = "" then
            replace (line.Cursor - 2) line.Cursor "" line
        else
            replace (before line.Text line.Cursor) line.Cursor "" line

    /// Takes the character at the cursor away.
    let delete (line: LineText) = {
        replace line.Cursor (after line.Text line.Cursor) "" line with
            Cursor = line.Cursor
    }

    /// Takes the rest of the line away.
    let killToEnd (line: LineText) =
        replace line.Cursor (lineEnd line.Text line.Cursor) "" line

    /// Takes the line up to the cursor away.
    let killToStart (line: LineText) =
        replace (lineStart line.Text line.Cursor) line.Cursor "" line

    /// Takes the word before the cursor away.
    let killWord (line: LineText) =
        replace (wordStart line) line.Cursor "" line

    /// To the line above, if there is one.
    let up (line: LineText) : LineText option =
        let start = lineStart line.Text line.Cursor

        if start = 0 then
            None
        else
            let above = lineStart line.Text (start - 1)

            Some {
                line with
                    Cursor = min (start - 1) (above + line.Cursor - start)
            }

    /// To the line below, if there is one.
    let down (line: LineText) : LineText option =
        let finish = lineEnd line.Text line.Cursor

        if finish = line.Text.Length then
            None
        else
            let column = line.Cursor - lineStart line.Text line.Cursor

            Some {
                line with
                    Cursor = min (lineEnd line.Text (finish + 1)) (finish + 1 + column)
            }
