/// Values of parameters given from outside as text.
module internal WhiteMatter.Language.Checking.Parameters

open System
open System.Globalization
open WhiteMatter.Language
open WhiteMatter.Language.Syntax

let private finite (text: string) =
    match Double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture) with
    | true, value when Double.IsFinite value -> Some value
    | _ -> None

/// The value a text has as a parameter's type; a list's items are separated by commas.
let rec read (typeName: TypeName) (text: string) : (CheckedNode * StudyType) option =
    let trimmed = text.Trim()

    match typeName with
    | TypeName.String -> Some(CheckedNode.Text(if text = "" then [] else [ TextPart.Literal text ]), StudyType.String)
    | TypeName.Bool ->
        match trimmed with
        | "true" -> Some(CheckedNode.Boolean true, StudyType.Bool)
        | "false" -> Some(CheckedNode.Boolean false, StudyType.Bool)
        | _ -> None
    | TypeName.Int ->
        match Int64.TryParse(trimmed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) with
        | true, value -> Some(CheckedNode.Number(float value), StudyType.Int)
        | _ -> None
    | TypeName.Float ->
        (if trimmed.EndsWith '%' then
             finite (trimmed.TrimEnd '%') |> Option.map (fun share -> share / 100.0)
         else
             finite trimmed)
        |> Option.map (fun value -> CheckedNode.Number value, StudyType.Float)
    | TypeName.Quantity ->
        Units.all
        |> List.filter (fun unit -> trimmed.EndsWith(unit.Name, StringComparison.Ordinal))
        |> List.sortByDescending (fun unit -> unit.Name.Length)
        |> List.tryPick (fun unit ->
            finite (trimmed.Substring(0, trimmed.Length - unit.Name.Length))
            |> Option.map (fun value ->
                let value =
                    if unit.Dimension = Dimension.Fraction then
                        value / 100.0
                    else
                        value * unit.Factor

                CheckedNode.Number value, StudyType.Quantity unit.Dimension))
    | TypeName.List item ->
        let inner =
            if trimmed.StartsWith '[' && trimmed.EndsWith ']' then
                trimmed.Substring(1, trimmed.Length - 2)
            else
                trimmed

        /// Texts may stand between quotes, as in a study: `["York", "Leeds"]`.
        let unquoted (part: string) =
            if
                item = TypeName.String
                && part.Length >= 2
                && part.StartsWith '"'
                && part.EndsWith '"'
            then
                part.Substring(1, part.Length - 2)
            else
                part

        let items =
            if String.IsNullOrWhiteSpace inner then
                []
            else
                [ for part in inner.Split ',' -> read item (unquoted (part.Trim())) ]

        if items |> List.forall Option.isSome then
            let file = SourceText("", "")

            let values = [
                for node, studyType in items |> List.choose id ->
                    {
                        Node = node
                        Type = studyType
                        Span = Span.empty
                        File = file
                    }
            ]

            Some(CheckedNode.List values, StudyType.List(Names.typeOfParameter item))
        else
            None
