/// Checked studies made by hand, as the checker would make them.
module WhiteMatter.Planning.Tests.Studies

open System
open System.Collections.Immutable
open System.Threading
open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan
open WhiteMatter.Plan.Expressions
open WhiteMatter.Plan.Hosting
open WhiteMatter.Planning

let file = SourceText("studies/heights.wmstudy", String('x', 400))

let expression studyType node : CheckedExpression = {
    Node = node
    Type = studyType
    Span = Span.create 10 20
    File = file
}

let num value =
    expression StudyType.Float (CheckedNode.Number value)

let whole value =
    expression StudyType.Int (CheckedNode.Number value)

let share value =
    expression (StudyType.Quantity Dimension.Fraction) (CheckedNode.Number value)

let txt value =
    expression StudyType.String (CheckedNode.Text [ TextPart.Literal value ])

let word value =
    expression (StudyType.Enumeration "Word") (CheckedNode.EnumCase value)

let column name =
    expression StudyType.Float (CheckedNode.Column name)

let textColumn name =
    expression StudyType.String (CheckedNode.Column name)

let reference name =
    expression StudyType.Unknown (CheckedNode.Declaration name)

let value declaration memberName =
    expression StudyType.Float (CheckedNode.Member(reference declaration, memberName))

let list items =
    expression (StudyType.List StudyType.Unknown) (CheckedNode.List items)

let binary operator left right =
    expression StudyType.Unknown (CheckedNode.Binary(operator, left, right))

let call name arguments =
    expression StudyType.Unknown (CheckedNode.Call(name, Map.ofList arguments))

let atLeast name limit =
    binary BinaryOperator.GreaterOrEqual (column name) (num limit)

let table path =
    call "tsv" [ "path", txt path; "id", column "iid" ]

let declaration kind name from settings : CheckedDeclaration = {
    Name = name
    Kind = kind
    From = from
    Body = {
        CheckedBlock.empty with
            Settings = Map.ofList settings
    }
    Type = StudyType.Unknown
    Doc = []
    Span = Span.create 0 10
    File = file
}

let withSetting name value (declaration: CheckedDeclaration) = {
    declaration with
        Body = {
            declaration.Body with
                Settings = Map.add name value declaration.Body.Settings
        }
}

let withEntries entries (declaration: CheckedDeclaration) = {
    declaration with
        Body = {
            declaration.Body with
                Entries = entries
        }
}

let withColumns columns (declaration: CheckedDeclaration) = {
    declaration with
        Body = {
            declaration.Body with
                Columns = columns
        }
}

let private columnHeader name content levels =
    TableColumn(name, content, ImmutableArray.CreateRange(levels: string list))

let peopleTable =
    TableHeader(
        ImmutableArray.Create<TableColumn>(
            columnHeader "iid" ColumnContent.Text [],
            columnHeader "age" ColumnContent.Number [],
            columnHeader "sex" ColumnContent.Integer [ "1"; "2" ],
            columnHeader "site" ColumnContent.Text [ "A"; "B"; "C" ],
            columnHeader "height" ColumnContent.Number [],
            columnHeader "bmi" ColumnContent.Number []
        ),
        2000L,
        true
    )

let host: InMemoryHost =
    InMemoryHost()
        .WithTable("studies/people.tsv", peopleTable)
        .WithText("studies/withdrawn.csv", "p17\n")
        .WithGenotypes("studies/chips.bed", 1500L, 100_000L, ImmutableArray.Create<string>("1", "2"))

