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
        report at TrainingCodes.WarmUpWithoutEnd [ Checked.number warmUp; Checked.number epochs ]
    | _ -> ()

    match Analysis.setting "architecture" model |> Option.map _.Node with
    | Some(CheckedNode.Call("variational_autoencoder", arguments)) ->
        match arguments.TryFind "warm_up" with
        | Some({ Node = CheckedNode.Number warmUp } as at) when epochs > 0.0 && warmUp >= epochs ->
            report at TrainingCodes.BetaNeverReached [ Checked.number warmUp; Checked.number epochs ]
        | _ -> ()
    | _ -> ()

    match setting "clip" model with
    | Some(at, clip) when epochs > 0.0 && clip < leastClip ->
        report at TrainingCodes.ClipTooSmall [ Checked.number clip ]
    | _ -> ()

    match setting "accumulate" model, mostPeople analysis model with
    | Some(at, accumulate), Some people when epochs > 0.0 && accumulate > 1.0 ->
        let batches =
            Math.Ceiling(people * (1.0 - number "validation" model) / max 1.0 (number "batch" model))

        if accumulate > batches then
            report at ModelCodes.AccumulatesBeyondEpoch [ Checked.number accumulate; Checked.number batches ]
    | _ -> ()

/// Checks that an ensemble is of several networks that are trained and differ.
let checkSeeds (analysis: Analysis) (model: CheckedDeclaration) =
    let report (at: CheckedExpression) descriptor arguments =
        Diagnostic.create at.File descriptor at.Span arguments
        |> analysis.Env.Findings.AddDiagnostic

    let ofTrain name =
        model.Body.Blocks.TryFind "train"
        |> Option.bind (fun train -> train.Settings.TryFind name)

    match ofTrain "seeds" with
    | Some({ Node = CheckedNode.List seeds } as at) when not (Checked.isWrong at) ->
        // That none is named is told where numbers are held against their bounds.
        if seeds.Length = 1 then
            report at TrainingCodes.EnsembleOfOne [ model.Name ]

        let seen = System.Collections.Generic.HashSet<float>()

        for seed in seeds do
            match seed.Node with
            | CheckedNode.Number number when not (seen.Add number) ->
                report seed TrainingCodes.SeedTwice [ model.Name; Checked.number number ]
            | _ -> ()

        match ofTrain "seed" with
        | Some seed when seed.Span.Length > 0 ->
            report seed NameCodes.DoNotGoTogether [ "'seed'"; "'seeds'"; "an ensemble names the seed of each network" ]
        | _ -> ()

        if Pretrained.isTaken model then
            report at NameCodes.DoNotGoTogether [
                "'seeds'"
                "epochs = 0"
                "weights that are taken as they are make one network"
            ]
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

            Diagnostic.create at.File TrainingCodes.WidthNotDivided span [ model.Name; Checked.number width; of' ]
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

/// The grid of a model's images, where a header of theirs was read, and how messages name them.
let private gridOf (analysis: Analysis) (model: CheckedDeclaration) =
    Analysis.imagesOf analysis model
    |> List.tryPick (fun (_, images) ->
        Grids.ofModel analysis model images
        |> Option.map (fun grid ->
            let cropped =
                if Grids.isCropped model then
                    ", cropped to their mask,"
                else
                    ""

            grid, $"the images of '{images.Name}'{cropped}"))

let private numberOf (settings: Map<string, CheckedExpression>) name =
    match settings.TryFind name with
    | Some({ Node = CheckedNode.Number number } as at) -> Some(at, number)
    | _ -> None

let private settingsOf block (model: CheckedDeclaration) =
    model.Body.Blocks.TryFind block
    |> Option.map _.Settings
    |> Option.defaultValue Map.empty

/// Checks that the kernels of convolutions have a middle.
let checkKernel (analysis: Analysis) (model: CheckedDeclaration) =
    match Analysis.setting "architecture" model |> Option.map _.Node with
    | Some(CheckedNode.Call(_, arguments)) ->
        match arguments.TryFind "kernel" with
        | Some({ Node = CheckedNode.Number kernel } as at) when kernel % 2.0 = 0.0 ->
            Diagnostic.create at.File NameCodes.OutOfBounds at.Span [
                "'kernel'"
                Checked.number kernel
                "an odd number"
            ]
            |> analysis.Env.Findings.AddDiagnostic
        | _ -> ()
    | _ -> ()

/// Checks that images have several of the blocks of which some are hidden and several patches, and that they are not moved out of their grid.
let checkBlocks (analysis: Analysis) (model: CheckedDeclaration) =
    let report (at: CheckedExpression) descriptor arguments =
        Diagnostic.create at.File descriptor at.Span (model.Name :: arguments)
        |> analysis.Env.Findings.AddDiagnostic

    let holds (grid: Grids.Grid) edge =
        grid.Size |> List.forall (fun size -> float size <= edge)

    let corruption = settingsOf "corruption" model

    match gridOf analysis model with
    | None -> ()
    | Some(grid, images) ->
        match numberOf corruption "hidden", numberOf corruption "patch" with
        | Some(_, hidden), Some(at, patch) when hidden > 0.0 && holds grid patch ->
            report at TrainingCodes.BlockHoldsImage [ Checked.number patch; images; Grids.sizeText grid ]
        | _ -> ()

        match Analysis.setting "architecture" model with
        | Some({
                   Node = CheckedNode.Call("vit_autoencoder", arguments)
               } as architecture) ->
            match numberOf arguments "patch" with
            | Some(at, patch) when holds grid patch ->
                // A default stands nowhere.
                let at = if at.Span.Length > 0 then at else architecture
                report at TrainingCodes.PatchHoldsImage [ Checked.number patch; images; Grids.sizeText grid ]
            | _ -> ()
        | _ -> ()

        match numberOf (settingsOf "augment" model) "shift" with
        | Some(at, shift) when Grids.extent grid |> List.exists (fun edge -> shift > edge / 4.0) ->
            report at TrainingCodes.MovedOutOfGrid [ Checked.number shift; images; Grids.extentText grid ]
        | _ -> ()

/// Checks that all images that are cropped to their masks name one.
let checkCrop (analysis: Analysis) (model: CheckedDeclaration) =
    match Analysis.setting "crop" model with
    | Some at when Grids.isCropped model ->
        for _, images in Analysis.imagesOf analysis model do
            if not (images.Body.Settings.ContainsKey "mask") then
                Diagnostic.create at.File TrainingCodes.CropWithoutMask at.Span [ model.Name; images.Name ]
                |> analysis.Env.Findings.AddDiagnostic
    | _ -> ()

let private listed (numbers: int64 list) = String.Join(", ", numbers)

/// The whole numbers of an argument, one or a list.
let private wholes (value: CheckedExpression option) =
    match value |> Option.map _.Node with
    | Some(CheckedNode.List items) -> [
        for item in items do
            match item.Node with
            | CheckedNode.Number number -> int64 number
            | _ -> ()
      ]
    | Some(CheckedNode.Number number) -> [ int64 number ]
    | _ -> []

/// What the shapes of tensors tell against a network, if anything.
let private shapesAgainst
    (network: string)
    (arguments: Map<string, CheckedExpression>)
    (inputs: int64)
    (shapes: int64 list list)
    =
    let matrices =
        shapes
        |> List.choose (fun shape ->
            match shape with
            | [ rows; columns ] -> Some(rows, columns)
            | _ -> None)

    let matrixTexts () =
        match
            matrices
            |> List.distinct
            |> List.map (fun (rows, columns) -> $"{rows} × {columns}")
        with
        | [] -> "it has no matrix of a bottleneck"
        | texts -> "its matrices are " + String.Join(" and ", texts)

    // Each level's block has kernels of 3 × 3 × 3 that give its channels; the bottleneck is a matrix and one of its transposed shape.
    let channels =
        shapes
        |> List.choose (fun shape ->
            match shape with
            | [ into; _; 3L; 3L; 3L ] -> Some into
            | _ -> None)
        |> List.distinct
        |> List.sort

    let number name =
        wholes (arguments.TryFind name) |> List.tryHead

    // The last convolution, of single voxels, gives a value of each kind of images.
    let kinds =
        shapes
        |> List.choose (fun shape ->
            match shape with
            | [ into; _; 1L; 1L; 1L ] -> Some into
            | _ -> None)

    let kindsText count =
        if count = 1L then
            "one kind of images"
        else
            $"{count} kinds of images"

    match network, number "latents" with
    | _, Some _ when
        network <> "vit_autoencoder"
        && not kinds.IsEmpty
        && not (List.contains inputs kinds)
        ->
        Some $"they are of {kindsText kinds.Head}, and the network is of {kindsText inputs}"
    | "vit_autoencoder", Some latents ->
        match number "patch", number "width" with
        | Some patch, Some width when
            not (List.contains [ width; inputs; patch; patch; patch ] shapes)
            || not (List.contains (latents, width) matrices)
            ->
            let found =
                match
                    shapes
                    |> List.tryPick (fun shape ->
                        match shape with
                        | [ width; from; x; y; z ] when from = inputs && x = y && y = z && not (List.contains 3L [ x ]) ->
                            Some(width, x)
                        | _ -> None)
                with
                | Some(width, patch) -> $"it has patches of {patch} voxels and a width of {width}"
                | None when not channels.IsEmpty -> "it is of convolutions of 3 × 3 × 3 voxels"
                | None -> "it has no patches"

            Some
                $"{found}, and the architecture has patches of {patch} voxels, a width of {width} and {latents} latents"
        | _ -> None
    | _, Some latents ->
        let wanted = wholes (arguments.TryFind "channels") |> List.distinct |> List.sort
        let variational = network = "variational_autoencoder"

        // From the bottleneck's input to a mean of each latent, and of a variational network to a variance too.
        let encoders =
            matrices
            |> List.filter (fun (rows, columns) -> rows = latents && columns <> latents)
            |> List.length

        if wholes (arguments.TryFind "kernel") <> [ 3L ] then
            // Other kernels are not told apart from those that double and end.
            None
        elif not wanted.IsEmpty && channels <> wanted then
            let found =
                if channels.IsEmpty then
                    "it has no convolution of 3 × 3 × 3 voxels"
                else
                    $"its convolutions give {listed channels} channels"

            Some $"{found}, and the architecture has {listed wanted}"
        elif
            encoders <> (if variational then 2 else 1)
            || not (matrices |> List.exists (fun (_, columns) -> columns = latents))
        then
            let what =
                if variational then
                    " with a mean and a variance each"
                else
                    ""

            Some $"{matrixTexts ()}, and the architecture has {latents} latents{what}"
        else
            None
    | _ -> None

/// The names of the kinds of images that are a network's channels, where there are several.
let private modalitiesOf (analysis: Analysis) (model: CheckedDeclaration) =
    match Analysis.imagesOf analysis model with
    | []
    | [ _ ] -> None
    | several -> Some(String.Join(", ", [ for _, images in several -> images.Name ]))

/// What a file says of its network and the architecture does not; the kind of network first, since its numbers say nothing of another's.
let private saidAgainst
    (network: string)
    (arguments: Map<string, CheckedExpression>)
    (modalities: string option)
    (said: Map<string, string>)
    =
    let texts =
        arguments
        |> Map.map (fun _ value ->
            match value.Node with
            | CheckedNode.EnumCase word -> word
            | _ -> listed (wholes (Some value)))
        |> fun texts ->
            match modalities with
            | Some names -> texts.Add("modalities", names)
            | None -> texts

    match said.TryFind "network" with
    | Some other when other <> network -> Some("network", other, network)
    | Some _ when modalities.IsSome && not (said.ContainsKey "modalities") ->
        Some("modalities", "none", texts["modalities"])
    | _ ->
        said
        |> Map.toSeq
        |> Seq.tryPick (fun (name, value) ->
            match texts.TryFind name with
            | Some here when here = value -> None
            | Some here -> Some(name, value, here)
            // Something that this version's networks do not have.
            | None when name = "network" -> None
            | None -> Some(name, value, "none"))

/// Holds the header of a file of weights against the network and the images that they are used with.
let checkWeights (analysis: Analysis) (model: CheckedDeclaration) =
    let header (at: CheckedExpression) =
        PeopleTable.literal at
        |> Option.bind (fun text ->
            match analysis.Outside.Weights.TryGetValue(StudyPath.resolve at.File text) with
            | true, header when not header.Shapes.IsEmpty -> Some(text, header)
            | _ -> None)

    match Analysis.setting "weights" model, Analysis.setting "architecture" model |> Option.map _.Node with
    | Some at, Some(CheckedNode.Call(network, arguments)) ->
        match header at with
        | None -> ()
        | Some(path, header) ->
            let otherNetwork text =
                Diagnostic.create at.File ModelCodes.WeightsOfOtherNetwork at.Span [ text ]
                |> analysis.Env.Findings.AddDiagnostic

            let otherImages setting theirs here =
                if not (isNull theirs) && theirs <> here then
                    Diagnostic.create at.File ModelCodes.WeightsOfOtherImages at.Span [
                        model.Name
                        $"{setting} = {theirs}"
                        $"{setting} = {here}"
                    ]
                    |> analysis.Env.Findings.AddDiagnostic

            let said = header.Network |> Seq.map (|KeyValue|) |> Map.ofSeq

            match saidAgainst network arguments (modalitiesOf analysis model) said with
            | Some(name, theirs, here) ->
                otherNetwork
                    $"The weights of '{path}' are of a network with {name} = {theirs}, and the architecture has {here}."
            | None ->
                match
                    shapesAgainst network arguments (int64 (Analysis.imagesOf analysis model |> List.length |> max 1)) [
                        for shape in header.Shapes -> List.ofSeq shape
                    ]
                with
                | Some found -> otherNetwork $"The tensors of '{path}' are not those of the network: {found}."
                | None ->
                    let words =
                        Analysis.imagesOf analysis model
                        |> List.choose (fun (_, images) ->
                            match images.Body.Settings.TryFind "normalise" |> Option.map _.Node with
                            | Some(CheckedNode.EnumCase word) -> Some word
                            | _ -> None)

                    if not words.IsEmpty then
                        otherImages "normalise" header.Normalisation (String.Join(", ", words))

                    match gridOf analysis model with
                    | Some(grid, _) -> otherImages "the grid" header.Grid (Grids.sizeText grid)
                    | None -> ()
    | _ -> ()
