/// What declarations are, and what is stored of them.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Interactive.Engine.Showing

open System
open System.Globalization
open System.Threading
open WhiteMatter.Interactive
open WhiteMatter.Language.Services
open WhiteMatter.Plan
open WhiteMatter.Plan.Parameters
open WhiteMatter.Reporting
open WhiteMatter.Runtime.Queries
open WhiteMatter.Runtime.Running
open WhiteMatter.Runtime.Store

/// A value that a result states, as it may be shown.
let value (stored: Stored) (step: PlanStep) (result: Artifact) (name: string) (number: float) : string =
    match Privacy.count stored.Counts.Value step result name number with
    | Some count when not count.IsExact -> count.Text
    | _ when stored.IsMadeOfFew(step, name) -> "made of few people"
    | _ -> Numbers.exact number

/// How many people a test of a variant has, as it may be shown: a range where all who are tested are one.
let private tested (stored: Stored) (step: PlanStep) : string -> string =
    let counts = stored.Counts.Value
    let upstream = PlanOrder.Upstream(stored.Plan, step)

    let designs =
        stored.Plan.Steps
        |> Seq.filter (fun one -> one.Parameters :? DesignParameters && upstream.Contains one.Id)
        |> Seq.choose stored.TryArtifact
        |> Seq.map (fun result -> int64 (result.Value "people"))
        |> List.ofSeq

    fun written ->
        match Int64.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture) with
        | true, number ->
            let shown =
                match designs |> List.filter (fun people -> people >= number) with
                | _ :: _ as several when not (counts.IsSmall number) ->
                    let people = List.min several
                    counts.ShowLess(people, people - number)
                | _ -> counts.Show number

            if shown.IsExact then written else shown.Text
        | _ -> written

/// The values that the results of steps state.
let private values (stored: Stored) (found: (PlanStep * Artifact) list) : Block option =
    let rows = [
        for step, artifact in found do
            for one in artifact.Record.Values |> Seq.sortBy _.Key do
                [ step.Id; one.Key; value stored step artifact one.Key one.Value ]
    ]

    if rows.IsEmpty then
        None
    else
        Some(Answer.table [ "step", false; "value", false; "is", true ] rows)

/// A table's text as a table.
let private ofLines (tested: string -> string) (lines: string list) : Block option =
    match lines with
    | [] -> None
    | header :: rows ->
        let cells = rows |> List.map (fun row -> row.Split '\t')

        let isNumber (column: int) =
            not cells.IsEmpty
            && cells
               |> List.forall (fun row ->
                   match Array.tryItem column row with
                   | Some cell ->
                       cell = "NA"
                       || fst (Double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture))
                   | None -> true)

        let headings = header.Split '\t'

        // Files have every digit; a screen has room for some.
        let shortened (cell: string) =
            match Double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture) with
            | true, number when cell.Length > 9 && cell.Contains '.' -> Numbers.text number
            | _ -> cell

        Some(
            Answer.table [ for at, heading in Array.indexed headings -> heading, isNumber at ] [
                for row in cells ->
                    [
                        for at in 0 .. headings.Length - 1 ->
                            let cell = Array.tryItem at row |> Option.defaultValue ""
                            if headings[at] = "n" then tested cell else shortened cell
                    ]
            ]
        )

/// The first rows of the tables of a result, if it tells of no single person.
let private tables (around: Surroundings) (stored: Stored) rows (step: PlanStep, artifact: Artifact) : Block list =
    if around.Handlers.IsOwnerOnly step && not (Privacy.showsPeople stored.SmallCounts) then
        []
    else
        [
            // First what the step is named for, such as loci.tsv.
            for file in
                artifact.Record.Files
                |> Seq.sortBy (fun file -> not (file.Name.StartsWith(step.Parameters.Kind, StringComparison.Ordinal))) do
                if StoredTables.isTable file.Name then
                    match ofLines (tested stored step) (StoredTables.firstLines rows artifact file.Name) with
                    | Some table ->
                        Block.Text file.Name
                        table
                    | None -> ()
        ]

