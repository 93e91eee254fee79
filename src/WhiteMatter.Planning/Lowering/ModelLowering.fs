[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.ModelLowering

open System
open System.Collections.Immutable
open WhiteMatter.Language
open WhiteMatter.Plan
open WhiteMatter.Plan.Parameters

/// `auto`, `cpu` or `cuda:N`.
let device (model: CheckedDeclaration) =
    Expressions.text (Setting.ofBlock "train" "device" model)

/// `fp32`, `tf32`, `bf16` or `fp16`.
let precision (model: CheckedDeclaration) =
    Expressions.text (Setting.ofBlock "train" "precision" model)

/// What the model runs on here, in the precision that it asks for.
let numerics (context: LoweringContext) (model: CheckedDeclaration) =
    (context.Numerics(device model)).In(precision model)

/// The network that a model names: of convolutions, or of transformers.
let private networks (model: CheckedDeclaration) : (ConvolutionalAutoencoder | null) * (TransformerAutoencoder | null) =
    let architecture = Setting.find "architecture" model
    let name, _ = Call.parts architecture

    let whole argument =
        int (Expressions.number (Call.find argument architecture))

    if name = "vit_autoencoder" then
        let positions =
            match Expressions.text (Call.find "positions" architecture) with
            | "learned" -> PatchPositions.Learned
            | _ -> PatchPositions.SinCos

        null,
        TransformerAutoencoder(
            whole "patch",
            whole "width",
            whole "depth",
            whole "heads",
            whole "decoder_depth",
            positions,
            whole "latents"
        )
    else
        let channels =
            Call.find "channels" architecture
            |> Expressions.items
            |> Seq.map (Expressions.number >> int)

        let variational: VariationalSettings | null =
            if name = "variational_autoencoder" then
                VariationalSettings(Expressions.number (Call.find "beta" architecture), whole "warm_up")
            else
                null

        // Studies that a host makes in code may leave these out.
        let word argument =
            Call.tryFind argument architecture
            |> Option.map Expressions.text
            |> Option.defaultValue ""

        let normalisation =
            match word "normalisation" with
            | "instance" -> ChannelNormalisation.Instance
            | "group" -> ChannelNormalisation.Group
            | "none" -> ChannelNormalisation.None
            | _ -> ChannelNormalisation.Batch

        let activation =
            match word "activation" with
            | "relu" -> LayerActivation.Relu
            | "elu" -> LayerActivation.Elu
            | "gelu" -> LayerActivation.Gelu
            | "silu" -> LayerActivation.Silu
            | _ -> LayerActivation.LeakyRelu

        ConvolutionalAutoencoder(
            ImmutableArray.CreateRange channels,
            whole "latents",
            Variational = variational,
            Kernel =
                (match Call.tryFind "kernel" architecture |> Option.map Expressions.number with
                 | None
                 | Some 3.0 -> Nullable()
                 | Some other -> Nullable(int other)),
            Normalisation = normalisation,
            Activation = activation
        ),
        null

let private inputs (model: CheckedDeclaration) =
    match model.From with
    | Some { Node = CheckedNode.List items } -> items.Length
    | _ -> 1

/// How large the network of a model is.
let network (model: CheckedDeclaration) : Network =
    match networks model with
    | _, NonNull transformer ->
        Network.Transformer {
            Inputs = inputs model
            Patch = transformer.Patch
            Width = transformer.Width
            Depth = transformer.Depth
            Heads = transformer.Heads
            DecoderDepth = transformer.DecoderDepth
            LearnedPositions = (transformer.Positions = PatchPositions.Learned)
            Latents = transformer.Latents
        }
    | NonNull convolutional, _ ->
        Network.Convolutional {
            Inputs = inputs model
            Channels = List.ofSeq convolutional.Channels
            Latents = convolutional.Latents
            Variational = not (isNull convolutional.Variational)
            Kernel = convolutional.Kernel.GetValueOrDefault 3
            Normalised = convolutional.Normalisation <> ChannelNormalisation.None
            InPlace =
                (convolutional.Activation = LayerActivation.LeakyRelu
                 || convolutional.Activation = LayerActivation.Relu)
        }
    | _ -> Expressions.unplannable (Setting.find "architecture" model) "network"

let private training (model: CheckedDeclaration) =
    let number name =
        Expressions.number (Setting.ofBlock "train" name model)

    let optimiser = Setting.ofBlock "train" "optimiser" model

    let ofOptimiser name =
        Expressions.number (Call.find name optimiser)

    let decay =
        match fst (Call.wordOrParts optimiser) with
        | "adamw" -> ofOptimiser "weight_decay"
        | _ -> 0.0

    let optional name =
        Map.tryFind name (Setting.block "train" model)
        |> Option.map Expressions.number
        |> Option.toNullable

    let stop =
        Map.tryFind "stop" (Setting.block "train" model)
        |> Option.map (Expressions.number >> int)
        |> Option.toNullable

    TrainingSettings(
        int (number "epochs"),
        int (number "batch"),
        AdamSettings(
            ofOptimiser "lr",
            ofOptimiser "beta1",
            ofOptimiser "beta2",
            ofOptimiser "epsilon",
            WeightDecay = decay
        ),
        number "validation",
        int (number "patience"),
        stop,
        Activations =
            (match Expressions.text (Setting.ofBlock "train" "activations" model) with
             | "recompute" -> LayerKeeping.Recompute
             | _ -> LayerKeeping.Keep),
        Schedule =
            (match Expressions.text (Setting.ofBlock "train" "schedule" model) with
             | "cosine" -> RateSchedule.Cosine
             | "constant" -> RateSchedule.Constant
             | _ -> RateSchedule.Plateau),
        WarmUp = int (number "warm_up"),
        Clip = optional "clip",
        Accumulate =
            (match int (number "accumulate") with
             | 1 -> Nullable()
             | several -> Nullable several)
    )

let private ofBlocks name (model: CheckedDeclaration) =
    model.Body.Blocks.TryFind name
    |> Option.map _.Settings
    |> Option.defaultValue Map.empty

/// What the network sees of images in training; null where it sees all of them.
let private corruption (model: CheckedDeclaration) : CorruptionSettings | null =
    let settings = ofBlocks "corruption" model

    let number name =
        settings.TryFind name
        |> Option.map Expressions.number
        |> Option.defaultValue 0.0

    match number "noise", number "hidden" with
    | 0.0, 0.0 -> null
    | noise, 0.0 -> CorruptionSettings(noise, 0.0)
    | noise, hidden ->
        let over =
            match settings.TryFind "over" |> Option.map Expressions.text with
            | Some "all" -> LossVoxels.All
            | _ -> LossVoxels.Hidden

        CorruptionSettings(noise, hidden, Patch = Nullable(int (number "patch")), Over = Nullable over)

/// How images are changed in training; null where they are not.
let private augmentation (model: CheckedDeclaration) : AugmentationSettings | null =
    let settings = ofBlocks "augment" model

    let number name =
        settings.TryFind name
        |> Option.map Expressions.number
        |> Option.defaultValue 0.0

    let flip =
        match settings.TryFind "flip" with
        | Some { Node = CheckedNode.Boolean true } -> true
        | _ -> false

    let changes =
        AugmentationSettings(number "noise", number "gamma", number "rotate", number "shift", number "scale", flip)

    if changes = AugmentationSettings(0.0, 0.0, 0.0, 0.0, 0.0, false) then
        null
    else
        changes

/// What a model sees of its images is said where they are declared.
let private normalisation (images: CheckedDeclaration) =
    let word = Setting.find "normalise" images

    match Expressions.text word with
    | "zscore" -> ImageNormalisation.ZScore
    | "none" -> ImageNormalisation.None
    | _ -> Expressions.unplannable word "normalisation"

/// The kinds of images where a model takes several; null of one.
let private modalities (context: LoweringContext) (model: CheckedDeclaration) : ImageModalities | null =
    match ModelImages.allImagesOf context model with
    | [ _ ] -> null
    | kinds ->
        let weights =
            match Setting.tryFind "loss_weights" model with
            | Some given -> Expressions.items given |> List.map Expressions.number
            | None -> List.replicate kinds.Length 1.0

        ImageModalities(
            List.map2
                (fun (images: CheckedDeclaration) weight -> ImageModality(images.Name, normalisation images, weight))
                kinds
                weights
            |> ImmutableArray.CreateRange,
            ModelImages.takesMissing model
        )

let private seed (context: LoweringContext) (model: CheckedDeclaration) =
    match Map.tryFind "seed" (Setting.block "train" model) with
    | Some own -> int64 (Expressions.number own)
    | None -> context.Seed

let private lower (context: LoweringContext) (model: CheckedDeclaration) =
    let images = ModelImages.imagesOf context model
    let fitOn = Setting.tryFind "fit_on" model

    let people, algebra =
        match fitOn with
        | Some fitOn ->
            let step, algebra = CohortLowering.stepOf context model "fit_on" fitOn
            [ StepInput("fit_on", step) ], algebra
        | None -> [], []

    let weights: FileReference | null =
        match Setting.path "weights" model with
        | Some path -> context.Files.Reference path
        | None -> null

    let parameters =
        ModelParameters(
            normalisation images,
            Expressions.text (Setting.find "loss" model),
            training model,
            seed context model,
            numerics context model,
            Architecture = fst (networks model),
            Transformer = snd (networks model),
            Weights = weights,
            Modalities = modalities context model,
            Corruption = corruption model,
            Augment = augmentation model,
            Crop = ModelImages.crop context model
        )

    let seen = ModelImages.imageSizes context model
    let most = seen.Images

    let fitted =
        match fitOn with
        | Some fitOn -> CohortLowering.largest context (CohortLowering.first context fitOn)
        | None -> 0.0

    let sizes = {
        ImagesLowering.sizes context images with
            Grid = seen.Grid
            MaskShare = seen.MaskShare
            People = if fitted = 0.0 then most else min fitted most
            Network = Some(network model)
    }

    algebra
    @ [
        Draft.create model parameters (ModelImages.imageInputs context model @ people) sizes null
    ]

/// A backward pass computes the gradients of inputs and of weights, each as much as the forward pass.
let private passesOfTraining = 3.0

/// One forward pass more.
let private passesOfRecomputingTraining = 4.0

/// Bytes of a parameter while it is trained: itself, its gradient, Adam's two moments and the best of it so far.
let private bytesPerTrainedParameter = 20.0

/// Bytes of a parameter on disk: the weights, and a checkpoint of weights, moments and the best weights.
let private bytesPerStoredParameter = 4.0 + 16.0

/// What a network runs on, in words.
let environment (numerics: NumericEnvironment) =
    let threads = StepRow.counted numerics.Threads "thread" "threads"

    if numerics.IsOnGpu then
        $"on {numerics.Device} in {numerics.Precision}"
    else
        $"on {numerics.Device} with {threads}"

/// Volumes of numbers that a person's image is in training: itself, what the network sees of it, the weights of its loss.
let private parts (model: ModelParameters) =
    match model.Corruption with
    | null -> 1.0
    | corruption when corruption.Over = Nullable LossVoxels.Hidden -> 3.0
    | _ -> 2.0

let private estimate (model: ModelParameters) (sizes: DataSizes) =
    match sizes.Network with
    | Some network when sizes.People * sizes.Grid.Voxels > 0.0 ->
        let weights = NetworkSize.parameters sizes.Grid network
        let channels = float network.Inputs

        if model.Train.Epochs = 0 then
            // Some people pass the network for the picture of what it makes of them.
            NetworkCost.estimate model.Numerics {
                Operations = min 32.0 sizes.People * NetworkSize.forwardOperations sizes.Grid network
                Weights = 4.0 * weights
                People = 1.0
                Values = 3.0 * NetworkSize.largestLayer sizes.Grid network
                InHalf = NetworkSize.bytesInHalf network
                Voxels = channels * sizes.Grid.Voxels
                Image = channels * sizes.Grid.Voxels
                Disk = 4.0 * weights + 8.0 * channels * sizes.Grid.Voxels
            }
        else
            let recomputed = model.Train.Activations = LayerKeeping.Recompute

            NetworkCost.estimate model.Numerics {
                Operations =
                    float model.Train.Epochs
                    * sizes.People
                    * (if recomputed then
                           passesOfRecomputingTraining
                       else
                           passesOfTraining)
                    * NetworkSize.forwardOperations sizes.Grid network
                Weights = bytesPerTrainedParameter * weights
                People = min (float model.Train.Batch) sizes.People
                // Going back, the gradients of a layer's result and of its input are held besides.
                Values =
                    (if recomputed then
                         NetworkSize.recomputedValues sizes.Grid network
                     else
                         NetworkSize.keptValues sizes.Grid network)
                    + 2.0 * NetworkSize.largestLayer sizes.Grid network
                    // On the processor tensors are the images that were read.
                    + (if model.Numerics.IsOnGpu then parts model - 1.0 else 0.0)
                      * channels
                      * sizes.Grid.Voxels
                InHalf = NetworkSize.bytesInHalf network
                Voxels = parts model * channels * sizes.Grid.Voxels
                Image = channels * sizes.Grid.Voxels
                Disk = bytesPerStoredParameter * weights + 8.0 * channels * sizes.Grid.Voxels
            }
    | _ -> CostEstimate.Zero

let private row = {
    StepRow.create<ModelParameters>
        ModelParameters.KindName
        (fun step model ->
            let people = StepRow.nameOf step "fit_on"
            let images = ModelText.images step model + ModelText.crop model

            let begun =
                match model.Weights with
                | null -> ""
                | weights -> $" from the weights {weights.Path}"

            if model.Train.Epochs = 0 then
                $"takes {ModelText.architecture model}{begun} for the images {images}, {environment model.Numerics}"
            else
                $"trains {ModelText.architecture model}{begun} on the images {images} of the people of {people}, "
                + $"{ModelText.training model.Train}{ModelText.corruption model}{ModelText.augmentation model}, {environment model.Numerics}")
        estimate with
        Settings = [
            "train.optimiser.learningRate", "train.optimiser.lr"
            "train.optimiser.weightDecay", "train.optimiser.weight_decay"
            "train.warmUp", "train.warm_up"
            "architecture.variational.beta", "architecture.beta"
            "architecture.variational.warmUp", "architecture.warm_up"
            "transformer.patch", "architecture.patch"
            "transformer.width", "architecture.width"
            "transformer.depth", "architecture.depth"
            "transformer.heads", "architecture.heads"
            "transformer.decoderDepth", "architecture.decoder_depth"
            "transformer.positions", "architecture.positions"
            "transformer.latents", "architecture.latents"
        ]
        Inputs = [ "images", "from" ]
}

let rule = {
    Kind = "model"
    Steps = [ row ]
    Files =
        fun context model -> [
            yield! Setting.file "weights" model |> Option.map OutsideFile.Plain |> Option.toList
            yield! ModelImages.croppingMasks context model |> List.map OutsideFile.Mask
        ]
    Lower = lower
}
