/// Columns of people as tables that tell of no single person, or of some where the study lets them be shown.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Interactive.Engine.PeopleTables

open System
open System.Globalization
open WhiteMatter.Interactive
open WhiteMatter.Reporting
open WhiteMatter.Runtime.Queries

/// The people one below the other.
let rows (people: PeopleRows) (most: int) : Block =
    let columns =
        ("id", false)
        :: [ for column in people.Columns -> column.Name, column.IsNumeric ]

    Answer.table columns [
        for row in 0 .. min most people.Ids.Length - 1 do
            people.Ids[row]
            :: [
                for column in people.Columns do
                    if column.IsNumeric then
                        Numbers.text column.Numbers[row]
                    else
                        match column.Texts[row] with
                        | null -> "NA"
                        | text -> text
            ]
    ]

let private quantile (sorted: float array) (share: float) =
    let at = share * float (sorted.Length - 1)
    let below = int (floor at)
    let above = min (sorted.Length - 1) (below + 1)
    sorted[below] + (at - float below) * (sorted[above] - sorted[below])

/// Median and quartiles, where no more than a few people could be behind them.
let private ofNumbers (limit: int) (values: float seq) =
    let sorted = values |> Seq.filter Double.IsFinite |> Seq.sort |> Array.ofSeq

    if sorted.Length < 4 * max 1 limit then
        "too few people"
    else
        $"median {Numbers.text (quantile sorted 0.5)}, middle half {Numbers.text (quantile sorted 0.25)} to {Numbers.text (quantile sorted 0.75)}"

/// Most values that are listed.
let private mostLevels = 8

/// Shares of the values, the most frequent first. Values of few people go together, and with them the least frequent of the others until they
/// are no few, so that nothing can be told from what is left over.
let private ofTexts (limit: int) (values: string list) =
    let counted =
        values |> List.countBy id |> List.sortBy (fun (value, count) -> -count, value)

    let all = List.sumBy snd counted

    let shown, hidden =
        counted |> List.partition (fun (_, count) -> count >= max 1 limit)

    let listed, rest = shown |> List.splitAt (min mostLevels shown.Length)

    let rec fold (listed: (string * int) list) others =
        match List.rev listed with
        | (_, least) :: before when others > 0 && others < limit -> fold (List.rev before) (others + least)
        | _ -> listed, others

    let listed, others = fold listed (List.sumBy snd rest + List.sumBy snd hidden)

    let share count =
        (100.0 * float count / float (max 1 all)).ToString("0", CultureInfo.InvariantCulture)
        + "%"

    String.Join(
        ", ",
        [
            for value, count in listed do
                $"{value} {share count}"
            if others > 0 then
                $"others {share others}"
        ]
    )

/// What the columns hold, over all people.
let summary (counts: SmallCountRule) (people: PeopleRows) : Block =
    let limit = counts.Limit

    Answer.table [ "column", false; "missing", true; "values", false ] [
        for column in people.Columns do
            let missing =
                if column.IsNumeric then
                    column.Numbers |> Seq.filter Double.IsNaN |> Seq.length
                else
                    column.Texts |> Seq.filter isNull |> Seq.length

            [
                column.Name
                counts.ShowPart(int64 missing, int64 (people.Ids.Length - missing)).Text
                if people.Ids.Length < limit then
                    "too few people"
                elif column.IsNumeric then
                    ofNumbers limit column.Numbers
                else
                    ofTexts limit (column.Texts |> Seq.choose Option.ofObj |> List.ofSeq)
            ]
    ]
