/// The syntax tree: what was written, with spans, comments and blank lines; nothing is resolved here.
namespace WhiteMatter.Language.Syntax

open WhiteMatter.Language

/// A comment without its `#` or `##`. `IsDoc` marks `##`.
type Comment = {
    Text: string
    IsDoc: bool
    Span: Span
}

[<RequireQualifiedAccess>]
type LeadingTrivia =
    | BlankLine
    | Comment of Comment

/// What stands around a node and means nothing to the checker, kept for the formatter.
type Trivia = {
    /// Comments and blank lines on the lines before the node, in order.
    Leading: LeadingTrivia list
    /// The comment that ends the node's last line.
    Trailing: Comment option
}

module Trivia =
    let none = { Leading = []; Trailing = None }

type Identifier = { Name: string; Span: Span }

[<RequireQualifiedAccess>]
type UnaryOperator =
    | Not
    | Negate

/// Loosest first, as the grammar lists them.
[<RequireQualifiedAccess>]
type BinaryOperator =
    | Or
    | And
    | Equal
    | NotEqual
    | Less
    | LessOrEqual
    | Greater
    | GreaterOrEqual
    | In
    | Intersect
    | Range
    | Add
    | Subtract
    | Multiply
    | Divide
    | Interact
    | Power

/// A string literal's pieces after escapes: `{{` is a literal brace, `{name}` a placeholder, `{a..b}` an expansion.
[<RequireQualifiedAccess>]
type TextPart =
    | Literal of string
    | Placeholder of Identifier
    | Expansion of first: int64 * last: int64 * span: Span

type Expression = {
    Node: ExpressionNode
    Span: Span
    /// Comments that stand between an operator (or the `=` of a setting) and this operand.
    Before: Comment list
}

and [<RequireQualifiedAccess>] ExpressionNode =
    /// `Raw` is the number as written, without its unit. `IsInteger` when it has neither fraction nor exponent.
    | Number of raw: string * value: float * isInteger: bool * unit: Identifier option
    | Text of TextPart list
    | Boolean of bool
    | Name of string
    | List of items: Element list * closing: Trivia
    | Parenthesised of Element
    | Unary of UnaryOperator * Expression
    | Binary of BinaryOperator * operatorSpan: Span * left: Expression * right: Expression
    | Member of Expression * Identifier
    | Call of callee: Expression * arguments: Argument list * closing: Trivia
    /// Text that could not be read; a diagnostic has been given for it.
    | Skipped of string

/// An expression inside brackets, where comments may stand between the parts.
and Element = { Value: Expression; Trivia: Trivia }

and Argument = {
    Name: Identifier option
    Value: Expression
    Trivia: Trivia
}

[<RequireQualifiedAccess>]
type TypeName =
    | Int
    | Float
    | Bool
    | String
    | Quantity
    | List of TypeName

/// `accept WM3104 because "…"`.
type Accept = {
    Code: Identifier
    Reason: string
    ReasonSpan: Span
}

type Item = {
    Node: ItemNode
    Span: Span
    Trivia: Trivia
}

and [<RequireQualifiedAccess>] ItemNode =
    | Accept of Accept
    | Setting of key: Identifier * value: Expression
    | Block of key: Identifier * body: Block
    | Bare of Expression
    | Skipped of string

and Block = {
    /// The comment on the line of the opening brace.
    Opening: Comment option
    Items: Item list
    /// Comments before the closing brace.
    Closing: Trivia
    /// Whether both braces stood on one line.
    OneLine: bool
    Span: Span
}

type KindDeclaration = {
    Kind: Identifier
    Name: Identifier option
    From: Expression option
    Body: Block option
}

[<RequireQualifiedAccess>]
type DeclarationNode =
    | Import of path: string * pathSpan: Span * alias: Identifier
    | Param of name: Identifier * typeName: TypeName * typeSpan: Span * value: Expression option
    | Accept of Accept
    | Kind of KindDeclaration
    | Skipped of string

type Declaration = {
    Node: DeclarationNode
    /// From the keyword to the end of the declaration; without trivia.
    Span: Span
    Trivia: Trivia
}

/// A whole file. `Edition` is `None` when the first line is missing or unreadable.
type StudyFile = {
    Edition: (int * Span) option
    EditionTrivia: Trivia
    Declarations: Declaration list
    /// Comments after the last declaration.
    Closing: Trivia
}
