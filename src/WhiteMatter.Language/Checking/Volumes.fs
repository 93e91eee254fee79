/// What is wrong with images, with what is measured on them, and with networks for them.
module internal WhiteMatter.Language.Checking.Volumes

open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics

let private report (analysis: Analysis) (at: CheckedExpression) descriptor arguments =
    Diagnostic.create at.File descriptor at.Span arguments
    |> analysis.Env.Findings.AddDiagnostic

let private differ analysis at firstName first secondName second =
    report analysis at DesignCodes.GridsDiffer [ firstName; secondName; Grids.describe first; Grids.describe second ]

/// Whether columns of the first of joined tables may have other names in the result.
let private renamesFirst (settings: Map<string, CheckedExpression>) =
    match settings.TryFind "suffixes" |> Option.map _.Node with
    | Some(CheckedNode.List(first :: _)) -> PeopleTable.literal first <> Some ""
    | _ -> false

/// Whether the table outside by which images are looked for has everybody and the columns that their path names.
let private listed (analysis: Analysis) (images: CheckedDeclaration) (path: CheckedExpression) =
    let rec has (table: CheckedExpression) columns =
        match table.Node with
        | CheckedNode.MadeTable made ->
            match analysis.Checked.TryGetValue made.Declaration with
            | true, { Body = { Settings = settings } } ->
                match settings.TryFind "join" |> Option.map _.Node, settings.TryFind "how" |> Option.map _.Node with
                | _, Some(CheckedNode.EnumCase "full") -> false
                | _ when renamesFirst settings -> false
                | Some(CheckedNode.List(first :: _)), _ ->
                    match PeopleTable.tryRead first with
                    | Some { Made = None; Path = file } ->
                        match analysis.Outside.TablesByPath.TryGetValue file with
                        | true, header ->
                            columns
                            |> List.forall (fun name -> header.Columns |> Seq.exists (fun column -> column.Name = name))
                        | _ -> true
                    | Some _ -> has first columns
                    | None -> true
                | _ -> true
            | _ -> true
        | _ -> true

    match Analysis.cohortOf analysis images.From |> Option.bind _.Table with
    | Some table -> has table (ImagePath.columns path)
    | None -> true

/// Checks where people's volumes come from, and that their mask is on their grid. `unread` says that a setting may be there that was not read.
let checkImages
    (analysis: Analysis)
    (home: FileScope)
    (kind: KindDeclaration)
    (unread: bool)
    (images: CheckedDeclaration)
    =
    let findings = analysis.Env.Findings
    let written name = images.Body.Settings.TryFind name
    let series = written "dwi"
    let path = ImagePath.tryFind images.Body.Settings

    let name =
        if (written "path").IsNone && series.IsSome then
            "'dwi'"
        else
            "'path'"

    let simulated =
        Analysis.cohortOf analysis images.From
        |> Option.bind _.Table
        |> Option.bind PeopleTable.tryRead
        |> Option.bind _.Simulation

    match path, simulated, images.From with
    | Some path, Some simulation, _ ->
        findings.Add(
            home.Source,
            NameCodes.DoNotGoTogether,
            path.Span,
            [
                name
                $"the simulated cohort '{simulation}'"
                "the simulation makes the volumes"
            ]
        )
    | Some path, None, _ when not (Checked.isWrong path) && not (listed analysis images path) ->
        findings.Add(
            home.Source,
            NameCodes.DoNotGoTogether,
            path.Span,
            [
                name
                "the cohort's joined table"
                "images are looked for by the first table of 'join', which must have the columns that the path names and, unlike with how = full, everybody"
            ]
        )
    | Some path, None, _ when
        not (Checked.isWrong path)
        && not (ImagePath.isQuery path)
        && (ImagePath.columns path).IsEmpty
        ->
        let written = home.Source.TextOf path.Span

        Diagnostic.create home.Source NameCodes.OneFileForAll path.Span [
            PeopleTable.literal path |> Option.defaultValue ""
            ImagePath.sameForAll written
        ]
        |> (match ImagePath.withPlaceholder written with
            | Some meant -> Diagnostic.withProposal home.Source $"Write {meant}" path.Span meant
            | None -> id)
        |> findings.AddDiagnostic
    | None, None, Some from when not unread && not (Checked.isWrong from) ->
        findings.Add(
            home.Source,
            NameCodes.MissingSetting,
            kind.Kind.Span,
            [
                "images"
                "path"
                "each person's file, as in \"ukb/{eid}/FA.nii.gz\", unless `dwi` stands or the cohort is of a simulation."
            ]
        )
    | _ -> ()

    match written "path", series with
    | Some _, Some series ->
        findings.Add(
            home.Source,
            NameCodes.DoNotGoTogether,
            series.Span,
            [
                "'dwi'"
                "'path'"
                "images are either files of their own or measured from diffusion series"
            ]
        )
    | None, Some series when not unread && not (ImagePath.isQuery series) ->
        for needed, what in
            [
                "bval", "the file of b-values, as in \"ukb/{eid}/bvals\"."
                "bvec", "the file of directions, as in \"ukb/{eid}/bvecs\"."
            ] do
            if (written needed).IsNone then
                findings.Add(home.Source, NameCodes.MissingSetting, series.Span, [ "images"; needed; what ])
    | _ -> ()

    SeriesHeaders.check analysis images

    match Analysis.setting "mask" images, Grids.ofMask analysis images, Grids.ofFiles analysis images with
    | Some at, Some mask, Some files when Grids.compare files mask <> Grids.Difference.Same ->
        differ analysis at $"The images of '{images.Name}'" files "their mask" mask
    | _ -> ()

