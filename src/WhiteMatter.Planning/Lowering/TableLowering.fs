[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.TableLowering

open System.Collections.Immutable
open WhiteMatter.Language
open WhiteMatter.Plan
open WhiteMatter.Plan.Expressions
open WhiteMatter.Plan.Parameters

let private joined (table: CheckedDeclaration) =
    Expressions.items (Setting.find "join" table)

let private texts name (table: CheckedDeclaration) =
    match Setting.tryFind name table with
    | Some values -> Expressions.items values |> List.map Expressions.text
    | None -> []

/// An empty field is always missing: the step writes missing values so.
let missingCodes (table: CheckedDeclaration) =
    ImmutableArray.CreateRange("" :: texts "missing" table |> List.distinct)

/// Roles are numbered, not named, so that renaming a table changes no fingerprint.
let private roleOf index (_: MadeTable) = $"table{index + 1}"

let private how word =
    match word with
    | Some "left" -> TableJoin.Left
    | Some "full" -> TableJoin.Full
    | _ -> TableJoin.Inner

/// The columns that a condition names.
let rec private columnsOf (condition: PlanExpression) : string list =
    match condition with
    | :? ColumnExpression as column -> [ column.Name ]
    | :? ListExpression as list -> list.Items |> Seq.collect columnsOf |> List.ofSeq
    | :? NotExpression as negation -> columnsOf negation.Operand
    | :? NegateExpression as negation -> columnsOf negation.Operand
    | :? FunctionExpression as call -> columnsOf call.Argument
    | :? BinaryExpression as pair -> columnsOf pair.Left @ columnsOf pair.Right
    | _ -> []

/// At most this many people are in a table.
let rec private rows (context: LoweringContext) (table: CheckedExpression) =
    let join =
        PeopleTable.made table
        |> Option.bind (fun made -> context.Find made.Declaration)
        |> Option.filter (fun made -> (Setting.tryFind "join" made).IsSome)

    match join, Map.tryFind (PeopleTable.path table) context.Study.Facts.Tables with
    | Some made, _ ->
        let each = joined made |> List.map (rows context)

        match how (Setting.text "how" made) with
        | TableJoin.Left -> each.Head
        | TableJoin.Full -> List.sum each
        | _ -> List.min each
    | None, Some header when header.RowsExact -> float header.Rows
    // Of a large table the first rows were looked at.
    | None, Some header ->
        // Where the host does not say, a field and what separates it take two bytes at least.
        let bytes =
            if header.BytesPerRow > 0.0 then
                header.BytesPerRow
            else
                2.0 * float header.Columns.Length

        max (float header.Rows) (PeopleTable.size context table / bytes)
    | None, None -> 0.0

let private sizes (context: LoweringContext) (tables: CheckedExpression list) = {
    DataSizes.none with
        People = tables |> List.sumBy (rows context)
        TableBytes = tables |> List.sumBy (PeopleTable.size context)
}

let private lower (context: LoweringContext) (table: CheckedDeclaration) =
    let tables = joined table

    let include': PlanExpression option =
        Setting.tryFind "include" table
        |> Option.map (Expressions.lower (StepValues.names context))

    let named = include' |> Option.map columnsOf |> Option.defaultValue []

    let columns =
        table.Body.Columns
        |> List.filter (fun (name, _, _) -> List.contains name named)
        |> List.map (fun (name, role, unit) -> ColumnDeclaration(name, role, Option.toObj unit))

    let parameters =
        TableParameters(
            ImmutableArray.CreateRange(
                tables
                |> List.mapi (fun index -> PeopleTable.referenceAs (roleOf index) context.Files (missingCodes table))
            ),
            how (Setting.text "how" table),
            ImmutableArray.CreateRange(texts "suffixes" table),
            ImmutableArray.CreateRange columns,
            Option.toObj include'
        )

    let inputs =
        tables
        |> List.mapi (fun index item -> PeopleTable.inputsAs (roleOf index) item)
        |> List.concat

    [ Draft.create table parameters inputs (sizes context tables) null ]

/// Read for names, for people and for rows; the copy of the rows is read once more.
let private readings = 4.0

/// An identifier, its place in the look-up and the columns of a condition.
let private bytesPerRow = 250.0

let private row = {
    StepRow.create<TableParameters>
        TableParameters.KindName
        (fun _ table ->
            let tables = StepRow.counted table.Tables.Length "table" "tables"

            let stay =
                match table.How with
                | TableJoin.Left -> "of the first"
                | TableJoin.Full -> "of any"
                | _ -> "who are in each"

            $"joins {tables} of people by their identifiers and keeps the people {stay}")
        (fun _ sizes ->
            Cost.estimate
                (readings * sizes.TableBytes / Cost.textPerSecond)
                (Cost.processMemory + bytesPerRow * sizes.People)
                sizes.TableBytes) with
        Settings = [
            "tables", "join"
            "tables[].file", "join"
            "tables[].format", "join"
            "tables[].idColumn", "id"
            "tables[].familyColumn", "family"
            "tables[].missingCodes", "missing"
        ]
        Inputs = [ "table", "join" ]
}

let rule = {
    Kind = "table"
    Steps = [ row ]
    Files = fun _ table -> joined table |> List.choose PeopleTable.outsideFile
    Lower = lower
}
