using System.Collections.Immutable;
using System.Globalization;
using WhiteMatter.Formats.Nifti;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Expressions;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Tests.Toy;

namespace WhiteMatter.Runtime.Tests.Data.Simulations;

/// <summary>The plan of a simulation and of what uses its table, as the planner would make it, with parts to vary.</summary>
internal sealed record SmallSimulation(TemporaryFolder Folder)
{
    public ImmutableArray<SimulatedEffect> Effects { get; init; } =
    [
        new HeritableEffect([BlockAtlas.NameOf(0)], null, 1, 0.25, MixedDirections: false),
        new HeritableEffect([], null, 2, 0.1, MixedDirections: true),
        new CovariateEffect([], "age", 0.15),
        new CovariateEffect([BlockAtlas.NameOf(2)], "sex", 0.05),
        new CovariateEffect([], "site", 0.05),
    ];

    public PlanExpression? Keep { get; init; }

    public int ImageOnly { get; init; } = 20;

    public double Shared { get; init; } = 0.3;

    public double Noise { get; init; } = 0.02;

    public long Seed { get; init; } = 7;

    public int Regions { get; init; } = 4;

    public int Cores { get; init; } = 2;

    public string Store { get; init; } = ".wmstudy";

    /// <summary>Adds an association of age with genotypes, whose cohort and covariates are of the table that the simulation makes.</summary>
    public bool WithAssociation { get; init; }

    /// <summary>Adds the images of everyone and their means over the regions.</summary>
    public bool WithImages { get; init; }

    public ExecutionPlan Plan()
    {
        var genotypes = ToyStudy.Step("g", Folder.PlinkSet("g"), [], null);

        // Stands for the label volume; the handler of these tests makes its own. The number of regions is part of its identity.
        var atlas = ToyStudy.Step("blocks", new AtlasParameters(Folder.Reference("g.fam"), null, AtlasFlip.None, Regions + 1), [], null);
        var simulation = ToyStudy.Step(
            "brains",
            new SimulationParameters([Folder.Reference("g.bed")], Keep, Effects, ImageOnly, Shared, Noise, Seed),
            [("genotypes", genotypes), ("atlas", atlas)],
            null);
        ImmutableArray<PlanStep> steps = [genotypes, atlas, simulation];
        var table = new TableReference(
            FileReference.Made("simulation", SimulationParameters.ParticipantsFile), TableFormat.TabSeparated, "id", "family", ["", "NA"]);
        ImmutableArray<ColumnDeclaration> columns =
            [new("age", ColumnRole.Numeric, "y"), new("sex", ColumnRole.Factor, null), new("site", ColumnRole.Factor, null)];
        var everyone = ToyStudy.Step(
            "everyone", new CohortParameters(table, columns, new PeopleOfTable(), null, null, null), [("simulation", simulation)], null);
        if (WithImages)
        {
            var images = ToyStudy.Step(
                "fa",
                new ImagesParameters(null, table, columns, null, null),
                [("cohort", everyone), ("simulation", simulation)],
                null);
            var means = ToyStudy.Step("tracts", new RegionMeansParameters(false, 0.5), [("images", images), ("atlas", atlas)], null);
            steps = [.. steps, everyone, images, means];
        }

        if (WithAssociation)
        {
            var include = new BinaryExpression(BinaryOperation.Equal, new ColumnExpression("group"), new TextExpression("image_only"));
            var pretraining = ToyStudy.Step(
                "pretraining",
                new CohortParameters(table, columns, new PeopleOfInput("everyone"), include, null, null),
                [("everyone", everyone), ("simulation", simulation)],
                null);
            var discovery = ToyStudy.Step(
                "discovery",
                new CohortParameters(
                    table, columns, new PeopleDifference(new PeopleOfInput("everyone"), new PeopleOfInput("pretraining")), null, null, null),
                [("everyone", everyone), ("pretraining", pretraining), ("simulation", simulation)],
                null);
            var traits = ToyStudy.Step("traits", new TraitsParameters(table, ["age"], []), [("cohort", everyone), ("simulation", simulation)], null);
            var design = ToyStudy.Step(
                "gwas",
                new DesignParameters(
                    table,
                    columns,
                    new SumFormula(new ColumnFormula("sex", ColumnRole.Factor), new ColumnFormula("site", ColumnRole.Factor)),
                    "sex + site",
                    TraitTransform.None),
                [("cohort", discovery), ("traits", traits), ("genotypes", genotypes), ("simulation", simulation)],
                null);
            steps = [.. steps, everyone, pretraining, discovery, traits, design];
        }

        return Folder.PlanOf(steps, Seed);
    }

    public Task<RunResult> RunAsync(IProgress<RunEvent>? progress = null) =>
        Folder.RunAsync(Plan(), BuiltInHandlers.Table.With(new BlockAtlas(Regions)), progress, cores: Cores, store: Store);

    /// <summary>Runs, and gives what the simulation made.</summary>
    public async Task<MadeSimulation> MakeAsync()
    {
        var result = await RunAsync();
        if (result.Ending != RunEnding.Done)
        {
            throw new InvalidOperationException(string.Join('\n', result.Diagnostics.Select(found => found.Message)));
        }

        var record = result.Steps.Single(step => step.Step.Id == "simulation:brains").Record!;
        return new MadeSimulation(result, record, Path.Combine(Folder[Store], "artifacts", record.Fingerprint.Value[..2], record.Fingerprint.Value));
    }
}

/// <summary>The artifact of a simulation.</summary>
internal sealed record MadeSimulation(RunResult Result, ArtifactRecord Record, string Folder)
{
    /// <summary>Hash by name of every file.</summary>
    public Dictionary<string, string> Hashes => Record.Files.ToDictionary(file => file.Name, file => file.Blake3);

    /// <summary>Rows of a table of the artifact as column by name.</summary>
    public List<Dictionary<string, string>> Rows(string name)
    {
        var lines = File.ReadAllLines(Path.Combine(Folder, name));
        var header = lines[0].Split('\t');
        return [.. lines[1..].Select(line => header.Zip(line.Split('\t')).ToDictionary(pair => pair.First, pair => pair.Second))];
    }

    public NiftiVolume Volume(string id) => NiftiFile.Read(Path.Combine(Folder, "fa", id + ".nii.gz"));

    /// <summary>Means of the volumes over a region, person after person.</summary>
    public double[] RegionMeans(IEnumerable<string> ids, int region) =>
        [.. ids.Select(id => Volume(id).Values is var values ? BlockAtlas.VoxelsOf(region).Average(voxel => (double)values[voxel]) : double.NaN)];

    public static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
