namespace WhiteMatter.Planning

open System.Threading
open System.Threading.Tasks
open WhiteMatter.Language
open WhiteMatter.Plan.Hosting

/// Makes the execution plan of a checked study.
[<RequireQualifiedAccess>]
module Planner =

    /// Steps in an order in which each follows its inputs, with fingerprints, states, reasons, costs and shards. A file that is not
    /// there blocks the steps that need it; the plan is made all the same. Asks the host for each path once.
    /// Throws `OperationCanceledException` when cancelled.
    val plan:
        options: PlanOptions ->
        study: CheckedStudy ->
        host: IStudyHost ->
        cancellation: CancellationToken ->
            Task<PlanResult>

/// The planner as C# calls it.
[<AbstractClass; Sealed>]
type StudyPlanner =

    /// As `Planner.plan`.
    static member PlanAsync:
        study: CheckedStudy * host: IStudyHost * options: PlanOptions * cancellationToken: CancellationToken ->
            Task<PlanResult>

    /// With the default options.
    static member PlanAsync:
        study: CheckedStudy * host: IStudyHost * cancellationToken: CancellationToken -> Task<PlanResult>
