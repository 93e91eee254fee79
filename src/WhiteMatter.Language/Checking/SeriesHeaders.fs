/// What is wrong with diffusion series, as far as the host saw what is beside the first of them.
module internal WhiteMatter.Language.Checking.SeriesHeaders

open System
open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics

let private number name (images: CheckedDeclaration) =
    match Analysis.setting name images |> Option.map _.Node with
    | Some(CheckedNode.Number value) -> Some value
    | _ -> None

let private shells (images: CheckedDeclaration) =
    match Analysis.setting "shells" images |> Option.map _.Node with
    | Some(CheckedNode.List items) -> [
        for item in items do
            match item.Node with
            | CheckedNode.Number value -> item, value
            | _ -> ()
      ]
    | _ -> []

/// Checks the settings of a fit against the first series' b-values, and its brain mask against its grid.
let check (analysis: Analysis) (images: CheckedDeclaration) =
    let report (at: CheckedExpression) descriptor arguments =
        Diagnostic.create at.File descriptor at.Span arguments
        |> analysis.Env.Findings.AddDiagnostic

    let header =
        Analysis.setting "dwi" images
        |> Option.bind (fun at -> ImagePath.template at |> Option.map (fun template -> at, template))
        |> Option.bind (fun (at, template) ->
            match analysis.Outside.ImageSets.TryGetValue template with
            | true, header -> Some(at, header)
            | _ -> None)

    match header with
    | Some(at, header) when not (isNull header.Series) ->
        let series = nonNull header.Series
        let threshold = number "b0_threshold" images |> Option.defaultValue 50.0
        let tolerance = number "shell_tolerance" images |> Option.defaultValue 100.0
        let b = List.ofSeq series.BValues
        let weighted = b |> List.filter (fun value -> value > threshold)

        if weighted.IsEmpty then
            let where = Analysis.setting "b0_threshold" images |> Option.defaultValue at

            report where DiffusionCodes.GradientUnweighted [
                $"{series.BValuePath}: no volume has a b-value above {Checked.number threshold} s/mm², up to which a volume counts as without weighting; the greatest is {Checked.number (List.max b)}."
            ]
        else
            for at, shell in shells images do
                let isThere =
                    if shell <= threshold then
                        weighted.Length < b.Length
                    else
                        weighted |> List.exists (fun value -> abs (value - shell) <= tolerance)

                if not isThere then
                    let there =
                        b
                        |> List.map (fun value -> Math.Round(value / 10.0) * 10.0)
                        |> List.distinct
                        |> List.sort
                        |> List.truncate 8
                        |> List.map Checked.number

                    report at DiffusionCodes.GradientShell [
                        $"{series.BValuePath}: no volume has a b-value of {Checked.number shell} ± {Checked.number tolerance} s/mm²; there are about "
                        + String.Join(", ", there)
                        + "."
                    ]

        match Analysis.setting "brain" images, series.BrainPath, series.Brain with
        | Some brain, NonNull path, NonNull mask ->
            let volumes, mask = Grids.ofHeader header.First, Grids.ofHeader mask

            if Grids.compare volumes mask <> Grids.Difference.Same then
                report brain DiffusionCodes.BrainGridDiffers [
                    path
                    Grids.describe mask
                    header.FirstPath
                    Grids.describe volumes
                ]
        | _ -> ()
    | _ -> ()
