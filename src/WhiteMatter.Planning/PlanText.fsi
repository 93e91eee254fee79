/// A plan as a person reads it.
[<RequireQualifiedAccess>]
module WhiteMatter.Planning.PlanText

open WhiteMatter.Plan
open WhiteMatter.Plan.Hosting

/// One reason of a step, in words: `keep changed from maf >= 0.01 to maf >= 0.05`.
val reason: step: PlanStep -> reason: StepReason -> string

/// What a run does with a step, why, and what it costs, in one line: `run because maf changed from 0.01 to 0.05; 12 s, 1.2 GB memory`.
val step: step: PlanStep -> string

/// The plan as a tree, each step under the last of its inputs, with state, reasons, cost and shards; at the end what is not there, once
/// each, and totals. Colours are ANSI escape sequences.
val render: colour: bool -> plan: ExecutionPlan -> string

/// What a machine has beside what a plan's steps to run take, in a line; `free` is the free disk in bytes where it is known.
val machine: machine: MachineResources -> free: int64 option -> plan: ExecutionPlan -> string
