/// The words and characters of the language, read from a text at an offset; nothing here reports or remembers.
module internal WhiteMatter.Language.Lexis

open System
open WhiteMatter.Language.Syntax

/// Stands for "past the end"; a text may hold this character too, so the end is always tested by offset.
[<Literal>]
let private Nothing = '\uFFFF'

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
        next = '/' || next = '*'
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

/// An operator as it stands in the text.
[<Struct>]
type OperatorMatch = {
    Operator: BinaryOperator
    Length: int
    /// How it should be written, when it was written in another language's or a typesetter's way.
    Canonical: string | null
}

[<RequireQualifiedAccess>]
module Precedence =
    [<Literal>]
    let Or = 1

    [<Literal>]
    let And = 2

    [<Literal>]
    let Not = 3

    [<Literal>]
    let Comparison = 4

    [<Literal>]
    let Intersect = 5

    [<Literal>]
    let Range = 6

    [<Literal>]
    let Additive = 7

    [<Literal>]
    let Multiplicative = 8

    [<Literal>]
    let Interact = 9

    [<Literal>]
    let Unary = 10

    [<Literal>]
    let Power = 11

/// Greater binds tighter.
let precedence (operator: BinaryOperator) =
    match operator with
    | BinaryOperator.Or -> Precedence.Or
    | BinaryOperator.And -> Precedence.And
    | BinaryOperator.Equal
    | BinaryOperator.NotEqual
    | BinaryOperator.Less
    | BinaryOperator.LessOrEqual
    | BinaryOperator.Greater
    | BinaryOperator.GreaterOrEqual
    | BinaryOperator.In -> Precedence.Comparison
    | BinaryOperator.Intersect -> Precedence.Intersect
    | BinaryOperator.Range -> Precedence.Range
    | BinaryOperator.Add
    | BinaryOperator.Subtract -> Precedence.Additive
    | BinaryOperator.Multiply
    | BinaryOperator.Divide -> Precedence.Multiplicative
    | BinaryOperator.Interact -> Precedence.Interact
    | BinaryOperator.Power -> Precedence.Power

/// Every operator between two operands, the loosest first.
let binaryOperators = [
    BinaryOperator.Or
    BinaryOperator.And
    BinaryOperator.Equal
    BinaryOperator.NotEqual
    BinaryOperator.Less
    BinaryOperator.LessOrEqual
    BinaryOperator.Greater
    BinaryOperator.GreaterOrEqual
    BinaryOperator.In
    BinaryOperator.Intersect
    BinaryOperator.Range
    BinaryOperator.Add
    BinaryOperator.Subtract
    BinaryOperator.Multiply
    BinaryOperator.Divide
    BinaryOperator.Interact
    BinaryOperator.Power
]

let spelling (operator: BinaryOperator) =
    match operator with
    | BinaryOperator.Or -> "or"
    | BinaryOperator.And -> "and"
    | BinaryOperator.Equal -> "=="
    | BinaryOperator.NotEqual -> "!="
    | BinaryOperator.Less -> "<"
    | BinaryOperator.LessOrEqual -> "<="
    | BinaryOperator.Greater -> ">"
    | BinaryOperator.GreaterOrEqual -> ">="
    | BinaryOperator.In -> "in"
    | BinaryOperator.Intersect -> "&"
    | BinaryOperator.Range -> ".."
    | BinaryOperator.Add -> "+"
    | BinaryOperator.Subtract -> "-"
    | BinaryOperator.Multiply -> "*"
    | BinaryOperator.Divide -> "/"
    | BinaryOperator.Interact -> ":"
    | BinaryOperator.Power -> "^"

let private own operator length =
    ValueSome {
        Operator = operator
        Length = length
        Canonical = null
    }

let private foreign operator length =
    ValueSome {
        Operator = operator
        Length = length
        Canonical = spelling operator
    }

