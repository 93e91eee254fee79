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

/// The plan, or what is wrong with the document.
let read (path: string) : Result<ExecutionPlan, Diagnostic> =
    if not (File.Exists path) then
        Usage.fail $"there is no file '{path}'"

    try
        Ok(PlanJson.Deserialize(File.ReadAllText path))
    with
    | :? JsonException
    | :? IOException
    | :? NotSupportedException
    | :? UnauthorizedAccessException as mistake ->
        Error(Diagnostic.Create(PlanCodes.UnreadablePlan, null, ReadOnlySpan.op_Implicit [| path; mistake.Message |]))

/// The store beside the study the plan was made of.
let store (given: string option) (plan: ExecutionPlan) =
    StudyFiles.store given (Path.Combine(plan.BaseDirectory, plan.StudyPath))
