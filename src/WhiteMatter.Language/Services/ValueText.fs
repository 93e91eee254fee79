/// Checked values in words, as hover and hints show them.
module internal WhiteMatter.Language.Services.ValueText

open System
open System.Globalization
open WhiteMatter.Language
open WhiteMatter.Language.Checking
open WhiteMatter.Language.Syntax

let count (number: int64) =
    number.ToString("N0", CultureInfo.InvariantCulture)

/// `1 person`, `373 people`.
let counted (number: int64) singular plural =
    if number = 1L then
        $"1 {singular}"
    else
        $"{count number} {plural}"

/// A number with the largest unit that gives at least one of it.
let quantity (dimension: Dimension) (value: float) =
    if dimension = Dimension.Fraction then
        Checked.number value
    else
        // The largest unit that gives a number of at least one.
        let unit =
            Units.ofDimension dimension
            |> List.filter (fun unit -> unit.Factor <= max 1.0 (abs value) && unit.Factor >= 1.0)
            |> List.maxBy _.Factor

        Checked.number (value / unit.Factor) + unit.Name

/// A value as one would write it, where it is known before a run; long lists are cut.
let rec tryWrite (value: CheckedExpression) : string option =
    match value.Node, value.Type with
    | CheckedNode.Number number, StudyType.Quantity dimension -> Some(quantity dimension number)
    | CheckedNode.Number number, _ -> Some(Checked.number number)
    | CheckedNode.Boolean true, _ -> Some "true"
    | CheckedNode.Boolean false, _ -> Some "false"
    | CheckedNode.EnumCase word, _ -> Some word
    | CheckedNode.Text _, StudyType.Unknown -> None
    | CheckedNode.Text parts, _ ->
        let pieces = [
            for part in parts do
                match part with
                | TextPart.Literal text -> text
                | TextPart.Placeholder name -> "{" + name.Name + "}"
                | TextPart.Expansion _ -> "{…}"
        ]

        let text = String.Join("", pieces)
        Some("\"" + text + "\"")
    | CheckedNode.Declaration name, _
    | CheckedNode.Column name, _ -> Some name
    | CheckedNode.List items, _ ->
        let shown = items |> List.truncate 8 |> List.map tryWrite

        if shown |> List.forall Option.isSome then
            let texts = String.Join(", ", shown |> List.choose id)

            Some(
                if items.Length > 8 then
                    $"[{texts}, … ({items.Length})]"
                else
                    $"[{texts}]"
            )
        else
            None
    | CheckedNode.Binary(operator, left, right), _ ->
        match tryWrite left, tryWrite right with
        | Some left, Some right -> Some $"{left} {Operators.spelling operator} {right}"
        | _ -> None
    | CheckedNode.Call(name, arguments), _ ->
        let written = [
            for KeyValue(argument, value) in arguments do
                match tryWrite value with
                | Some text -> $"{argument} = {text}"
                | None -> ()
        ]

        let inside = String.Join(", ", written)
        Some $"{name}({inside})"
    | _ -> None
