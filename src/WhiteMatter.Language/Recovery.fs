/// Where reading goes on after a mistake.
module internal WhiteMatter.Language.Recovery

open System
open System.Collections.Generic
open WhiteMatter.Plan.Diagnostics

/// How far a search looks for the closing bracket of an item that seems to run into the next one.
let private farthest = 256

/// A value goes on in the next line after one of these.
let private continues (text: string) (last: int) (start: int) =
    last >= start
    && (match text[last] with
        | '+'
        | '-'
        | '*'
        | '/'
        | '^'
        | '&'
        | '='
        | '<'
        | '>'
        | ':'
        | '|' -> true
        | 'd' ->
            last >= 2
            && Lexis.isWord text (last - 2) "and"
            && not (Lexis.isWordCharacter (Lexis.at text (last - 3)))
        | 'r' ->
            last >= 1
            && Lexis.isWord text (last - 1) "or"
            && not (Lexis.isWordCharacter (Lexis.at text (last - 2)))
        | 't' ->
            last >= 2
            && Lexis.isWord text (last - 2) "not"
            && not (Lexis.isWordCharacter (Lexis.at text (last - 3)))
        | _ -> false)

/// The offset where the item ends in which a mistake stands at `start`: a comma, line end or closing brace outside
/// the brackets that the item opened. `opened` are those open at `start`, outermost first. With `stopAtBrace` an
/// opening brace outside brackets ends it too.
let itemEnd (text: string) (start: int) (opened: char list) (stopAtBrace: bool) : int =
    let brackets = Stack<char>(opened)
    let mutable index = start
    let mutable result = -1
    let mutable last = -1
    let mutable candidate = -1
    let mutable braces = 0
    let mutable triviaEnd = -1

    /// The next token's offset, looked for once in a stretch of blank lines and comments.
    let pastTrivia from =
        if from >= triviaEnd then
            triviaEnd <- Lexis.skipTrivia text from

        triviaEnd

    let finish at = result <- at

    let giveUp at =
        finish (if candidate >= 0 then candidate else at)

    let opener =
        function
        | ')' -> '('
        | ']' -> '['
        | _ -> '{'

    while result < 0 do
        if index >= text.Length then
            giveUp text.Length
        elif candidate >= 0 && index - candidate > farthest then
            finish candidate
        elif Lexis.isWordCharacter text[index] then
            last <- index
            index <- index + 1
        elif Lexis.startsComment text index then
            if brackets.Count = 0 then
                let next = pastTrivia index

                if continues text last start && not (Lexis.looksLikeItem text next) then
                    index <- Lexis.lineEnd text index
                else
                    finish index
            else
                index <- Lexis.lineEnd text index
        elif Lexis.isLineEnd text index then
            let next = pastTrivia index

            let declares =
                next >= text.Length
                || (Lexis.isColumnOne text next && Lexis.startsDeclaration text next)

            if declares then
                giveUp index
            elif brackets.Count = 0 then
                if
                    continues text last start
                    && not (Lexis.looksLikeItem text next)
                    && Lexis.at text next <> '}'
                then
                    index <- next
                else
                    finish index
            else
                if candidate < 0 && braces = 0 && Lexis.looksLikeItem text next then
                    candidate <- index

                index <- if text[index] = '\r' then index + 2 else index + 1
        else
            let c = text[index]

            match c with
            | '"' ->
                index <- (Lexis.stringExtent text index).End
                last <- index - 1
            | '{' when stopAtBrace && brackets.Count = 0 -> finish index
            | '('
            | '['
            | '{' ->
                brackets.Push c

                if c = '{' then
                    braces <- braces + 1

                last <- index
                index <- index + 1
            | ')'
            | ']' ->
                if braces = 0 && brackets.Contains(opener c) then
                    while brackets.Pop() <> opener c do
                        ()

                last <- index
                index <- index + 1
            | '}' ->
                if braces > 0 then
                    while brackets.Pop() <> '{' do
                        ()

                    braces <- braces - 1

                    last <- index
                    index <- index + 1
                elif brackets.Count > 0 then
                    giveUp index
                else
                    finish index
            | ','
            | ';' when brackets.Count = 0 -> finish index
            | _ ->
                if not (Lexis.isBlank c) then
                    last <- index

                index <- index + 1

    result

/// The offset past the last text before the next declaration. Blank lines, and comments in the first column, that
/// stand directly before that declaration are left to it.
let declarationEnd (text: string) (start: int) : int =
    let mutable contentEnd = Lexis.lineEnd text start
    let mutable line = contentEnd
    let mutable going = true

    while going do
        // At a line's end: look at the next line.
        line <- if Lexis.at text line = '\r' then line + 2 else line + 1

        if line >= text.Length then
            going <- false
        elif Lexis.startsDeclaration text line then
            going <- false
        else
            let finish = Lexis.lineEnd text line
            let first = Lexis.skipBlanks text line

            if first < finish && text[line] <> '#' then
                contentEnd <- finish

            line <- finish

    contentEnd

/// The change that closes a block where its layout shows its end: behind what stands in it, before what begins at `index`. What is not
/// indented deeper than the line of the brace belongs to what is around it.
let closingBrace (state: ParserState) (opening: int) (index: int) : Diagnostic -> Diagnostic =
    let text = state.Text

    let lineStart at =
        if at = 0 then 0 else text.LastIndexOf('\n', at - 1) + 1

    let depthOf start = Lexis.skipBlanks text start - start

    let first = lineStart opening
    let depth = depthOf first
    let indent = text.Substring(first, depth)

    // The first line in the block that is written as far to the left as the block itself.
    let rec belongsAround start =
        if start >= index then
            None
        else
            let content = Lexis.skipBlanks text start

            if not (Lexis.isLineEnd text content) && content < index && depthOf start <= depth then
                Some content
            else
                let next = text.IndexOf('\n', start)
                if next < 0 then None else belongsAround (next + 1)

    let bound =
        match text.IndexOf('\n', opening, max 0 (index - opening)) with
        | -1 -> index
        | line -> belongsAround (line + 1) |> Option.defaultValue index

    let finish = opening + text.AsSpan(opening, bound - opening).TrimEnd().Length

    // A comment would take a brace on its line into it.
    let lastLine = lineStart finish

    let endsInComment =
        seq { max lastLine opening .. finish - 1 }
        |> Seq.exists (fun at -> text[at] = '#')

    if text.IndexOf('\n', opening, finish - opening) >= 0 || endsInComment then
        let newLine =
            if text.Contains("\r\n", StringComparison.Ordinal) then
                "\r\n"
            else
                "\n"

        state.Fix("Add `}`", finish, finish, $"{newLine}{indent}}}")
    else
        state.Fix("Add `}`", finish, finish, " }")