let study: CheckedStudy =
    let missing = list [ txt ""; txt "NA" ]

    {
        Name = "heights"
        Title = "Height"
        Doc = [ "Two traits." ]
        File = file
        Study = declaration "study" "heights" None [ "build", word "GRCh37"; "seed", whole 7.0 ]
        Declarations = [
            declaration "cohort" "everyone" None [ "table", table "people.tsv"; "missing", missing ]
            |> withColumns [ "sex", ColumnRole.Factor, None; "age", ColumnRole.Numeric, Some "y" ]
            |> withSetting "include" (atLeast "age" 45.0)
            |> withSetting "withdrawals" (txt "withdrawn.csv")
            declaration "cohort" "pretraining" (Some(reference "everyone")) [ "sample", share 0.15 ]
            declaration
                "cohort"
                "discovery"
                (Some(binary BinaryOperator.Subtract (reference "everyone") (reference "pretraining")))
                []
            declaration "genotypes" "chips" (Some(reference "everyone")) [
                "bed", txt "chips.bed"
                "keep", atLeast "maf" 0.01
            ]
            declaration "covariates" "base" None []
            |> withEntries [
                binary BinaryOperator.Multiply (column "age") (column "sex")
                call "I" [ "x", binary BinaryOperator.Power (column "age") (num 2.0) ]
                textColumn "site"
            ]
            declaration "phenotypes" "sizes" (Some(reference "everyone")) [
                "columns", list [ column "height"; column "bmi" ]
            ]
            declaration "gwas" "g" (Some(reference "discovery")) [
                "traits", reference "sizes"
                "genotypes", reference "chips"
                "adjust", reference "base"
                "transform", word "none"
                "method", word "linear"
                "precision", word "double"
                "write_p", num 1.0
            ]
            declaration "loci" "leads" (Some(reference "g")) [
                "p", num 5e-8
                "r2", num 0.1
                "window", num 250000.0
                "member_p", num 0.01
                "merge", num 0.0
                "reference", reference "chips"
            ]
            declaration "expect" "expect#1" None []
            |> withEntries [ binary BinaryOperator.GreaterOrEqual (value "leads" "count") (num 1.0) ]
            declaration "report" "page" None [
                "show", list [ call "manhattan" [ "of", reference "g" ]; reference "leads" ]
                "small_counts", whole 5.0
            ]
        ]
        Accepted = []
        Facts = {
            Tables = Map [ "studies/people.tsv", peopleTable ]
            Genotypes = Map.empty
            Images = Map.empty
            ImageSets = Map.empty
            RegionNames = Map.empty
            Absent = Set.empty
        }
    }

/// The study with one of its declarations changed.
let change name update (study: CheckedStudy) = {
    study with
        Declarations =
            study.Declarations
            |> List.map (fun declaration ->
                if declaration.Name = name then
                    update declaration
                else
                    declaration)
}

/// What the checker puts into declarations from others: cohorts have table, missing codes and columns of the first they are drawn from,
/// phenotypes the table of their cohort, genotypes the study's build; the study has its folder of results.
let private completed (study: CheckedStudy) =
    let rec first (people: CheckedExpression) =
        match people.Node with
        | CheckedNode.Declaration name -> name
        | CheckedNode.Binary(_, left, _) -> first left
        // Several studies, or a published file: no declaration has what these could take over.
        | CheckedNode.List _
        | CheckedNode.Call _ -> ""
        | node -> failwith $"{node} names no declaration."

    let with' (settings: (string * CheckedExpression option) list) (declaration: CheckedDeclaration) =
        (declaration, settings)
        ||> List.fold (fun declaration (name, value) ->
            match value with
            | Some value when not (declaration.Body.Settings.ContainsKey name) -> withSetting name value declaration
            | _ -> declaration)

    let rec complete (declaration: CheckedDeclaration) : CheckedDeclaration =
        let source =
            if declaration.Kind = "simulation" then
                None
            else
                declaration.From
                |> Option.bind (fun from -> study.Declarations |> List.tryFind (fun one -> one.Name = first from))
                |> Option.map complete

        let ofSource name =
            source |> Option.bind (fun source -> source.Body.Settings.TryFind name)

        match declaration.Kind, source with
        | "cohort", Some source ->
            let own = declaration.Body.Columns |> List.map (fun (name, _, _) -> name)

            let inherited =
                source.Body.Columns
                |> List.filter (fun (name, _, _) -> not (List.contains name own))

            declaration
            |> with' [ "table", ofSource "table"; "missing", ofSource "missing" ]
            |> withColumns (inherited @ declaration.Body.Columns)
        | ("cohort" | "simulation"), None -> with' [ "missing", Some(list [ txt ""; txt "NA" ]) ] declaration
        | "phenotypes", Some { Kind = "cohort" | "simulation" } -> with' [ "table", ofSource "table" ] declaration
        | "genotypes", _ -> with' [ "build", study.Study.Body.Settings.TryFind "build" ] declaration
        | _ -> declaration

    {
        study with
            Study = with' [ "results", Some(txt $"results/{study.Name}") ] study.Study
            Declarations = study.Declarations |> List.map complete
    }

