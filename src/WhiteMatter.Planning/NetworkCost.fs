/// What training a network and running it cost.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.NetworkCost

open System
open WhiteMatter.Plan
open WhiteMatter.Plan.Parameters

/// What a network is asked to do at once.
type Load = {
    /// Multiply-adds over all people and epochs.
    Operations: float
    /// Bytes of what there is of each weight.
    Weights: float
    People: float
    /// Values of one person that are held at once.
    Values: float
    /// Bytes of such a value where products are computed in 16 bits.
    InHalf: float
    Voxels: float
    /// Values of one person's image, where people pass alone.
    Image: float
    Disk: float
}

/// Multiply-adds of 3³ convolutions in single precision that one core does in a second: a third of what AVX2 could.
let private operationsPerSecond = 1e10

/// The same of a GPU of the 2020s: its units for small products take no fp32.
let private operationsPerSecondOfGpu precision =
    match precision with
    | "fp32" -> 1e12
    | "tf32" -> 1e13
    | _ -> 2e13

/// What libtorch and its libraries hold once they are loaded, without and with CUDA's.
let private libraryMemory = 150e6
let private cudaMemory = 1.2e9

/// Bytes of a value that a layer gives.
let private bytesPerValue (numerics: NumericEnvironment) load =
    match numerics.Precision with
    | "bf16"
    | "fp16" -> load.InHalf
    | _ -> 4.0

/// Volumes in memory where people pass a GPU one after the other: each thread reads and normalises one, and what four of them were read into is held until their passes are over.
let private imagesAhead (numerics: NumericEnvironment) =
    2.0 * float (max 1 numerics.Threads) + 4.0

/// On a GPU its memory holds weights and activations; the process holds the weights once more, and the images of two batches or those of people who are read ahead.
let estimate (numerics: NumericEnvironment) (load: Load) =
    let batches = 8.0 * load.People * load.Voxels

    let images =
        if numerics.IsOnGpu then
            max batches (4.0 * imagesAhead numerics * load.Image)
        else
            batches

    let activations = bytesPerValue numerics load * load.People * load.Values

    if numerics.IsOnGpu then
        let host = Cost.processMemory + libraryMemory + cudaMemory + load.Weights + images

        CostEstimate(
            Math.Round(load.Operations / operationsPerSecondOfGpu (string numerics.Precision), 3),
            int64 host,
            int64 load.Disk,
            GpuMemoryBytes = int64 (load.Weights + activations)
        )
    else
        Cost.estimate
            (load.Operations / operationsPerSecond)
            (Cost.processMemory + libraryMemory + load.Weights + images + activations)
            load.Disk
