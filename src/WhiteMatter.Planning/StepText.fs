[<RequireQualifiedAccess>]
module WhiteMatter.Planning.StepText

open System.Text
open System.Text.Json
open WhiteMatter.Plan

let private isFile (value: JsonElement) =
    value.ValueKind = JsonValueKind.Object && fst (value.TryGetProperty "identity")

let settings (step: PlanStep) : (string * string) list =
    let kind = step.Parameters.Kind

    let nameOfRole = StepRow.nameOf step

    let rec leaves prefix (value: JsonElement) = [
        for child in value.EnumerateObject() do
            let path = prefix + child.Name

            if isFile child.Value || path = "kind" then
                ()
            elif SettingText.isGroup path && child.Value.ValueKind = JsonValueKind.Object then
                yield! leaves (path + ".") child.Value
            elif child.Value.ValueKind <> JsonValueKind.Null then
                SettingText.nameOf kind path, SettingText.valueOf nameOfRole kind path child.Value
    ]

    leaves "" (StepFingerprint.IdentityJson step.Parameters)

let files (step: PlanStep) : string list =
    let rec search (value: JsonElement) =
        match value.ValueKind with
        | JsonValueKind.Object ->
            let path =
                match value.TryGetProperty "path", value.TryGetProperty "template" with
                | (true, path), _
                | _, (true, path) -> path.GetString() |> Option.ofObj
                | _ -> None

            let made =
                match value.TryGetProperty "input" with
                | true, input -> input.ValueKind <> JsonValueKind.Null
                | _ -> false

            match path, isFile value with
            // A file that another step makes stands among the inputs.
            | Some _, true when made -> []
            | Some path, true -> [ path ]
            | _ -> [
                for child in value.EnumerateObject() do
                    yield! search child.Value
              ]
        | JsonValueKind.Array -> [
            for child in value.EnumerateArray() do
                yield! search child
          ]
        | _ -> []

    JsonSerializer.SerializeToElement<Parameters.StepParameters>(step.Parameters, PlanJson.Options)
    |> search
    |> List.distinct

let private bold colour text =
    if colour then $"\u001b[1m{text}\u001b[0m" else text

let render (colour: bool) (step: PlanStep) : string =
    let kind = step.Parameters.Kind
    let text = StringBuilder()

    let line (content: string) =
        text.Append(content).Append('\n') |> ignore

    let state =
        match step.State with
        | StepState.Cached -> "cached: its result is in the store and fits"
        | StepState.Run -> "to run"
        | _ -> "blocked: it cannot run"

    line $"{bold colour step.Id}  {state}"

    match LoweringTable.tryFindStep kind with
    | Some row -> line (row.Summary step)
    | None -> line kind

    if not step.Reasons.IsEmpty then
        line "because"

        for reason in step.Reasons do
            line $"  {PlanText.reason step reason}"

    line $"source       {step.Source.Path}:{step.Source.Line}"
    line $"fingerprint  {step.Fingerprint}"
    line "It would change with"
    line $"  the implementation of {step.Parameters.Kind}, now version {step.Parameters.ImplementationVersion}"

    for name, value in settings step do
        line $"  {name} = {value}"

    for file in files step do
        line $"  the file {file}"

    for input in step.Inputs do
        line $"  the result of {input.StepId}"

    text.ToString()
