/// Texts of several inputs, such as the cell of a notebook or a file that is piped in.
[<RequireQualifiedAccess>]
module WhiteMatter.Interactive.Inputs

open System.Text.RegularExpressions
open WhiteMatter.Language.Services

/// Whether an input needs more lines: a bracket is open, an operator waits, or it is but a comment, which belongs to what stands below it.
let isOpen (text: string) : bool =
    if text.Trim() = "" then
        false
    elif TypedText.isEmpty text then
        true
    elif text.Substring(TypedText.start text).StartsWith ':' then
        false
    else
        TypedText.isOpen text

/// A word after a command.
type Word = {
    /// It, without quotation marks.
    Text: string
    /// Whether it stood in quotation marks.
    IsQuoted: bool
}

/// The words after a command: parted by blanks, but for those of a text in quotation marks.
let words (rest: string) : Word list = [
    for found in Regex.Matches(rest, "\"([^\"]*)\"|[^\\s]+") do
        let quoted = found.Groups[1]

        {
            Text = (if quoted.Success then quoted.Value else found.Value)
            IsQuoted = quoted.Success
        }
]

/// An input, and where it begins in the text.
type Input = {
    /// What is submitted.
    Text: string
    /// An offset.
    Start: int
}

let private isDeclaration (input: Input) =
    TypedText.isDeclaration input.Text || TypedText.isEmpty input.Text

/// The inputs of a text, in order. Declarations that follow each other are one, so that they may name each other in any order.
let split (text: string) : Input list =
    let lines = text.Split '\n'

    let rec units (at: int) (offset: int) (opened: Input option) (found: Input list) =
        if at = lines.Length then
            List.rev (Option.toList opened @ found)
        else
            let line = lines[at]
            let next = offset + line.Length + 1

            match opened with
            | None when line.Trim() = "" -> units (at + 1) next None found
            | _ ->
                let input =
                    match opened with
                    | Some before -> {
                        before with
                            Text = before.Text + "\n" + line
                      }
                    | None -> { Text = line; Start = offset }

                if isOpen input.Text then
                    units (at + 1) next (Some input) found
                else
                    units (at + 1) next None (input :: found)

    (units 0 0 None [], [])
    ||> List.foldBack (fun input joined ->
        match joined with
        | next :: rest when isDeclaration input && isDeclaration next ->
            {
                Text = text.Substring(input.Start, next.Start + next.Text.Length - input.Start)
                Start = input.Start
            }
            :: rest
        | _ -> input :: joined)
