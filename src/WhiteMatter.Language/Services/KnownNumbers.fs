/// How many people, variants and columns a declaration has, where the headers of the data say so before a run.
module internal WhiteMatter.Language.Services.KnownNumbers

open System.Collections.Generic
open WhiteMatter.Language
open WhiteMatter.Language.Checking
open WhiteMatter.Plan.Hosting

let private found (table: Dictionary<string, 'value>) key =
    match table.TryGetValue key with
    | true, value -> Some value
    | _ -> None

/// Settings of a cohort that leave people out.
let private selecting = [ "include"; "sample"; "withdrawals"; "unrelated" ]

let private ofCohort (outside: Outside) (declaration: CheckedDeclaration) =
    let settings = declaration.Body.Settings

    match declaration.From, settings.TryFind "table" |> Option.bind PeopleTable.tryRead with
    | None, Some table when selecting |> List.forall (fun name -> not (settings.ContainsKey name)) ->
        found outside.TablesByPath table.Path
        |> Option.filter _.RowsExact
        |> Option.map (fun header -> ValueText.counted header.Rows "person" "people")
    | _ -> None

let private ofGenotypes (outside: Outside) (declaration: CheckedDeclaration) =
    GenotypePaths.tryRead declaration.Body.Settings
    |> Option.bind (fun (request, _) -> found outside.Genotypes request.Key)
    |> Option.map (fun header ->
        let people = ValueText.counted header.Samples "person" "people"

        match Option.ofNullable header.Variants with
        | Some variants -> $"""{people}, {ValueText.counted variants "variant" "variants"}"""
        | None -> people)

let private ofImages (outside: Outside) (declaration: CheckedDeclaration) =
    declaration.Body.Settings.TryFind "path"
    |> Option.bind ImagePath.template
    |> Option.bind (found outside.ImageSets)
    |> Option.map (fun header -> $"{ValueText.count header.Identity.Files} of {ValueText.count header.People} people")

/// In words, such as `373 people, 1,000 variants`; `None` where nobody can tell yet.
let ofDeclaration (model: StudyModel) (qualified: string) : string option =
    let analysis = model.Analysis

    found analysis.Checked qualified
    |> Option.bind (fun declaration ->
        match declaration.Kind with
        | "cohort" -> ofCohort analysis.Outside declaration
        | "genotypes" -> ofGenotypes analysis.Outside declaration
        | "images" -> ofImages analysis.Outside declaration
        | _ -> None)
