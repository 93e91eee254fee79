namespace WhiteMatter.Language.Services

open WhiteMatter.Language
open WhiteMatter.Language.Checking

/// Where names are declared and used, in a study and the files it imports.
[<RequireQualifiedAccess>]
module Navigation =

    let private wordAt (model: StudyModel) path offset =
        model.ScopeOf path
        |> Option.bind (fun home -> Meanings.at model home offset |> Option.map (fun word -> home, word))

    let private isSame (home: FileScope, symbol: Symbol) (other: FileScope, otherSymbol: Symbol) =
        home.Source.Path = other.Source.Path && symbol.NameSpan = otherSymbol.NameSpan

    /// Where what stands at an offset is declared: the declaration of a name, the entry of a column's role, or an imported file.
    let definition (model: StudyModel) (path: string) (offset: int) : StudyLocation option =
        match wordAt model path offset with
        | Some(home, word) ->
            match Meanings.symbolOf home word.Meaning, word.Meaning with
            | Some(owner, symbol), _ ->
                Some {
                    Source = owner.Source
                    Span = symbol.NameSpan
                }
            | None, WordMeaning.ImportPath path ->
                model.TryFindSource path
                |> Option.map (fun source -> { Source = source; Span = Span.empty })
            | _ -> None
        | None -> None

    /// Where the name at an offset is declared, if the study declares it.
    let declaration (model: StudyModel) (path: string) (offset: int) : StudyLocation option =
        wordAt model path offset
        |> Option.bind (fun (home, word) -> Meanings.symbolOf home word.Meaning)
        |> Option.map (fun (owner, symbol) -> {
            Source = owner.Source
            Span = symbol.NameSpan
        })

    let private usesOf (model: StudyModel) target = [
        for home in model.Scopes do
            for word in Meanings.ofFile model home do
                match Meanings.symbolOf home word.Meaning with
                | Some found when isSame target found ->
                    {
                        Source = home.Source
                        Span = word.Span
                    },
                    (match word.Meaning with
                     | WordMeaning.Declared _ -> true
                     | _ -> false)
                | _ -> ()
    ]

    /// Every place that names what is named at an offset. `declarations` says whether the declaration itself is one.
    let references (model: StudyModel) (path: string) (offset: int) (declarations: bool) : StudyLocation list =
        match wordAt model path offset with
        | Some(home, word) ->
            match Meanings.symbolOf home word.Meaning with
            | Some target -> [
                for place, isDeclaration in usesOf model target do
                    if declarations || not isDeclaration then
                        place
              ]
            | None -> []
        | None -> []

    /// The name at an offset that can be given another.
    let renameable (model: StudyModel) (path: string) (offset: int) : StudyLocation option =
        match wordAt model path offset with
        | Some(home, word) ->
            Meanings.symbolOf home word.Meaning
            |> Option.map (fun _ -> {
                Source = home.Source
                Span = word.Span
            })
        | None -> None

    let private isName (name: string) =
        name <> ""
        && Lexis.isLetter name[0]
        && name |> Seq.forall Lexis.isWordCharacter
        && not (Lexis.isReserved name)

    /// The places whose text becomes `name` when what is named at an offset is renamed, or why it cannot be.
    let rename (model: StudyModel) (path: string) (offset: int) (name: string) : Result<StudyLocation list, string> =
        match wordAt model path offset with
        | None -> Error "Only names that the study declares can be changed."
        | Some(home, word) ->
            match Meanings.symbolOf home word.Meaning with
            | None -> Error "Only names that the study declares can be changed."
            | Some _ when not (isName name) ->
                Error $"'{name}' is no name: a name has letters of ASCII, digits and _, and begins with a letter."
            | Some(owner, symbol) ->
                match Names.tryFind owner name with
                | Some other when other.NameSpan <> symbol.NameSpan ->
                    Error $"'{name}' is already declared in {owner.Source.Path}."
                | _ -> Ok(usesOf model (owner, symbol) |> List.map fst)
