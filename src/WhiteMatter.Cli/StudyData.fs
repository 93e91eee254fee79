namespace WhiteMatter.Cli

open System
open System.Collections.Immutable
open System.IO
open System.Threading.Tasks
open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Expressions
open WhiteMatter.Plan.Hosting
open WhiteMatter.Runtime.Scanning

/// How much of the data a check looks at.
[<RequireQualifiedAccess>]
type DataLevel =
    /// Nothing: the text alone.
    | Nothing
    /// Headers and the first rows.
    | Headers
    /// Every row, and every person's files.
    | Full

[<RequireQualifiedAccess>]
module DataLevel =

    /// A level as `--data` names it.
    let parse (word: string option) : DataLevel =
        match word with
        | None
        | Some "headers" -> DataLevel.Headers
        | Some "none" -> DataLevel.Nothing
        | Some "full" -> DataLevel.Full
        | Some other -> Usage.fail $"'--data {other}' is none, headers or full"

/// An outside that has the study's texts and no data.
[<Sealed>]
type private WithoutData(inner: IStudyHost) =

    static let nothing () =
        ValueTask<Probe<'header>>(Probe<'header>.NotFound() :> Probe<'header>)

    interface IStudyHost with
        member _.Machine = inner.Machine
        member _.LibraryFolders = inner.LibraryFolders

        // Other studies that it imports are text; names of regions are data.
        member _.ReadTextAsync(path, maximumBytes, cancellation) =
            if path.EndsWith(".wmstudy", StringComparison.Ordinal) then
                inner.ReadTextAsync(path, maximumBytes, cancellation)
            else
                nothing ()

        member _.IdentifyAsync(_, _) = nothing ()
        member _.ReadTableHeaderAsync(_, _) = nothing ()
        member _.ReadGenotypeHeaderAsync(_, _) = nothing ()
        member _.ReadImageHeaderAsync(_, _) = nothing ()
        member _.ReadMaskAsync(_, _) = nothing ()
        member _.ReadImageSetHeaderAsync(_, _) = nothing ()
        member _.ReadStatisticsHeaderAsync(_, _) = nothing ()
        member _.ReadWeightsHeaderAsync(_, _) = nothing ()

        member _.DescribeNumericsAsync(device, threads, cancellation) =
            inner.DescribeNumericsAsync(device, threads, cancellation)

        member _.FindArtifactAsync(fingerprint, cancellation) =
            inner.FindArtifactAsync(fingerprint, cancellation)

        member _.FindLatestAsync(study, step, cancellation) =
            inner.FindLatestAsync(study, step, cancellation)

