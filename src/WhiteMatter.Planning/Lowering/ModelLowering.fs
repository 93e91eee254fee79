[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.ModelLowering

open System.Collections.Immutable
open WhiteMatter.Language
open WhiteMatter.Plan
open WhiteMatter.Plan.Parameters

let imagesOf (context: LoweringContext) (model: CheckedDeclaration) =
    match model.From with
    | Some from ->
        match context.Find(Setting.reference from) with
        | Some images -> images
        | None -> Expressions.unplannable from "images"
    | None -> invalidOp $"The checked model '{model.Name}' has no images."

/// `auto`, `cpu` or `cuda:N`.
let device (model: CheckedDeclaration) =
    Expressions.text (Setting.ofBlock "train" "device" model)

let network (model: CheckedDeclaration) : Autoencoder =
    let architecture = Setting.find "architecture" model

    {
        Channels =
            Call.find "channels" architecture
            |> Expressions.items
            |> List.map (Expressions.number >> int)
        Latents = int (Expressions.number (Call.find "latents" architecture))
    }

let private training (model: CheckedDeclaration) =
    let number name =
        Expressions.number (Setting.ofBlock "train" name model)

    let optimiser = Setting.ofBlock "train" "optimiser" model

    let ofOptimiser name =
        Expressions.number (Call.find name optimiser)

    let stop =
        Map.tryFind "stop" (Setting.block "train" model)
        |> Option.map (Expressions.number >> int)
        |> Option.toNullable

    TrainingSettings(
        int (number "epochs"),
        int (number "batch"),
        AdamSettings(ofOptimiser "lr", ofOptimiser "beta1", ofOptimiser "beta2", ofOptimiser "epsilon"),
        number "validation",
        int (number "patience"),
        stop
    )

/// What a model sees of its images is said where they are declared.
let private normalisation (images: CheckedDeclaration) =
    let word = Setting.find "normalise" images

    match Expressions.text word with
    | "zscore" -> ImageNormalisation.ZScore
    | "none" -> ImageNormalisation.None
    | _ -> Expressions.unplannable word "normalisation"

let private lower (context: LoweringContext) (model: CheckedDeclaration) =
    let images = imagesOf context model
    let network = network model
    let fitOn = Setting.find "fit_on" model
    let people, algebra = CohortLowering.stepOf context model "fit_on" fitOn

    let parameters =
        ModelParameters(
            ConvolutionalAutoencoder(ImmutableArray.CreateRange network.Channels, network.Latents),
            normalisation images,
            Expressions.text (Setting.find "loss" model),
            training model,
            context.Seed,
            context.Numerics(device model)
        )

    let ofImages = ImagesLowering.sizes context images
    let fitted = CohortLowering.largest context (CohortLowering.first context fitOn)

    let sizes = {
        ofImages with
            People =
                if fitted = 0.0 then
                    ofImages.Images
                else
                    min fitted ofImages.Images
            Network = Some network
    }

    algebra
    @ [
        Draft.create
            model
            parameters
            [
                StepInput("images", Draft.idOf ImagesParameters.KindName images.Name)
                StepInput("fit_on", people)
            ]
            sizes
            null
    ]

let rule = {
    Kind = "model"
    Files = fun _ _ -> []
    Lower = lower
}
