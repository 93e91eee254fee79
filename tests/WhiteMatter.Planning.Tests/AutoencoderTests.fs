module WhiteMatter.Planning.Tests.AutoencoderTests

open Xunit
open WhiteMatter.Planning

/// The published network, UDIP-FA: 16 to 256 channels and 128 latents at 182 × 218 × 182 voxels.
let private published: Autoencoder = {
    Inputs = 1
    Channels = [ 16; 32; 64; 128; 256 ]
    Latents = 128
    Variational = false
    Kernel = 3
    Normalised = true
    InPlace = true
}

let private mni = { X = 182; Y = 218; Z = 182 }

[<Fact>]
let ``The published network has the grids of its table at each level`` () =
    // Layer table of UDIP-FA: 182×218×182, 92×110×92, 46×56×46, 24×28×24, 12×14×12.
    Assert.Equal<(int * int * int) list>(
        [ 182, 218, 182; 92, 110, 92; 46, 56, 46; 24, 28, 24; 12, 14, 12 ],
        Autoencoder.levels mni published
        |> List.map (fun (size, _) -> size.X, size.Y, size.Z)
    )

[<Fact>]
let ``The published network has its published number of parameters`` () =
    // 138,124,497, as the publication's code prints for this grid.
    Assert.Equal(138_124_497.0, Autoencoder.parameters mni published)

[<Fact>]
let ``Multiply-adds of a network of one level are those counted by hand`` () =
    // 4 × 4 × 4 voxels, 2 channels, 3 latents. Encoder: 64·27·(1·2 + 2·2) = 10,368, and 128·3 = 384 for the latents. Decoder:
    // 384, 64·27·(2·2 + 2·2) = 13,824, and 64·2 = 128 for the last convolution.
    let network = {
        published with
            Channels = [ 2 ]
            Latents = 3
    }

    let grid = { X = 4; Y = 4; Z = 4 }
    Assert.Equal(10_752.0, Autoencoder.encodingOperations grid network)
    Assert.Equal(25_088.0, Autoencoder.forwardOperations grid network)

[<Fact>]
let ``Channels of the image are counted as by hand`` () =
    // Three channels: 27·(3·2 + 2·2) + 2 + 2 with scales and shifts 2·4 = 282 in the encoder's block, 387 for the latents, 512, 27·(2·2 + 2·2) + 12 = 228, and 3·(2 + 1) for the last convolution.
    // Encoding: 64·27·(3·2 + 2·2) = 17,280, and 384; the way back 384, 13,824 and 64·2·3 = 384.
    let network = {
        published with
            Inputs = 3
            Channels = [ 2 ]
            Latents = 3
    }

    let grid = { X = 4; Y = 4; Z = 4 }
    Assert.Equal(282.0 + 387.0 + 512.0 + 228.0 + 9.0, Autoencoder.parameters grid network)
    Assert.Equal(17_664.0, Autoencoder.encodingOperations grid network)
    Assert.Equal(17_664.0 + 384.0 + 13_824.0 + 384.0, Autoencoder.forwardOperations grid network)

[<Fact>]
let ``Kernels, normalisation and activations are counted as by hand`` () =
    // Kernels of 5³ without normalisation: encoder 125·1·2 + 2 + 125·2·2 + 2 = 754, 128·3 + 3 = 387 for the latents; decoder 3·128 + 128 = 512,
    // 2·(125·2·2 + 2) = 1,004, and 2 + 1 for the last convolution. Encoding: 64·125·(1·2 + 2·2) = 48,000, and 128·3 = 384.
    let network = {
        published with
            Channels = [ 2 ]
            Latents = 3
            Kernel = 5
            Normalised = false
    }

    let grid = { X = 4; Y = 4; Z = 4 }
    Assert.Equal(2_660.0, Autoencoder.parameters grid network)
    Assert.Equal(48_384.0, Autoencoder.encodingOperations grid network)

    // Of each of the four convolutions of 64·2 = 128 values the result alone is kept where a rectifier works in place, and what the normalisation and
    // another function give besides.
    let kept network = Autoencoder.keptValues grid network
    let plain = kept network
    Assert.Equal(plain + 4.0 * 128.0, kept { network with Normalised = true })
    Assert.Equal(plain + 4.0 * 128.0, kept { network with InPlace = false })

[<Fact>]
let ``Halving and doubling with the stated paddings gives every axis back`` () =
    let network = {
        published with
            Channels = [ 1; 1 ]
            Latents = 1
    }

    for size in 2..256 do
        let halved =
            (Autoencoder.levels { X = size; Y = size; Z = size } network |> List.last |> fst).X

        // A transposed convolution of kernel 2 and stride 2: 2(n − 1) − 2·padding + 2 + output padding; an odd axis has both paddings,
        // an even one whose half is odd the first.
        let padding, outputPadding =
            match size % 2, size / 2 % 2 with
            | 1, _ -> 1, 1
            | _, 1 -> 1, 0
            | _ -> 0, 0

        Assert.Equal(size, 2 * (halved - 1) - 2 * padding + 2 + outputPadding)

[<Fact>]
let ``A variational network has a second head of as many latents`` () =
    let flat = 256.0 * 12.0 * 14.0 * 12.0

    Assert.Equal(138_124_497.0 + 128.0 * flat + 128.0, Autoencoder.parameters mni { published with Variational = true })

/// Of 16³ voxels at full size: 12 × 14 × 12 patches.
let private transformer: Transformer = {
    Inputs = 1
    Patch = 16
    Width = 384
    Depth = 6
    Heads = 6
    DecoderDepth = 2
    LearnedPositions = false
    Latents = 128
}

[<Fact>]
let ``A transformer has the tokens, weights and multiply-adds counted by hand`` () =
    Assert.Equal(2016.0, Transformer.tokens mni transformer)
    // Both linear layers of cubes of 4,096 voxels; 8 blocks of 12 · 384² + 13 · 384; two linear layers of the latents; two normalisations.
    let cubes = 4097.0 * 384.0 + 385.0 * 4096.0
    let ends = 385.0 * 128.0 + 129.0 * 384.0 + 4.0 * 384.0
    Assert.Equal(cubes + 8.0 * 1_774_464.0 + ends, Transformer.parameters mni transformer)

    Assert.Equal(
        cubes + 8.0 * 1_774_464.0 + ends + 2.0 * 2016.0 * 384.0,
        Transformer.parameters mni {
            transformer with
                LearnedPositions = true
        }
    )
    // A block: 12 w² a token, and w a pair of tokens for the shares of attention and again for what is mixed by them.
    let block = 2016.0 * 12.0 * 384.0 * 384.0 + 2.0 * 2016.0 * 2016.0 * 384.0
    let patches = 2016.0 * 4096.0 * 384.0
    Assert.Equal(patches + 6.0 * block + 384.0 * 128.0, Transformer.encodingOperations mni transformer)
    Assert.Equal(2.0 * patches + 8.0 * block + 2.0 * 384.0 * 128.0, Transformer.forwardOperations mni transformer)
