/// One step of a plan as a person reads it: what a run does with it and why, and everything its result depends on.
[<RequireQualifiedAccess>]
module WhiteMatter.Planning.StepText

open WhiteMatter.Plan

/// The settings that enter a step's fingerprint, by the names and in the words of the study.
val settings: step: PlanStep -> (string * string) list

/// The outside files that enter a step's fingerprint.
val files: step: PlanStep -> string list

/// State, reasons, cost, fingerprint and all that would change it.
val render: colour: bool -> step: PlanStep -> string
