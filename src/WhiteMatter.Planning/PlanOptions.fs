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

    static member Default = {
        BaseDirectory = ""
        Shards = None
        MaximumSteps = 100_000
    }

/// A plan and what was found wrong while making it. With an error among the diagnostics the plan must not be run.
type PlanResult = {
    Plan: ExecutionPlan
    Diagnostics: ImmutableArray<Diagnostic>
} with

    member this.HasErrors =
        this.Diagnostics
        |> Seq.exists (fun diagnostic -> diagnostic.Severity = DiagnosticSeverity.Error)
