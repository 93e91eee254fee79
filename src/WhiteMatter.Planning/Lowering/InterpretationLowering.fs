[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.InterpretationLowering

open System
open System.Collections.Immutable
open WhiteMatter.Language
open WhiteMatter.Plan
open WhiteMatter.Plan.Parameters

let private modelOf (context: LoweringContext) (interpretation: CheckedDeclaration) =
    match interpretation.From with
    | Some from ->
        match context.Find(Setting.reference from) with
        | Some model -> model
        | None -> Expressions.unplannable from "model"
    | None -> invalidOp $"The checked interpretation '{interpretation.Name}' has no model."

/// The number of a latent: `3` or `"latent_003"`.
let private latent (item: CheckedExpression) =
    match item.Node with
    | CheckedNode.Number number -> int number
    | _ -> Int32.Parse((Expressions.text item).Substring "latent_".Length)

/// Numbers of the latents; none for all.
let private latents (interpretation: CheckedDeclaration) =
    match (Setting.find "latents" interpretation).Node with
    | CheckedNode.List items -> List.map latent items
    | _ -> []

/// The people that are taken or drawn from, as an expression with the setting it stands in, and how many are drawn.
let private people (context: LoweringContext) (model: CheckedDeclaration) (interpretation: CheckedDeclaration) =
    let people = Setting.find "people" interpretation
    let latents = Setting.find "latents" interpretation

    match people.Node, latents.Node with
    | CheckedNode.Number count, CheckedNode.Declaration phenotypes ->
        match context.Find phenotypes |> Option.bind (Setting.tryFind "apply_to") with
        | Some applied -> applied, Some(int count)
        | None -> Expressions.unplannable latents "latents of people"
    | CheckedNode.Number count, _ ->
        match ModelImages.peopleOfImages context model with
        | Some cohort -> cohort, Some(int count)
        | None -> invalidOp $"The images of the checked model '{model.Name}' have no people."
    | _ -> people, None

/// The phenotypes that latents are held against, or along which maps are made.
let private phenotypesOf name (context: LoweringContext) (interpretation: CheckedDeclaration) =
    match Setting.tryFind name interpretation with
    | Some phenotypes ->
        Expressions.items phenotypes
        |> List.map (fun item ->
            match context.Find(Setting.reference item) with
            | Some found -> found
            | None -> Expressions.unplannable item "phenotypes")
    | None -> []

let private statistic (word: CheckedExpression) =
    match Expressions.text word with
    | "paired_t" -> MapStatistic.PairedT
    | "mean_change" -> MapStatistic.MeanChange
    | _ -> Expressions.unplannable word "statistic"

let private lower (context: LoweringContext) (interpretation: CheckedDeclaration) =
    let model = modelOf context interpretation
    let pool, drawn = people context model interpretation
    let cohort, algebra = CohortLowering.stepOf context interpretation "people" pool
    let atlas = Setting.tryFind "atlas" interpretation

    let number name =
        Setting.number name interpretation
        |> Option.defaultWith (fun () ->
            invalidOp $"The checked interpretation '{interpretation.Name}' does not say '{name}'.")

    let permutations = if atlas.IsSome then int (number "permutations") else 0

    let parameters =
        InterpretationParameters(
            ImmutableArray.CreateRange(latents interpretation),
            Option.toNullable drawn,
            statistic (Setting.find "statistic" interpretation),
            number "smoothing",
            (if atlas.IsSome then number "top" else 0.0),
            permutations,
            (if drawn.IsSome || permutations > 0 then
                 Nullable context.Seed
             else
                 Nullable()),
            ModelLowering.numerics context model
        )

    let ofImages = ModelImages.imageSizes context model
    let among = CohortLowering.largest context (CohortLowering.first context pool)

    let most =
        if among = 0.0 then
            ofImages.Images
        else
            min among ofImages.Images

    let network = ModelLowering.network model

    let sizes = {
        ofImages with
            People = drawn |> Option.map (float >> min most) |> Option.defaultValue most
            Traits =
                match latents interpretation with
                | [] -> float network.Latents
                | some -> float some.Length
            Network = Some network
            Networks = float (List.length (EnsembleLowering.networkSteps model))
    }

    algebra
    @ [
        Draft.create
            interpretation
            parameters
            [
                yield! EnsembleLowering.networkInputs model
                yield! ModelImages.imageInputs context model
                StepInput("cohort", cohort)
                match atlas with
                | Some atlas -> StepInput("atlas", Draft.idOf AtlasParameters.KindName (Setting.reference atlas))
                | None -> ()
                for role in [ "against"; "along" ] do
                    for index, phenotypes in List.indexed (phenotypesOf role context interpretation) do
                        StepInput($"{role}{index + 1}", TraitSteps.idOf context phenotypes)
            ]
            sizes
            $"{interpretation.Name}/"
    ]

/// As the library has them: people decoded at once, and steps whose sums are held at once.
let private peopleAtOnce (voxels: float) =
    Math.Clamp(Math.Floor(float (1L <<< 20) / voxels), 1.0, 32.0)

let private stepsAtOnce (maskVoxels: float) =
    Math.Clamp(Math.Floor(float (1L <<< 29) / (16.0 * maskVoxels)), 1.0, 64.0)

let private estimate (interpretation: InterpretationParameters) (sizes: DataSizes) =
    match sizes.Network with
    | Some network when sizes.People * sizes.Grid.Voxels > 0.0 ->
        let channels = float network.Inputs
        let inside = Math.Max(1.0, channels * sizes.Grid.Voxels * sizes.MaskShare)
        let steps = sizes.Traits + float interpretation.Permutations
        let passes = Math.Ceiling(steps / stepsAtOnce inside)

        let decoding =
            NetworkSize.forwardOperations sizes.Grid network
            - NetworkSize.encodingOperations sizes.Grid network

        NetworkCost.estimate interpretation.Numerics {
            Operations =
                sizes.Networks
                * sizes.People
                * (NetworkSize.encodingOperations sizes.Grid network + (steps + passes) * decoding)
            // A step's two sums, and the box around the mask that is smoothed.
            Weights =
                4.0 * sizes.Networks * NetworkSize.parameters sizes.Grid network
                + 16.0 * inside * Math.Min(steps, stepsAtOnce inside)
                + 24.0 * sizes.Grid.Voxels
            People = Math.Min(sizes.People, peopleAtOnce sizes.Grid.Voxels)
            Values = 3.0 * NetworkSize.largestLayer sizes.Grid network
            InHalf = NetworkSize.bytesInHalf network
            Voxels = channels * sizes.Grid.Voxels
            Image = channels * sizes.Grid.Voxels
            Disk = 4.0 * inside * (sizes.Traits + 6.0 * float InterpretationParameters.MostWalks)
        }
    | _ -> CostEstimate.Zero

let private row = {
    StepRow.create<InterpretationParameters>
        InterpretationParameters.KindName
        (fun step interpretation ->
            let model, cohort = StepRow.nameOf step "model", StepRow.nameOf step "cohort"

            let model =
                match
                    step.Inputs
                    |> Seq.filter (fun input -> input.Role.StartsWith("model", StringComparison.Ordinal))
                    |> Seq.length
                with
                | 1 -> $"model {model}"
                | several -> $"{several} networks of the model {model} together"

            let latents =
                if interpretation.Latents.IsEmpty then
                    "the latents"
                else
                    StepRow.counted interpretation.Latents.Length "latent" "latents"

            let people =
                if interpretation.People.HasValue then
                    $"{Quantities.count (int64 interpretation.People.Value)} people drawn from {cohort}"
                else
                    $"the people of {cohort}"

            let regions =
                if interpretation.Permutations > 0 then
                    let directions =
                        StepRow.counted interpretation.Permutations "random direction" "random directions"

                    let atlas = StepRow.nameOf step "atlas"
                    $", and scores the regions of {atlas} against {directions}"
                else
                    ""

            let traits =
                match
                    step.Inputs
                    |> Seq.filter (fun input -> input.Role.StartsWith("along", StringComparison.Ordinal))
                    |> Seq.map (fun input -> StepRow.nameOf step input.Role)
                    |> List.ofSeq
                with
                | [] -> ""
                | names ->
                    let listed = String.Join(" and ", names)

                    if interpretation.Permutations > 0 then
                        $", maps along the traits of {listed} against {interpretation.Permutations} permutations"
                    else
                        $", maps along the traits of {listed}"

            $"maps where {latents} of the {model} show, by {people}, smoothed by {ExpressionText.number interpretation.Smoothing} mm{regions}{traits}, "
            + ModelLowering.environment interpretation.Numerics)
        estimate with
        Inputs = [ "model", "from"; "cohort", "people"; "against", "against"; "along", "along" ]
}

let rule = {
    Kind = "interpretation"
    Steps = [ row ]
    Files = fun _ _ -> []
    Lower = lower
}
