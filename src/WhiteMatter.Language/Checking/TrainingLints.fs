/// Settings of a training that undo it, and weights whose tensors are another network's.
module internal WhiteMatter.Language.Checking.TrainingLints

open System
open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics

/// A norm of all gradients that is below this is below what rounding and Adam's epsilon leave of them; trained networks have 0.01 to 100.
let private leastClip = 1e-4

let private setting name (model: CheckedDeclaration) =
    model.Body.Blocks.TryFind "train"
    |> Option.bind (fun train -> train.Settings.TryFind name)
    |> Option.bind (fun value ->
        match value.Node with
        | CheckedNode.Number number -> Some(value, number)
        | _ -> None)

let private number name model =
    setting name model |> Option.map snd |> Option.defaultValue 0.0

/// The most people a model can be fitted on: the rows of their table, where it was read to its end.
let private mostPeople (analysis: Analysis) (model: CheckedDeclaration) =
    Analysis.cohortOf analysis (Analysis.setting "fit_on" model)
    |> Option.bind _.Table
    |> Option.bind PeopleTable.tryRead
    |> Option.bind (fun table ->
        match analysis.Outside.TablesByPath.TryGetValue table.Path with
        | true, header when table.Made.IsNone && header.RowsExact -> Some(float header.Rows)
        | _ -> None)

/// Looks at how a model is trained.
let check (analysis: Analysis) (model: CheckedDeclaration) =
    let report (at: CheckedExpression) descriptor arguments =
        Diagnostic.create at.File descriptor at.Span (model.Name :: arguments)
        |> analysis.Env.Findings.AddDiagnostic

    let epochs = number "epochs" model

    match setting "warm_up" model with
    | Some(at, warmUp) when epochs > 0.0 && warmUp >= epochs ->
        report at DesignCodes.WarmUpWithoutEnd [ Checked.number warmUp; Checked.number epochs ]
    | _ -> ()

    match Analysis.setting "architecture" model |> Option.map _.Node with
    | Some(CheckedNode.Call("variational_autoencoder", arguments)) ->
        match arguments.TryFind "warm_up" with
        | Some({ Node = CheckedNode.Number warmUp } as at) when epochs > 0.0 && warmUp >= epochs ->
            report at DesignCodes.BetaNeverReached [ Checked.number warmUp; Checked.number epochs ]
        | _ -> ()
    | _ -> ()

    match setting "clip" model with
    | Some(at, clip) when epochs > 0.0 && clip < leastClip -> report at DesignCodes.ClipTooSmall [ Checked.number clip ]
    | _ -> ()

    match setting "accumulate" model, mostPeople analysis model with
    | Some(at, accumulate), Some people when epochs > 0.0 && accumulate > 1.0 ->
        let batches =
            Math.Ceiling(people * (1.0 - number "validation" model) / max 1.0 (number "batch" model))

        if accumulate > batches then
            report at ModelCodes.AccumulatesBeyondEpoch [ Checked.number accumulate; Checked.number batches ]
    | _ -> ()

