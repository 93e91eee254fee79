/// How networks and their training are said, for `plan` and `why`.
module internal WhiteMatter.Planning.ModelText

open System
open WhiteMatter.Plan.Parameters

let architecture (model: ModelParameters) =
    let latents = StepRow.counted model.Latents "latent" "latents"

    match model.Transformer, model.Architecture with
    | NonNull network, _ ->
        $"an autoencoder of transformers {network.Depth} + {network.DecoderDepth} blocks of width {network.Width} with {network.Heads} heads on patches of {network.Patch}³ voxels → {latents}"
    | _, NonNull network ->
        let channels =
            String.Join("-", network.Channels |> Seq.map (fun count -> Quantities.count (int64 count)))

        let convolutions =
            [
                if network.Kernel.HasValue then
                    $"kernels of {network.Kernel.Value}³"
                match network.Normalisation with
                | ChannelNormalisation.Batch -> ()
                | ChannelNormalisation.None -> "no normalisation"
                | other -> $"{other.ToString().ToLowerInvariant()} normalisation"
                if network.Activation <> LayerActivation.LeakyRelu then
                    $"{network.Activation.ToString().ToLowerInvariant()}"
            ]
            |> fun parts ->
                if parts.IsEmpty then
                    ""
                else
                    " (" + String.Join(", ", parts) + ")"

        match network.Variational with
        | null -> $"an autoencoder {channels}{convolutions} → {latents}"
        | variational ->
            let warming =
                if variational.WarmUp > 0 then
                    let epochs = StepRow.counted variational.WarmUp "epoch" "epochs"
                    $" after {epochs} of rising"
                else
                    ""

            $"a variational autoencoder {channels}{convolutions} → {latents} of β = {ExpressionText.number variational.Beta}{warming}"
    | _ -> "a network"

/// The images that a model takes: `fa`, or `fa (weight 2), gm (weight 1)`.
let images (step: WhiteMatter.Plan.PlanStep) (model: ModelParameters) =
    match model.Modalities with
    | null -> StepRow.nameOf step "images"
    | several ->
        let named =
            several.Kinds
            |> Seq.map (fun kind -> $"{kind.Name} (weight {ExpressionText.number kind.Weight})")

        let missing =
            if several.AllowMissing then
                ", also where people lack some"
            else
                ""

        String.Join(", ", named) + missing

/// Such as ` cropped to 72 × 88 × 75 voxels`.
let crop (model: ModelParameters) =
    match model.Crop with
    | null -> ""
    | box when box.Size.IsEmpty -> " cropped to a mask that is not there"
    | box ->
        let size = String.Join(" × ", box.Size)
        $" cropped to {size} voxels"

let corruption (model: ModelParameters) =
    match model.Corruption with
    | null -> ""
    | corruption ->
        let noise =
            if corruption.Noise > 0.0 then
                [ $"noise of {ExpressionText.number corruption.Noise} SD" ]
            else
                []

        let hidden =
            if corruption.Hidden > 0.0 then
                let over =
                    if corruption.Over = Nullable LossVoxels.All then
                        "all voxels"
                    else
                        "what is hidden"

                [
                    $"{StepRow.percent corruption.Hidden} hidden in blocks of {corruption.Patch}³ voxels and the loss over {over}"
                ]
            else
                []

        ", seen with " + String.Join(", ", noise @ hidden)

let augmentation (model: ModelParameters) =
    match model.Augment with
    | null -> ""
    | changes ->
        let number = ExpressionText.number

        let parts = [
            if changes.Flip then
                "mirrored"
            if changes.Rotate > 0.0 then
                $"turned by at most {number changes.Rotate}°"
            if changes.Shift > 0.0 then
                $"moved by at most {number changes.Shift} mm"
            if changes.Scale > 0.0 then
                $"scaled by at most {StepRow.percent changes.Scale}"
            if changes.Gamma > 0.0 then
                $"of contrasts to the power of at most {number (1.0 + changes.Gamma)}"
            if changes.Noise > 0.0 then
                $"with noise of at most {number changes.Noise} SD"
        ]

        ", images " + String.Join(", ", parts)

let training (train: TrainingSettings) =
    let stop =
        if train.Stop.HasValue then
            let epochs = StepRow.counted train.Stop.Value "epoch" "epochs"
            $", ending after {epochs} without a better loss"
        else
            ""

    let epochs = StepRow.counted train.Epochs "epoch" "epochs"

    let recomputing =
        if train.Activations = LayerKeeping.Recompute then
            ", layers computed again for their gradients"
        else
            ""

    let together =
        if train.Accumulate.HasValue then
            $", {train.Accumulate.Value} batches a step"
        else
            ""

    let course =
        match train.Schedule with
        | RateSchedule.Cosine -> ", the learning rate along a cosine"
        | RateSchedule.Constant -> ", the learning rate constant"
        | _ -> ""

    let warming =
        if train.WarmUp > 0 then
            let epochs = StepRow.counted train.WarmUp "epoch" "epochs"
            $" after {epochs} of rising"
        else
            ""

    let clipped =
        if train.Clip.HasValue then
            $", gradients of norm {ExpressionText.number train.Clip.Value} at most"
        else
            ""

    $"at most {epochs} in batches of {train.Batch}{together}{recomputing}{course}{warming}{clipped}, {StepRow.percent train.Validation} held out{stop}"
