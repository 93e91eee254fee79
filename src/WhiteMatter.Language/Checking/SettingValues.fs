/// Limits and defaults of settings and arguments.
module internal WhiteMatter.Language.Checking.SettingValues

open System
open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics

/// A number as the study writes it: a share in per cent.
let private written (studyType: StudyType) (number: float) =
    match studyType with
    | StudyType.Quantity Dimension.Fraction -> Checked.number (Math.Round(100.0 * number, 10)) + "%"
    | _ -> Checked.number number

let private describe (row: SettingRow) (studyType: StudyType) (bounds: Bounds) =
    let unit value =
        match row.Accepts with
        | _ when studyType = StudyType.Quantity Dimension.Fraction -> written studyType value
        | StudyType.Quantity dimension :: _ when dimension <> Dimension.Fraction ->
            Checked.number value + (Units.ofDimension dimension).Head.Name
        | _ -> Checked.number value

    let low = if bounds.LowIncluded then "at least" else "more than"
    let high = if bounds.HighIncluded then "at most" else "less than"
    $"{low} {unit bounds.Low} and {high} {unit bounds.High}"

let private checkNumber (env: CheckContext) (row: SettingRow) (bounds: Bounds) (value: CheckedExpression) =
    match value.Node with
    | CheckedNode.Number number when StudyType.isNumeric value.Type ->
        // Where a number of people or a share may stand, the share is at most 1.
        let bounds =
            if value.Type = StudyType.Quantity Dimension.Fraction then
                {
                    bounds with
                        High = min 1.0 bounds.High
                }
            else
                bounds

        let under = number < bounds.Low || (number = bounds.Low && not bounds.LowIncluded)
        let over = number > bounds.High || (number = bounds.High && not bounds.HighIncluded)

        if under || over then
            // A quantity as it stands there, with its unit.
            let shown =
                let text = value.File.TextOf value.Span
                let digits = text.TrimStart '-'

                match value.Type with
                | StudyType.Quantity dimension when dimension <> Dimension.Fraction && Lexis.isDigit (Lexis.at digits 0) ->
                    text
                | _ -> written value.Type number

            Diagnostic.create value.File NameCodes.OutOfBounds value.Span [
                $"'{row.Name}'"
                shown
                describe row value.Type bounds
            ]
            |> env.Findings.AddDiagnostic
    | _ -> ()

/// Reports a number, an item of a list or a list's length beyond the row's limits, and an empty list where one is required.
let checkLimits (env: CheckContext) (row: SettingRow) (value: CheckedExpression) =
    match value.Node, row.Length with
    | CheckedNode.List [], _ when row.Required ->
        Diagnostic.create value.File NameCodes.EmptyList value.Span [ $"'{row.Name}'" ]
        |> env.Findings.AddDiagnostic
    | CheckedNode.List items, Some(least, most) when items.Length < least || items.Length > most ->
        Diagnostic.create value.File NameCodes.OutOfBounds value.Span [
            $"The number of items of '{row.Name}'"
            string items.Length
            $"at least {least} and at most {most}"
        ]
        |> env.Findings.AddDiagnostic
    | _ -> ()

    match row.Bounds, value.Node with
    | Some bounds, CheckedNode.List items -> items |> List.iter (checkNumber env row bounds)
    | Some bounds, _ -> checkNumber env row bounds value
    | None, _ -> ()

/// The default of a row as if it had been written at a place.
let defaultOf (file: SourceText) (span: Span) (row: SettingRow) : CheckedExpression option =
    match row.Default with
    | Some { Value = Some(node, studyType) } ->
        Some {
            Node = node
            Type = studyType
            Span = span
            File = file
        }
    | _ -> None
