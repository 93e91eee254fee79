/// The words and characters of the language, read from a text at an offset; nothing here reports or remembers.
module internal WhiteMatter.Language.Lexis

open System
open WhiteMatter.Language.Syntax

/// Stands for "past the end"; a text may hold this character too, so the end is always tested by offset.
[<Literal>]
let Nothing = '\uFFFF'

let inline at (text: string) (index: int) : char =
    if uint32 index < uint32 text.Length then
        text[index]
    else
        Nothing

let inline isLetter (c: char) =
    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c = '_'

let inline isDigit (c: char) = c >= '0' && c <= '9'
let inline isWordCharacter (c: char) = isLetter c || isDigit c

/// Unicode's letters outside ASCII, which names may not hold.
let isForeignLetter (c: char) = c > '\u007F' && Char.IsLetter c

/// Spaces of other writing systems and of typesetting that look like a blank or like nothing.
let isTypographicSpace (c: char) =
    c = '\u00A0'
    || c = '\u1680'
    || (c >= '\u2000' && c <= '\u200B')
    || c = '\u202F'
    || c = '\u205F'
    || c = '\u2060'
    || c = '\u3000'
    || c = '\uFEFF'

let isTypographicQuote (c: char) =
    match c with
    | '\u201C'
    | '\u201D'
    | '\u201E'
    | '\u201F'
    | '\u2018'
    | '\u2019'
    | '\u201A'
    | '\u00AB'
    | '\u00BB' -> true
    | _ -> false

let inline isBlank (c: char) =
    c = ' ' || c = '\t' || (c > '\u007F' && isTypographicSpace c)

/// Whether a line ends here: LF or CR LF.
let inline isLineEnd (text: string) (index: int) =
    let c = at text index
    c = '\n' || (c = '\r' && at text (index + 1) = '\n')

let rec skipBlanks (text: string) (index: int) =
    if isBlank (at text index) then
        skipBlanks text (index + 1)
    else
        index

/// The offset of the line feed (or of the carriage return before it) that ends the line, or of the text's end.
let lineEnd (text: string) (index: int) =
    let found =
        if index >= text.Length then
            -1
        else
            text.IndexOf('\n', index)

    if found < 0 then text.Length
    elif found > index && text[found - 1] = '\r' then found - 1
    else found

/// Whether the offset is the first of its line.
let isColumnOne (text: string) (index: int) =
    index = 0 || text[index - 1] = '\n' || (index = 1 && text[0] = '\uFEFF')

/// A comment starts here: `#`, or one of another language.
let startsComment (text: string) (index: int) =
    match at text index with
    | '#' -> true
    | '/' ->
        let next = at text (index + 1)

        // `data/*.tsv` is a path.
        next = '/' || next = '*' && not (index > 0 && isWordCharacter text[index - 1])
    | _ -> false

/// The offset past all blanks, comments and line ends.
let rec skipTrivia (text: string) (index: int) =
    let index = skipBlanks text index

    if startsComment text index then
        skipTrivia text (lineEnd text index)
    elif isLineEnd text index then
        skipTrivia text (if text[index] = '\n' then index + 1 else index + 2)
    else
        index

/// Where the doc comments begin that stand on the lines right above the one of `index`; `index` where there are none.
let rec beforeDocs (text: string) (index: int) =
    let start = text.LastIndexOf('\n', max 0 (index - 1)) + 1

    if start = 0 || start <> index then
        index
    else
        let above =
            if start < 2 then
                0
            else
                text.LastIndexOf('\n', start - 2) + 1

        if text.AsSpan(above, start - above).TrimStart().StartsWith("##") then
            beforeDocs text above
        else
            index

let rec wordEnd (text: string) (index: int) =
    if isWordCharacter (at text index) then
        wordEnd text (index + 1)
    else
        index

/// Past the end of a word with letters of any alphabet.
let rec anyWordEnd (text: string) (index: int) =
    if isWordCharacter (at text index) || isForeignLetter (at text index) then
        anyWordEnd text (index + 1)
    else
        index

/// Whether exactly this word stands here.
let isWord (text: string) (index: int) (word: string) =
    String.CompareOrdinal(text, index, word, 0, word.Length) = 0
    && not (isWordCharacter (at text (index + word.Length)))

