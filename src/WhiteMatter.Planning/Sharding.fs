/// Splits a step into parts that can run apart. The merged result does not depend on the number of parts: each is whole blocks.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.Sharding

open System.Collections.Immutable
open WhiteMatter.Plan
open WhiteMatter.Plan.Parameters

/// A part should take about this long on one core: what a killed run loses at most.
let private secondsPerShard = 60.0

/// More parts cost more in bookkeeping than they give.
let private mostShards = 1000L

/// As many as give each about a minute, at least one for every core that has the memory for one; never more than there are blocks.
let private count (machine: Hosting.MachineResources) (limits: ResourceLimits) (cost: CostEstimate) blocks =
    let cores =
        if limits.Cores.HasValue then
            min limits.Cores.Value machine.Cores
        else
            machine.Cores

    let memory =
        if limits.MemoryBytes.HasValue then
            min limits.MemoryBytes.Value machine.MemoryBytes
        else
            machine.MemoryBytes

    let together = max 1L (min (int64 cores) (memory / max 1L cost.MemoryBytes))
    let byTime = int64 (ceil (cost.CpuSeconds / secondsPerShard))
    min blocks (max together (min mostShards byTime))

let shards machine limits (asked: int option) (cost: CostEstimate) (variants: float) (fingerprint: Fingerprint) =
    let block = int64 AssociationParameters.VariantBlock
    let variants = int64 variants
    let blocks = (variants + block - 1L) / block

    if blocks = 0L then
        ImmutableArray<StepShard>.Empty
    else
        let shards =
            match asked with
            | Some asked -> min blocks (max 1L (int64 asked))
            | None -> count machine limits cost blocks

        // The first `blocks % shards` parts have a block more than the others.
        let firstBlock index = index * (blocks / shards) + min index (blocks % shards)

        ImmutableArray.CreateRange(
            seq {
                for index in 0L .. shards - 1L do
                    let first = firstBlock index * block
                    let last = min variants (firstBlock (index + 1L) * block)
                    StepShard(int index, first, last - first, StepFingerprint.OfShard(fingerprint, first, last - first))
            }
        )
