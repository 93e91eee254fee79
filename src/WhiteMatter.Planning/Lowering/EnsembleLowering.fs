/// Models of several seeds: a step for each network, and what the latents of all have in common.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.EnsembleLowering

open System
open WhiteMatter.Language
open WhiteMatter.Plan
open WhiteMatter.Plan.Parameters

/// The seeds of an ensemble; none of one network.
let seeds (model: CheckedDeclaration) : int64 list =
    model.Body.Blocks.TryFind "train"
    |> Option.bind (fun train -> train.Settings.TryFind "seeds")
    |> Option.map (Expressions.items >> List.map (Expressions.number >> int64))
    |> Option.defaultValue []

/// The step of a network: the first is the declaration's own, so that what is said of the model is of it.
let private idOf kind name number (seed: int64) =
    if number = 0 then
        Draft.idOf kind name
    else
        Draft.idOf kind $"{name}.seed_{seed}"

let private encoding
    (context: LoweringContext)
    (model: CheckedDeclaration)
    (declaration: CheckedDeclaration)
    number
    seed
    cohort
    silent
    =
    let parameters =
        EncodingParameters(
            ModelLowering.numerics context model,
            Silent = (if silent then Nullable true else Nullable())
        )

    let network = ModelLowering.network model

    {
        Draft.create
            declaration
            parameters
            (StepInput("model", idOf ModelParameters.KindName model.Name number seed)
             :: ModelImages.imageInputs context model
             @ [ StepInput("cohort", cohort) ])
            {
                ModelImages.imageSizes context model with
                    Traits = float network.Latents
                    Network = Some network
            }
            null with
            Id = idOf EncodingParameters.KindName declaration.Name number seed
    }

let private lowerModel (context: LoweringContext) (model: CheckedDeclaration) =
    match seeds model, ModelLowering.rule.Lower context model |> List.rev with
    | [], _
    | _, [] -> ModelLowering.rule.Lower context model
    | several, own :: before ->
        let parameters =
            match own.Parameters with
            | :? ModelParameters as parameters -> parameters
            | other -> invalidOp $"A model's step is of the kind '{other.Kind}'."

        let fitted =
            own.Inputs
            |> List.tryFind (fun input -> input.Role = "fit_on")
            |> Option.map _.StepId
            |> Option.defaultWith (fun () -> invalidOp $"The checked model '{model.Name}' is fitted on nobody.")

        [
            yield! List.rev before

            for number, seed in List.indexed several do
                {
                    own with
                        Id = idOf ModelParameters.KindName model.Name number seed
                        Parameters = parameters.WithSeed seed
                }

            for number, seed in List.indexed several do
                encoding context model model number seed fitted true
        ]

/// The steps that give the latents of an ensemble to the people of a step.
let steps (context: LoweringContext) (model: CheckedDeclaration) (phenotypes: CheckedDeclaration) cohort =
    let several = List.indexed (seeds model)

    let inputs role (declaration: CheckedDeclaration) = [
        for number, seed in several do
            StepInput($"{role}{number + 1}", idOf EncodingParameters.KindName declaration.Name number seed)
    ]

    let latents = (ModelLowering.network model).Latents

    [
        for number, seed in several do
            encoding context model phenotypes number seed cohort (number > 0)

        Draft.create
            phenotypes
            (EnsembleParameters latents)
            (inputs EnsembleParameters.FittedRole model
             @ inputs EnsembleParameters.MemberRole phenotypes)
            {
                ModelImages.imageSizes context model with
                    Traits = float (latents * several.Length)
            }
            $"{phenotypes.Name}/"
    ]

/// The networks that an interpretation decodes by; of an ensemble with the latents of the people fitted on, by which it is told what they have in common.
let networkInputs (model: CheckedDeclaration) =
    match List.indexed (seeds model) with
    | [] -> [ StepInput("model", Draft.idOf ModelParameters.KindName model.Name) ]
    | several -> [
        for number, seed in several do
            let role = if number = 0 then "model" else $"model{number + 1}"
            StepInput(role, idOf ModelParameters.KindName model.Name number seed)

        for number, seed in several do
            StepInput(
                $"{EnsembleParameters.FittedRole}{number + 1}",
                idOf EncodingParameters.KindName model.Name number seed
            )
      ]

/// The steps of a model's networks.
let networkSteps (model: CheckedDeclaration) =
    match List.indexed (seeds model) with
    | [] -> [ Draft.idOf ModelParameters.KindName model.Name ]
    | several -> [
        for number, seed in several do
            idOf ModelParameters.KindName model.Name number seed
      ]

let row = {
    StepRow.create<EnsembleParameters>
        EnsembleParameters.KindName
        (fun step _ ->
            let networks =
                step.Inputs
                |> Seq.filter (fun input ->
                    input.Role.StartsWith(EnsembleParameters.MemberRole, StringComparison.Ordinal))
                |> Seq.length

            $"joins the latents of {networks} networks by what they have in common in the people fitted on")
        (fun _ sizes ->
            Cost.known (sizes.Images * sizes.Traits) (fun () ->
                let values = sizes.Images * sizes.Traits
                // Sums of squares between all latents, and eigenvalues of their matrix.
                Cost.estimate
                    (1e-9 * values * sizes.Traits + 1e-8 * sizes.Traits ** 3.0)
                    (Cost.processMemory + 48.0 * values)
                    (8.0 * values))) with
        Inputs = [ "fitted", "from"; "member", "from" ]
}

let modelRule = {
    ModelLowering.rule with
        Lower = lowerModel
}
