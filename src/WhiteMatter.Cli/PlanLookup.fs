namespace WhiteMatter.Cli

open WhiteMatter.Language
open WhiteMatter.Plan
open WhiteMatter.Plan.Diagnostics

/// Finds steps of a plan by what a person calls them.
[<RequireQualifiedAccess>]
module PlanLookup =

    /// The step of an id, or every step of a declaration.
    let find (plan: ExecutionPlan) (name: string) : PlanStep list =
        match plan.Find name with
        | null -> plan.Steps |> Seq.filter (fun step -> step.Declaration = name) |> List.ofSeq
        | step -> [ step ]

    /// What to say where there is none.
    let noSuchStep (plan: ExecutionPlan) (name: string) : Diagnostic =
        let known = [
            for step in plan.Steps do
                step.Id
                step.Declaration
        ]

        Diagnostic.Create(
            PlanCodes.NoSuchStep,
            null,
            System.ReadOnlySpan.op_Implicit [| name; Closest.hint known name |]
        )

/// The plan of a study, or everything that was found wrong. Nothing is said yet.
[<RequireQualifiedAccess>]
module PlannedStudy =

    let make (terminal: Terminal) shards (loaded: LoadedStudy) : Result<ExecutionPlan * Diagnostic list, Diagnostic list> =
        let found = List.ofSeq loaded.Checked.Diagnostics

        match loaded.Checked.Study with
        | None -> Error found
        | Some study ->
            let result = LoadedStudy.plan terminal shards loaded study
            let found = found @ List.ofSeq result.Diagnostics
            if result.HasErrors then Error found else Ok(result.Plan, found)
