namespace WhiteMatter.Cli

open System
open WhiteMatter.Interactive
open WhiteMatter.Language
open WhiteMatter.Plan
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Parameters

/// Says where steps come in fewer parts than were asked for.
[<RequireQualifiedAccess>]
module ShardNotice =

    let write (terminal: Terminal) (asked: int option) (plan: ExecutionPlan) =
        match asked with
        | None -> ()
        | Some asked ->
            let fewer = [
                for step in plan.Steps do
                    if not step.Shards.IsEmpty && step.Shards.Length < asked then
                        $"{step.Id} in {step.Shards.Length}"
            ]

            if not fewer.IsEmpty then
                let steps = String.Join(", ", fewer)
                let block = AssociationParameters.VariantBlock

                terminal.Error.WriteLine
                    $"Fewer parts than --shards {asked}: {steps}; a part has at least one block of {block} variants."

/// The plan of a study, or everything that was found wrong. Nothing is said yet.
[<RequireQualifiedAccess>]
module PlannedStudy =

    let make
        (terminal: Terminal)
        shards
        (loaded: LoadedStudy)
        : Result<ExecutionPlan * Diagnostic list, Diagnostic list> =
        let found = List.ofSeq loaded.Checked.Diagnostics

        match loaded.Checked.Study with
        | None -> Error found
        | Some study ->
            let result = LoadedStudy.plan terminal shards loaded study
            let found = found @ List.ofSeq result.Diagnostics

            if result.HasErrors then
                Error found
            else
                Ok(result.Plan, found)

    /// What a command says of the steps of a study that a name stands for; says what was found first, and refuses a study with errors
    /// or a name of no step.
    let ofSteps
        (terminal: Terminal)
        json
        (study, name)
        given
        store
        (say: LoadedStudy -> ExecutionPlan -> PlanStep list -> int)
        : int =
        let loaded =
            LoadedStudy.load terminal study given store (MachineLimits.apply None None)

        match make terminal None loaded with
        | Error found ->
            Findings.refuse terminal [ loaded.Source ] json found
            ExitCode.StudyErrors
        | Ok(plan, found) ->
            Findings.write terminal [ loaded.Source ] found

            match PlanLookup.find plan name with
            | [] ->
                Findings.refuse terminal [ loaded.Source ] json [ PlanLookup.noSuchStep plan name ]
                ExitCode.Usage
            | steps -> say loaded plan steps
