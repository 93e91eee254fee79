namespace WhiteMatter.Planning

open System.Collections.Immutable
open WhiteMatter.Plan
open WhiteMatter.Plan.Diagnostics

/// How a study is planned; nothing here changes any result.
type PlanOptions = {
    /// The folder the study's relative paths start from; empty means the current one.
    BaseDirectory: string
    /// Number of shards of each step that can be split; `None` takes it from the machine and the data.
    Shards: int option
    /// A plan with more steps is refused.
    MaximumSteps: int
} with

    /// The current folder, shards as the machine suggests, no more than 100,000 steps.
    static member Default = {
        BaseDirectory = ""
        Shards = None
        MaximumSteps = 100_000
    }

/// A plan and what was found wrong while making it. With an error among the diagnostics the plan must not be run.
type PlanResult = {
    /// The steps, their order, costs and reasons; without steps where planning failed.
    Plan: ExecutionPlan
    /// What planning found, in order of place.
    Diagnostics: ImmutableArray<Diagnostic>
} with

    /// Whether a diagnostic is an error.
    member this.HasErrors =
        this.Diagnostics
        |> Seq.exists (fun diagnostic -> diagnostic.Severity = DiagnosticSeverity.Error)
