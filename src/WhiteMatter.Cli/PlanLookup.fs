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

        Diagnostic.Create(PlanCodes.NoSuchStep, null, System.ReadOnlySpan.op_Implicit [| name; Closest.hint known name |])

/// A study whose plan could be made, or the exit code when it could not, everything wrong having been said.
[<RequireQualifiedAccess>]
module PlannedStudy =

    let make (terminal: Terminal) shards (loaded: LoadedStudy) : Result<ExecutionPlan, int> =
        Findings.write terminal [ loaded.Source ] loaded.Checked.Diagnostics

        match loaded.Checked.Study with
        | None -> Error ExitCode.StudyErrors
        | Some study ->
            let result = LoadedStudy.plan terminal shards loaded study
            Findings.write terminal [ loaded.Source ] result.Diagnostics

            if result.HasErrors then
                Error ExitCode.StudyErrors
            else
                Ok result.Plan
