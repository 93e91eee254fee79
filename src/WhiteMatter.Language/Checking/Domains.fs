/// Sets of values that a condition on one column allows.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Language.Checking.Domains

open System

/// From one number to another; an end belongs to it or does not.
type Interval = {
    Low: float
    LowIn: bool
    High: float
    HighIn: bool
}

type Domain =
    | Everything
    | Nothing
    /// Apart from each other, rising.
    | Numbers of Interval list
    | Texts of Set<string>
    | OtherTexts of Set<string>

let private isEmpty (range: Interval) =
    range.Low > range.High
    || range.Low = range.High && not (range.LowIn && range.HighIn)

let private meet (a: Interval) (b: Interval) = {
    Low = max a.Low b.Low
    LowIn = (a.Low < b.Low || a.LowIn) && (b.Low < a.Low || b.LowIn)
    High = min a.High b.High
    HighIn = (a.High > b.High || a.HighIn) && (b.High > a.High || b.HighIn)
}

let private numbers ranges =
    match ranges |> List.filter (not << isEmpty) with
    | [] -> Nothing
    | ranges -> Numbers ranges

let private texts (set: Set<string>) =
    if set.IsEmpty then Nothing else Texts set

let between low lowIn high highIn =
    numbers [
        {
            Low = low
            LowIn = lowIn
            High = high
            HighIn = highIn
        }
    ]

let points (values: float list) =
    numbers [
        for value in List.distinct values |> List.sort ->
            {
                Low = value
                LowIn = true
                High = value
                HighIn = true
            }
    ]

let ofTexts (values: string list) = texts (Set.ofList values)

/// What both allow. A column whose values are compared as numbers and as texts is left at the first.
let intersect a b =
    match a, b with
    | Everything, other
    | other, Everything -> other
    | Nothing, _
    | _, Nothing -> Nothing
    | Numbers own, Numbers theirs ->
        numbers [
            for one in own do
                for other in theirs -> meet one other
        ]
    | Texts own, Texts theirs -> texts (Set.intersect own theirs)
    | Texts own, OtherTexts theirs
    | OtherTexts theirs, Texts own -> texts (own - theirs)
    | OtherTexts own, OtherTexts theirs -> OtherTexts(own + theirs)
    | own, _ -> own

/// Whether it is a single value.
let isOneValue domain =
    match domain with
    | Texts values -> values.Count = 1
    | Numbers [ range ] -> range.Low = range.High
    | _ -> false

/// Every other value.
let complement domain =
    match domain with
    | Everything -> Nothing
    | Nothing -> Everything
    | Texts values -> OtherTexts values
    | OtherTexts values -> texts values
    | Numbers ranges ->
        ranges
        |> List.map (fun range ->
            numbers [
                {
                    Low = Double.NegativeInfinity
                    LowIn = false
                    High = range.Low
                    HighIn = not range.LowIn
                }
                {
                    Low = range.High
                    LowIn = not range.HighIn
                    High = Double.PositiveInfinity
                    HighIn = false
                }
            ])
        |> List.fold intersect Everything

/// What one of two allows.
let unite a b =
    match a, b with
    | Everything, _
    | _, Everything -> Everything
    | _ -> complement (intersect (complement a) (complement b))
