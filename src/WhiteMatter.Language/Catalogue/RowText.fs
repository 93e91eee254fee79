/// What a row of the catalogue says, in words.
module internal WhiteMatter.Language.Catalogue.RowText

open System
open System.Globalization
open WhiteMatter.Language

let commas (items: string list) = String.Join(", ", items)

/// A line of documentation as the end of a sentence: its first word small, unless that is a symbol such as P or I( ).
let continued (doc: string) =
    if
        doc.Length > 1
        && (Char.IsLower doc[1] || doc.StartsWith("A ", StringComparison.Ordinal))
    then
        string (Char.ToLowerInvariant doc[0]) + doc.Substring 1
    else
        doc

let typeOf (studyType: StudyType) =
    match studyType with
    | StudyType.Quantity dimension ->
        let units = Units.ofDimension dimension |> List.map _.Name
        $"{Dimension.name dimension} ({commas units})"
    | StudyType.Unknown -> "any"
    | other -> StudyType.name other

let types (all: StudyType list) =
    String.Join(" or ", all |> List.map typeOf |> List.distinct)

/// Above this a limit guards against slips of the pen, and is not worth a reader's time.
let private worthTelling = 100_000.0

let private bounds (row: SettingRow) (bounds: Bounds) =
    let value (number: float) =
        match row.Accepts with
        | StudyType.Quantity Dimension.Fraction :: _ ->
            (100.0 * number).ToString("0.###", CultureInfo.InvariantCulture) + "%"
        | StudyType.Quantity dimension :: _ ->
            number.ToString("0.###", CultureInfo.InvariantCulture)
            + (Units.ofDimension dimension).Head.Name
        | _ -> number.ToString("R", CultureInfo.InvariantCulture)

    let low = if bounds.LowIncluded then "at least" else "more than"
    let high = if bounds.HighIncluded then "at most" else "less than"

    if bounds.High > worthTelling then
        $"{low} {value bounds.Low}"
    else
        $"{low} {value bounds.Low}, {high} {value bounds.High}"

/// The limits of a value: `at least 0, at most 1`.
let private limits (row: SettingRow) =
    let each =
        row.Bounds
        |> Option.map (fun limits ->
            let isList =
                row.Accepts
                |> List.exists (fun accepts ->
                    match accepts with
                    | StudyType.List _ -> true
                    | _ -> false)

            (if isList then "each " else "") + bounds row limits)

    let items =
        match row.Length with
        | Some(least, most) when float most <= 100.0 -> Some $"{least} to {most} items"
        | _ -> None

    commas (Option.toList items @ Option.toList each)

/// The types a value may have with its limits: `length (mm; at least 0.1mm, at most 50mm)`.
let accepted (row: SettingRow) =
    match types row.Accepts, limits row with
    | names, "" -> names
    | names, limits when names.EndsWith ')' -> $"{names.TrimEnd ')'}; {limits})"
    | names, limits -> $"{names} ({limits})"

let defaultOf (row: SettingRow) =
    match row.Default with
    | _ when row.Required -> "required"
    | Some { IsLiteral = true; Text = text } -> $"`{text}`"
    | Some { Text = text } -> text
    | None -> "–"

let entries entries =
    match entries with
    | Entries.Terms -> "Entries are terms of a formula, summed."
    | Entries.Conditions -> "Entries are conditions; all must hold."
    | Entries.ColumnRoles -> "Entries are `name : role`, `name : unit` or the name of a set of columns."

let useOf row =
    match row with
    | FunctionUse.Value -> "the value of a setting"
    | FunctionUse.Arithmetic -> "conditions and arithmetic"
    | FunctionUse.Formula -> "formulas"
    | FunctionUse.Show -> "what a report shows"

/// A condition as a reader would look for it: `method = jagwas`.
let condition (condition: Condition) =
    match condition.Words with
    | [] -> condition.Setting
    | words -> $"{condition.Setting} = " + String.Join(" or ", words)