/// Checks that the width of a transformer goes into its heads, and into the axes and the sines and cosines of positions.
let checkTransformer (analysis: Analysis) (model: CheckedDeclaration) =
    match Analysis.setting "architecture" model |> Option.map _.Node with
    | Some(CheckedNode.Call("vit_autoencoder", arguments)) ->
        let number name =
            match arguments.TryFind name with
            | Some({ Node = CheckedNode.Number number } as at) -> Some(at, number)
            | _ -> None

        let report (at: CheckedExpression) (width: float) of' =
            let at, span =
                // A default stands nowhere.
                if at.Span.Length > 0 then
                    at, at.Span
                else
                    let architecture = (Analysis.setting "architecture" model).Value
                    architecture, architecture.Span

            Diagnostic.create at.File DesignCodes.WidthNotDivided span [ model.Name; Checked.number width; of' ]
            |> analysis.Env.Findings.AddDiagnostic

        match number "width", number "heads" with
        | Some(at, width), Some(_, heads) when heads >= 1.0 && width % heads <> 0.0 ->
            report at width $"its {Checked.number heads} heads"
        | Some(at, width), _ when
            width % 6.0 <> 0.0
            && (match arguments.TryFind "positions" |> Option.map _.Node with
                | Some(CheckedNode.EnumCase "sin_cos") -> true
                | _ -> false)
            ->
            report at width "6, which sines and cosines along three axes take"
        | _ -> ()
    | _ -> ()

/// Checks that images have several of the blocks of which some are hidden.
let checkBlocks (analysis: Analysis) (model: CheckedDeclaration) =
    let settings =
        model.Body.Blocks.TryFind "corruption"
        |> Option.map _.Settings
        |> Option.defaultValue Map.empty

    let hides =
        match settings.TryFind "hidden" |> Option.map _.Node with
        | Some(CheckedNode.Number share) -> share > 0.0
        | _ -> false

    match settings.TryFind "patch", Analysis.find analysis model.From with
    | Some({ Node = CheckedNode.Number patch } as at), Some images when hides ->
        match Grids.ofImages analysis images with
        | Some grid when grid.Size |> List.forall (fun size -> float size <= patch) ->
            Diagnostic.create at.File DesignCodes.BlockHoldsImage at.Span [
                model.Name
                Checked.number patch
                $"the images of '{images.Name}'"
                Grids.sizeText grid
            ]
            |> analysis.Env.Findings.AddDiagnostic
        | _ -> ()
    | _ -> ()

let private listed (numbers: int64 list) = String.Join(", ", numbers)

/// Holds the shapes of a file's tensors against a network's channels and latents; on which grid it was trained the run finds out.
let checkWeights (analysis: Analysis) (model: CheckedDeclaration) =
    let wholes (value: CheckedExpression option) =
        match value |> Option.map _.Node with
        | Some(CheckedNode.List items) -> [
            for item in items do
                match item.Node with
                | CheckedNode.Number number -> int64 number
                | _ -> ()
          ]
        | Some(CheckedNode.Number number) -> [ int64 number ]
        | _ -> []

    let shapes (at: CheckedExpression) =
        PeopleTable.literal at
        |> Option.bind (fun text ->
            match analysis.Outside.Weights.TryGetValue(StudyPath.resolve at.File text) with
            | true, header when not header.Shapes.IsEmpty ->
                Some(text, [ for shape in header.Shapes -> List.ofSeq shape ])
            | _ -> None)

    match Analysis.setting "weights" model, Analysis.setting "architecture" model |> Option.map _.Node with
    | Some at, Some(CheckedNode.Call(("conv_autoencoder" | "variational_autoencoder"), arguments)) ->
        match shapes at with
        | Some(path, shapes) ->
            let report found =
                Diagnostic.create at.File ModelCodes.WeightsOfOtherNetwork at.Span [
                    $"The tensors of '{path}' are not those of the network: {found}."
                ]
                |> analysis.Env.Findings.AddDiagnostic

            // Each level's block has kernels of 3 × 3 × 3 that give its channels; the bottleneck is a matrix and one of its transposed shape.
            let channels =
                shapes
                |> List.choose (fun shape ->
                    match shape with
                    | [ into; _; 3L; 3L; 3L ] -> Some into
                    | _ -> None)
                |> List.distinct
                |> List.sort

            let matrices =
                shapes
                |> List.choose (fun shape ->
                    match shape with
                    | [ rows; columns ] -> Some(rows, columns)
                    | _ -> None)

            let wanted = wholes (arguments.TryFind "channels") |> List.distinct |> List.sort

            match wholes (arguments.TryFind "latents") with
            | _ when not wanted.IsEmpty && channels <> wanted ->
                let found =
                    if channels.IsEmpty then
                        "it has no convolution of 3 × 3 × 3 voxels"
                    else
                        $"its convolutions give {listed channels} channels"

                report $"{found}, and the architecture has {listed wanted}"
            | [ latents ] when
                matrices
                |> List.forall (fun (rows, columns) -> rows <> latents && columns <> latents)
                ->
                let found = matrices |> List.map (fun (rows, columns) -> $"{rows} × {columns}")

                let found =
                    if found.IsEmpty then
                        "it has no matrix of a bottleneck"
                    else
                        "its matrices are " + String.Join(" and ", found)

                report $"{found}, and the architecture has {latents} latents"
            | _ -> ()
        | None -> ()
    | _ -> ()
