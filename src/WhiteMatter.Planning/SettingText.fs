/// Names and values of recorded parameters as the study writes them.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.SettingText

open System
open System.Text
open System.Text.Json
open WhiteMatter.Plan
open WhiteMatter.Plan.Expressions
open WhiteMatter.Plan.Parameters

/// `memberP` as `member_p`.
let private snake (name: string) =
    let text = StringBuilder()

    for letter in name do
        if Char.IsUpper letter && text.Length > 0 then
            text.Append '_' |> ignore

        text.Append(Char.ToLowerInvariant letter) |> ignore

    text.ToString()

/// The setting of the study that a property of the parameters comes from.
let nameOf (kind: string) (property: string) =
    match kind, property with
    | CohortParameters.KindName, "people" -> "from"
    | DesignParameters.KindName, "formula" -> "adjust"
    | SummaryStatisticsParameters.KindName, "maximumP" -> "write_p"
    | ReportParameters.KindName, "items" -> "show"
    | ReportParameters.KindName, "accepted" -> "accept"
    | _, "table.idColumn" -> "id"
    | _, "table.familyColumn" -> "family"
    | _, "table.missingCodes" -> "missing"
    | _, "table.format" -> "table"
    | _, property -> snake property

let private longest = 160

let private shorten (text: string) =
    if text.Length <= longest then text else text.Substring(0, longest - 1) + "…"

let private tryRead<'T> (value: JsonElement) (write: 'T -> string) =
    try
        match JsonSerializer.Deserialize<'T>(value, PlanJson.Options) with
        | null -> None
        | read -> Some(write read)
    with
    | :? JsonException
    | :? NotSupportedException -> None

/// A property of a JSON object as text; empty where it has none.
let private field (name: string) (value: JsonElement) =
    match value.TryGetProperty name with
    | true, found when found.ValueKind = JsonValueKind.String -> string (found.GetString())
    | true, found when found.ValueKind = JsonValueKind.Null -> ""
    | true, found -> found.GetRawText()
    | _ -> ""

let private scalar kind property (value: JsonElement) =
    match kind, property, value.GetRawText() with
    | AssociationParameters.KindName, "precision", "5" -> "double"
    | AssociationParameters.KindName, "precision", "3" -> "single"
    | _, _, "null" -> "none"
    | _, _, "\"rankInverseNormal\"" -> "rank_int"
    | _, _, "\"tabSeparated\"" -> "tsv"
    | _, _, "\"commaSeparated\"" -> "csv"
    | _, _, "\"blankSeparated\"" -> "space_separated"
    | _, _, raw when value.ValueKind = JsonValueKind.Number ->
        match value.TryGetDouble() with
        | true, number -> ExpressionText.number number
        | _ -> raw
    | _, _, raw when value.ValueKind = JsonValueKind.String -> string (value.GetString())
    | _, _, raw -> raw

/// A value as the study writes it. `nameOfRole` names the cohorts of set algebra.
let rec valueOf (nameOfRole: string -> string) (kind: string) (property: string) (value: JsonElement) : string =
    let has (name: string) =
        value.ValueKind = JsonValueKind.Object && fst (value.TryGetProperty name)

    let text =
        match value.ValueKind with
        | JsonValueKind.Object when has "node" ->
            let read =
                match property with
                | "people" -> tryRead<PeopleExpression> value (ExpressionText.people nameOfRole)
                | "formula" -> tryRead<FormulaExpression> value ExpressionText.formula
                | _ -> tryRead<PlanExpression> value ExpressionText.expression

            read |> Option.defaultWith value.GetRawText
        | JsonValueKind.Object when has "view" -> String.Concat(field "view" value, "(", StepId.declaration (field "step" value), ")")
        | JsonValueKind.Object when has "condition" ->
            valueOf nameOfRole kind "condition" (value.GetProperty "condition")
        | JsonValueKind.Object when has "reason" -> String.Concat(field "code" value, " because \"", field "reason" value, "\"")
        | JsonValueKind.Object when has "role" ->
            let name = field "name" value

            match field "unit" value with
            | "" when field "role" value = "factor" -> $"{name} : factor"
            | "" -> name
            | unit -> $"{name} : {unit}"
        | JsonValueKind.Object when has "fraction" ->
            match field "fraction" value with
            | "" -> field "count" value
            | share ->
                let percent = 100.0 * Double.Parse(share, Globalization.CultureInfo.InvariantCulture)
                ExpressionText.number percent + "%"
        | JsonValueKind.Array ->
            "["
            + String.Join(", ", value.EnumerateArray() |> Seq.map (valueOf nameOfRole kind property))
            + "]"
        | _ -> scalar kind property value

    shorten text
