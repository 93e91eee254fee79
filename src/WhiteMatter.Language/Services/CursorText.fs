/// The text around the cursor, before anything of it is read: where its declaration begins, what is open, what follows.
module internal WhiteMatter.Language.Services.CursorText

open System
open WhiteMatter.Language

/// The first offset of the declaration that holds an offset.
let declarationStart (text: string) (offset: int) =
    let rec up (at: int) =
        let line =
            match at with
            | 0 -> 0
            | _ -> text.LastIndexOf('\n', at - 1) + 1

        if line = 0 || Lexis.startsDeclaration text line then
            line
        else
            up (line - 1)

    up offset

/// Whether a placeholder is open before an offset of the text whose quote is given; `{{` is a brace of the text.
let private isInPlaceholder (text: string) (quote: int) (offset: int) =
    let rec scan index opened =
        if index >= offset then
            opened
        else
            match text[index] with
            | '\\' -> scan (index + 2) opened
            | '{' when not opened && index + 1 < offset && text[index + 1] = '{' -> scan (index + 2) false
            | '{' -> scan (index + 1) true
            | '}' -> scan (index + 1) false
            | _ -> scan (index + 1) opened

    scan (quote + 1) false

/// The brackets open before an offset, innermost first; a quote where it is in a text, with where that begins, else -1; `None` in a comment.
let openBeforeWithQuote (text: string) (start: int) (offset: int) : (char list * int) option =
    let rec scan (index: int) (opened: char list) =
        if index >= offset then
            Some(opened, -1)
        elif Lexis.startsComment text index then
            let finish = Lexis.lineEnd text index
            if offset <= finish then None else scan finish opened
        else
            match text[index], opened with
            | '"', _ ->
                let extent = Lexis.stringExtent text index

                let finish =
                    if extent.Closed then
                        extent.End
                    else
                        Lexis.lineEnd text index

                if offset < finish || (offset = finish && not extent.Closed) then
                    if isInPlaceholder text index offset then
                        Some('{' :: '"' :: opened, index)
                    else
                        Some('"' :: opened, index)
                else
                    scan finish opened
            | ('(' | '[' | '{') as c, _ -> scan (index + 1) (c :: opened)
            | (')' | ']' | '}'), _ :: rest -> scan (index + 1) rest
            | _ -> scan (index + 1) opened

    scan start []

/// The brackets open before an offset, innermost first; a quote where it is in a text; `None` in a comment.
let openBefore (text: string) (start: int) (offset: int) : char list option =
    openBeforeWithQuote text start offset |> Option.map fst

let closing (opened: char list) =
    opened
    |> List.map (fun c ->
        match c with
        | '(' -> ")"
        | '[' -> "]"
        | '"' -> "\""
        | _ -> "}")
    |> String.concat ""

/// Keys of settings and blocks on the lines after the cursor, up to the end of its block.
let keysAfter (text: string) (offset: int) : string list =
    let found = ResizeArray<string>()

    let rec scan index depth =
        if index < text.Length && depth >= 0 then
            if Lexis.startsComment text index then
                scan (Lexis.lineEnd text index) depth
            else
                match text[index] with
                | '"' -> scan (Lexis.stringExtent text index).End depth
                | '('
                | '['
                | '{' -> scan (index + 1) (depth + 1)
                | ')'
                | ']'
                | '}' -> scan (index + 1) (depth - 1)
                | c when Lexis.isLetter c ->
                    let finish = Lexis.wordEnd text index

                    if Lexis.isColumnOne text index && Lexis.startsDeclaration text index then
                        ()
                    else
                        if depth = 0 && Lexis.looksLikeItem text index then
                            found.Add(text.Substring(index, finish - index))

                        scan finish depth
                | _ -> scan (index + 1) depth

    scan offset 0
    List.ofSeq found
