/// Brackets, and what stands in them, as another language would have them: one message with the change that mends it.
module internal WhiteMatter.Language.BracketsElsewhere

open System
open System.Text.RegularExpressions
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Language.Syntax

/// The head of an entry of columns, up to the bracket of its levels.
let private roleWithLevels =
    Regex(
        @"(?:[A-Za-z_][A-Za-z0-9_]*|""[^""\n]*"")[ \t]*:[ \t]*(?<role>[A-Za-z_][A-Za-z0-9_]*)[ \t]*\($",
        RegexOptions.RightToLeft
    )

let private valueBeforeSign =
    Regex("\\G(?:-?[0-9]+(?:\\.[0-9]+)?|\"[^\"\n]*\")[ \\t]*=(?!=)")

/// Where the bracket closes that opens at an offset; -1 where none does before the next declaration.
let private closingOf (text: string) (opening: int) : int =
    let mutable index = opening
    let mutable depth = 0
    let mutable found = -1
    let mutable going = true

    while going do
        if
            index >= text.Length
            || index > opening
               && Lexis.isColumnOne text index
               && Lexis.startsDeclaration text index
        then
            going <- false
        elif text[index] = '"' then
            index <- (Lexis.stringExtent text index).End
        elif Lexis.startsComment text index then
            index <- Lexis.lineEnd text index
        else
            if text[index] = '(' then
                depth <- depth + 1
            elif text[index] = ')' then
                depth <- depth - 1

                if depth = 0 then
                    found <- index
                    going <- false

            index <- index + 1

    found

/// The sign between a level and its label, `sex : factor(1 = "male")`, of the call whose bracket opens at an offset: levels are the values
/// that the table has, and have no labels. -1 where nothing of the kind stands here.
let labelOfLevel (state: ParserState) (opening: int) (start: int) : int =
    let text = state.Text
    let level = valueBeforeSign.Match(text, start)

    if not level.Success then
        -1
    else
        // A head is short; what stands before it is of no interest.
        let first = max 0 (opening - 200)
        let head = roleWithLevels.Match(text.Substring(first, opening + 1 - first))

        if not head.Success then
            -1
        else
            // Once for all levels of the call.
            if state.LastError < first + head.Index then
                let role = first + head.Groups["role"].Index
                let closing = closingOf text opening
                // What stands in several lines may have comments.
                let closed = closing >= 0 && text.IndexOf('\n', opening, closing - opening) < 0
                let finish = if closed then closing + 1 else level.Index + level.Length
                let written = text.Substring(first + head.Index, finish - first - head.Index)

                state.Report(
                    NameCodes.EntryShape,
                    first + head.Index,
                    finish,
                    [ written ],
                    (if closed then
                         state.Fix("Write `factor`", role, finish, "factor")
                     else
                         id)
                )

            level.Index + level.Length - 1

/// The head of a declaration up to a bracket that opens behind it, and a blank: that of a call stands directly behind its name.
let private headBeforeBracket =
    Regex(
        @"\G(?<head>[A-Za-z_][A-Za-z0-9_]*[ \t]+(?:[A-Za-z_][A-Za-z0-9_]*[ \t]+from[ \t]+(?<source>[A-Za-z_][A-Za-z0-9_]*)|[A-Za-z_][A-Za-z0-9_]*))\s+\("
    )

/// The most words of such a head: `gwas g from people`.
let private mostWordsOfHead = 4

/// Whether nothing but the words of a head and blanks stands from an offset up to a bracket; asked of every declaration, most of which have a brace there.
let private opensBracket (text: string) (start: int) =
    let isOfWord index =
        index < text.Length
        && (Char.IsAsciiLetterOrDigit text[index] || text[index] = '_')

    let mutable index = start
    let mutable words = 0
    let mutable going = true

    while going do
        if isOfWord index then
            words <- words + 1

            while isOfWord index do
                index <- index + 1

            going <- words <= mostWordsOfHead
        elif index < text.Length && Char.IsWhiteSpace text[index] then
            index <- index + 1
        else
            going <- false

    index < text.Length && text[index] = '('

/// Whether a name is that of a declaration of the text, so that it is no function's.
let private isDeclared (text: string) (name: string) =
    Regex.IsMatch(text, $@"^[a-z_]+[ \t]+{name}(?![A-Za-z0-9_])", RegexOptions.Multiline)

/// Reports a block in parentheses, `gwas g from people ( traits = t )`, of the declaration that begins at an offset; `false` where there is none.
let blockInParentheses (state: ParserState) (start: int) : bool =
    let text = state.Text

    let head =
        if opensBracket text start then
            headBeforeBracket.Match(text, start)
        else
            Match.Empty

    if not head.Success then
        false
    else
        let opening = head.Index + head.Length - 1
        let source = head.Groups["source"]

        if
            Lexis.looksLikeItem text (Lexis.skipTrivia text (opening + 1))
            && (not source.Success || isDeclared text source.Value)
        then
            let closing = closingOf text opening

            let fix =
                if closing < 0 then
                    id
                else
                    state.Fix("Write braces", opening, opening + 1, "{")
                    >> state.Fix("Write braces", closing, closing + 1, "}")

            state.Report(
                SyntaxCodes.DeclarationHead,
                opening,
                opening + 1,
                [ "`(`"; head.Groups["head"].Value; "a block in braces, `{ … }`" ],
                fix
            )

            true
        else
            false

/// A name with letters outside ASCII as a column's name is written where an expression is read: in quotes in a list and before its role, else by
/// `column( )`.
let foreignColumn (state: ParserState) (start: int) (finish: int) : Diagnostic -> Diagnostic =
    let text = state.Text
    let name = text.Substring(start, finish - start)

    let isInList =
        state.Brackets.Count > 0
        && (let struct (bracket, _) = state.Brackets.Peek()
            bracket = '[')

    let hasRole =
        let colon = Lexis.skipBlanks text finish

        Lexis.at text colon = ':'
        && (let role = Lexis.skipBlanks text (colon + 1)
            let word = text.Substring(role, Lexis.wordEnd text role - role)

            match word with
            | "numeric"
            | "factor"
            | "id" -> true
            | _ -> (Units.tryFind word).IsSome)

    if state.InHead then
        id
    else
        let meant =
            if isInList || hasRole then
                $"\"{name}\""
            else
                $"column(\"{name}\")"

        state.Proposal($"Write `{meant}`", start, finish, meant)
