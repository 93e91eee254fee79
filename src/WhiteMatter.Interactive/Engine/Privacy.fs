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

/// What a run found, as the report would have it: a warning that tells of single people has its title alone. Errors are told, as they must be mended.
let findings (limit: int) (found: Diagnostic list) : Diagnostic list =
    if showsPeople limit then
        found
    else
        found
        |> List.map (fun one ->
            match DiagnosticTable.Find one.Code with
            | null -> one
            | row when one.Severity = DiagnosticSeverity.Error || row.OnPage = PageText.Message -> one
            | row ->
                Diagnostic(
                    one.Code,
                    one.Severity,
                    $"{row.Title}. 'wmstudy run' says who and how many.",
                    one.Advice,
                    one.Span,
                    one.Related,
                    one.Fixes
                ))
