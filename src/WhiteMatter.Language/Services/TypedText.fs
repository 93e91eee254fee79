namespace WhiteMatter.Language.Services

open System
open WhiteMatter.Language

/// A text typed at a prompt or written in the cell of a notebook, before it is checked.
[<RequireQualifiedAccess>]
module TypedText =

    /// Whether it begins with a declaration; what does not is an expression.
    let isDeclaration (text: string) : bool =
        let start = Lexis.skipTrivia text 0
        start < text.Length && Lexis.startsDeclaration text start

    /// Where it begins, after blanks and comments.
    let start (text: string) : int =
        min text.Length (Lexis.skipTrivia text 0)

    /// Where the declaration begins that an offset of it stands in.
    let declarationStart (text: string) (offset: int) : int =
        CursorText.declarationStart text (offset |> max 0 |> min text.Length)

    /// Whether it says nothing: blanks and comments.
    let isEmpty (text: string) : bool = Lexis.skipTrivia text 0 >= text.Length

    let private wordsThatGoOn =
        set [ "and"; "or"; "not"; "in"; "from"; "because"; "as" ]

    /// Whether what stands last on a line asks for more.
    let private waits (line: string) =
        match line.TrimEnd() with
        | "" -> false
        | line when "+-*/^&<>=,:|".Contains line[line.Length - 1] -> true
        | line when line.EndsWith("..", StringComparison.Ordinal) -> true
        | line ->
            let word =
                line.Substring(line.LastIndexOfAny([| ' '; '\t'; '('; ')'; '['; ']'; '{'; '}'; '"' |]) + 1)

            wordsThatGoOn.Contains word

    /// The last line without its comment.
    let private lastLine (text: string) =
        let trimmed = text.TrimEnd()
        let start = trimmed.LastIndexOf '\n' + 1

        let rec upTo index =
            if index >= trimmed.Length || Lexis.startsComment trimmed index then
                index
            else
                match trimmed[index] with
                | '"' -> upTo (max (index + 1) (Lexis.stringExtent trimmed index).End)
                | _ -> upTo (index + 1)

        trimmed.Substring(start, (min trimmed.Length (upTo start)) - start)

    /// Whether more is to come: a bracket or a block is open at its end, or an operator waits for what it is applied to.
    let isOpen (text: string) : bool =
        let ended = text + "\n"

        match CursorText.openBefore ended 0 ended.Length with
        | Some(_ :: _) -> true
        | _ -> waits (lastLine text)
