/// What a step is estimated to cost, from the sizes of its data. The constants are of the order of magnitude of one 2020s server core; they
/// decide shards and what `plan` shows, never a result.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.Cost

open WhiteMatter.Plan
open WhiteMatter.Plan.Parameters

/// Time over all cores, memory of one running part, bytes written. Zero where the data are not there.
val estimate: parameters: StepParameters -> sizes: DataSizes -> CostEstimate
