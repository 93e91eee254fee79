namespace WhiteMatter.Planning

open System

/// An autoencoder of vision transformers.
type internal Transformer = {
    /// Channels of the image.
    Inputs: int
    /// Voxels along an edge of a patch.
    Patch: int
    Width: int
    Depth: int
    Heads: int
    DecoderDepth: int
    /// Whether positions are weights.
    LearnedPositions: bool
    Latents: int
}

/// How large an autoencoder of transformers is on a grid: a block has 12 w² + 13 w weights for a width of w, and does 12 w² multiply-adds a token and 2 w for each pair of tokens.
[<RequireQualifiedAccess>]
module internal Transformer =

    let tokens (grid: VolumeSize) (network: Transformer) =
        let along size =
            Math.Ceiling(float size / float network.Patch)

        along grid.X * along grid.Y * along grid.Z

    let private width network = float network.Width

    let private cube network =
        float network.Inputs * float network.Patch ** 3.0

    let private blocks network =
        float (network.Depth + network.DecoderDepth)

    let parameters grid network =
        let w, latents = width network, float network.Latents

        let positions =
            if network.LearnedPositions then
                2.0 * tokens grid network * w
            else
                0.0

        (cube network + 1.0) * w
        + positions
        + blocks network * (12.0 * w * w + 13.0 * w)
        + 4.0 * w
        + (w + 1.0) * latents
        + (latents + 1.0) * w
        + (w + 1.0) * cube network

    let private block grid network =
        let t, w = tokens grid network, width network
        12.0 * t * w * w + 2.0 * t * t * w

    let private patches grid network =
        tokens grid network * cube network * width network

    let encodingOperations grid network =
        patches grid network
        + float network.Depth * block grid network
        + width network * float network.Latents

    let forwardOperations grid network =
        encodingOperations grid network
        + width network * float network.Latents
        + float network.DecoderDepth * block grid network
        + patches grid network

    /// Of a block the normalised tokens, queries, keys and values, the shares of attention, what is mixed of them, the sums, and both sides of the
    /// perceptron's rectifier.
    let private keptOfBlock grid network =
        let t, w = tokens grid network, width network
        17.0 * t * w + float network.Heads * t * t

    let private keptOutside (grid: VolumeSize) network =
        tokens grid network * (6.0 * width network + cube network)
        + 4.0 * float network.Inputs * grid.Voxels

    let keptValues grid network =
        blocks network * keptOfBlock grid network + keptOutside grid network

    let recomputedValues grid network =
        blocks network * tokens grid network * width network
        + keptOfBlock grid network
        + keptOutside grid network

    let largestLayer grid network =
        let t = tokens grid network
        List.max [ float network.Heads * t * t; 4.0 * t * width network; t * cube network ]

/// A network that a step trains or runs.
[<RequireQualifiedAccess>]
type internal Network =
    | Convolutional of Autoencoder
    | Transformer of Transformer

    member this.Inputs =
        match this with
        | Convolutional network -> network.Inputs
        | Transformer network -> network.Inputs

    member this.Latents =
        match this with
        | Convolutional network -> network.Latents
        | Transformer network -> network.Latents

/// How large a network is on a grid.
[<RequireQualifiedAccess>]
module internal NetworkSize =

    /// Numbers that training changes.
    let parameters grid network =
        match network with
        | Network.Convolutional network -> Autoencoder.parameters grid network
        | Network.Transformer network -> Transformer.parameters grid network

    /// Multiply-adds of one person's latents.
    let encodingOperations grid network =
        match network with
        | Network.Convolutional network -> Autoencoder.encodingOperations grid network
        | Network.Transformer network -> Transformer.encodingOperations grid network

    /// Multiply-adds of one person's reconstruction.
    let forwardOperations grid network =
        match network with
        | Network.Convolutional network -> Autoencoder.forwardOperations grid network
        | Network.Transformer network -> Transformer.forwardOperations grid network

    /// Values of one person that are kept from the forward to the backward pass.
    let keptValues grid network =
        match network with
        | Network.Convolutional network -> Autoencoder.keptValues grid network
        | Network.Transformer network -> Transformer.keptValues grid network

    /// Those where layers are computed again.
    let recomputedValues grid network =
        match network with
        | Network.Convolutional network -> Autoencoder.recomputedValues grid network
        | Network.Transformer network -> Transformer.recomputedValues grid network

    /// Values of one person's largest layer.
    let largestLayer grid network =
        match network with
        | Network.Convolutional network -> Autoencoder.largestLayer grid network
        | Network.Transformer network -> Transformer.largestLayer grid network

    /// Bytes of a value where products are computed in 16 bits. A transformer's sums, normalisations and shares of attention stay in 32, with
    /// copies in 16 for the products: measured, 6.69 GiB beside 6.03 in tf32 (docs/performance/training.md).
    let bytesInHalf network =
        match network with
        | Network.Convolutional _ -> 2.0
        | Network.Transformer _ -> 4.6
