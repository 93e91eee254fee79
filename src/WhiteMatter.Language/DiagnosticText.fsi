namespace WhiteMatter.Language

open WhiteMatter.Plan.Diagnostics

/// Diagnostics for people and for programs.
module DiagnosticText =

    /// The version of the JSON that `json` writes; a new one when a field changes its meaning or goes.
    val formatVersion: int

    /// The columns that a terminal gives to a text: two for East Asian wide characters, none for combining ones.
    /// A tab goes to the next multiple of four.
    val displayWidth: text: string -> int

    /// The message with the lines of the study it speaks of, carets under the place, related places and fixes.
    /// `sourceOf` gives the text of a path, where it is at hand. Control characters are shown, never passed on.
    val render: colour: bool -> sourceOf: (string -> SourceText option) -> diagnostic: Diagnostic -> string

    /// How many errors and warnings there are, in words.
    val summary: diagnostics: Diagnostic seq -> string

    /// An object with `formatVersion` and the array `diagnostics`.
    val json: diagnostics: Diagnostic seq -> string
