/// The syntax tree: what was written, with spans, comments and blank lines; nothing is resolved here.
namespace WhiteMatter.Language.Syntax

open WhiteMatter.Language

/// A comment without its `#` or `##`. `IsDoc` marks `##`.
type Comment = {
    /// What follows the marks, to the end of the line.
    Text: string
    /// Whether it begins with `##`.
    IsDoc: bool
    /// Where it was written, with its marks.
    Span: Span
}

/// A blank line or a comment on a line of its own.
[<RequireQualifiedAccess>]
type LeadingTrivia =
    | BlankLine
    | Comment of comment: Comment

/// What stands around a node and means nothing to the checker, kept for the formatter.
type Trivia = {
    /// Comments and blank lines on the lines before the node, in order.
    Leading: LeadingTrivia list
    /// The comment that ends the node's last line.
    Trailing: Comment option
}

/// Makes trivia.
module Trivia =
    /// Nothing around the node.
    let none = { Leading = []; Trailing = None }

    /// The lines of `##` before a node, which say what it is for.
    let docLines (trivia: Trivia) : string list = [
        for one in trivia.Leading do
            match one with
            | LeadingTrivia.Comment comment when comment.IsDoc -> comment.Text.Trim()
            | _ -> ()
    ]

/// A name as written.
type Identifier = {
    /// Without quotes or marks.
    Name: string
    /// Where it was written.
    Span: Span
}

/// Operators before one operand.
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

/// What stands between two commas of an expansion.
[<RequireQualifiedAccess>]
type ExpansionItem =
    /// `1..22`, both ends included.
    | Range of first: int64 * last: int64
    /// `X`.
    | Word of word: string

/// A string literal's pieces after escapes: `{{` is a literal brace, `{name}` a placeholder, `{1..22,X}` an expansion.
[<RequireQualifiedAccess>]
type TextPart =
    | Literal of text: string
    | Placeholder of name: Identifier
    | Expansion of items: ExpansionItem list * span: Span

/// An expression as written.
type Expression = {
    /// What it is.
    Node: ExpressionNode
    /// Where it was written; without trivia.
    Span: Span
    /// Comments that stand between an operator (or the `=` of a setting) and this operand.
    Before: Comment list
}

/// The forms of an expression.
and [<RequireQualifiedAccess>] ExpressionNode =
    /// `Raw` is the number as written, without its unit. `IsInteger` when it has neither fraction nor exponent.
    | Number of raw: string * value: float * isInteger: bool * unit: Identifier option
    | Text of parts: TextPart list
    | Boolean of value: bool
    | Name of name: string
    | List of items: Element list * closing: Trivia
    | Parenthesised of inner: Element
    | Unary of operator: UnaryOperator * operand: Expression
    | Binary of operator: BinaryOperator * operatorSpan: Span * left: Expression * right: Expression
    | Member of owner: Expression * name: Identifier
    | Call of callee: Expression * arguments: Argument list * closing: Trivia
    /// Text that could not be read; a diagnostic has been given for it.
    | Skipped of text: string

/// An expression inside brackets, where comments may stand between the parts.
and Element = {
    /// What was written.
    Value: Expression
    /// What stands around it.
    Trivia: Trivia
}

/// One argument of a call.
and Argument = {
    /// Its name, if it was written with one.
    Name: Identifier option
    /// Its value.
    Value: Expression
    /// What stands around it.
    Trivia: Trivia
}

/// The type of a `param`, as written.
[<RequireQualifiedAccess>]
type TypeName =
    | Int
    | Float
    | Bool
    | String
    | Quantity
    | List of TypeName

/// `accept WM3001 because "…"`.
type Accept = {
    /// The diagnostic's code, such as `WM3001`.
    Code: Identifier
    /// The text after `because`.
    Reason: string
    /// Where the reason was written.
    ReasonSpan: Span
}

/// One item of a block.
type Item = {
    /// What it is.
    Node: ItemNode
    /// Where it was written; without trivia.
    Span: Span
    /// What stands around it.
    Trivia: Trivia
}

/// The forms of an item.
and [<RequireQualifiedAccess>] ItemNode =
    | Accept of accepted: Accept
    | Setting of key: Identifier * value: Expression
    | Block of key: Identifier * body: Block
    | Bare of value: Expression
    | Skipped of text: string

/// The items between two braces.
and Block = {
    /// The comment on the line of the opening brace.
    Opening: Comment option
    /// In the order of the text.
    Items: Item list
    /// Comments before the closing brace.
    Closing: Trivia
    /// Whether both braces stood on one line.
    OneLine: bool
    /// From brace to brace.
    Span: Span
}

/// A declaration of a kind of the catalogue.
type KindDeclaration = {
    /// The word that begins it.
    Kind: Identifier
    /// The declared name, if there is one.
    Name: Identifier option
    /// What stands after `from`.
    From: Expression option
    /// What stands between the braces.
    Body: Block option
}

/// The forms of a declaration.
[<RequireQualifiedAccess>]
type DeclarationNode =
    /// `parameters` are the values that the importing file gives the other's.
    | Import of path: string * pathSpan: Span * alias: Identifier * parameters: Block option
    | Param of name: Identifier * typeName: TypeName * typeSpan: Span * value: Expression option
    | Accept of accepted: Accept
    | Kind of declaration: KindDeclaration
    | Skipped of text: string

/// A declaration as written.
type Declaration = {
    /// What it is.
    Node: DeclarationNode
    /// From the keyword to the end of the declaration; without trivia.
    Span: Span
    /// What stands around it.
    Trivia: Trivia
}

/// A whole file. `Edition` is `None` when the first line is missing or unreadable.
type StudyFile = {
    /// The number of the first line, and where it stands.
    Edition: (int * Span) option
    /// What stands around the first line.
    EditionTrivia: Trivia
    /// In the order of the text.
    Declarations: Declaration list
    /// Comments after the last declaration.
    Closing: Trivia
}
