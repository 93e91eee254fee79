using System.Collections.Immutable;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Expressions;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Tests.Data.Simulations;
using WhiteMatter.Runtime.Tests.Toy;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Data.Reports;

/// <summary>The plan of a study of simulated volumes with a page that shows all of it, as the planner would make it.</summary>
internal sealed record ImagingStudy(TemporaryFolder Folder)
{
    public const int Regions = 4;

    public ImmutableArray<SimulatedEffect> Effects { get; init; } =
    [
        new HeritableEffect([BlockAtlas.NameOf(0)], "rs5", 1, 0.25, MixedDirections: false),
        new HeritableEffect([], "rs25", 1, 0.12, MixedDirections: true),
        new CovariateEffect([], "age", 0.15),
        new CovariateEffect([BlockAtlas.NameOf(2)], "sex", 0.05),
    ];

    /// <summary>How the region means are harmonised; null for as they are.</summary>
    public HarmoniseParameters? Harmonise { get; init; }

    public TraitTransform Transform { get; init; } = TraitTransform.RankInverseNormal;

    /// <summary>People of a cohort whose number times 10⁻⁷ is the threshold of the leads; null for 10⁻⁶ without one.</summary>
    public int? Counted { get; init; }

    public ImmutableArray<(string View, string Step, string? Against)> Items { get; init; } =
    [
        ("qc", "images:fa", null), ("slices", "images:fa", null), ("training", "model:udr", null), ("reconstruction", "model:udr", null),
        ("regions", "region-means:tracts", null), ("truth", "simulation:brains", "association:gwas"), ("truth", "simulation:brains", "joint:all"),
        ("truth", "simulation:brains", "loci:leads"),
    ];

    public ExecutionPlan Plan()
    {
        var genotypes = ToyStudy.Step("g", Folder.PlinkSet("g"), [], null);
        var atlas = ToyStudy.Step("blocks", new AtlasParameters(Folder.Reference("g.fam"), null, AtlasFlip.None, Regions + 1), [], null);
        var simulation = ToyStudy.Step(
            "brains", new SimulationParameters([Folder.Reference("g.bed")], null, Effects, 30, 0.3, 0.02, 7), [("genotypes", genotypes), ("atlas", atlas)], null);
        var table = new TableReference(
            FileReference.Made("simulation", SimulationParameters.ParticipantsFile), TableFormat.TabSeparated, "id", "family", ["", "NA"]);
        ImmutableArray<ColumnDeclaration> columns = [new("age", ColumnRole.Numeric, "y"), new("sex", ColumnRole.Factor, null), new("site", ColumnRole.Factor, null)];
        var people = ToyStudy.Step(
            "everyone", new CohortParameters(table, columns, new PeopleOfTable(), null, null, null), [("simulation", simulation)], null);
        var images = ToyStudy.Step(
            "fa",
            new ImagesParameters(null, table, columns, null, null),
            [("cohort", people), ("simulation", simulation)],
            null);
        var tracts = ToyStudy.Step("tracts", new RegionMeansParameters(false, 0.5), [("images", images), ("atlas", atlas)], null);
        var harmonised = Harmonise is null ? null : ToyStudy.Step(
            "tracts", Harmonise with { Table = table, Columns = columns }, [("traits", tracts), ("simulation", simulation)], null);
        var model = ToyStudy.Step(
            "udr",
            new ModelParameters(
                ImageNormalisation.ZScore,
                "masked_mse",
                new TrainingSettings(3, 8, new AdamSettings(1e-3, 0.9, 0.999, 1e-8), 0.1, 4, null),
                7,
                new NumericEnvironment("cpu", "x86-64 avx2", "libtorch 1.13.1", "openblas 0.3.21", 1))
            {
                Architecture = new ConvolutionalAutoencoder([4, 8], 3),
            },
            [("images", images), ("fit_on", people)],
            null);
        var formula = new SumFormula(
            new SumFormula(new ColumnFormula("age", ColumnRole.Numeric), new ColumnFormula("sex", ColumnRole.Factor)), new ColumnFormula("site", ColumnRole.Factor));
        var design = ToyStudy.Step(
            "gwas",
            new DesignParameters(table, columns, formula, "age + sex + site", Transform),
            [("cohort", people), ("traits", harmonised ?? tracts), ("genotypes", genotypes), ("simulation", simulation)],
            null);
        var association = ToyStudy.Step(
            "gwas", new LinearParameters([Folder.Reference("g.bed")], null, MissingGenotypes.Exact, 5), [("design", design), ("genotypes", genotypes)], null);
        association = association with
        {
            Shards = [new StepShard(0, 0, SimulationFileset.Variants, StepFingerprint.OfShard(association.Fingerprint, 0, SimulationFileset.Variants))],
        };
        var joint = ToyStudy.Step(
            "all",
            new QuadraticFormParameters(JointScore.Score, JointDistribution.ChiSquared, 1e-6),
            [("association", association), ("design", design), ("genotypes", genotypes)],
            null);
        var counted = Counted is not { } number ? null : ToyStudy.Step(
            "counted", new CohortParameters(table, columns, new PeopleOfInput("cohort"), null, new SampleDraw(number, null, 7, "counted"), null), [("cohort", people), ("simulation", simulation)], null);
        PlanExpression threshold = counted is null
            ? new NumberExpression(1e-6)
            : new BinaryExpression(BinaryOperation.Multiply, new StepValueExpression(counted.Id, "count"), new NumberExpression(1e-7));
        var loci = ToyStudy.Step(
            "leads",
            new LociParameters([Folder.Reference("g.bed")], threshold, 0.1, 250_000, 0.01, 0),
            [("association", association), ("design", design), ("genotypes", genotypes), ("truth", simulation), .. counted is null ? [] : ((string, PlanStep)[])[(counted.Id, counted)]],
            null);
        PlanStep[] made = [genotypes, atlas, simulation, people, .. counted is null ? (PlanStep[])[] : [counted], images, tracts, .. harmonised is null ? (PlanStep[])[] : [harmonised], model, design, association, joint, loci];
        var shown = Items.SelectMany(item => new[] { item.Step, item.Against }).OfType<string>().Distinct().Select(id => made.First(step => step.Id == id));
        var report = ToyStudy.Step(
            "page",
            new ReportParameters(
                "Small", "", ["GRCh37"], [.. Items.Select(item => new ReportItem(item.View, item.Step, "What it is.", item.Against))], 5, []),
            [.. shown.Select(step => (step.Parameters.Kind + "_" + step.Declaration, step))],
            "page.html");
        return Folder.PlanOf([.. made, report], 7);
    }

    public Task<RunResult> RunAsync() =>
        Folder.RunAsync(Plan(), BuiltInHandlers.Table.With(new BlockAtlas(Regions)).With(new WrittenModel()));

    /// <summary>Runs, and gives the page.</summary>
    public async Task<string> PageAsync()
    {
        var result = await RunAsync();
        Assert.True(result.Ending == RunEnding.Done, string.Join('\n', result.Diagnostics.Select(found => found.Message)));
        return await File.ReadAllTextAsync(Folder["results/page.html"]);
    }
}
