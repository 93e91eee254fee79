module WhiteMatter.Planning.Tests.ReasonTests

open System
open System.Collections.Immutable
open System.Text.Json
open Xunit
open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan
open WhiteMatter.Plan.Expressions
open WhiteMatter.Plan.Hosting
open WhiteMatter.Planning
open WhiteMatter.Planning.Tests.Studies

let private fromAssociation = [
    "association:g"
    "summary-statistics:g"
    "loci:leads"
    "expect:1"
    "report:page"
]

let private fromDesign = "design:g" :: fromAssociation
let private fromDiscovery = "cohort:discovery" :: fromDesign
let private fromLoci = [ "loci:leads"; "expect:1"; "report:page" ]

let private setting name value (declaration: CheckedDeclaration) = withSetting name value declaration

let private studySetting name value (study: CheckedStudy) = {
    study with
        Study = withSetting name value study.Study
}

type private Change = {
    What: string
    Make: CheckedStudy -> CheckedStudy
    /// The step whose own setting it is, the setting's name and its values.
    Named: (string * string * string * string) option
    /// Every step that must run again, and no other.
    Runs: string list
}

let private change' what make named runs = {
    What = what
    Make = make
    Named = named
    Runs = runs
}

let private on declaration name value = change declaration (setting name value)

/// Every setting of every kind, and what depends on it.
let private changes = [
    change' "study.cores" (studySetting "cores" (whole 1.0)) None []
    change' "study.memory" (studySetting "memory" (num 4e9)) None []
    change' "study.results" (studySetting "results" (txt "elsewhere")) None []
    change'
        "study.title"
        (fun study -> { study with Title = "Stature" })
        (Some("report:page", "title", "Height", "Stature"))
        [ "report:page" ]
    change'
        "study.seed"
        (studySetting "seed" (whole 8.0))
        (Some("cohort:pretraining", "seed", "7", "8"))
        ("cohort:pretraining" :: fromDiscovery)
    change'
        "study.build"
        (studySetting "build" (word "GRCh38"))
        (Some("summary-statistics:g", "build", "GRCh37", "GRCh38"))
        [ "summary-statistics:g"; "report:page" ]
    change'
        "genotypes.build"
        (on "chips" "build" (word "GRCh38"))
        (Some("report:page", "build", "[GRCh37]", "[GRCh38]"))
        [ "summary-statistics:g"; "report:page" ]
    change'
        "cohort.include"
        (on "everyone" "include" (atLeast "age" 50.0))
        (Some("cohort:everyone", "include", "age >= 45", "age >= 50"))
        (everything |> List.except [ "genotypes:chips" ])
    change'
        "cohort.missing"
        (on "everyone" "missing" (list [ txt ""; txt "NA"; txt "-9" ]))
        (Some("cohort:everyone", "missing", "[\"\", \"NA\"]", "[\"\", \"NA\", \"-9\"]"))
        (everything |> List.except [ "genotypes:chips" ])
    change'
        "cohort.columns"
        (change "everyone" (withColumns [ "sex", ColumnRole.Factor, None; "age", ColumnRole.Numeric, None ]))
        (Some("cohort:everyone", "columns", "[sex : factor, age : y]", "[sex : factor, age]"))
        (everything |> List.except [ "genotypes:chips" ])
    change'
        "cohort.table id"
        (on "everyone" "table" (call "tsv" [ "path", txt "people.tsv"; "id", column "eid" ]))
        (Some("cohort:everyone", "id", "iid", "eid"))
        (everything |> List.except [ "genotypes:chips" ])
    change'
        "cohort.sample"
        (on "pretraining" "sample" (share 0.2))
        (Some("cohort:pretraining", "sample", "15%", "20%"))
        ("cohort:pretraining" :: fromDiscovery)
    change'
        "cohort.from"
        (change "discovery" (fun cohort -> {
            cohort with
                From = Some(binary BinaryOperator.Intersect (reference "everyone") (reference "pretraining"))
        }))
        (Some("cohort:discovery", "from", "everyone - pretraining", "everyone & pretraining"))
        fromDiscovery
    change'
        "genotypes.keep"
        (on "chips" "keep" (atLeast "maf" 0.05))
        (Some("association:g", "keep", "maf >= 0.01", "maf >= 0.05"))
        fromAssociation
    change'
        "phenotypes.columns"
        (on "sizes" "columns" (list [ column "height" ]))
        (Some("traits:sizes", "columns", "[height, bmi]", "[height]"))
        ("traits:sizes" :: fromDesign)
    change'
        "covariates"
        (change "base" (withEntries [ column "age" ]))
        (Some("design:g", "adjust", "age * sex + I(age^2) + site", "age"))
        fromDesign
    change'
        "gwas.transform"
        (on "g" "transform" (word "rank_int"))
        (Some("design:g", "transform", "none", "rank_int"))
        fromDesign
    change'
        "gwas.precision"
        (on "g" "precision" (word "single"))
        (Some("association:g", "precision", "double", "single"))
        fromAssociation
    change' "gwas.write_p" (on "g" "write_p" (num 0.001)) (Some("summary-statistics:g", "write_p", "1", "0.001")) [
        "summary-statistics:g"
    ]
    change' "loci.p" (on "leads" "p" (num 1e-5)) (Some("loci:leads", "p", "5e-8", "1e-5")) fromLoci
    change' "loci.r2" (on "leads" "r2" (num 0.2)) (Some("loci:leads", "r2", "0.1", "0.2")) fromLoci
    change' "loci.window" (on "leads" "window" (num 1e6)) (Some("loci:leads", "window", "250000", "1000000")) fromLoci
    change' "loci.member_p" (on "leads" "member_p" (num 0.05)) (Some("loci:leads", "member_p", "0.01", "0.05")) fromLoci
    change' "loci.merge" (on "leads" "merge" (num 1e5)) (Some("loci:leads", "merge", "0", "100000")) fromLoci
    change'
        "expect"
        (change "expect#1" (withEntries [ binary BinaryOperator.GreaterOrEqual (value "leads" "count") (num 2.0) ]))
        (Some("expect:1", "conditions", "[leads.count >= 1]", "[leads.count >= 2]"))
        [ "expect:1" ]
    change'
        "report.show"
        (on "page" "show" (list [ reference "leads" ]))
        (Some(
            "report:page",
            "show",
            "[manhattan(g), loci(leads), people(g), design(g)]",
            "[loci(leads), people(g), design(g)]"
        ))
        [ "report:page" ]
    change'
        "report.small_counts"
        (on "page" "small_counts" (whole 10.0))
        (Some("report:page", "small_counts", "5", "10"))
        [ "report:page" ]
    change'
        "accept"
        (fun study -> {
            study with
                Accepted = [
                    {
                        Code = "WM3001"
                        Reason = "a pilot"
                        Message = "site is not adjusted for"
                    }
                ]
        })
        (Some("report:page", "accept", "[]", "[WM3001 because \"a pilot\"]"))
        [ "report:page" ]
]

