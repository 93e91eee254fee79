namespace WhiteMatter.Interactive

open System
open System.Collections.Immutable
open System.IO
open WhiteMatter.Plan
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Runtime.Running

/// Finds steps of a plan by what a person calls them.
[<RequireQualifiedAccess>]
module PlanLookup =

    /// The step of an id, or every step of a declaration.
    let find (plan: ExecutionPlan) (name: string) : PlanStep list =
        match plan.Find name with
        | null -> plan.Steps |> Seq.filter (fun step -> step.Declaration = name) |> List.ofSeq
        | step -> [ step ]

    /// The plan of some steps, by their ids, and of what they need; of all where none is named.
    let part (plan: ExecutionPlan) (ids: string list) : ExecutionPlan =
        ExecutionPlan(
            plan.FormatVersion,
            plan.Study,
            plan.Title,
            plan.StudyPath,
            plan.BaseDirectory,
            plan.Build,
            plan.Seed,
            plan.ResultsPath,
            plan.Limits,
            PlanOrder.Select(plan, ImmutableArray.CreateRange ids)
        )

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
            ReadOnlySpan.op_Implicit [|
                name
                (match Closest.hint known name with
                 | "" -> "."
                 | hint -> hint)
            |]
        )

    /// The same where a step's whole name is asked for: those of a declaration are named.
    let noSuchId (plan: ExecutionPlan) (name: string) : Diagnostic =
        let quoted = [
            for step in plan.Steps do
                if step.Declaration = name then
                    $"'{step.Id}'"
        ]

        let listed = String.Join(", ", quoted)

        let hint =
            match quoted, Closest.hint [ for step in plan.Steps -> step.Id ] name with
            | [ one ], _ -> $"; did you mean {one}?"
            | _ :: _, _ -> $"; those of '{name}' are {listed}."
            | [], "" -> "."
            | [], hint -> hint

        Diagnostic.Create(PlanCodes.NoSuchStep, null, ReadOnlySpan.op_Implicit [| name; hint |])

    /// The same to those who declare in a session, and have its commands.
    let notDeclared (plan: ExecutionPlan) (name: string) : Diagnostic =
        let found = noSuchStep plan name

        Diagnostic(
            found.Code,
            found.Severity,
            found.Message,
            "':plan' lists the steps, ':list' what is declared.",
            found.Span,
            found.Related,
            found.Fixes
        )

    /// Files that steps need and that are not there: said before anything runs, each of the first step that needs it, and of files that
    /// stand beside one another under one name the first.
    let missing (steps: PlanStep seq) : Diagnostic list =
        [
            for step in steps do
                for reason in step.Reasons do
                    if reason.Kind = ReasonKind.InputMissing then
                        reason.Subject, step
        ]
        |> List.distinctBy fst
        |> List.distinctBy (fun (file, step) -> Path.ChangeExtension(file, null), step.Id)
        |> List.map (fun (file, step) ->
            Diagnostic.Create(RunCodes.InputGone, step.Source, ReadOnlySpan.op_Implicit [| file; step.Id |]))