/// The steps of a name with the results that are stored of them, or why there are none.
let private stepsOf (stored: Stored) (name: string) : Result<(PlanStep * Artifact option) list, Answer> =
    match stored.StepsOf name with
    | [] ->
        Error {
            Blocks = [ Block.Findings([ PlanLookup.noSuchStep stored.Plan name ], []) ]
            Ending = Ending.Misused
        }
    | steps -> Ok [ for step in steps -> step, stored.TryArtifact step ]

/// Values, files and first rows of what is stored of a declaration or a step.
let show (around: Surroundings) (stored: Stored) (name: string) : Answer =
    match stepsOf stored name with
    | Error answer -> answer
    | Ok steps ->
        let found = [
            for step, artifact in steps do
                match artifact with
                | Some artifact -> step, artifact
                | None -> ()
        ]

        if found.IsEmpty then
            Stored.notYet name
        else
            Answer.fine [
                match values stored found with
                | Some table -> table
                | None -> ()
                for step, artifact in found do
                    yield! tables around stored 5 (step, artifact)
                Block.Code(
                    String.Join(
                        "\n",
                        [
                            for step, artifact in found do
                                // The size of a file with a row a person tells how many they are.
                                let isSized =
                                    not (around.Handlers.IsOwnerOnly step) || Privacy.showsPeople stored.SmallCounts

                                for file in artifact.Record.Files do
                                    let path = $"{step.Id}: {IO.Path.Combine(artifact.Folder, file.Name)}"

                                    if isSized then
                                        let size = file.Size.ToString("N0", CultureInfo.InvariantCulture)
                                        $"{path}, {size} bytes"
                                    else
                                        path
                            for step, artifact in steps do
                                if artifact.IsNone then
                                    $"{step.Id}: no result yet"
                        ]
                    )
                )
            ]

/// What a name is, and in short what is stored of it.
let brief (state: SessionState) (stored: Stored) (name: string) : Answer =
    let steps = stored.StepsOf name

    let found =
        steps
        |> List.choose (fun step -> stored.TryArtifact step |> Option.map (fun artifact -> step, artifact))

    Answer.fine [
        Block.Text(Declaring.whatWith stored.Counts.Value state name)
        match found, steps with
        | [], [] -> ()
        | [], _ -> Block.Text $"not run yet; ':run {name}' makes it"
        | _ ->
            match values stored found with
            | Some table -> table
            | None -> Block.Text "stored"
    ]

/// Most columns of people that are looked at where none are named.
let private mostColumns = 12

let private ofPeople (stored: Stored) (step: PlanStep) (rows: int) (cancellation: CancellationToken) : Answer =
    let names = stored.People.Names(step, cancellation)
    let shown = names |> Seq.truncate mostColumns |> List.ofSeq
    let people = stored.People.Run(step, shown, cancellation)

    Answer.fine [
        if Privacy.showsPeople stored.SmallCounts then
            PeopleTables.rows people rows
        else
            PeopleTables.summary stored.Counts.Value people

            Block.Text
                "Rows of single people are shown where the study's report sets 'small_counts = 1'; this is what all of them have."
        if names.Length > shown.Length then
            Block.Text $"{names.Length - shown.Length} more columns: ':columns {step.Declaration}' lists them."
    ]

let private ofTests (stored: Stored) (step: PlanStep) (rows: int) (cancellation: CancellationToken) : Answer =
    let results =
        ResultQuery(Top = Nullable rows)
            .Run(stored.Artifact step, stored.Artifact(stored.Figures.VariantsOf step), cancellation)

    let tested = tested stored step

    Answer.fine [
        Answer.table [
            "trait", false
            "variant", false
            "chr", false
            "position", true
            "effect", false
            "other", false
            "frequency", true
            "n", true
            "beta", true
            "se", true
            "P", true
        ] [
            for row in results do
                [
                    row.Trait
                    row.Id
                    row.Chromosome
                    row.Position.ToString(CultureInfo.InvariantCulture)
                    row.EffectAllele
                    row.OtherAllele
                    Numbers.text row.EffectAlleleFrequency
                    tested (string row.People)
                    Numbers.text row.Beta
                    Numbers.text row.StandardError
                    Numbers.p row.NegLog10P
                ]
        ]
        Block.Text "The smallest P first."
    ]

