/// Plans that `wmstudy plan --out` wrote.
[<RequireQualifiedAccess>]
module WhiteMatter.Cli.PlanFile

open System
open System.IO
open System.Text.Json
open WhiteMatter.Plan
open WhiteMatter.Plan.Diagnostics

let isPlan (path: string) =
    path.EndsWith(".json", StringComparison.OrdinalIgnoreCase)

/// The plan, or `None` with what is wrong said.
let read (terminal: Terminal) (path: string) : ExecutionPlan option =
    if not (File.Exists path) then
        Usage.fail $"there is no file '{path}'"

    try
        Some(PlanJson.Deserialize(File.ReadAllText path))
    with
    | :? JsonException
    | :? IOException
    | :? NotSupportedException
    | :? UnauthorizedAccessException as mistake ->
        Findings.write terminal [] [
            Diagnostic.Create(PlanCodes.UnreadablePlan, null, ReadOnlySpan.op_Implicit [| path; mistake.Message |])
        ]

        None

/// The store beside the study the plan was made of.
let store (given: string option) (plan: ExecutionPlan) =
    StudyFiles.store given (Path.Combine(plan.BaseDirectory, plan.StudyPath))
