using System.Collections.Immutable;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Expressions;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers;
using WhiteMatter.Runtime.Machine;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Store;
using WhiteMatter.Runtime.Tests.Toy;

namespace WhiteMatter.Runtime.Tests.Data.Models;

/// <summary>The plan of a model fitted on some people's images and applied to others', as the planner would make it, with parts to vary.</summary>
internal sealed record SmallModel
{
    /// <summary>People of the table, the last one without an image.</summary>
    public const int People = 18;

    /// <summary>Those of the group <c>fit</c>, the first ones.</summary>
    public const int Fitted = 10;

    public SmallModel(TemporaryFolder folder)
    {
        Folder = folder;
        folder.Write(
            "people.tsv", "family\teid\tgroup\n" + string.Concat(Enumerable.Range(1, People).Select(n => $"F{n}\tP{n}\t{(n <= Fitted ? "fit" : "test")}\n")));
    }

    public TemporaryFolder Folder { get; }

    public string Store => Folder[".wmstudy"];

    public bool WithFamilies { get; init; }

    public ImmutableArray<int> Channels { get; init; } = [2, 4];

    public TrainingSettings Train { get; init; } = new(3, 4, new AdamSettings(5e-3, 0.9, 0.999, 1e-8), 0.3, 2, null);

    public NumericEnvironment Numerics { get; init; } = NumericMachine.Current.Describe("cpu", 1);

    /// <summary>What the network sees of the images; null for all.</summary>
    public CorruptionSettings? Corruption { get; init; }

    /// <summary>How images are changed; null for not.</summary>
    public AugmentationSettings? Augment { get; init; }

    /// <summary>What makes latents random; null where they are not.</summary>
    public VariationalSettings? Variational { get; init; }

    /// <summary>A network of transformers in the place of that of convolutions.</summary>
    public TransformerAutoencoder? Transformer { get; init; }

    /// <summary>A file in the folder whose weights the model begins with; null draws them.</summary>
    public string? Weights { get; init; }

    /// <summary>Whether the study says whom the model is fitted on.</summary>
    public bool SaysFitted { get; init; } = true;

    /// <summary>The group encoded; null encodes everybody.</summary>
    public string? Encoded { get; init; } = "test";

    /// <summary>Rows of the images in each part of the encoding; empty encodes as a whole.</summary>
    public ImmutableArray<int> Parts { get; init; } = [];

    public ImageNormalisation Normalise { get; init; } = ImageNormalisation.ZScore;

    /// <summary>Whether the images <c>gm</c> are a second channel, and how people who lack some are taken; null of one kind.</summary>
    public bool? AllowMissing { get; init; }

    /// <summary>Whether those encoded are of another step of images, which keeps people by a condition.</summary>
    public bool OtherImages { get; init; }

    /// <summary>The box that the network sees; null for the whole grid.</summary>
    public VoxelBox? Crop { get; init; }

    public ExecutionPlan Plan()
    {
        var table = new TableReference(
            Folder.Reference("people.tsv"), TableFormat.TabSeparated, "eid", WithFamilies ? "family" : null, ["", "NA"]);
        ImmutableArray<ColumnDeclaration> columns = [new("group", ColumnRole.Factor, null)];
        PlanStep Cohort(string name, string? group) => ToyStudy.Step(
            name,
            new CohortParameters(
                table,
                columns,
                new PeopleOfTable(),
                group is null ? null : new BinaryExpression(BinaryOperation.Equal, new ColumnExpression("group"), new TextExpression(group)),
                null,
                null),
            [],
            null);
        PlanStep Images(string name, PlanExpression? keep, PlanStep cohort) =>
            ToyStudy.Step(name, new ImagesParameters(null, table, columns, null, keep), [("cohort", cohort)], null);

        var everyone = Cohort("everyone", null);
        var fit = Cohort("fit", "fit");
        var encoded = Cohort("encoded", Encoded);
        var images = Images("fa", null, everyone);
        var grey = AllowMissing is null ? null : Images("gm", new BooleanExpression(true), everyone);
        (string, PlanStep)[] second = grey is null ? [] : [("images2", grey)];
        var others = OtherImages ? Images("other", new BooleanExpression(true), everyone) : images;
        var model = ToyStudy.Step(
            "udr",
            new ModelParameters(Normalise, "masked_mse", Train, 7, Numerics)
            {
                Architecture = Transformer is null ? new ConvolutionalAutoencoder(Channels, 3) { Variational = Variational } : null,
                Transformer = Transformer,
                Weights = Weights is null ? null : Folder.Reference(Weights),
                Modalities = AllowMissing is { } allow ? new ImageModalities([new ImageModality("fa", Normalise, 3), new ImageModality("gm", ImageNormalisation.None, 1)], allow) : null,
                Corruption = Corruption,
                Augment = Augment,
                Crop = Crop,
            },
            SaysFitted ? [("images", images), .. second, ("fit_on", fit)] : [("images", images), .. second],
            null);
        var encoding = ToyStudy.Step("latents", new EncodingParameters(Numerics), [("model", model), ("images", others), .. second, ("cohort", encoded)], null);
        var first = 0L;
        encoding = encoding with
        {
            Shards =
            [
                .. Parts.Select((count, index) =>
                {
                    var shard = new StepShard(index, first, count, StepFingerprint.OfShard(encoding.Fingerprint, first, count));
                    first += count;
                    return shard;
                }),
            ],
        };
        ImmutableArray<PlanStep> steps = [everyone, fit, encoded, images, .. second.Select(named => named.Item2), model, encoding];
        return Folder.PlanOf(OtherImages ? steps.Insert(4, others) : steps, 7);
    }

    public Task<RunResult> RunAsync(FakeImages? images = null, IStepHandler<ModelParameters>? model = null, CancellationToken cancellationToken = default)
    {
        var handlers = BuiltInHandlers.Table.With(images ?? new FakeImages());
        return Folder.RunAsync(Plan(), model is null ? handlers : handlers.With(model), memory: 1L << 33, cancellationToken: cancellationToken);
    }

    /// <summary>The folder of a step's artifact.</summary>
    public static ArtifactRecord RecordOf(RunResult result, string step) => result.Steps.Single(outcome => outcome.Step.Id == step).Record!;

    /// <summary>The path of a file of a step's artifact.</summary>
    public string PathOf(RunResult result, string step, string file) =>
        Path.Combine(new StoreLayout(Store).Artifact(RecordOf(result, step).Fingerprint), file);
}
