/// What a study lets be shown of its people.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Interactive.Engine.Privacy

open WhiteMatter.Language
open WhiteMatter.Plan
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
