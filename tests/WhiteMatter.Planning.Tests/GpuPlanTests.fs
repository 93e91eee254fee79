/// Models on GPUs: what a plan says of the device, its memory and its precision.
module WhiteMatter.Planning.Tests.GpuPlanTests

open System.Threading.Tasks
open Xunit
open WhiteMatter.Fixtures
open WhiteMatter.Plan
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Parameters
open WhiteMatter.Planning
open WhiteMatter.Planning.Tests.Studies
open WhiteMatter.Planning.Tests.ImageStudies

/// A machine whose models run on this GPU, whatever device they name but `cpu`.
let private withGpu (gpu: string) = {
    new ForwardingHost(imageHost) with
        override _.DescribeNumerics(device, threads, _) =
            let on =
                NumericEnvironment(
                    (if device = "auto" then "cuda:0" else device),
                    "x86-64 avx2",
                    "libtorch 2.11.0",
                    "",
                    threads
                )

            ValueTask<NumericEnvironment>(
                if on.IsOnGpu then
                    NumericEnvironment(on.Device, on.Processor, on.Library, on.Blas, on.Threads, Gpu = gpu)
                else
                    on
            )
}

let private trainedBy settings =
    outside
    |> change
        "udr"
        (withBlock
            "train"
            (training
             |> List.map (fun (name, value) ->
                 name,
                 (match Map.tryFind name settings with
                  | Some other -> other
                  | None -> value))))

let private codesOf host settings =
    (planOn PlanOptions.Default host (trainedBy settings)).Diagnostics
    |> Seq.map _.Code
    |> List.ofSeq

let private model host settings =
    step "model:udr" (planWith host (trainedBy settings))

[<Fact>]
let ``A GPU that is not here is a warning before anything runs`` () =
    let absent = Map [ "device", txt "cuda:1" ]

    let result =
        planOn PlanOptions.Default (withGpu NumericEnvironment.NoGpu) (trainedBy absent)

    let found =
        result.Diagnostics
        |> Seq.find (fun found -> found.Code = PlanCodes.NoSuchGpu.Code)

    Assert.Equal(DiagnosticSeverity.Warning, found.Severity)
    SaidExamples.takeFound "A GPU that is not here" found

    Assert.StartsWith(
        "The step model:udr asks for the device cuda:1, and libtorch 2.11.0 sees no such device on this machine",
        found.Message
    )

    Assert.DoesNotContain(PlanCodes.NoSuchGpu.Code, codesOf (withGpu "NVIDIA L4") absent)

[<Fact>]
let ``A precision that only GPUs have is a warning on the processor`` () =
    let wanted = Map [ "precision", word "bf16"; "device", word "cpu" ]
    Assert.Contains(PlanCodes.PrecisionOfGpus.Code, codesOf imageHost wanted)

    (planOn PlanOptions.Default imageHost (trainedBy wanted)).Diagnostics
    |> Seq.find (fun found -> found.Code = PlanCodes.PrecisionOfGpus.Code)
    |> SaidExamples.takeFound "A precision that only GPUs have, on the processor"
    // What is computed is fp32, and so it is the same model.
    Assert.Equal((model imageHost Map.empty).Fingerprint, (model imageHost wanted).Fingerprint)
    let onGpu = Map [ "precision", word "bf16"; "device", txt "cuda:0" ]
    Assert.DoesNotContain(PlanCodes.PrecisionOfGpus.Code, codesOf (withGpu "NVIDIA L4") onGpu)

[<Fact>]
let ``GPU and precision are part of a model's identity and of its latents'`` () =
    let prints gpu precision =
        let plan =
            planWith (withGpu gpu) (trainedBy (Map [ "precision", word precision; "device", txt "cuda:0" ]))

        (step "model:udr" plan).Fingerprint, (step "encoding:latents" plan).Fingerprint

    let all = [
        prints "NVIDIA L4" "bf16"
        prints "NVIDIA H200" "bf16"
        prints "NVIDIA L4" "tf32"
    ]

    Assert.Equal(3, all |> List.map fst |> List.distinct |> List.length)
    Assert.Equal(3, all |> List.map snd |> List.distinct |> List.length)

[<Fact>]
let ``What a model takes of a GPU's memory is told and halves with the digits and without the layers`` () =
    let cost settings =
        (model (withGpu "NVIDIA L4") (Map.ofList (("device", txt "cuda:0") :: settings))).Cost

    let kept, half = cost [], cost [ "precision", word "bf16" ]
    let recomputed = cost [ "activations", word "recompute" ]
    Assert.InRange(float half.GpuMemoryBytes / float kept.GpuMemoryBytes, 0.4, 0.7)
    Assert.InRange(float recomputed.GpuMemoryBytes / float kept.GpuMemoryBytes, 0.3, 0.7)
    Assert.True(recomputed.CpuSeconds > kept.CpuSeconds)
    Assert.True(half.CpuSeconds < kept.CpuSeconds)
    Assert.Equal(0L, (model imageHost Map.empty).Cost.GpuMemoryBytes)

    let text =
        PlanText.render false (planWith (withGpu "NVIDIA L4") (trainedBy (Map [ "device", txt "cuda:0" ])))

    Assert.Contains(" GPU memory", text)
