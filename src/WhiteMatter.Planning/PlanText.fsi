/// A plan as a person reads it.
[<RequireQualifiedAccess>]
module WhiteMatter.Planning.PlanText

open WhiteMatter.Plan

/// One reason of a step, in words: `keep changed from maf >= 0.01 to maf >= 0.05`.
val reason: step: PlanStep -> reason: StepReason -> string

/// The plan as a tree, each step under the last of its inputs, with state, reasons, cost and shards; at the end what is not there, once
/// each, and totals. Colours are ANSI escape sequences.
val render: colour: bool -> plan: ExecutionPlan -> string