/// Checks that the atlas that an expression names is on the grid of the images it is laid over.
let checkAtlas (analysis: Analysis) (images: CheckedDeclaration) (at: CheckedExpression) =
    match Analysis.find analysis (Some at) with
    | Some atlas ->
        match Grids.ofImages analysis images, Grids.ofAtlas analysis atlas with
        | Some volumes, Some labels ->
            match Grids.compare volumes labels with
            | Grids.Difference.Same -> ()
            | Grids.Difference.Mirrored ->
                let other =
                    match Analysis.setting "flip" atlas |> Option.map _.Node with
                    | Some(CheckedNode.EnumCase "left_right") -> "none"
                    | _ -> "left_right"

                report analysis at DesignCodes.AxesMirrored [
                    $"The images of '{images.Name}'"
                    $"the atlas '{atlas.Name}'"
                    Grids.describe volumes
                    Grids.describe labels
                    other
                ]
            | Grids.Difference.Other ->
                differ analysis at $"The images of '{images.Name}'" volumes $"the atlas '{atlas.Name}'" labels
        | _ -> ()
    | None -> ()

/// Checks that the atlas of a reduction is on the grid of its images.
let checkReduction (analysis: Analysis) (phenotypes: CheckedDeclaration) =
    match Analysis.find analysis phenotypes.From, Analysis.setting "reduce" phenotypes |> Option.map _.Node with
    | Some images, Some(CheckedNode.Call("mean", arguments)) ->
        match arguments.TryFind "by" with
        | Some at when not (Checked.isWrong at) -> checkAtlas analysis images at
        | _ -> ()
    | _ -> ()

/// Whether a model takes people who lack a kind of its images.
let takesMissing (model: CheckedDeclaration) =
    match Analysis.setting "missing_modality" model |> Option.map _.Node with
    | Some(CheckedNode.EnumCase "allow") -> true
    | _ -> false

/// Checks that images of several kinds that are channels of one network are several, on one grid, of people who may have them all, and have a weight each.
let checkModalities (analysis: Analysis) (model: CheckedDeclaration) =
    match model.From with
    | Some({ Node = CheckedNode.List items } as from) ->
        let seen = System.Collections.Generic.HashSet<string>()
        let named = Analysis.imagesOf analysis model

        for item in items do
            match item.Node with
            | CheckedNode.Declaration name when not (seen.Add name) ->
                report analysis item NameCodes.ListedTwice [ item.File.TextOf item.Span ]
            | _ -> ()

        if items.Length < 2 then
            report analysis from TrainingCodes.OneModality [ model.Name ]

        match Analysis.setting "loss_weights" model with
        | Some({ Node = CheckedNode.List weights } as at) when
            weights.Length <> items.Length && not (Checked.isWrong at)
            ->
            report analysis at TrainingCodes.WeightsOfOtherCount [
                model.Name
                string weights.Length
                string items.Length
            ]
        | _ -> ()

        match named with
        | (_, first) :: others ->
            for item, other in others do
                match Grids.ofImages analysis first, Grids.ofImages analysis other with
                | Some one, Some two when Grids.compare one two <> Grids.Difference.Same ->
                    differ analysis item $"The images of '{first.Name}'" one $"those of '{other.Name}'" two
                | _ -> ()
        | [] -> ()

        // Nobody has all kinds where two kinds share nobody.
        if not (takesMissing model) then
            for at, (item, other) in List.indexed named do
                named
                |> List.take at
                |> List.tryPick (fun (_, before) ->
                    match before.From, other.From with
                    | Some one, Some two when Cohorts.areDisjoint analysis.Cohorts one two -> Some(one, two)
                    | _ -> None)
                |> Option.iter (fun (one, two) ->
                    report analysis item DesignCodes.DisjointPeople [
                        "images"
                        other.Name
                        two.File.TextOf two.Span
                        one.File.TextOf one.Span
                    ])
    | _ -> ()

/// Checks that every level of a network still has voxels: between two levels each axis is halved.
let checkDepth (analysis: Analysis) (model: CheckedDeclaration) =
    let row =
        Functions.convolutionalAutoencoder.Arguments
        |> List.find (fun row -> row.Name = "channels")

    match Analysis.setting "architecture" model |> Option.map _.Node with
    | Some(CheckedNode.Call(("conv_autoencoder" | "variational_autoencoder"), arguments)) ->
        match arguments.TryFind "channels", Analysis.imagesOf analysis model with
        | Some({ Node = CheckedNode.List channels } as at), (_, images) :: _ ->
            match Grids.ofModel analysis model images with
            | Some grid ->
                let cropped =
                    if Grids.isCropped model then
                        ", cropped to their mask,"
                    else
                        ""

                let halvings = channels.Length - 1
                let least = 1L <<< min halvings 30

                // More levels than a network may have are said already.
                let possible =
                    match row.Length with
                    | Some(_, most) -> channels.Length <= most
                    | None -> true

                if possible && grid.Size |> List.exists (fun size -> int64 size < least) then
                    report analysis at DesignCodes.GridTooSmall [
                        string channels.Length
                        (if halvings = 1 then "once" else $"{halvings} times")
                        string least
                        $"the images of '{images.Name}'{cropped}"
                        Grids.sizeText grid
                    ]
            | None -> ()
        | _ -> ()
    | _ -> ()
