/// What a study lets be shown of its people.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Interactive.Engine.Privacy

open System
open System.Globalization
open System.Text.RegularExpressions
open WhiteMatter.Language
open WhiteMatter.Plan
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Runtime.Queries

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

/// Whether a value of a step's result is a count of too few people.
let hides (limit: int) (step: PlanStep) (name: string) (value: float) : bool =
    SmallCounts.IsOfPeople(step, name) && SmallCounts.IsSmall(value, limit)

/// In place of a count of few people.
let fewer (limit: int) : string = $"<{limit}"

let private people = Regex "([0-9][0-9,]*) (person|people)"

/// Numbers in words, such as `3 people, 1,000 variants`, without those of few people.
let words (limit: int) (numbers: string) : string =
    people.Replace(
        numbers,
        fun found ->
            let count =
                Double.Parse(found.Groups[1].Value.Replace(",", ""), CultureInfo.InvariantCulture)

            if SmallCounts.IsSmall(count, limit) then
                $"{fewer limit} people"
            else
                found.Value
    )

let private stated = Regex @"([A-Za-z_][A-Za-z0-9_]*)\.([a-z_]+) is ([0-9.E+-]+)"

/// Whether a value that results state, or several together, tell of few people: each by itself, and what is between two of them.
let private tellOfFew (limit: int) (counts: float list) =
    let rec between counts =
        match counts with
        | [] -> false
        | first :: rest ->
            rest
            |> List.exists (fun other -> SmallCounts.IsSmall(abs (first - other), limit))
            || between rest

    counts |> List.exists (fun count -> SmallCounts.IsSmall(count, limit))
    || between counts

/// Whether what rests on some values of results would tell of few people.
let hidesAny (limit: int) (values: (PlanStep * string * float) list) : bool =
    values
    |> List.filter (fun (step, name, _) -> SmallCounts.IsOfPeople(step, name))
    |> List.map (fun (_, _, value) -> value)
    |> List.distinct
    |> tellOfFew limit

/// What a run found, as the report would have it: a warning that tells of single people has its title alone. Errors are told, with whom they are
/// about, as they must be mended; numbers of few people are not.
let findings (plan: ExecutionPlan) (limit: int) (found: Diagnostic list) : Diagnostic list =
    let expectation (message: string) =
        let values = [
            for one in stated.Matches message do
                let isNumber, number =
                    Double.TryParse(one.Groups[3].Value, NumberStyles.Float, CultureInfo.InvariantCulture)

                if isNumber then
                    for step in plan.Steps |> Seq.filter (fun step -> step.Declaration = one.Groups[1].Value) do
                        step, one.Groups[2].Value, number
        ]

        if hidesAny limit values then
            $"An expectation does not hold. It rests on a number of people under {limit}, which the study does not show ('small_counts' of its report)."
        else
            message

    let text (one: Diagnostic) =
        match DiagnosticTable.Find one.Code with
        | _ when one.Code = RunCodes.ExpectationFailed.Code -> expectation one.Message
        | null -> words limit one.Message
        | row when one.Severity = DiagnosticSeverity.Error || row.OnPage = PageText.Message -> words limit one.Message
        | row -> $"{row.Title}. 'wmstudy run' says who and how many."

    if showsPeople limit then
        found
    else
        found
        |> List.map (fun one ->
            Diagnostic(one.Code, one.Severity, text one, one.Advice, one.Span, one.Related, one.Fixes))