let isReserved (word: string) =
    match word with
    | "and"
    | "or"
    | "not"
    | "in"
    | "true"
    | "false"
    | "from"
    | "because"
    | "as" -> true
    | _ -> false

let private isOperatorWord (text: string) (index: int) =
    isWord text index "and"
    || isWord text index "or"
    || isWord text index "in"
    || isWord text index "not"

/// Whether `name =` stands here: the start of a setting, never of the rest of an expression.
let looksLikeSetting (text: string) (index: int) =
    isLetter (at text index)
    && (let next = skipBlanks text (wordEnd text index)

        match at text next with
        | '=' -> at text (next + 1) <> '='
        | ':' -> at text (next + 1) = '='
        | _ -> false)

/// Whether `name =` or `name {` stands here: the start of a setting or a block.
let looksLikeItem (text: string) (index: int) =
    looksLikeSetting text index
    || (isLetter (at text index) && at text (skipBlanks text (wordEnd text index)) = '{')

/// Whether a declaration starts at this offset, which must be the first of its line: two words, a word and a brace,
/// or `import` with its path. `name = …` in the first column is a setting of a block that is not indented.
let startsDeclaration (text: string) (index: int) =
    isLetter (at text index)
    && not (isOperatorWord text index)
    && (let finish = wordEnd text index
        let next = skipBlanks text finish

        match at text next with
        | '{' -> true
        | '"' -> isWord text index "import"
        | ':' -> isWord text index "param"
        | c -> next > finish && isLetter c && not (isOperatorWord text next))

/// A string literal's extent.
[<Struct>]
type StringExtent = {
    /// Past the closing quote, or where the string is taken to end.
    End: int
    Closed: bool
}

/// Where the string ends whose opening quote stands at `start`. One that is not closed ends at its line's end, or
/// before the first bracket on its line that it did not open: that bracket most likely closes what is around it.
let stringExtent (text: string) (start: int) : StringExtent =
    let rec unclosed index finish round square curly =
        if index >= finish then
            finish
        else
            match text[index] with
            | '(' -> unclosed (index + 1) finish (round + 1) square curly
            | '[' -> unclosed (index + 1) finish round (square + 1) curly
            | '{' -> unclosed (index + 1) finish round square (curly + 1)
            | ')' when round = 0 -> index
            | ']' when square = 0 -> index
            | '}' when curly = 0 -> index
            | ')' -> unclosed (index + 1) finish (round - 1) square curly
            | ']' -> unclosed (index + 1) finish round (square - 1) curly
            | '}' -> unclosed (index + 1) finish round square (curly - 1)
            | _ -> unclosed (index + 1) finish round square curly

    let rec scan index =
        if index >= text.Length || isLineEnd text index then
            let mutable finish = unclosed (start + 1) index 0 0 0

            while finish > start + 1 && isBlank text[finish - 1] do
                finish <- finish - 1

            { End = finish; Closed = false }
        else
            match text[index] with
            | '"' -> { End = index + 1; Closed = true }
            | '\\' when index + 1 < text.Length && not (isLineEnd text (index + 1)) -> scan (index + 2)
            | _ -> scan (index + 1)

    scan (start + 1)

/// The past-the-end offset of a number's digits, fraction and exponent, without its unit.
[<Struct>]
type NumberExtent = { End: int; IsInteger: bool }

let rec private digitsEnd (text: string) (index: int) =
    if isDigit (at text index) then
        digitsEnd text (index + 1)
    else
        index

/// The extent of the number at `start`; `1..20` is the number 1 before a range.
let numberExtent (text: string) (start: int) : NumberExtent =
    let whole = digitsEnd text start

    let fraction =
        if at text whole = '.' && isDigit (at text (whole + 1)) then
            digitsEnd text (whole + 1)
        else
            whole

    let exponent =
        match at text fraction with
        | 'e'
        | 'E' ->
            let sign =
                match at text (fraction + 1) with
                | '+'
                | '-' -> fraction + 2
                | _ -> fraction + 1

            if isDigit (at text sign) then
                digitsEnd text sign
            else
                fraction
        | _ -> fraction

    {
        End = exponent
        IsInteger = (exponent = whole)
    }
