namespace WhiteMatter.Language

open WhiteMatter.Language.Syntax

/// Writes a study in its one canonical layout.
module Formatter =

    /// The greatest width of a line, where it can be kept.
    val lineWidth: int

    /// The canonical text: two blanks of indentation, signs of adjacent settings aligned, LF line ends and one at the
    /// end. Keeps every comment and at most one blank line between items; what could not be read stays as it was.
    val format: file: StudyFile -> string
