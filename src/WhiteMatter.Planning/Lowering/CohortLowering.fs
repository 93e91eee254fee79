[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.CohortLowering

open System.Collections.Generic
open System.Collections.Immutable
open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan
open WhiteMatter.Plan.Expressions
open WhiteMatter.Plan.Hosting
open WhiteMatter.Plan.Parameters

/// Cohorts named in set algebra, in order of appearance.
let rec private named (expression: CheckedExpression) =
    match expression.Node with
    | CheckedNode.Declaration name -> [ name ]
    | CheckedNode.Binary(_, left, right) -> List.distinct (named left @ named right)
    | _ -> Expressions.unplannable expression "cohort"

/// Roles are numbered, not named, so that renaming a cohort changes no fingerprint.
let private roleOf cohorts name =
    let index = List.findIndex ((=) name) cohorts
    $"cohort{index + 1}"

let rec private people cohorts (expression: CheckedExpression) : PeopleExpression =
    match expression.Node with
    | CheckedNode.Declaration name -> PeopleOfInput(roleOf cohorts name)
    | CheckedNode.Binary(BinaryOperator.Subtract, left, right) ->
        PeopleDifference(people cohorts left, people cohorts right)
    | CheckedNode.Binary(BinaryOperator.Intersect, left, right) ->
        PeopleIntersection(people cohorts left, people cohorts right)
    | _ -> Expressions.unplannable expression "cohort"

/// The cohort whose table the columns of this one come from: itself, or the first it is drawn from.
let rec private tableOwner (context: LoweringContext) (cohort: CheckedDeclaration) : CheckedDeclaration =
    match Setting.tryFind "table" cohort, cohort.From with
    | Some _, _
    | None, None -> cohort
    | None, Some from ->
        match context.Find(List.head (named from)) with
        | Some parent -> tableOwner context parent
        | None -> cohort

/// Texts that mean missing in a cohort's table.
let missingCodes (context: LoweringContext) (cohort: CheckedDeclaration) =
    match Setting.tryFind "missing" (tableOwner context cohort) with
    | Some codes -> ImmutableArray.CreateRange(Expressions.items codes |> List.map Expressions.text)
    | None -> ImmutableArray<string>.Empty

/// The table that holds a cohort's columns.
let table (context: LoweringContext) (cohort: CheckedDeclaration) =
    let owner = tableOwner context cohort
    PeopleTable.reference context.Files (missingCodes context cohort) (Setting.find "table" owner)

let header (context: LoweringContext) (cohort: CheckedDeclaration) : TableHeader option =
    let owner = tableOwner context cohort
    Map.tryFind (PeopleTable.path (Setting.find "table" owner)) context.Study.Facts.Tables

/// Declared columns: the cohort's own, then those it takes over with its table.
let rec columns (context: LoweringContext) (cohort: CheckedDeclaration) : ColumnDeclaration list =
    let own =
        cohort.Body.Columns
        |> List.map (fun (name, role, unit) -> ColumnDeclaration(name, role, Option.toObj unit))

    let inherited =
        match Setting.tryFind "table" cohort, cohort.From with
        | None, Some from ->
            match context.Find(List.head (named from)) with
            | Some parent -> columns context parent
            | None -> []
        | _ -> []

    let taken = HashSet(own |> List.map _.Name)
    own @ (inherited |> List.filter (fun column -> not (taken.Contains column.Name)))

/// How a column enters a formula: as declared, else by what its values look like.
let roleOfColumn (context: LoweringContext) (cohort: CheckedDeclaration) =
    let declared =
        columns context cohort |> List.map (fun column -> column.Name, column.Role) |> Map.ofList

    let seen =
        match header context cohort with
        | Some header ->
            header.Columns |> Seq.map (fun column -> column.Name, column.Content) |> Map.ofSeq
        | None -> Map.empty

    fun name ->
        match Map.tryFind name declared, Map.tryFind name seen with
        | Some role, _ -> role
        | None, Some ColumnContent.Text -> ColumnRole.Factor
        | _ -> ColumnRole.Numeric

let levelsOfColumn (context: LoweringContext) (cohort: CheckedDeclaration) =
    let levels =
        match header context cohort with
        | Some header ->
            header.Columns |> Seq.map (fun column -> column.Name, column.Levels.Length) |> Map.ofSeq
        | None -> Map.empty

    fun name -> Map.tryFind name levels |> Option.defaultValue 2

/// A share when written as a percentage, else a number of people.
let private sample (context: LoweringContext) (cohort: CheckedDeclaration) =
    match Setting.tryFind "sample" cohort with
    | None -> null
    | Some value ->
        let key = $"{context.Seed}:{cohort.Name}"

        match value.Type with
        | StudyType.Quantity Dimension.Fraction
        | StudyType.Float -> SampleDraw(System.Nullable(), System.Nullable(Expressions.number value), key)
        | _ -> SampleDraw(System.Nullable(int64 (Expressions.number value)), System.Nullable(), key)

/// At most this many people are in the cohort; 0 where its table is not there.
let rec largest (context: LoweringContext) (cohort: CheckedDeclaration) : float =
    let considered =
        match cohort.From with
        | Some from ->
            match context.Find(List.head (named from)) with
            | Some parent -> largest context parent
            | None -> 0.0
        | None -> header context cohort |> Option.map (fun header -> float header.Rows) |> Option.defaultValue 0.0

    match sample context cohort with
    | null -> considered
    | draw when draw.Count.HasValue -> min considered (float draw.Count.Value)
    | draw -> considered * draw.Fraction.Value

let private tableFile (declaration: CheckedDeclaration) =
    Setting.tryFind "table" declaration
    |> Option.map (fun table -> OutsideFile.Plain(PeopleTable.path table, table))

let private files (cohort: CheckedDeclaration) =
    let withdrawals =
        Setting.tryFind "withdrawals" cohort
        |> Option.map (fun value ->
            OutsideFile.Plain(StudyPath.resolve value.File (Expressions.text value), value))

    List.choose id [ tableFile cohort; withdrawals ]

let private lower (context: LoweringContext) (cohort: CheckedDeclaration) =
    let cohorts = cohort.From |> Option.map named |> Option.defaultValue []

    let people =
        match cohort.From with
        | Some from -> people cohorts from
        | None -> PeopleOfTable()

    let includes: PlanExpression | null =
        match Setting.tryFind "include" cohort with
        | Some condition -> Expressions.lower (StepValues.names context) condition
        | None -> null

    let withdrawals: FileReference | null =
        match Setting.path "withdrawals" cohort with
        | Some path -> context.Files.Reference path
        | None -> null

    let table = table context cohort

    let parameters =
        CohortParameters(
            table,
            ImmutableArray.CreateRange(columns context cohort),
            people,
            includes,
            sample context cohort,
            withdrawals
        )

    let inputs =
        cohorts |> List.map (fun name -> StepInput(roleOf cohorts name, Draft.idOf CohortParameters.KindName name))

    let sizes = {
        DataSizes.none with
            People = header context cohort |> Option.map (fun header -> float header.Rows) |> Option.defaultValue 0.0
            TableBytes = context.Files.Size table.File.Path
    }

    [ Draft.create cohort parameters inputs sizes null ]

let rule = {
    Kind = "cohort"
    Files = files
    Lower = lower
}
