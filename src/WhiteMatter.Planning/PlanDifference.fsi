namespace WhiteMatter.Planning

open WhiteMatter.Plan

/// A step that another plan has with another result.
type ChangedStep = {
    /// The step as the later plan has it.
    Step: PlanStep
    /// Every way in which it differs from the earlier plan's.
    Reasons: StepReason list
}

/// How two plans differ.
type PlanDifference = {
    /// Steps that the earlier plan does not have, in order of running.
    Added: PlanStep list
    /// Steps that the later plan does not have.
    Removed: PlanStep list
    /// Steps of both whose results differ.
    Changed: ChangedStep list
    /// How many steps of both give the same result.
    Same: int
} with

    /// Whether some result would be another.
    member IsEmpty: bool

/// Compares plans: of the same study at two times, or of two studies.
[<RequireQualifiedAccess>]
module PlanDifference =

    /// What has to change in the results of one plan to make those of another. Steps are the same where their ids are. What is in a store
    /// says nothing here.
    val between: before: ExecutionPlan -> now: ExecutionPlan -> PlanDifference

    /// As a person reads it: added with +, removed with -, changed with ~ and why. `colour` uses the terminal's.
    val render: colour: bool -> difference: PlanDifference -> string

    /// As a program reads it.
    val json: difference: PlanDifference -> string
