/// Entries that stand in the wrong kind of brackets, or in none.
module internal WhiteMatter.Language.Checking.BracesOrBrackets

open System
open System.Collections.Generic
open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics

/// A set of columns that is given to a block as a value would be: `columns = ukb.person` for `columns { ukb.person }`.
let asBlock (source: SourceText) (block: BlockRow) (key: Identifier) (value: Expression) =
    match block.Entries, value.Node with
    | Some Entries.ColumnRoles, (ExpressionNode.Name _ | ExpressionNode.Member _) ->
        let braces = " { " + source.TextOf value.Span + " }"
        Diagnostic.withFix source $"Write '{key.Name}{braces}'" (Span.create key.Span.End value.Span.End) braces
    | _ -> id

/// The first words of what stands at a place, for a message.
let excerpt (source: SourceText) span =
    let text = source.TextOf(span).ReplaceLineEndings " "

    if text.Length > 60 then
        text.Substring(0, 57) + "…"
    else
        text

/// Entries as a list.
let private listOf (source: SourceText) (entries: Expression list) =
    let texts = entries |> List.map (fun entry -> source.TextOf entry.Span)
    "[" + String.Join(", ", texts) + "]"

let private takesList (setting: SettingRow) = setting.Accepts |> List.exists _.IsList

/// The entries of a block that has nothing else.
let private bareOnly (items: Item list) =
    let entries =
        items
        |> List.choose (fun item ->
            match item.Node with
            | ItemNode.Bare({ Node = ExpressionNode.Skipped _ }) -> None
            | ItemNode.Bare entry -> Some entry
            | _ -> None)

    if not entries.IsEmpty && entries.Length = items.Length then
        Some entries
    else
        None

/// A setting that takes a list and is written as a block: `show { qq(g) }` for `show = [qq(g)]`.
let asList (source: SourceText) (setting: SettingRow) (key: Identifier) (body: Block) =
    match bareOnly body.Items with
    | Some entries when takesList setting ->
        let value = " = " + listOf source entries
        Diagnostic.withFix source $"Write '{key.Name}{value}'" (Span.create key.Span.End body.Span.End) value
    | _ -> id

/// The required setting that all entries of a block are meant for, where nothing else stands in it and each is a call.
let private ofSetting (settings: SettingRow list) (isWritten: string -> bool) (items: Item list) =
    match bareOnly items with
    | Some entries when
        entries
        |> List.forall (fun entry ->
            match entry.Node with
            | ExpressionNode.Call _ -> true
            | _ -> false)
        ->
        match
            settings
            |> List.filter (fun setting -> setting.Required && takesList setting && not (isWritten setting.Name))
        with
        | [ setting ] -> Some(setting, entries)
        | _ -> None
    | _ -> None

/// Reports entries that lack the one setting they can be of, once; whether it did.
let report
    (findings: Findings)
    (source: SourceText)
    (block: string)
    (settings: SettingRow list)
    (isWritten: string -> bool)
    (meant: HashSet<string>)
    (items: Item list)
    : bool =
    match ofSetting settings isWritten items with
    | Some(setting, entries) ->
        meant.Add setting.Name |> ignore
        let first, last = List.head entries, List.last entries
        let written = $"{setting.Name} = {listOf source entries}"

        Diagnostic.create source NameCodes.EntryUnexpected first.Span [ block; excerpt source first.Span ]
        |> Diagnostic.withFix source $"Put it into '{setting.Name}'" (Span.union first.Span last.Span) written
        |> findings.AddDiagnostic

        true
    | None -> false