/// The steps of the study, each after its inputs.
let everything = [
    "cohort:everyone"
    "cohort:pretraining"
    "cohort:discovery"
    "genotypes:chips"
    "traits:sizes"
    "design:g"
    "association:g"
    "summary-statistics:g"
    "loci:leads"
    "expect:1"
    "report:page"
]

let planOn options (host: IStudyHost) study =
    (Planner.plan options (completed study) host CancellationToken.None).GetAwaiter().GetResult()

let planWith host study =
    (planOn PlanOptions.Default host study).Plan

/// The plan with so many shards where a step is divided.
let shardedPlan count (host: IStudyHost) study =
    (planOn
        {
            PlanOptions.Default with
                Shards = Some count
        }
        host
        study)
        .Plan

/// Whether the shards that so many were asked for are whole blocks which cover `total` once, each with a fingerprint of its own.
let coverOnce asked block total (shards: ImmutableArray<StepShard>) =
    let next =
        shards
        |> Seq.fold
            (fun next shard ->
                if shard.First = next then
                    shard.First + shard.Count
                else
                    -1L)
            0L

    shards.Length = min asked (int ((total + block - 1L) / block))
    && next = total
    && shards |> Seq.forall (fun shard -> shard.First % block = 0L && shard.Count > 0L)
    && shards |> Seq.map _.Fingerprint |> Seq.distinct |> Seq.length = shards.Length

let step id (plan: ExecutionPlan) =
    match plan.Find id with
    | null -> failwith $"The plan has no step {id}."
    | step -> step

/// The record that a run of a step leaves in the store.
let recordOf (plan: ExecutionPlan) (step: PlanStep) =
    ArtifactRecord(
        1,
        plan.Study,
        step.Id,
        step.Parameters.Kind,
        step.Parameters.ImplementationVersion,
        step.Fingerprint,
        StepFingerprint.IdentityJson step.Parameters,
        ImmutableArray.CreateRange(
            step.Inputs
            |> Seq.map (fun input ->
                ArtifactInput(
                    input.Role,
                    input.StepId,
                    (plan.Find input.StepId |> Unchecked.nonNull).Fingerprint.Value,
                    null
                ))
        ),
        ImmutableArray<ArtifactFile>.Empty,
        ImmutableDictionary<string, float>.Empty,
        "studies/heights.wmstudy:1",
        "0.1.0",
        Nullable(),
        "a machine",
        DateTimeOffset.UnixEpoch,
        DateTimeOffset.UnixEpoch
    )

/// The host after every step of a plan has run.
let afterRunning (plan: ExecutionPlan) (host: InMemoryHost) =
    plan.Steps
    |> Seq.fold (fun (host: InMemoryHost) step -> host.WithArtifact(recordOf plan step)) host

/// Every question a plan asked of its host.
let questions (host: InMemoryHost) study =
    let asked = Collections.Concurrent.ConcurrentBag<string>()

    let counting = {
        new ForwardingHost(host) with
            override _.ReadImageHeader(path, cancel) =
                asked.Add path
                base.ReadImageHeader(path, cancel)

            override _.ReadImageSetHeader(request, cancel) =
                asked.Add request.Template
                base.ReadImageSetHeader(request, cancel)

            override _.DescribeNumerics(device, threads, cancel) =
                asked.Add $"{device} with {threads}"
                base.DescribeNumerics(device, threads, cancel)

            override _.ReadGenotypeHeader(request, cancel) =
                for path in request.Paths do
                    asked.Add path

                base.ReadGenotypeHeader(request, cancel)

            override _.Identify(path, cancel) =
                asked.Add path
                base.Identify(path, cancel)
    }

    planWith counting study |> ignore
    asked |> Seq.sort |> List.ofSeq
