/// Whether a declaration meets what something of it asks of another of its settings.
module internal WhiteMatter.Language.Checking.Conditions

open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Language.Syntax

let private written (body: Block option) name =
    body
    |> Option.map _.Items
    |> Option.defaultValue []
    |> List.tryPick (fun item ->
        match item.Node with
        | ItemNode.Setting(key, value) when key.Name = name -> Some value
        | _ -> None)

let private isUnread (body: Block option) =
    body
    |> Option.exists (fun body ->
        body.Items
        |> List.exists (fun item ->
            match item.Node with
            | ItemNode.Skipped _ -> true
            | _ -> false))

/// The word that a setting has, written, called with arguments or by default; `None` where it has none that this version carries out.
let wordOf (rows: SettingRow list) (body: Block option) name =
    rows
    |> List.tryFind (fun row -> row.Name = name)
    |> Option.bind (fun row ->
        let word =
            match written body name, row.Default with
            | Some value, _ ->
                match value.Node with
                | ExpressionNode.Name word
                | ExpressionNode.Call({ Node = ExpressionNode.Name word }, _, _) -> Some word
                | _ -> None
            | None, _ when isUnread body -> None
            | None,
              Some {
                       Value = Some(CheckedNode.EnumCase word, _)
                   } -> Some word
            | None, _ -> None

        let isHere word =
            row.Accepts
            |> List.exists (fun studyType ->
                match studyType with
                | StudyType.Enumeration enumeration ->
                    Catalogue.tryFindEnumeration enumeration
                    |> Option.exists (fun found ->
                        found.Cases
                        |> List.exists (fun case -> case.Name = word && case.Availability = Availability.Here))
                | yields ->
                    Catalogue.functions
                    |> List.exists (fun row ->
                        row.Name = word && row.Yields = yields && row.Availability = Availability.Here))

        word |> Option.filter isHere)

/// Whether a body with these settings meets a condition. A word that is wrong is told by itself: it meets every condition.
let isMet (rows: SettingRow list) (body: Block option) (condition: Condition) =
    match condition.Words with
    | [] -> isUnread body || (written body condition.Setting).IsSome
    | words ->
        wordOf rows body condition.Setting
        |> Option.forall (fun word -> List.contains word words)

/// Whether a setting stands beside the others of its declaration.
let stands rows body (row: SettingRow) =
    row.With |> Option.forall (isMet rows body)