/// The data of a study before it runs.
[<RequireQualifiedAccess>]
module StudyData =

    /// The outside of a study whose data are not to be looked at.
    let hide (host: IStudyHost) : IStudyHost = WithoutData host

    /// What is said of a study whose data were hidden: that they are not there is no finding.
    let withoutAbsences (found: Diagnostic seq) =
        found
        |> Seq.filter (fun one -> one.Code <> DataCodes.FileNotFound.Code)
        |> ImmutableArray.CreateRange

    /// The least count of people that reports show unless they say otherwise.
    [<Literal>]
    let private UsualSmallCounts = 5

    let private text (expression: CheckedExpression) =
        match expression.Node with
        | CheckedNode.Text [] -> Some ""
        | CheckedNode.Text [ TextPart.Literal text ] -> Some text
        | _ -> None

    let private placeOf (expression: CheckedExpression) =
        Diagnostic.locate expression.File expression.Span

    /// The cohort whose table names the people of a declaration: through cohorts drawn from others, and whatever is made from them.
    let rec private rootOf (study: CheckedStudy) (from: CheckedExpression) : CheckedDeclaration option =
        match from.Node with
        | CheckedNode.Declaration name ->
            CheckedStudy.tryFind name study
            |> Option.bind (fun declaration ->
                match declaration.Kind, declaration.From with
                | "cohort", None -> Some declaration
                | _, Some from -> rootOf study from
                | _ -> None)
        | CheckedNode.Binary(_, left, _) -> rootOf study left
        | CheckedNode.List(first :: _) -> rootOf study first
        | _ -> None

    /// The columns that an expression names, and the covariates that it names.
    let rec private columnsIn
        (study: CheckedStudy)
        (above: Set<string>)
        (value: CheckedExpression)
        : CheckedExpression list =
        let inAll = List.collect (columnsIn study above)

        match value.Node with
        | CheckedNode.Column _ -> [ value ]
        | CheckedNode.Declaration name when not (above.Contains name) ->
            match CheckedStudy.tryFind name study with
            | Some { Kind = "covariates"; Body = body } ->
                body.Entries |> List.collect (columnsIn study (above.Add name))
            | _ -> []
        | CheckedNode.Unary(_, operand) -> inAll [ operand ]
        | CheckedNode.Binary(_, left, right) -> inAll [ left; right ]
        | CheckedNode.Call(_, arguments) -> inAll (List.ofSeq arguments.Values)
        | CheckedNode.List items -> inAll items
        | _ -> []

    /// The settings whose columns are read as numbers. Batches, groups and outcomes may be texts.
    let private ofNumbers = set [ "adjust"; "gxe"; "columns"; "include" ]

    /// The columns of a cohort's table that the study reads as numbers and nothing declares, where their values look like some, each with where it is
    /// named first.
    let private readAsNumbers (study: CheckedStudy) (cohort: CheckedDeclaration) (path: string) =
        let declared =
            cohort.Body.Columns |> List.map (fun (name, _, _) -> name) |> Set.ofList

        let numbers =
            match study.Facts.Tables.TryFind path with
            | Some header ->
                Set.ofList [
                    for column in header.Columns do
                        if
                            (column.Content = ColumnContent.Number || column.Content = ColumnContent.Integer)
                            && not (declared.Contains column.Name)
                        then
                            column.Name
                ]
            | None -> Set.empty

        // Traits may be read from a table of their own.
        let isOfCohort (declaration: CheckedDeclaration) =
            (declaration.Name = cohort.Name
             || (declaration.From
                 |> Option.bind (rootOf study)
                 |> Option.exists (fun root -> root.Name = cohort.Name)))
            && declaration.Body.Settings.TryFind "table"
               |> Option.bind PeopleTable.tryRead
               |> Option.forall (fun table -> table.Path = path)

        study.Declarations
        |> Seq.filter isOfCohort
        |> Seq.collect (fun declaration -> [
            for KeyValue(name, value) in declaration.Body.Settings do
                if ofNumbers.Contains name then
                    match value.Node with
                    | CheckedNode.EnumCase "all" ->
                        for trait' in
                            StudyColumns.traitsOf study.Facts (Some cohort) declaration
                            |> Option.defaultValue [] do
                            trait', value
                    | _ ->
                        for column in columnsIn study Set.empty value do
                            match column.Node with
                            | CheckedNode.Column name -> name, column
                            | _ -> ()
        ])
        |> Seq.filter (fun (name, _) -> numbers.Contains name)
        |> Seq.distinctBy fst
        |> List.ofSeq

    let private columnsOf (study: CheckedStudy) (cohort: CheckedDeclaration) (path: string) =
        ImmutableArray.CreateRange(
            seq {
                for name, value in readAsNumbers study cohort path do
                    ScannedColumn(
                        name,
                        true,
                        ImmutableArray.Empty,
                        "read as a number",
                        Diagnostic.locate value.File value.Span
                    )

                for name, role, unit in cohort.Body.Columns do
                    let levels = cohort.Body.Levels.TryFind name |> Option.defaultValue []
                    let isNumber = (role = ColumnRole.Numeric)

                    let declared =
                        match unit with
                        | Some unit -> $"declared as a number in {unit}"
                        | None -> "declared as a number"

                    if isNumber || not levels.IsEmpty then
                        ScannedColumn(name, isNumber, ImmutableArray.CreateRange levels, declared, null)
            }
        )

    let private tableOf (study: CheckedStudy) (cohort: CheckedDeclaration) =
        match cohort.Kind, cohort.From, cohort.Body.Settings.TryFind "table" with
        | "cohort", None, Some setting ->
            match PeopleTable.tryRead setting with
            | Some({ Made = None } as table) ->
                let codes =
                    match cohort.Body.Settings.TryFind "missing" |> Option.map _.Node with
                    | Some(CheckedNode.List items) -> items |> List.choose text
                    | _ -> []

                Some(
                    ScannedTable(
                        cohort.Name,
                        TableRequest(table.Path, table.Format, ImmutableArray.CreateRange codes),
                        table.IdColumn,
                        Option.toObj table.FamilyColumn,
                        columnsOf study cohort table.Path,
                        placeOf setting
                    )
                )
            | _ -> None
        | _ -> None

    /// Counts of people under this are not told.
    let private smallCounts (study: CheckedStudy) =
        [
            UsualSmallCounts
            for declaration in study.Declarations do
                match declaration.Kind, declaration.Body.Settings.TryFind "small_counts" |> Option.map _.Node with
                | "report", Some(CheckedNode.Number number) -> int number
                | _ -> ()
        ]
        |> List.max

    /// What is there of the people whom a study names.
    let private request (study: CheckedStudy) : ScanRequest =
        let isThere path = not (study.Facts.Absent.Contains path)

        let tables =
            study.Declarations
            |> List.choose (tableOf study)
            |> List.filter (fun table -> isThere table.Request.Path)

        let genotypes = [
            for declaration in study.Declarations do
                if declaration.Kind = "genotypes" then
                    match declaration.From |> Option.bind (rootOf study), GenotypePaths.request declaration with
                    | Some cohort, Some request when study.Facts.Genotypes.ContainsKey request.Key ->
                        ScannedGenotypes(cohort.Name, request, Diagnostic.locate declaration.File declaration.Span)
                    | _ -> ()
        ]

        let images = [
            for declaration in study.Declarations do
                if declaration.Kind = "images" then
                    match
                        declaration.From |> Option.bind (rootOf study), ImagePath.tryFind declaration.Body.Settings
                    with
                    | Some cohort, Some path ->
                        match ImagePath.template path with
                        | Some template ->
                            match study.Facts.ImageSets.TryFind template with
                            | Some header -> ScannedImages(cohort.Name, header, template, placeOf path)
                            | None -> ()
                        | None -> ()
                    | _ -> ()
        ]

        ScanRequest(
            ImmutableArray.CreateRange tables,
            ImmutableArray.CreateRange genotypes,
            ImmutableArray.CreateRange images,
            smallCounts study
        )

    /// What all of the data show.
    let read (terminal: Terminal) (study: CheckedStudy) : Diagnostic list =
        DataScan.Read((request study), (fun path -> Path.GetFullPath path), terminal.Cancellation)
        |> List.ofSeq

    /// What a run would refuse of what the plan has: cohorts that have nobody, those smaller than the sample that is drawn of them, and
    /// variants of `condition` that are not there.
    let planned
        (terminal: Terminal)
        (study: CheckedStudy)
        (plan: Result<ExecutionPlan * Diagnostic list, Diagnostic list>)
        : Diagnostic list =
        match plan with
        | Ok(plan, _) ->
            List.ofSeq (CohortScan.Read(plan, smallCounts study, terminal.Cancellation))
            @ List.ofSeq (ConditionScan.Read(plan, terminal.Cancellation))
        | Error _ -> []

    /// What was found of a study and of its data: two tables that have people in common are no finding of their own beside the warning that
    /// nothing says so, but what that warning shows at one of the tables.
    let together (found: Diagnostic seq) (read: Diagnostic list) : Diagnostic list =
        let isAt (place: SourceSpan) (other: SourceSpan) =
            place.Path = other.Path && place.Start = other.Start

        /// Whether a warning is of these two tables.
        let isOf (common: Diagnostic) (warning: Diagnostic) =
            let shows (place: SourceSpan) =
                warning.Related |> Seq.exists (fun related -> isAt place related.Span)

            match common.Span with
            | null -> false
            | table ->
                warning.Code = DesignCodes.DifferentPeople.Code
                && shows table
                && common.Related |> Seq.forall (fun related -> shows related.Span)

        let inBoth, others =
            read |> List.partition (fun one -> one.Code = ScanCodes.PeopleInBoth.Code)

        let warnings = List.ofSeq found

        [
            for warning in warnings do
                inBoth
                |> List.filter (fun common -> isOf common warning)
                |> List.fold
                    (fun (warning: Diagnostic) (common: Diagnostic) ->
                        match common.Span with
                        | null -> warning
                        | table ->
                            Diagnostic(
                                warning.Code,
                                warning.Severity,
                                warning.Message,
                                warning.Advice,
                                warning.Span,
                                warning.Related.Add(RelatedLocation(table, common.Message)),
                                warning.Fixes
                            ))
                    warning
            yield! others
            yield!
                inBoth
                |> List.filter (fun common -> not (warnings |> List.exists (isOf common)))
        ]
