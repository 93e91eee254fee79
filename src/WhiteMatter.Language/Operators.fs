/// The operators between two operands: how they are written, how tightly they bind, and which one stands at an offset.
module internal WhiteMatter.Language.Operators

open WhiteMatter.Language.Syntax
open WhiteMatter.Language.Lexis

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
    | '=' when next = '!' && third <> '=' -> foreign BinaryOperator.NotEqual 2
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
    | '%' when next = 'i' && third = 'n' && at text (index + 3) = '%' -> foreign BinaryOperator.In 4
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
        // `age is.na`: no operator.
        | "is" when at text (index + length) = '.' -> ValueNone
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
