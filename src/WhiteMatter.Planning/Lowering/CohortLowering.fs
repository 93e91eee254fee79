[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.CohortLowering

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

/// The cohorts a cohort is drawn from. A simulation is a cohort that is drawn from none.
let private source (cohort: CheckedDeclaration) =
    if cohort.Kind = "cohort" then cohort.From else None

/// The first cohort that an expression names, whose columns the expression has.
let first (context: LoweringContext) (people: CheckedExpression) =
    match context.Find(List.head (named people)) with
    | Some cohort -> cohort
    | None -> Expressions.unplannable people "cohort"

/// The cohort that a cohort is drawn from in the end.
let rec root (context: LoweringContext) (cohort: CheckedDeclaration) : CheckedDeclaration =
    match source cohort with
    | Some from -> root context (first context from)
    | None -> cohort

/// How the study names the table that holds a cohort's columns: its own, or that of the cohort it is drawn from.
let tableSetting (cohort: CheckedDeclaration) = Setting.find "table" cohort

/// Texts that mean missing in a cohort's table.
let missingCodes (cohort: CheckedDeclaration) =
    ImmutableArray.CreateRange(Setting.find "missing" cohort |> Expressions.items |> List.map Expressions.text)

/// The table that holds a cohort's columns.
let table (context: LoweringContext) (cohort: CheckedDeclaration) =
    PeopleTable.reference context.Files (missingCodes cohort) (tableSetting cohort)

/// Bytes of the table that holds a cohort's columns.
let tableSize (context: LoweringContext) (cohort: CheckedDeclaration) =
    PeopleTable.size context (tableSetting cohort)

/// The input that a step reading the cohort's table needs: the step that makes it, or none.
let tableInputs (cohort: CheckedDeclaration) =
    PeopleTable.inputs (tableSetting cohort)

let header (context: LoweringContext) (cohort: CheckedDeclaration) : TableHeader option =
    Map.tryFind (PeopleTable.path (tableSetting cohort)) context.Study.Facts.Tables

/// Declared columns: the cohort's own, and those it has with its table.
let columns (cohort: CheckedDeclaration) =
    ImmutableArray.CreateRange(
        cohort.Body.Columns
        |> List.map (fun (name, role, unit) -> ColumnDeclaration(name, role, Option.toObj unit))
    )

let levelsOfColumn (context: LoweringContext) (cohort: CheckedDeclaration) =
    let levels =
        match header context cohort with
        | Some header ->
            header.Columns
            |> Seq.map (fun column -> column.Name, column.Levels.Length)
            |> Map.ofSeq
        | None -> Map.empty

    fun name -> Map.tryFind name levels |> Option.defaultValue 2

/// A share when written as a percentage, else a number of people.
let private sample (context: LoweringContext) (cohort: CheckedDeclaration) =
    match Setting.tryFind "sample" cohort with
    | None -> null
    | Some value ->
        let count, share =
            match value.Type with
            | StudyType.Quantity Dimension.Fraction
            | StudyType.Float -> System.Nullable(), System.Nullable(Expressions.number value)
            | _ -> System.Nullable(int64 (Expressions.number value)), System.Nullable()

        SampleDraw(count, share, context.Seed, cohort.Name)

/// At most this many people are in the cohort; 0 where its table is not there.
let rec largest (context: LoweringContext) (cohort: CheckedDeclaration) : float =
    let considered =
        match source cohort with
        | Some from -> largest context (first context from)
        | None ->
            header context cohort
            |> Option.map (fun header -> float header.Rows)
            |> Option.defaultValue 0.0

    match sample context cohort with
    | null -> considered
    | draw when draw.Count.HasValue -> min considered (float draw.Count.Value)
    | draw -> considered * draw.Fraction.Value

let private files _ (cohort: CheckedDeclaration) =
    let withdrawals = Setting.file "withdrawals" cohort |> Option.map OutsideFile.Plain

    let table = Setting.tryFind "table" cohort |> Option.bind PeopleTable.outsideFile

    List.choose id [ table; withdrawals ]

let private sizes (context: LoweringContext) (cohort: CheckedDeclaration) = {
    DataSizes.none with
        People =
            header context cohort
            |> Option.map (fun header -> float header.Rows)
            |> Option.defaultValue 0.0
        TableBytes = tableSize context cohort
}

let private inputs (context: LoweringContext) (cohort: CheckedDeclaration) cohorts =
    (cohorts
     |> List.map (fun name -> StepInput(roleOf cohorts name, Draft.idOf CohortParameters.KindName name)))
    @ tableInputs cohort

/// The step of a cohort: a cohort's own, or that of a simulation's people.
let draft (context: LoweringContext) (cohort: CheckedDeclaration) : DraftStep =
    let cohorts = source cohort |> Option.map named |> Option.defaultValue []

    let people =
        match source cohort with
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

    let parameters =
        CohortParameters(table context cohort, columns cohort, people, includes, sample context cohort, withdrawals)

    let unrelated =
        Setting.tryFind "unrelated" cohort
        |> Option.map (fun relatedness ->
            StepInput("unrelated", Draft.idOf RelatednessParameters.KindName (Setting.reference relatedness)))

    Draft.create cohort parameters (inputs context cohort cohorts @ Option.toList unrelated) (sizes context cohort) null

/// The step whose people an expression in a setting stands for: that of the cohort it names, or one of its own, `cohort:NAME.SETTING`,
/// for set algebra.
let stepOf (context: LoweringContext) (declaration: CheckedDeclaration) setting (expression: CheckedExpression) =
    match named expression, expression.Node with
    | [ name ], CheckedNode.Declaration _ -> Draft.idOf CohortParameters.KindName name, []
    | cohorts, _ ->
        let parent = first context expression

        let parameters =
            CohortParameters(table context parent, columns parent, people cohorts expression, null, null, null)

        let draft = {
            Draft.create declaration parameters (inputs context parent cohorts) (sizes context parent) null with
                Id = Draft.idOf CohortParameters.KindName $"{declaration.Name}.{setting}"
                Source = Diagnostic.locate expression.File expression.Span
        }

        draft.Id, [ draft ]

let private row = {
    StepRow.create<CohortParameters>
        CohortParameters.KindName
        (fun step cohort ->
            match cohort.People with
            | :? PeopleOfTable -> "makes the list of the table's people who are in the cohort"
            | people ->
                $"makes the list of people of {ExpressionText.people (StepRow.nameOf step) people} who are in the cohort")
        (fun _ sizes ->
            Cost.estimate
                (sizes.TableBytes / Cost.textPerSecond)
                (Cost.processMemory + 2.0 * sizes.TableBytes)
                (20.0 * sizes.People)) with
        Settings = [ "people", "from" ]
}

let rule = {
    Kind = "cohort"
    Steps = [ row ]
    Files = files
    Lower = fun context cohort -> [ draft context cohort ]
}
