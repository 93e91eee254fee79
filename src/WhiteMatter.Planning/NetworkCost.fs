/// What training a network and running it cost.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.NetworkCost

open System

/// Multiply-adds of 3³ convolutions in single precision that one core does in a second: a third of what AVX2 could.
let private operationsPerSecond = 1e10

/// The same of one GPU of the 2020s.
let private operationsPerSecondOfGpu = 2e12

/// What libtorch and its libraries hold once they are loaded.
let private libraryMemory = 350e6

/// On a GPU its memory holds the activations, and the process the weights and the images of a batch.
let estimate (device: string) operations (weights: float) (batch: float) (activations: float) voxels disk =
    let onGpu = device.StartsWith("cuda", StringComparison.Ordinal)

    let rate =
        if onGpu then
            operationsPerSecondOfGpu
        else
            operationsPerSecond

    let memory =
        Cost.processMemory
        + libraryMemory
        + weights
        + 8.0 * batch * voxels
        + (if onGpu then 0.0 else 4.0 * batch * activations)

    Cost.estimate (operations / rate) memory disk