let private ofVariants (stored: Stored) (step: PlanStep) (rows: int) (cancellation: CancellationToken) : Answer =
    let struct (chromosomes, variants) =
        stored.Figures.FirstVariants(step, rows, cancellation)

    Answer.fine [
        Answer.table [
            "variant", false
            "chr", false
            "position", true
            "effect", false
            "other", false
        ] [
            for variant in variants do
                [
                    variant.Id
                    chromosomes[variant.Chromosome]
                    variant.Position.ToString(CultureInfo.InvariantCulture)
                    variant.EffectAllele
                    variant.OtherAllele
                ]
        ]
    ]

/// The first rows of what a declaration makes: people, variants, tests, tables.
let head (around: Surroundings) (stored: Stored) (name: string) (rows: int) (cancellation: CancellationToken) : Answer =
    match stepsOf stored name with
    | Error answer -> answer
    | Ok steps ->
        let have predicate =
            steps
            |> List.tryFindBack (fun (step, artifact) -> artifact.IsSome && predicate step)
            |> Option.map fst

        if steps |> List.forall (fun (_, artifact) -> artifact.IsNone) then
            Stored.notYet name
        else
            let isOrdinary (step: PlanStep) =
                FigureQuery.HoldsTests step && not (step.Parameters :? JointParameters)

            match
                have PeopleQuery.Answers, have isOrdinary, have (fun step -> step.Parameters :? GenotypesParameters)
            with
            | Some step, _, _ -> ofPeople stored step rows cancellation
            | _, Some step, _ -> ofTests stored step rows cancellation
            | _, _, Some step -> ofVariants stored step rows cancellation
            | _ ->
                let shown = [
                    for step, artifact in steps do
                        match artifact with
                        | Some artifact -> yield! tables around stored rows (step, artifact)
                        | None -> ()
                ]

                match shown with
                | file :: table :: more ->
                    let others = [
                        for block in more do
                            match block with
                            | Block.Text other -> other
                            | _ -> ()
                    ]

                    Answer.fine [
                        file
                        table
                        if not others.IsEmpty then
                            Block.Text $"':show {name}' has rows of {Declaring.listed others} too."
                    ]
                | _ -> Answer.absent $"'{name}' has no rows that can be shown; ':show {name}' tells what is stored"

/// The columns of a table of people, of a cohort, or the traits of phenotypes.
let columns (state: SessionState) (stored: Stored) (name: string) (cancellation: CancellationToken) : Answer =
    match Asking.columns state.Model name with
    | Some columns ->
        // Values are people's, but for those that a cohort declares to be categories.
        let valuesOf (column: ColumnFacts) =
            if column.Type = "factor" || Privacy.showsPeople (Privacy.smallCounts state.Study) then
                String.Join(", ", column.Values |> List.truncate 8)
                + (if column.Values.Length > 8 then ", …" else "")
            else
                ""

        Answer.fine [
            Answer.table [ "column", false; "type", false; "values", false ] [
                for column in columns do
                    [ column.Name; column.Type; valuesOf column ]
            ]
        ]
    | None ->
        match stored.StepsOf name |> List.tryFindBack PeopleQuery.Answers with
        | Some step when (stored.TryArtifact step).IsSome ->
            Answer.fine [
                Answer.table [ "column", false ] [ for column in stored.People.Names(step, cancellation) -> [ column ] ]
            ]
        | Some _ -> Stored.notYet name
        | None -> Answer.misuse $"'{name}' has no columns: cohorts, tables, sets of columns and phenotypes have"
