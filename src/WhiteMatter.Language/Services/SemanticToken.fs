namespace WhiteMatter.Language.Services

open WhiteMatter.Language

/// What a word is, for its colour.
[<RequireQualifiedAccess>]
type TokenKind =
    /// A kind, `import`, `param`, `accept`.
    | Keyword
    /// The name of an imported file.
    | Namespace
    /// The name of a declaration.
    | Declaration
    /// A parameter of the study.
    | Parameter
    /// A column of a table, or one that is computed.
    | Column
    /// A setting, a block, an argument or a member.
    | Property
    | Function
    /// A word of an enumeration.
    | Word
    | Type
    | Unit

/// A word with its colour.
[<Struct>]
type SemanticToken = {
    /// Where it stands.
    Span: Span
    /// What it is.
    Kind: TokenKind
    /// Whether it is declared here.
    IsDeclaration: bool
}
