/// What is expected of a value by the row of its setting, and what is read off the text around it.
module internal WhiteMatter.Language.Services.CursorExpected

open System.Text.RegularExpressions
open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Language.Services.CursorSlot
open WhiteMatter.Language.Syntax

/// Where nothing is known of a value.
let plain = {
    Types = []
    Columns = ColumnsAt.None
    RunValues = false
    Row = None
    ComparedWith = None
    InArithmetic = false
    InList = false
    Beside = []
    Uses = [ FunctionUse.Value; FunctionUse.Show ]
}

/// What the row of a setting or an argument says.
let ofRow (row: SettingRow) =
    let isCondition = row.Accepts = [ StudyType.Predicate ]
    let isFormula = List.contains StudyType.Formula row.Accepts

    {
        plain with
            Types = row.Accepts
            Columns =
                (if row.Sees = Sees.Nothing then
                     ColumnsAt.None
                 else
                     ColumnsAt.Of row.Sees)
            RunValues = row.AllowsRunValues
            Row = Some row
            Uses =
                if isCondition then
                    [ FunctionUse.Arithmetic ]
                elif isFormula then
                    [ FunctionUse.Formula; FunctionUse.Arithmetic ]
                else
                    plain.Uses
    }

/// What bare entries of a block are.
let entriesOf (entries: Entries) =
    match entries with
    | Entries.Terms -> {
        plain with
            Types = [ StudyType.Formula ]
            Columns = ColumnsAt.Of Sees.PeopleColumns
            Uses = [ FunctionUse.Formula; FunctionUse.Arithmetic ]
      }
    | Entries.Conditions -> {
        plain with
            Types = [ StudyType.Predicate ]
            RunValues = true
            Uses = [ FunctionUse.Arithmetic ]
      }
    | Entries.ColumnRoles -> {
        plain with
            // Sets of columns of an imported file too.
            Types = [ StudyType.ColumnName; StudyType.Columns ]
            Columns = ColumnsAt.Of Sees.TableColumns
      }

/// The path of a table among the arguments of a call.
let pathIn (arguments: Argument list) =
    arguments
    |> List.tryFind (fun argument ->
        match argument.Name with
        | None -> true
        | Some name -> name.Name = "path")
    |> Option.bind (fun argument ->
        match argument.Value.Node with
        | ExpressionNode.Text [ TextPart.Literal path ] -> Some path
        | _ -> None)

/// The names in an expression of cohorts.
let rec namesIn (expression: Expression) : string list =
    match expression.Node with
    | ExpressionNode.Name name -> [ name ]
    | ExpressionNode.Member({ Node = ExpressionNode.Name alias }, name) -> [ $"{alias}.{name.Name}" ]
    | ExpressionNode.Binary(_, _, left, right) -> namesIn left @ namesIn right
    | ExpressionNode.Parenthesised inner -> namesIn inner.Value
    | _ -> []

/// The value of a setting of a block.
let settingIn (body: Block) (name: string) : Expression option =
    body.Items
    |> List.tryPick (fun item ->
        match item.Node with
        | ItemNode.Setting(key, value) when key.Name = name -> Some value
        | _ -> None)

/// Keys of settings and blocks.
let keysOf (items: Item list) = [
    for item in items do
        match item.Node with
        | ItemNode.Setting(key, _)
        | ItemNode.Block(key, _) -> key.Name
        | _ -> ()
]

/// A word of the language, or the edition, that must come next by what the line has before an offset.
let nextWord (text: string) (offset: int) : Slot option =
    let first =
        if offset = 0 then
            0
        else
            text.LastIndexOf('\n', offset - 1) + 1

    let line = text.Substring(first, offset - first)

    if Regex.IsMatch(line, @"^\uFEFF?wmstudy[ \t]+$") then
        Some Slot.Edition
    elif Regex.IsMatch(line, @"(^|[\s{,])accept[ \t]+\w+[ \t]+$") then
        Some(Slot.Word "because")
    elif Regex.IsMatch(line, @"^import[ \t]+""[^""]*""[ \t]+$") then
        Some(Slot.Word "as")
    else
        None
