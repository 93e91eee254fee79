[<RequireQualifiedAccess>]
module WhiteMatter.Planning.StepText

open System.Text
open System.Text.Json
open WhiteMatter.Plan
open WhiteMatter.Plan.Parameters

let private isFile (value: JsonElement) =
    value.ValueKind = JsonValueKind.Object && fst (value.TryGetProperty "identity")

/// Whether a value says nothing but which files there are; these are told by their names.
let rec private isOfFiles (value: JsonElement) =
    match value.ValueKind with
    | JsonValueKind.Null -> true
    | JsonValueKind.Object ->
        isFile value
        || value.EnumerateObject() |> Seq.forall (fun child -> isOfFiles child.Value)
    | JsonValueKind.Array -> value.GetArrayLength() > 0 && value.EnumerateArray() |> Seq.forall isOfFiles
    | _ -> false

let settings (step: PlanStep) : (string * string) list =
    let kind = step.Parameters.Kind

    let nameOfRole = StepRow.nameOf step

    let rec leaves prefix (value: JsonElement) = [
        for child in value.EnumerateObject() do
            let path = prefix + child.Name

            if isOfFiles child.Value || path = "kind" then
                ()
            elif SettingText.isGroup path && child.Value.ValueKind = JsonValueKind.Object then
                yield! leaves (path + ".") child.Value
            else
                SettingText.nameOf kind path, SettingText.valueOf nameOfRole kind path child.Value
    ]

    leaves "" (StepFingerprint.IdentityJson step.Parameters)

let files (step: PlanStep) : string list =
    OutsideReference.Of step.Parameters
    |> Seq.map _.Path
    |> Seq.distinct
    |> List.ofSeq

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
