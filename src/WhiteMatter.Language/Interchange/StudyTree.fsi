namespace WhiteMatter.Language

open WhiteMatter.Language.Syntax

/// Syntax trees of studies as JSON, for programs in other languages: read a study without a parser of one's own, or build one and have it written as text.
/// The form is that of `docs/reference/study.schema.json`.
[<RequireQualifiedAccess>]
module StudyTree =

    /// The version of the form; it stands in each tree under `format`.
    val format: int

    /// The JSON Schema (draft 2020-12) of trees.
    val schema: string

    /// A tree as JSON, with the place of each node in offsets of UTF-16 units.
    val write: file: StudyFile -> string

    /// The tree that a JSON text holds, or what is wrong with it and where. Places, comments and blank lines may be left out.
    val read: json: string -> Result<StudyFile, string>

    /// The study of a tree in the standard layout; or which declaration of it would be read as something else, since a name holds more than a name, or an operand
    /// that binds less than its operator stands without parentheses.
    val text: file: StudyFile -> Result<string, string>