let private base' = lazy planWith host study
let private host' = lazy afterRunning base'.Value host

let private running (plan: ExecutionPlan) =
    plan.Steps
    |> Seq.filter (fun step -> step.State = StepState.Run)
    |> Seq.map _.Id
    |> List.ofSeq

[<Fact>]
let ``A study that never ran is new in every step`` () =
    for step in base'.Value.Steps do
        Assert.Equal(StepState.Run, step.State)
        Assert.Equal<StepReason>([| StepReason(ReasonKind.New, "", null, null) |], step.Reasons)

[<Fact>]
let ``A study that ran and did not change is cached in every step`` () =
    for step in (planWith host'.Value study).Steps do
        Assert.Equal(StepState.Cached, step.State)
        Assert.Empty step.Reasons

[<Fact>]
let ``Each setting runs exactly the steps that depend on it, for exactly the reasons there are`` () =
    for change in changes do
        let plan = planWith host'.Value (change.Make study)

        Assert.Equal<string list>(
            everything |> List.filter (fun id -> List.contains id change.Runs),
            everything |> List.filter (fun id -> List.contains id (running plan))
        )

        match change.Named with
        | Some(id, subject, before, now) ->
            Assert.Contains(StepReason(ReasonKind.SettingChanged, subject, before, now), (step id plan).Reasons)
        | None -> ()

        for step in plan.Steps do
            let differs (reason: StepReason) = reason.From <> reason.To

            // A reason for every input that will be another, and for no other.
            let upstream =
                step.Inputs
                |> Seq.map _.StepId
                |> Seq.filter (fun id ->
                    (base'.Value.Find id |> Unchecked.nonNull).Fingerprint
                    <> (Studies.step id plan).Fingerprint)
                |> Seq.distinct
                |> Seq.sort
                |> List.ofSeq

            let told =
                step.Reasons
                |> Seq.filter (fun reason -> reason.Kind = ReasonKind.Upstream)
                |> Seq.map _.Subject
                |> Seq.sort
                |> List.ofSeq

            Assert.Equal<string list>(upstream, told)
            Assert.Equal((step.State = StepState.Run), not step.Reasons.IsEmpty)

            for reason in step.Reasons do
                Assert.True(reason.Kind = ReasonKind.Upstream || differs reason, $"{change.What}: {reason}")

[<Fact>]
let ``A setting's change and a change upstream are both told`` () =
    let plan =
        study
        |> on "g" "transform" (word "rank_int")
        |> on "g" "precision" (word "single")
        |> planWith host'.Value

    Assert.Equal<StepReason list>(
        [
            StepReason(ReasonKind.SettingChanged, "precision", "double", "single")
            StepReason(ReasonKind.Upstream, "design:g", null, null)
        ],
        (step "association:g" plan).Reasons |> List.ofSeq
    )

[<Fact>]
let ``A file that changed is named in every step that reads it`` () =
    let edited =
        host'.Value.WithGenotypes("studies/chips.bed", 1500L, 100_001L, ImmutableArray.Create<string>("1", "2"))

    let plan = planWith edited study

    let files id =
        (step id plan).Reasons
        |> Seq.filter (fun reason -> reason.Kind = ReasonKind.InputChanged)
        |> Seq.map _.Subject
        |> List.ofSeq

    Assert.Equal<string list>([ "studies/chips.bed"; "studies/chips.bim" ], files "genotypes:chips")
    Assert.Equal<string list>([ "studies/chips.bed" ], files "association:g")
    Assert.Equal<string list>([ "studies/chips.bed" ], files "loci:leads")
    Assert.Equal(StepState.Cached, (step "cohort:everyone" plan).State)

[<Fact>]
let ``A file that moved changes nothing`` () =
    let identity path =
        match host.IdentifyAsync(path, Threading.CancellationToken.None).Result with
        | :? Probe<FileIdentity>.Found as found -> found.Value
        | _ -> failwith path

    // The same content elsewhere: a host that knows the file by the same identity under another name.
    let moved = {
        new ForwardingHost(host'.Value) with
            override _.Identify(path, cancel) =
                if path = "studies/data/people.tsv" then
                    Threading.Tasks.ValueTask<Probe<FileIdentity>>(
                        Probe<FileIdentity>.Found(identity "studies/people.tsv")
                    )
                else
                    base.Identify(path, cancel)
    }

    let facts = {
        study.Facts with
            Tables = Map [ "studies/data/people.tsv", peopleTable ]
    }

    let plan =
        { study with Facts = facts }
        |> on "everyone" "table" (table "data/people.tsv")
        |> planWith moved

    Assert.Empty(running plan)

[<Fact>]
let ``A missing file blocks what needs it, with the file's name, and the plan is made all the same`` () =
    let plan =
        planWith (InMemoryHost().WithTable("studies/people.tsv", peopleTable)) study

    Assert.Equal(11, plan.Steps.Length)
    let everyone = step "cohort:everyone" plan
    Assert.Equal(StepState.Blocked, everyone.State)
    Assert.False everyone.Fingerprint.IsKnown

    Assert.Equal<StepReason list>(
        [ StepReason(ReasonKind.InputMissing, "studies/withdrawn.csv", null, null) ],
        List.ofSeq everyone.Reasons
    )

    Assert.Equal<StepReason list>(
        [
            StepReason(ReasonKind.InputMissing, "studies/chips.bed", null, null)
            StepReason(ReasonKind.InputMissing, "studies/chips.bim", null, null)
            StepReason(ReasonKind.InputMissing, "studies/chips.fam", null, null)
        ],
        List.ofSeq (step "genotypes:chips" plan).Reasons
    )

    for step in plan.Steps do
        Assert.Equal(StepState.Blocked, step.State)
        Assert.NotEmpty step.Reasons

[<Fact>]
let ``An artifact that was removed is told`` () =
    let gone = {
        new ForwardingHost(host'.Value) with
            override _.FindArtifact(fingerprint, cancel) =
                if fingerprint = (step "association:g" base'.Value).Fingerprint then
                    Threading.Tasks.ValueTask<ArtifactRecord | null>(null: ArtifactRecord | null)
                else
                    base.FindArtifact(fingerprint, cancel)
    }

    let plan = planWith gone study
    Assert.Equal<string list>([ "association:g" ], running plan)
    Assert.Equal(ReasonKind.ArtifactGone, (step "association:g" plan).Reasons[0].Kind)

/// The record as an earlier version of the program wrote it, under another fingerprint.
let private recorded version digit parameters (record: ArtifactRecord) =
    ArtifactRecord(
        1,
        record.Study,
        record.StepId,
        record.Kind,
        version,
        Fingerprint(String.replicate 64 digit),
        parameters,
        record.Inputs,
        record.Files,
        record.Values,
        record.SourceLine,
        "0.0.1",
        record.Seed,
        record.Machine,
        record.Started,
        record.Finished
    )

[<Fact>]
let ``A later implementation is told with both versions`` () =
    let earlier = recordOf base'.Value (step "genotypes:chips" base'.Value)

    let record = recorded 0 "a" earlier.Parameters earlier

    let plan = planWith (host.WithArtifact record) study

    Assert.Equal<StepReason list>(
        [ StepReason(ReasonKind.ImplementationChanged, "genotypes", "0", "2") ],
        List.ofSeq (step "genotypes:chips" plan).Reasons
    )

[<Fact>]
let ``Parameters an earlier version recorded in another form are still told apart`` () =
    let step' = step "loci:leads" base'.Value
    let earlier = recordOf base'.Value step'

    let parameters =
        JsonDocument.Parse("""{"kind":"loci","p":{"node":"quantile"},"r2":0.1}""").RootElement

    let record = recorded 1 "b" parameters earlier

    let plan = planWith (host.WithArtifact record) study
    let subjects = (step "loci:leads" plan).Reasons |> Seq.map _.Subject |> List.ofSeq
    Assert.Contains("p", subjects)
    Assert.Contains("window", subjects)
    Assert.DoesNotContain("r2", subjects)

/// What is accepted is written as its code and reason; its message, which the report shows, follows from other settings.
[<Fact>]
let ``A change that is not in what the study writes says what differs`` () =
    let accepting message (study: CheckedStudy) = {
        study with
            Accepted = [
                {
                    Code = "WM3067"
                    Reason = "a pilot"
                    Message = "the same before and now"
                }
                {
                    Code = "WM3001"
                    Reason = "a pilot"
                    Message = message
                }
            ]
    }

    let before = accepting "p = 5e-8 is for one trait, and there are 2" study
    let now = accepting "p = 1e-6 is for one trait, and there are 2" study
    let ran = afterRunning (planWith host before) host
    let reasons = (step "report:page" (planWith ran now)).Reasons

    Assert.Contains(
        StepReason(
            ReasonKind.SettingChanged,
            "the message of WM3001 in accept",
            "'p = 5e-8 is for one trait, and there are 2'",
            "'p = 1e-6 is for one trait, and there are 2'"
        ),
        reasons
    )

    Assert.All(
        reasons,
        (fun reason -> Assert.False(reason.Kind = ReasonKind.SettingChanged && reason.From = reason.To))
    )
