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

    /// The tree that a JSON text holds, or what is wrong with it and where. Places, comments and blank lines may be left out. Texts that could not stand in a study, such as a
    /// name with a blank, are not looked for: read what `Formatter.format` writes of the tree again by `Parser.parse`.
    val read: json: string -> Result<StudyFile, string>
