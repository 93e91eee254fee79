namespace WhiteMatter.Language.Catalogue

/// The reference pages and the JSON of the catalogue and of the table of diagnostics, rendered from them.
[<RequireQualifiedAccess>]
module Reference =

    /// `docs/reference/kinds.md`: every kind with its settings.
    val kinds: unit -> string

    /// `docs/reference/functions.md`.
    val functions: unit -> string

    /// `docs/reference/types.md`: types, units, enumerations and what variants have.
    val types: unit -> string

    /// `docs/reference/diagnostics.md`: every code.
    val diagnostics: unit -> string

    /// `docs/reference/library.md`: what the files of the library that comes with the language offer.
    val library: unit -> string

    /// The whole catalogue as JSON with a format version, for editors and web pages.
    val json: unit -> string

    /// What there is to say of a kind, a function, an enumeration's word or a unit, in markdown; `None` for other words.
    val describe: word: string -> string option
