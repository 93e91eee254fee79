namespace WhiteMatter.Planning

open System.Collections.Immutable

/// Voxels along x, y, z; zeros where they are not known.
[<Struct>]
type internal VolumeSize = {
    X: int
    Y: int
    Z: int
} with

    member this.Voxels = float this.X * float this.Y * float this.Z

[<RequireQualifiedAccess>]
module internal VolumeSize =

    let unknown = { X = 0; Y = 0; Z = 0 }

    /// Of sizes along x, y, z; unknown for any other number of them.
    let ofAxes (axes: ImmutableArray<int>) =
        if axes.Length = 3 then
            {
                X = axes[0]
                Y = axes[1]
                Z = axes[2]
            }
        else
            unknown

/// A convolutional autoencoder: the channels of each level and the width of its bottleneck.
type internal Autoencoder = {
    /// Channels of the image.
    Inputs: int
    Channels: int list
    Latents: int
    /// Whether it gives means and log-variances of its latents.
    Variational: bool
    /// Voxels along an edge of the kernels of blocks.
    Kernel: int
    /// Whether a normalisation follows each of their convolutions.
    Normalised: bool
    /// Whether the function after it overwrites what it is given.
    InPlace: bool
}

/// How large the UDIP autoencoder is on a grid: at each level a block of two convolutions with normalisation and activation, halving by the
/// maximum of 2³ voxels between levels, a linear bottleneck, and the mirror of it with 2³ transposed convolutions; last a block and a
/// 1³ convolution to one channel.
[<RequireQualifiedAccess>]
module internal Autoencoder =

    /// Taps of a block's kernel.
    let private blockTaps network = float network.Kernel ** 3.0
    /// Taps of a 2³ kernel.
    let private upTaps = 8.0

    /// Values of a convolution, its normalisation and its activation that are kept, in those that the convolution gives.
    let private keptOfConvolution network =
        1.0
        + (if network.Normalised then 1.0 else 0.0)
        + (if network.InPlace then 0.0 else 1.0)

    /// An axis after halving. A half that would be odd is padded to the next even size; an odd size is padded by one.
    let private halve size =
        if size % 2 = 1 then (size + 1) / 2
        elif size / 2 % 2 = 1 then size / 2 + 1
        else size / 2

    /// Grid and channels of each level, the image's own first.
    let levels (grid: VolumeSize) (network: Autoencoder) : (VolumeSize * float) list =
        let next (size: VolumeSize) _ = {
            X = halve size.X
            Y = halve size.Y
            Z = halve size.Z
        }

        match network.Channels with
        | [] -> []
        | channels -> List.zip (List.scan next grid (List.tail channels)) (List.map float channels)

    /// Voxels and channels of each level, and of the level above it.
    let private steps grid network =
        levels grid network
        |> List.map (fun (size, channels) -> size.Voxels, channels)
        |> List.pairwise

    let private bottleneck grid network =
        match List.tryLast (levels grid network) with
        | Some(size, channels) -> size.Voxels * channels
        | None -> 0.0

    /// Numbers that the encoder gives.
    let private encoded network =
        (if network.Variational then 2.0 else 1.0) * float network.Latents

    let private first grid network =
        match levels grid network with
        | (size, channels) :: _ -> size.Voxels, channels
        | [] -> 0.0, 0.0

    /// Weights, biases, and scales and shifts of the normalisations.
    let parameters (grid: VolumeSize) (network: Autoencoder) : float =
        let perChannel = if network.Normalised then 3.0 else 1.0

        let convolution from into =
            blockTaps network * from * into + perChannel * into

        let block from into =
            convolution from into + convolution into into

        let flat, latents = bottleneck grid network, float network.Latents
        let _, finest = first grid network

        let halving (_, fine) (_, coarse) =
            // Down: the block of the coarser level. Up: the block to the finer level's channels and the transposed convolution.
            block fine coarse + block coarse fine + upTaps * fine * fine + fine

        let inputs = float network.Inputs

        block inputs finest
        + (steps grid network |> List.sumBy (fun (above, below) -> halving above below))
        + (flat + 1.0) * encoded network
        + (latents + 1.0) * flat
        + (block finest finest + inputs * (finest + 1.0))

    /// Multiply-adds of one person's latents.
    let encodingOperations (grid: VolumeSize) (network: Autoencoder) : float =
        let block voxels from into =
            voxels * blockTaps network * (from * into + into * into)

        let voxels, finest = first grid network

        block voxels (float network.Inputs) finest
        + (steps grid network
           |> List.sumBy (fun ((_, fine), (below, coarse)) -> block below fine coarse))
        + bottleneck grid network * encoded network

    /// Multiply-adds of one person's reconstruction.
    let forwardOperations (grid: VolumeSize) (network: Autoencoder) : float =
        let block voxels from into =
            voxels * blockTaps network * (from * into + into * into)

        let voxels, finest = first grid network

        encodingOperations grid network
        + bottleneck grid network * float network.Latents
        // Each voxel of a transposed convolution comes from one voxel below.
        + (steps grid network
           |> List.sumBy (fun ((above, fine), (below, coarse)) -> block below coarse fine + above * fine * fine))
        + block voxels finest finest
        + voxels * finest * float network.Inputs

    /// Values of four bytes of one person that are kept from the forward to the backward pass: of each convolution of a block its result and
    /// the rectified one (in place of the normalised); of each halving its result and, as eight bytes, the place of each maximum; of each
    /// transposed convolution its result.
    let keptValues (grid: VolumeSize) (network: Autoencoder) : float =
        let block voxels channels =
            2.0 * keptOfConvolution network * voxels * channels

        let voxels, finest = first grid network

        2.0 * block voxels finest
        + (steps grid network
           |> List.sumBy (fun ((above, fine), (below, coarse)) ->
               3.0 * below * fine + block below coarse + block below fine + above * fine))
        + 2.0 * bottleneck grid network
        + 3.0 * voxels * float network.Inputs

    /// Values of one person that are kept from the forward to the backward pass where layers are computed again: the input of each convolution
    /// of a block; and of the one that is computed again, its result, the rectified one, and what follows.
    let recomputedValues (grid: VolumeSize) (network: Autoencoder) : float =
        let block voxels from into = voxels * (from + into)
        let voxels, finest = first grid network

        block voxels (float network.Inputs) finest
        + (steps grid network
           |> List.sumBy (fun ((_, fine), (below, coarse)) -> block below fine coarse + block below coarse fine))
        + block voxels finest finest
        + keptOfConvolution network * voxels * finest

    /// Values of one person's largest layer.
    let largestLayer (grid: VolumeSize) (network: Autoencoder) : float =
        levels grid network
        |> List.map (fun (size, channels) -> size.Voxels * channels)
        |> List.fold max 0.0
