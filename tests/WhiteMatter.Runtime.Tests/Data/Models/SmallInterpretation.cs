using System.Collections.Immutable;
using System.Text;
using WhiteMatter.Formats.Nifti;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Tests.Toy;

namespace WhiteMatter.Runtime.Tests.Data.Models;

/// <summary>A <see cref="SmallModel"/> and the interpretation of its latents, by everybody unless people are drawn, with an atlas of three labels.</summary>
internal sealed record SmallInterpretation(SmallModel Study)
{
    /// <summary>How many people are drawn; null takes everybody.</summary>
    public int? People { get; init; }

    /// <summary>Numbers of latents; none for all.</summary>
    public ImmutableArray<int> Latents { get; init; } = [];

    /// <summary>Whether regions are scored.</summary>
    public bool WithAtlas { get; init; } = true;

    public int Permutations { get; init; } = 19;

    /// <summary>Columns of the table <c>sizes.tsv</c> that latents are held against; none for nothing.</summary>
    public ImmutableArray<string> Against { get; init; } = [];

    /// <summary>Columns of that table along which maps are made; none for nothing.</summary>
    public ImmutableArray<string> Along { get; init; } = [];

    /// <summary>Whether a page shows it.</summary>
    public bool WithPage { get; init; }

    /// <summary>The label of a voxel by x, y, z.</summary>
    public Func<int, int, int, int> Label { get; init; } = (x, _, z) => z == 0 ? 0 : x == 0 ? 3 : x < 4 ? 1 : 2;

    /// <summary>Edge of the atlas's voxels in mm; the images' is 2.</summary>
    public double Edge { get; init; } = 2;

    public ExecutionPlan Plan()
    {
        var steps = Study.Plan().Steps;
        PlanStep Step(string id) => steps.Single(step => step.Id == id);
        var atlas = ToyStudy.Step("halves", new AtlasParameters(Study.Folder.Reference("people.tsv"), null, AtlasFlip.None, null), [], null);
        var draws = People is not null || WithAtlas;
        (string, PlanStep)[] inputs = [("model", Step("model:udr")), ("images", Step("images:fa")), .. Study.AllowMissing is null ? Array.Empty<(string, PlanStep)>() : [("images2", Step("images:gm"))], ("cohort", Step("cohort:everyone"))];
        var sizes = Against.IsEmpty ? null : ToyStudy.Step(
            "sizes",
            new TraitsParameters(new TableReference(Study.Folder.Reference("sizes.tsv"), TableFormat.TabSeparated, "eid", null, ["", "NA"]), Against, []),
            [("cohort", Step("cohort:everyone"))],
            null);
        var along = Along.IsEmpty ? null : ToyStudy.Step(
            "who",
            new TraitsParameters(new TableReference(Study.Folder.Reference("sizes.tsv"), TableFormat.TabSeparated, "eid", null, ["", "NA"]), Along, []),
            [("cohort", Step("cohort:everyone"))],
            null);
        var interpretation = ToyStudy.Step(
            "perdi",
            new InterpretationParameters(Latents, People, MapStatistic.PairedT, 2, 0.02, WithAtlas ? Permutations : 0, draws ? 5 : null, Study.Numerics),
            [.. inputs, .. WithAtlas ? [("atlas", atlas)] : Array.Empty<(string, PlanStep)>(), .. sizes is null ? Array.Empty<(string, PlanStep)>() : [("against1", sizes)], .. along is null ? Array.Empty<(string, PlanStep)>() : [("along1", along)]],
            "perdi/");
        var report = ToyStudy.Step(
            "page",
            new ReportParameters("Small", "", ["GRCh37"], [new ReportItem("interpretation", "interpretation:perdi", "What it shows.")], 5, []),
            [("interpretation:perdi", interpretation)],
            "page.html");
        ImmutableArray<PlanStep> before = [.. steps.Where(step => step.Id != "encoding:latents"), .. WithAtlas ? [atlas] : ImmutableArray<PlanStep>.Empty, .. sizes is null ? ImmutableArray<PlanStep>.Empty : [sizes], .. along is null ? ImmutableArray<PlanStep>.Empty : [along]];
        return Study.Folder.PlanOf([.. before, interpretation, .. WithPage ? [report] : ImmutableArray<PlanStep>.Empty], 7);
    }

    public Task<RunResult> RunAsync(IStepHandler<ModelParameters>? model = null)
    {
        var handlers = BuiltInHandlers.Table.With(new FakeImages()).With(new Labelled(Label, Edge));
        return Study.Folder.RunAsync(Plan(), model is null ? handlers : handlers.With(model), memory: 1L << 33);
    }

    /// <summary>More people, of whom the model is fitted on the first ten; the last has no image.</summary>
    public static void WritePeople(TemporaryFolder folder, int people) => folder.Write(
        "people.tsv", "family\teid\tgroup\n" + string.Concat(Enumerable.Range(1, people).Select(n => $"F{n}\tP{n}\t{(n <= SmallModel.Fitted ? "fit" : "test")}\n")));

    /// <summary>Writes the artifact of an atlas on the grid of <see cref="FakeImages"/>.</summary>
    private sealed class Labelled(Func<int, int, int, int> label, double edge) : IStepHandler<AtlasParameters>
    {
        public bool OwnerOnly => false;

        public ValueTask RunAsync(StepContext<AtlasParameters> context, CancellationToken cancellationToken)
        {
            var labels = Enumerable.Range(0, 512).Select(i => label(i % 8, i / 8 % 8, i / 64)).ToArray();
            using (var stream = context.Output.Create("labels.nii.gz"))
            {
                NiftiFile.Write(
                    stream,
                    new VolumeGrid(8, 8, 8, [edge, 0, 0, -8, 0, edge, 0, -8, 0, 0, edge, -8]),
                    Array.ConvertAll(labels, value => (float)value),
                    new NiftiWriteOptions { DataType = NiftiDataType.Int16 });
            }

            using (var stream = context.Output.Create("regions.tsv"))
            {
                stream.Write(Encoding.UTF8.GetBytes("label\tname\tvoxels\n" + string.Concat(
                    labels.Where(value => value > 0).CountBy(value => value).OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}\tregion {pair.Key}\t{pair.Value}\n"))));
            }

            return ValueTask.CompletedTask;
        }
    }
}
