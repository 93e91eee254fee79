/// Plans that `wmstudy plan --out` wrote.
[<RequireQualifiedAccess>]
module WhiteMatter.Cli.PlanFile

open System
open System.IO
open System.Text.Json
open WhiteMatter.Plan
open WhiteMatter.Plan.Diagnostics

/// Whether a file is a plan: by its name, else by its first letter, which no study begins with.
let isPlan (path: string) =
    let beginsAsPlan () =
        StudyFiles.regular path
        use reader = new StreamReader(path)
        let mutable next = reader.Read()

        while next >= 0 && Char.IsWhiteSpace(char next) do
            next <- reader.Read()

        next = int '{'

    path.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
    || (File.Exists path
        && try
            beginsAsPlan ()
           with
           | :? IOException
           | :? UnauthorizedAccessException -> false)

/// Why a text is no plan, as far as its outermost form shows it.
let private refusal (path: string) (text: string) : string option =
    let isStudy = path.EndsWith(".wmstudy", StringComparison.OrdinalIgnoreCase)

    try
        use document = JsonDocument.Parse text
        let root = document.RootElement

        let version =
            if root.ValueKind = JsonValueKind.Object then
                match root.TryGetProperty "formatVersion" with
                | true, value when value.ValueKind = JsonValueKind.Number ->
                    match value.TryGetInt32() with
                    | true, number -> Some number
                    | _ -> None
                | _ -> None
            else
                None

        match version with
        | None -> Some "it is JSON, but has no formatVersion, which every plan begins with."
        | Some number when number > PlanJson.FormatVersion ->
            Some $"it has format version {number}; this program reads up to {PlanJson.FormatVersion}."
        | Some _ -> None
    with
    | :? JsonException when isStudy ->
        Some $"it is a study. 'wmstudy plan {Quoting.word path} --out plan.json' makes a plan of it."
    | :? JsonException as mistake ->
        let line = mistake.LineNumber.GetValueOrDefault() + 1L
        Some $"it is not JSON; the first mistake is on line {line}."

/// The plan, or what is wrong with the document.
let read (path: string) : Result<ExecutionPlan, Diagnostic> =
    if not (File.Exists path) then
        Usage.fail $"there is no file '{path}'"

    StudyFiles.regular path

    let unreadable why =
        Error(Diagnostic.Create(PlanCodes.UnreadablePlan, null, ReadOnlySpan.op_Implicit [| path; why |]))

    try
        let text = File.ReadAllText path

        match refusal path text with
        | Some why -> unreadable why
        | None -> Ok(PlanJson.Deserialize text)
    with
    | :? JsonException as mistake when mistake.LineNumber.HasValue ->
        unreadable $"the value on line {mistake.LineNumber.Value + 1L} is none that a plan has there."
    | :? JsonException
    | :? NotSupportedException -> unreadable "a part of it is missing or is of an unknown kind."
    | :? IOException
    | :? UnauthorizedAccessException as mistake -> unreadable mistake.Message

/// The store beside the study the plan was made of.
let store (given: string option) (plan: ExecutionPlan) =
    StudyFiles.store given (Path.Combine(plan.BaseDirectory, plan.StudyPath))
