namespace WhiteMatter.Language

open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Language.Syntax

/// What the parser makes of a text: always a tree, and what was wrong, in the order of the text.
type ParseResult = {
    /// The tree, whatever was wrong.
    File: StudyFile
    /// What was wrong.
    Diagnostics: Diagnostic list
}

/// Reads the text of a study. The parser knows the grammar and no analysis.
module Parser =

    /// The edition of the language that this parser reads.
    val edition: int

    /// The longest text it reads, in UTF-16 units.
    val longestText: int

    /// Reads a whole file. Never throws; takes time linear in the text's length.
    val parse: source: SourceText -> ParseResult
