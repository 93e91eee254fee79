namespace WhiteMatter.Language.Checking

open System.Collections.Generic
open WhiteMatter.Language
open WhiteMatter.Language.Catalogue

/// What a name in the text turned out to mean.
[<RequireQualifiedAccess>]
type internal NameMeaning =
    /// A declaration, a parameter or an import, with the file that declares it.
    | Symbol of FileScope * Symbol
    | Column of ColumnScope * Column
    | Word of EnumerationRow * EnumerationCase
    | Member of owner: StudyType * MemberRow

/// A name where it is written.
[<Struct>]
type internal NameUse = { Span: Span; Meaning: NameMeaning }

/// What the names of a study mean, file by file: noted where the checker resolves them, asked by editors.
[<Sealed>]
type internal NameUses(isKept: bool) =
    let byPath = Dictionary<string, Dictionary<int, NameUse>>()

    /// Notes nothing, where names are read that are checked later.
    static member None = NameUses(false)

    new() = NameUses(true)

    /// Whether it notes names.
    member _.IsKept = isKept

    /// Notes a name. A name that is met again, such as a covariate in a second cohort, keeps its first meaning.
    member _.Add(source: SourceText, span: Span, meaning: NameMeaning) =
        if isKept then
            let uses =
                match byPath.TryGetValue source.Path with
                | true, uses -> uses
                | _ ->
                    // As many as a text of such a length has: growing would copy all that was noted again and again.
                    let uses = Dictionary<int, NameUse>(source.Text.Length / 16)
                    byPath.Add(source.Path, uses)
                    uses

            uses.TryAdd(span.Start, { Span = span; Meaning = meaning }) |> ignore

    /// The name that begins at an offset of a file.
    member _.TryFind(path: string, start: int) : NameUse option =
        match byPath.TryGetValue path with
        | true, uses ->
            match uses.TryGetValue start with
            | true, found -> Some found
            | _ -> None
        | _ -> None

    /// The names of a file, in no order.
    member _.In(path: string) : NameUse seq =
        match byPath.TryGetValue path with
        | true, uses -> uses.Values
        | _ -> []
