/// The memory that a plan tells of a training step, beside what was measured (docs/performance/training.md): the published network's channels
/// and latents, the most resident memory of a process on the processor, the peak of libtorch's allocator on a GPU.
module WhiteMatter.Planning.Tests.NetworkMemoryTests

open System.Threading.Tasks
open Xunit
open WhiteMatter.Plan.Parameters
open WhiteMatter.Planning.Tests.Studies
open WhiteMatter.Planning.Tests.ImageStudies

/// The must: a fifth.
let private within = 0.2

let private trainedAs architecture grid batch precision activations host =
    let settings =
        training
        |> List.map (fun (name, value) ->
            name,
            match name with
            | "batch" -> num batch
            | "device" -> txt (if precision = "" then "cpu" else "cuda:0")
            | "precision" when precision <> "" -> word precision
            | "activations" -> word activations
            | _ -> value)

    outside
    |> change "udr" (withSetting "architecture" architecture >> withBlock "train" settings)
    |> planWith (host (imageHost |> withImagesOf grid))
    |> step "model:udr"
    |> _.Cost

let private trained grid =
    trainedAs (autoencoder [ 16.0; 32.0; 64.0; 128.0; 256.0 ] 128.0) grid

/// Of `training-memory 64 4 keep transformer` and the like: patches of 8³, width 384, 6 + 2 blocks, 6 heads.
[<Theory>]
[<InlineData(64, 4, "keep", 1364)>]
[<InlineData(64, 4, "recompute", 836)>]
[<InlineData(96, 2, "keep", 2985)>]
let ``The estimate of a transformer is what was measured, to a fifth``
    (edge: int, batch: int, activations: string, megabytes: int)
    =
    let transformer =
        call "vit_autoencoder" [
            "patch", whole 8.0
            "width", whole 384.0
            "depth", whole 6.0
            "heads", whole 6.0
            "decoder_depth", whole 2.0
            "positions", word "sin_cos"
            "latents", whole 128.0
        ]

    let cost =
        trainedAs transformer [ edge; edge; edge ] (float batch) "" activations (fun host -> ForwardingHost host)

    let measured = 1e6 * float megabytes
    Assert.InRange(float cost.MemoryBytes, (1.0 - within) * measured, (1.0 + within) * measured)

let private onGpu inner = {
    new ForwardingHost(inner) with
        override _.DescribeNumerics(device, threads, _) =
            ValueTask<NumericEnvironment>(
                NumericEnvironment(device, "x86-64", "libtorch 2.11.0", "", threads, Gpu = "NVIDIA H200")
            )
}

[<Theory>]
[<InlineData(32, 4, "keep", 510)>]
[<InlineData(32, 4, "recompute", 469)>]
[<InlineData(48, 8, "keep", 1231)>]
[<InlineData(48, 8, "recompute", 1051)>]
[<InlineData(64, 2, "keep", 931)>]
[<InlineData(64, 2, "recompute", 752)>]
let ``On the processor the estimate is what was measured, to a fifth``
    (edge: int, batch: int, activations: string, megabytes: int)
    =
    let cost =
        trained [ edge; edge; edge ] (float batch) "" activations (fun host -> ForwardingHost host)

    let measured = 1e6 * float megabytes
    Assert.InRange(float cost.MemoryBytes, (1.0 - within) * measured, (1.0 + within) * measured)

/// With the memory of tensors kept between steps, one person a step.
[<Fact>]
let ``On the processor at full size too`` () =
    let cost = trained [ 182; 218; 182 ] 1.0 "" "keep" (fun host -> ForwardingHost host)

    Assert.InRange(float cost.MemoryBytes, (1.0 - within) * 9.79e9, (1.0 + within) * 9.79e9)

/// Two volumes of 182 × 218 × 182 × 4 bytes for each thread and four more, beside the program, CUDA's libraries and the weights.
[<Fact>]
let ``People read ahead for a GPU are counted`` () =
    let memory threads =
        let withThreads inner = {
            new ForwardingHost(inner) with
                override _.DescribeNumerics(device, _, _) =
                    ValueTask<NumericEnvironment>(
                        NumericEnvironment(device, "x86-64", "libtorch 2.11.0", "", threads, Gpu = "NVIDIA H200")
                    )
        }

        let settings =
            training
            |> List.map (fun (name, value) -> name, (if name = "device" then txt "cuda:0" else value))

        outside
        |> change "udr" (withBlock "train" settings)
        |> planWith (withThreads (imageHost |> withImagesOf [ 182; 218; 182 ]))
        |> step "encoding:latents"
        |> _.Cost.MemoryBytes

    Assert.InRange(memory 16 - memory 8, 16L * 28_884_128L - 1L, 16L * 28_884_128L + 1L)

[<Theory>]
[<InlineData(64, 64, 8, "tf32", "keep", 1.93)>]
[<InlineData(64, 64, 8, "tf32", "recompute", 1.32)>]
[<InlineData(64, 64, 8, "bf16", "keep", 1.11)>]
[<InlineData(64, 64, 8, "bf16", "recompute", 0.70)>]
[<InlineData(182, 218, 4, "tf32", "keep", 26.51)>]
[<InlineData(182, 218, 4, "tf32", "recompute", 17.42)>]
[<InlineData(182, 218, 4, "bf16", "keep", 14.48)>]
[<InlineData(182, 218, 4, "bf16", "recompute", 8.83)>]
let ``On a GPU too`` (edge: int, longest: int, batch: int, precision: string, activations: string, gibibytes: float) =
    let cost = trained [ edge; longest; edge ] (float batch) precision activations onGpu
    let measured = gibibytes * float (1L <<< 30)
    Assert.InRange(float cost.GpuMemoryBytes, (1.0 - within) * measured, (1.0 + within) * measured)

/// Patches of 16, learned positions; measured on an H100.
[<Theory>]
[<InlineData("tf32", 6.03)>]
[<InlineData("bf16", 6.69)>]
let ``Of a transformer on a GPU too`` (precision: string, gibibytes: float) =
    let architecture =
        call "vit_autoencoder" [
            "patch", whole 16.0
            "width", whole 384.0
            "depth", whole 6.0
            "heads", whole 6.0
            "decoder_depth", whole 2.0
            "positions", word "learned"
            "latents", whole 128.0
        ]

    let cost = trainedAs architecture [ 182; 218; 182 ] 4.0 precision "keep" onGpu

    let measured = gibibytes * float (1L <<< 30)
    Assert.InRange(float cost.GpuMemoryBytes, (1.0 - within) * measured, (1.0 + within) * measured)
