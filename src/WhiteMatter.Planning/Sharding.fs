/// Splits a step into parts that can run apart. The merged result does not depend on the number of parts: each is whole blocks.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.Sharding

open System.Collections.Immutable
open WhiteMatter.Plan

/// A part should take about this long: what a killed run loses at most.
let private secondsPerShard = 60.0

/// More parts cost more in bookkeeping than they give.
let private mostShards = 1000L

/// As many as give each about a minute, at least as many as can run beside each other with the cores and the memory there are; never
/// more than there are blocks.
let private count (machine: Hosting.MachineResources) (limits: ResourceLimits) threads (cost: CostEstimate) blocks =
    let here = limits.Within machine
    let beside = here.Cores / threads

    let together =
        max 1L (min (int64 beside) (here.MemoryBytes / max 1L cost.MemoryBytes))

    let byTime = int64 (ceil (cost.CpuSeconds / float threads / secondsPerShard))

    min blocks (max together (min mostShards byTime))

/// The parts of a step; none where it runs whole or its data are not there.
let shards
    machine
    limits
    (asked: int option)
    (range: ShardRange option)
    (cost: CostEstimate)
    (fingerprint: Fingerprint)
    =
    match range with
    | Some range when range.Length > 0.0 ->
        let length, block = int64 range.Length, int64 range.Block
        let blocks = (length + block - 1L) / block

        let shards =
            match asked with
            | Some asked -> min blocks (max 1L (int64 asked))
            | None -> count machine limits range.Threads cost blocks

        // The first `blocks % shards` parts have a block more than the others.
        let firstBlock index =
            index * (blocks / shards) + min index (blocks % shards)

        ImmutableArray.CreateRange(
            seq {
                for index in 0L .. shards - 1L do
                    let first = firstBlock index * block
                    let last = min length (firstBlock (index + 1L) * block)
                    StepShard(int index, first, last - first, StepFingerprint.OfShard(fingerprint, first, last - first))
            }
        )
    | _ -> ImmutableArray<StepShard>.Empty
