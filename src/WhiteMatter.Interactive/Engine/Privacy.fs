/// What a study lets be shown of its people.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Interactive.Engine.Privacy

open System
open System.Globalization
open System.Text.RegularExpressions
open WhiteMatter.Language
open WhiteMatter.Plan
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Reporting
open WhiteMatter.Runtime.Queries
open WhiteMatter.Runtime.Store

/// Where no report says otherwise.
let private usual = 5

/// Counts of people under this are not shown: the largest that a report of the study sets.
let smallCounts (study: CheckedStudy) : int =
    study.Declarations
    |> List.filter (fun declaration -> declaration.Kind = "report")
    |> List.choose (fun report ->
        match report.Body.Settings.TryFind "small_counts" |> Option.map _.Node with
        | Some(CheckedNode.Number limit) -> Some(int limit)
        | _ -> None)
    |> function
        | [] -> usual
        | limits -> List.max limits

/// Whether single people may be shown: each is a count of one.
let showsPeople (limit: int) : bool = limit <= 1

/// What is shown of counts of people before anything has run: no step has left anybody out yet.
let beforeRun (study: CheckedStudy) : SmallCountRule =
    SmallCountRule(smallCounts study, Seq.empty)

/// What is shown of counts of people beside the results of some steps: what the report of these would show.
let ofResults (limit: int) (results: (PlanStep * Artifact) seq) : SmallCountRule =
    SmallCountRule(limit, CountFlows.Of(results |> Seq.map (fun (step, result) -> struct (step, result)), "people"))

/// What may be shown of a value of a step's result, where it counts people. A part of the people is not shown exactly where few are the rest.
let count (counts: SmallCountRule) (step: PlanStep) (result: Artifact) (name: string) (value: float) =
    if not (SmallCounts.IsOfPeople(step, name)) || not (Double.IsInteger value) then
        None
    else
        let people =
            match result.Record.Values.TryGetValue "people" with
            | true, people -> people
            | _ -> nan

        let number = int64 value

        match name with
        | "left_out" when Double.IsInteger people -> Some(counts.ShowPart(number, int64 people))
        | "unrelated"
        | "fitted" when people > value -> Some(counts.ShowPart(number, int64 people - number))
        | _ -> Some(counts.Show number)

let private people = Regex "([0-9][0-9,]*) (person|people)"

/// Numbers in words, such as `3 people, 1,000 variants`, with those of people as they may be shown.
let words (counts: SmallCountRule) (numbers: string) : string =
    people.Replace(
        numbers,
        fun found ->
            let number =
                Int64.Parse(found.Groups[1].Value.Replace(",", ""), CultureInfo.InvariantCulture)

            let shown = counts.Show number

            if shown.IsExact then
                found.Value
            else
                $"{shown.Text} people"
    )

let private stated = Regex @"([A-Za-z_][A-Za-z0-9_]*)\.([a-z_]+) is ([0-9.E+-]+)"

/// Whether what rests on some values of results would tell of few people: by one that is not shown exactly, or by what is between two of them.
let hidesAny (counts: SmallCountRule) (values: (PlanStep * Artifact * string * float) list) : bool =
    let ofPeople =
        values
        |> List.choose (fun (step, result, name, value) ->
            count counts step result name value |> Option.map (fun shown -> shown, value))

    let numbers = ofPeople |> List.map snd |> List.distinct

    ofPeople |> List.exists (fun (shown, _) -> not shown.IsExact)
    || List.allPairs numbers numbers
       |> List.exists (fun (one, other) -> counts.IsSmall(int64 (abs (one - other))))

/// What a run found, as the report would have it: a warning that tells of single people has its title alone. Errors are told, with whom they are
/// about, as they must be mended; numbers of few people are not.
let findings
    (plan: ExecutionPlan)
    (counts: SmallCountRule)
    (resultOf: PlanStep -> Artifact option)
    (found: Diagnostic list)
    : Diagnostic list =
    let limit = counts.Limit

    let expectation (message: string) =
        let values = [
            for one in stated.Matches message do
                let isNumber, number =
                    Double.TryParse(one.Groups[3].Value, NumberStyles.Float, CultureInfo.InvariantCulture)

                if isNumber then
                    for step in plan.Steps |> Seq.filter (fun step -> step.Declaration = one.Groups[1].Value) do
                        match resultOf step with
                        | Some result -> step, result, one.Groups[2].Value, number
                        | None -> ()
        ]

        if hidesAny counts values then
            $"An expectation does not hold. It rests on a number of people that the study does not show, since it is under {limit} or would tell of as few ('small_counts' of its report)."
        else
            message

    let text (one: Diagnostic) =
        match DiagnosticTable.Find one.Code with
        | _ when one.Code = RunCodes.ExpectationFailed.Code -> expectation one.Message
        | null -> words counts one.Message
        | row when one.Severity = DiagnosticSeverity.Error || row.OnPage = PageText.Message -> words counts one.Message
        | row -> $"{row.Title}. 'wmstudy run' says who and how many."

    if showsPeople limit then
        found
    else
        found
        |> List.map (fun one ->
            Diagnostic(one.Code, one.Severity, text one, one.Advice, one.Span, one.Related, one.Fixes))