/// The binary operator at an offset, if one stands there.
let operatorAt (text: string) (index: int) : OperatorMatch voption =
    let next = at text (index + 1)
    let third = at text (index + 2)

    match at text index with
    | 'o' when isWord text index "or" -> own BinaryOperator.Or 2
    | 'a' when isWord text index "and" -> own BinaryOperator.And 3
    | 'i' when isWord text index "in" -> own BinaryOperator.In 2
    | '=' when next = '=' && third = '=' -> foreign BinaryOperator.Equal 3
    | '=' when next = '=' -> own BinaryOperator.Equal 2
    | '=' when next = '<' -> foreign BinaryOperator.LessOrEqual 2
    | '=' when next = '>' -> foreign BinaryOperator.GreaterOrEqual 2
    | '=' -> foreign BinaryOperator.Equal 1
    | '!' when next = '=' && third = '=' -> foreign BinaryOperator.NotEqual 3
    | '!' when next = '=' -> own BinaryOperator.NotEqual 2
    | '<' when next = '=' -> own BinaryOperator.LessOrEqual 2
    | '<' when next = '>' -> foreign BinaryOperator.NotEqual 2
    | '<' -> own BinaryOperator.Less 1
    | '>' when next = '=' -> own BinaryOperator.GreaterOrEqual 2
    | '>' -> own BinaryOperator.Greater 1
    | '&' when next = '&' -> foreign BinaryOperator.And 2
    | '&' -> own BinaryOperator.Intersect 1
    | '|' -> foreign BinaryOperator.Or (if next = '|' then 2 else 1)
    | '.' when next = '.' -> own BinaryOperator.Range 2
    | '+' -> own BinaryOperator.Add 1
    | '-' -> own BinaryOperator.Subtract 1
    | '*' when next = '*' -> foreign BinaryOperator.Power 2
    | '*' -> own BinaryOperator.Multiply 1
    | '/' when next <> '/' && next <> '*' -> own BinaryOperator.Divide 1
    | ':' when next = '=' -> foreign BinaryOperator.Equal 2
    | ':' -> own BinaryOperator.Interact 1
    | '^' -> own BinaryOperator.Power 1
    | '\u2212'
    | '\u2010'
    | '\u2011'
    | '\u2012'
    | '\u2013'
    | '\u2014' -> foreign BinaryOperator.Subtract 1
    | '\u00D7'
    | '\u22C5' -> foreign BinaryOperator.Multiply 1
    | '\u00F7' -> foreign BinaryOperator.Divide 1
    | '\u2264' -> foreign BinaryOperator.LessOrEqual 1
    | '\u2265' -> foreign BinaryOperator.GreaterOrEqual 1
    | '\u2260' -> foreign BinaryOperator.NotEqual 1
    | '\u2026' -> foreign BinaryOperator.Range 1
    | '\u2229' -> foreign BinaryOperator.Intersect 1
    | _ -> ValueNone

/// The binary operator after a value. Besides those of `operatorAt`, `AND`, `Or`, `is` and `minus`: where a value may stand
/// these are names, such as the column `OR` of odds ratios.
let operatorAfterValue (text: string) (index: int) : OperatorMatch voption =
    match operatorAt text index with
    | ValueNone when isLetter (at text index) && not (looksLikeSetting text index) ->
        let length = wordEnd text index - index

        match text.Substring(index, length).ToLowerInvariant() with
        | "and" -> foreign BinaryOperator.And length
        | "or" -> foreign BinaryOperator.Or length
        | "in" -> foreign BinaryOperator.In length
        | "is" ->
            let next = skipBlanks text (index + length)

            if isWord text next "not" then
                foreign BinaryOperator.NotEqual (next + 3 - index)
            else
                foreign BinaryOperator.Equal length
        | "minus"
        | "without"
        | "except" -> foreign BinaryOperator.Subtract length
        | _ -> ValueNone
    | found -> found

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

/// What stands at an offset, as a message names it: "the name `x`", "the end of the line".
let describe (text: string) (index: int) : string =
    if index >= text.Length then
        "the end of the file"
    else
        let c = text[index]

        if isLineEnd text index || startsComment text index then
            "the end of the line"
        elif isLetter c then
            let word = text.Substring(index, wordEnd text index - index)

            let shown =
                if word.Length > 40 then
                    word.Substring(0, 40) + "…"
                else
                    word

            if isReserved word then
                $"the word `{shown}`"
            else
                $"the name `{shown}`"
        elif isDigit c then
            let finish = min (wordEnd text (numberExtent text index).End) (index + 40)
            $"the number `{text.Substring(index, finish - index)}`"
        elif c = '"' then
            "a string"
        else
            match operatorAt text index with
            | ValueSome operator -> $"`{text.Substring(index, operator.Length)}`"
            | ValueNone when Char.IsSurrogatePair(c, at text (index + 1)) -> $"`{text.Substring(index, 2)}`"
            | ValueNone when Char.IsControl c || Char.IsSurrogate c || isTypographicSpace c || c = Nothing ->
                $"the character U+{int c:X4}"
            | ValueNone -> $"`{c}`"

/// The past-the-end offset of what `describe` names.
let describedEnd (text: string) (index: int) : int =
    if index >= text.Length || isLineEnd text index then
        index
    else
        let c = text[index]

        if isLetter c then
            wordEnd text index
        elif isDigit c then
            wordEnd text (numberExtent text index).End
        elif c = '"' then
            (stringExtent text index).End
        else
            match operatorAt text index with
            | ValueSome operator -> index + operator.Length
            | ValueNone when Char.IsSurrogatePair(c, at text (index + 1)) -> index + 2
            | ValueNone -> index + 1

/// Whether `--bfile data` begins here: a word after two signs, and directly after it a value. `--a` alone is a number.
let startsOption (text: string) (start: int) : bool =
    let finish = wordEnd text (start + 2)
    let value = at text (skipBlanks text finish)

    at text start = '-'
    && at text (start + 1) = '-'
    && isLetter (at text (start + 2))
    && isBlank (at text finish)
    && ValueOption.isNone (operatorAt text (skipBlanks text finish))
    && (isLetter value || isDigit value || value = '"' || value = '/')
