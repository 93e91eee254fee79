/// What an interpretation names of its model: latents that it has, phenotypes that are its own, an atlas on the grid of its images.
module internal WhiteMatter.Language.Checking.Interpretations

open System
open System.Collections.Generic
open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics

let private row =
    KindsOfImages.interpretation.Settings
    |> List.find (fun setting -> setting.Name = "latents")

/// The checked `latents`: `udip.traits` are those of the phenotypes `udip`.
let checkLatents (analysis: Analysis) (home: FileScope) (value: Expression) =
    let named =
        match value.Node with
        | ExpressionNode.Member(phenotypes, name) when name.Name = "traits" -> phenotypes
        | _ -> value

    let found =
        Expressions.check analysis.Env (Place.plain home "'latents'") row.Accepts named

    SettingValues.checkLimits analysis.Env row found
    found

/// The number of a latent, from 1, as an item of a list has it: `3` or `"latent_003"`.
let private number (item: CheckedExpression) : int64 option =
    match item.Node, PeopleTable.literal item with
    | CheckedNode.Number number, _ -> Some(int64 number)
    | _, Some name when name.StartsWith("latent_", StringComparison.Ordinal) ->
        match Int64.TryParse(name.Substring 7) with
        | true, number when $"latent_{number:D3}" = name -> Some number
        | _ -> None
    | _ -> None

/// Checks a whole interpretation.
let check (analysis: Analysis) (interpretation: CheckedDeclaration) =
    let report (at: CheckedExpression) (descriptor: DiagnosticDescriptor) arguments =
        Diagnostic.create at.File descriptor at.Span arguments
        |> analysis.Env.Findings.AddDiagnostic

    match Analysis.find analysis interpretation.From, Analysis.setting "latents" interpretation with
    | Some model, Some latents ->
        match latents.Node with
        | CheckedNode.Declaration _ ->
            match Analysis.find analysis (Some latents) with
            | Some phenotypes when
                Analysis.find analysis phenotypes.From
                |> Option.exists (fun source -> source.Name = model.Name)
                |> not
                ->
                report latents DesignCodes.LatentsOfOtherModel [ phenotypes.Name; model.Name ]
            | _ -> ()
        | CheckedNode.List items ->
            let known =
                match Analysis.setting "architecture" model |> Option.map _.Node with
                | Some(CheckedNode.Call(_, arguments)) ->
                    match arguments.TryFind "latents" |> Option.map _.Node with
                    | Some(CheckedNode.Number count) -> Some(int64 count)
                    | _ -> None
                | _ -> None

            let seen = HashSet<int64>()

            for item in items do
                match number item, known with
                | _ when Checked.isWrong item -> ()
                | Some latent, Some known when latent < 1L || latent > known ->
                    report item DesignCodes.NoSuchLatent [ model.Name; item.File.TextOf item.Span; string known ]
                | Some latent, _ when not (seen.Add latent) ->
                    report item NameCodes.ListedTwice [ item.File.TextOf item.Span ]
                | None, Some known ->
                    report item DesignCodes.NoSuchLatent [ model.Name; item.File.TextOf item.Span; string known ]
                | _ -> ()
        | _ -> ()
    | _ -> ()

    for setting in [ "against"; "along" ] do
        match Analysis.setting setting interpretation |> Option.map _.Node with
        | Some(CheckedNode.List items) ->
            let seen = HashSet<string>()

            for item in items do
                match item.Node with
                | CheckedNode.Declaration name when not (seen.Add name) ->
                    report item NameCodes.ListedTwice [ item.File.TextOf item.Span ]
                | _ -> ()
        | _ -> ()

    // Of one latent every direction is that latent, so that there is nothing to compare its map with.
    match
        Analysis.find analysis interpretation.From
        |> Option.bind (Analysis.setting "architecture")
        |> Option.map _.Node,
        Analysis.setting "atlas" interpretation
    with
    | Some(CheckedNode.Call(_, arguments)), Some atlas ->
        match arguments.TryFind "latents" |> Option.map _.Node with
        | Some(CheckedNode.Number 1.0) -> report atlas InterpretationCodes.OneDirection [ interpretation.Name ]
        | _ -> ()
    | _ -> ()

    let images =
        Analysis.find analysis interpretation.From
        |> Option.map (Analysis.imagesOf analysis)
        |> Option.bind List.tryHead

    match images, Analysis.setting "atlas" interpretation with
    | Some(_, images), Some atlas -> Volumes.checkAtlas analysis images atlas
    | _ -> ()
