namespace WhiteMatter.Language.Services

open WhiteMatter.Language
open WhiteMatter.Language.Checking
open WhiteMatter.Language.Syntax

/// Where what is known of a declaration of a text is read off.
type internal KnownDeclaration = {
    /// The check that knows it.
    Model: StudyModel
    /// As that check read it.
    Declaration: Declaration
    /// How much further on it stands in the text of now.
    Moved: int
    /// The declaration in the text of now.
    Now: Declaration
}

/// What is known of an edited study before all of it is checked. Immutable.
[<Sealed>]
type StudyInEdit
    internal
    (
        before: StudyModel,
        model: StudyModel,
        isChecked: int -> bool,
        edited: struct (Span option * Span option) list,
        declarations: KnownDeclaration list
    ) =

    let moved by (span: Span) =
        Span.create (span.Start + by) (span.End + by)

    /// The study as it was checked before the edits.
    member _.Before = before

    /// The newer text, its names and all that is wrong with it.
    member _.Model = model

    /// Whether a place of the text stands in a declaration that was checked again: what its words mean is known.
    member _.IsChecked(offset: int) : bool = isChecked offset

    /// The study whose check knows what the word at a place of the text means, and how much further on the word stands there; `None` outside of declarations.
    member _.Knowing(offset: int) : struct (StudyModel * int) option =
        declarations
        |> List.tryFind (fun known -> known.Now.Span.Start <= offset && offset <= known.Now.Span.End)
        |> Option.map (fun known -> struct (known.Model, -known.Moved))

    /// The declarations that are not what they were, each where it stood and where it stands now; those that are new or gone have only one place.
    member _.Edited: struct (Span option * Span option) list = edited

    /// The words of the text, in order of place: those of a declaration that was not read again mean what they meant, be it by a declaration that
    /// has changed, as the columns in covariates that no association uses any longer.
    member _.Tokens: SemanticToken list = [
        for known in declarations do
            for token in Tokens.ofDeclaration known.Model known.Model.Main known.Declaration do
                {
                    token with
                        Span = moved known.Moved token.Span
                }
    ]

    /// The notes of a span of the text.
    member _.HintsIn(span: Span) : InlayHint list = [
        for known in declarations do
            if Hints.isIn span known.Now then
                for hint in Hints.ofDeclaration known.Model known.Model.Main known.Declaration do
                    {
                        hint with
                            Offset = hint.Offset + known.Moved
                    }
    ]
