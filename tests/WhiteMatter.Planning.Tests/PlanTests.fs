module WhiteMatter.Planning.Tests.PlanTests

open System
open System.Collections.Immutable
open System.Diagnostics
open System.Threading
open FsCheck
open FsCheck.FSharp
open Xunit
open WhiteMatter.Fixtures
open WhiteMatter.Language
open WhiteMatter.Plan
open WhiteMatter.Plan.Hosting
open WhiteMatter.Planning
open WhiteMatter.Planning.Tests.Studies

let private shards (plan: ExecutionPlan) = (step "association:g" plan).Shards

let private sharded count = shardedPlan count host study

[<Fact>]
let ``A plan read back from its JSON writes the same bytes`` () =
    let json = PlanJson.Serialize(planWith host study)
    Assert.Equal(json, PlanJson.Serialize(PlanJson.Deserialize json))

[<Fact>]
let ``The same study gives the same plan`` () =
    Assert.Equal(PlanJson.Serialize(planWith host study), PlanJson.Serialize(planWith host study))

[<Fact>]
let ``Shards are whole blocks that cover every variant once, for any number of them`` () =
    // 100,000 variants are 98 blocks of 1,024.
    let covers (PositiveInt count) =
        shards (sharded count) |> coverOnce count 1024L 100_000L

    Check.QuickThrowOnFailure covers

[<Fact>]
let ``The number of shards changes no fingerprint of a step`` () =
    let fingerprints count =
        (sharded count).Steps |> Seq.map _.Fingerprint |> List.ofSeq

    Assert.Equal<Fingerprint list>(fingerprints 1, fingerprints 3)
    Assert.Equal<Fingerprint list>(fingerprints 1, fingerprints 17)

[<Fact>]
let ``A machine with more cores gets more shards`` () =
    let parts cores =
        (shards (planWith (host.WithMachine(MachineResources(cores, 64_000_000_000L))) study)).Length

    Assert.Equal(1, parts 1)
    Assert.Equal(8, parts 8)

[<Fact>]
let ``A step that needs more memory than there is is an error before it runs`` () =
    let result =
        planOn PlanOptions.Default (host.WithMachine(MachineResources(2, 100_000_000L))) study

    Assert.True result.HasErrors

    let diagnostic =
        result.Diagnostics
        |> Seq.find (fun found -> found.Message.Contains "association:g")

    Assert.Equal("WM5002", diagnostic.Code)
    Assert.Contains("100 MB", diagnostic.Message)
    SaidExamples.takeFound "A step that needs more memory than there is" diagnostic

[<Fact>]
let ``The study's own limit of memory counts too`` () =
    let limited = {
        study with
            Study = withSetting "memory" (num 1e8) study.Study
    }

    let result = planOn PlanOptions.Default host limited
    Assert.Equal("WM5002", result.Diagnostics[0].Code)
    Assert.Equal(Nullable 100_000_000L, result.Plan.Limits.MemoryBytes)

[<Fact>]
let ``Loci of other genotypes than those tested are refused`` () =
    let others =
        declaration "genotypes" "others" (Some(reference "everyone")) [ "bed", txt "others.bed" ]

    let result =
        {
            study with
                Declarations = others :: study.Declarations
        }
        |> change "leads" (withSetting "reference" (reference "others"))
        |> planOn PlanOptions.Default (host.WithGenotypes("studies/others.bed", 10L, 10L, ImmutableArray.Create "1"))

    let diagnostic = Assert.Single result.Diagnostics
    Assert.Equal("WM5003", diagnostic.Code)
    SaidExamples.takeFound "Loci of other genotypes than those tested" diagnostic

[<Fact>]
let ``A plan over its limit of steps is refused`` () =
    let result =
        planOn
            {
                PlanOptions.Default with
                    MaximumSteps = 10
            }
            host
            study

    Assert.Equal("WM5001", (Assert.Single result.Diagnostics).Code)
    SaidExamples.takeFound "A plan over its limit of steps" (Assert.Single result.Diagnostics)
    Assert.Empty result.Plan.Steps

[<Fact>]
let ``Cancelling ends planning`` () =
    let cancelled = CancellationToken true

    Assert.ThrowsAny<OperationCanceledException>(fun () ->
        (Planner.plan PlanOptions.Default study host cancelled).GetAwaiter().GetResult()
        |> ignore)
    |> ignore

[<Fact>]
let ``Each path is asked for once`` () =
    Assert.Equal<string list>(
        [ "studies/chips.bed"; "studies/people.tsv"; "studies/withdrawn.csv" ],
        questions host study
    )

[<Fact>]
let ``Costs grow with the data and are nothing where the data are not there`` () =
    let association host =
        (step "association:g" (planWith host study)).Cost

    let larger =
        host.WithGenotypes("studies/chips.bed", 1500L, 200_000L, ImmutableArray.Create "1")

    Assert.True((association larger).CpuSeconds > 1.9 * (association host).CpuSeconds)
    // 100,000 variants × 2 traits × (β, SE, −log10 P as doubles).
    Assert.InRange((association host).DiskBytes, 4_800_000L, 20_000_000L)
    Assert.Equal(CostEstimate.Zero, association (InMemoryHost()))

[<Fact>]
let ``A plan of 1,000 declarations takes well under a second`` () =
    let extra = [
        for index in 1..990 ->
            declaration "phenotypes" $"p{index}" (Some(reference "everyone")) [ "columns", list [ column "height" ] ]
    ]

    let large = {
        study with
            Declarations = study.Declarations @ extra
    }

    planWith host large |> ignore
    let clock = Stopwatch.StartNew()
    let plan = planWith host large
    clock.Stop()
    Assert.Equal(1001, plan.Steps.Length)
    // Generous for a busy machine; the benchmark project gives figures.
    Assert.True(clock.Elapsed < TimeSpan.FromSeconds 2.0, $"{clock.Elapsed}")

[<Fact>]
let ``Every reason there is has words of its own`` () =
    let step = (planWith host study).Steps[0]

    let told = [
        for kind in Enum.GetValues<ReasonKind>() ->
            PlanText.reason step (StepReason(kind, "keep", "maf >= 0.01", "maf >= 0.05"))
    ]

    Assert.DoesNotContain("keep", told)
    Assert.Equal(told.Length, (List.distinct told).Length)

[<Fact>]
let ``The text says for each step what a run does and why`` () =
    let ran = afterRunning (planWith host study) host

    let plan =
        study
        |> change "chips" (withSetting "keep" (atLeast "maf" 0.05))
        |> planWith ran

    let text = PlanText.render false plan
    Assert.Contains("cohort:everyone  cached\n", text)
    Assert.Contains("association:g  run", text)
    Assert.Contains("because keep changed from maf >= 0.01 to maf >= 0.05\n", text)
    Assert.Contains("because association:g changed\n", text)
    Assert.Contains("11 steps: 6 cached, 5 to run.", text)
    Assert.DoesNotContain("\u001b", text)
    Assert.Contains("\u001b[32mcached\u001b[0m", PlanText.render true plan)
