[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.PhenotypesLowering

open System.Collections.Immutable
open WhiteMatter.Language
open WhiteMatter.Plan
open WhiteMatter.Plan.Hosting
open WhiteMatter.Plan.Parameters

let private cohortOf (context: LoweringContext) (phenotypes: CheckedDeclaration) =
    match phenotypes.From with
    | Some from ->
        match context.Find(Setting.reference from) with
        | Some cohort -> cohort
        | None -> Expressions.unplannable from "cohort"
    | None -> invalidOp $"The checked phenotypes '{phenotypes.Name}' have no cohort."

/// The table of the traits: its own, or the cohort's. Its own missing codes, or the cohort's.
let private table (context: LoweringContext) (phenotypes: CheckedDeclaration) =
    let cohort = cohortOf context phenotypes

    match Setting.tryFind "table" phenotypes with
    | None -> CohortLowering.table context cohort
    | Some table ->
        let missing =
            match Setting.tryFind "missing" phenotypes with
            | Some codes -> ImmutableArray.CreateRange(Expressions.items codes |> List.map Expressions.text)
            | None -> CohortLowering.missingCodes context cohort

        PeopleTable.reference context.Files missing table

/// The columns by name; none for `all`, every numeric column that is no ID.
let private columns (phenotypes: CheckedDeclaration) =
    match Setting.tryFind "columns" phenotypes with
    | Some { Node = CheckedNode.EnumCase "all" }
    | None -> []
    | Some columns -> Expressions.items columns |> List.map Expressions.columnName

let private countNumeric (table: TableReference) (header: TableHeader) =
    let ids = table.IdColumn :: Option.toList (Option.ofObj table.FamilyColumn)

    header.Columns
    |> Seq.filter (fun column -> column.Content <> ColumnContent.Text && not (List.contains column.Name ids))
    |> Seq.length

/// How many traits there are; 0 where that cannot be known without the table.
let traits (context: LoweringContext) (phenotypes: CheckedDeclaration) =
    match columns phenotypes with
    | [] ->
        let table = table context phenotypes

        Map.tryFind table.File.Path context.Study.Facts.Tables
        |> Option.map (countNumeric table >> float)
        |> Option.defaultValue 0.0
    | named -> float named.Length

let private lower (context: LoweringContext) (phenotypes: CheckedDeclaration) =
    let cohort = cohortOf context phenotypes
    let table = table context phenotypes
    let parameters = TraitsParameters(table, ImmutableArray.CreateRange(columns phenotypes))

    let sizes = {
        DataSizes.none with
            People = CohortLowering.largest context cohort
            TableBytes = context.Files.Size table.File.Path
            Traits = traits context phenotypes
    }

    [
        Draft.create phenotypes parameters [ StepInput("cohort", Draft.idOf CohortParameters.KindName cohort.Name) ] sizes null
    ]

let rule = {
    Kind = "phenotypes"
    Files =
        fun phenotypes ->
            match Setting.tryFind "table" phenotypes with
            | Some table -> [ OutsideFile.Plain(PeopleTable.path table, table) ]
            | None -> []
    Lower = lower
}
