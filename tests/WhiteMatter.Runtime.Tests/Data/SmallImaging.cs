using System.Collections.Immutable;
using WhiteMatter.Formats.Nifti;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Expressions;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers;
using WhiteMatter.Runtime.Images;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Store;
using WhiteMatter.Runtime.Tests.Toy;

namespace WhiteMatter.Runtime.Tests.Data;

/// <summary>
/// Images of twelve people on a grid of 6 × 5 × 4 voxels of 2 mm, an atlas of three regions on it, and the plan of their means, as the
/// planner would make it, with parts to vary. A person's voxels are 0.2 + 0.01 × the person's number + 0.001 × the voxel's index.
/// </summary>
internal sealed record SmallImaging(TemporaryFolder Folder)
{
    public const int People = 12;
    public const int Voxels = 120;

    public static VolumeGrid Grid { get; } = new(6, 5, 4, [-2, 0, 0, 5, 0, 2, 0, -4, 0, 0, 2, -3]);

    public string Template { get; init; } = "img/{eid}.nii.gz";

    /// <summary>What the images are planned with; null for what is there.</summary>
    public ImageSetIdentity? Planned { get; init; }

    /// <summary>Whether the images were there when planning.</summary>
    public bool ImagesKnown { get; init; } = true;

    public PlanExpression? Include { get; init; }

    public string? Mask { get; init; }

    public PlanExpression? Keep { get; init; }

    /// <summary>The volume whose grid images are brought to; null for their own.</summary>
    public string? Onto { get; init; }

    public VoxelInterpolation Interpolation { get; init; }

    /// <summary>The template of affine transforms.</summary>
    public string? Affines { get; init; }

    /// <summary>The template of displacement fields.</summary>
    public string? Warps { get; init; }

    public string? Reference { get; init; }

    public double? Sigma { get; init; }

    public string? Names { get; init; } = "names.txt";

    /// <summary>Names that the study says itself, in place of the file.</summary>
    public IReadOnlyList<string>? Regions { get; init; }

    public AtlasFlip Flip { get; init; }

    public double? Voxel { get; init; }

    public bool IncludeZeros { get; init; }

    public double Coverage { get; init; }

    public RegionSides Sides { get; init; }

    public bool Whole { get; init; }

    /// <summary>The voxels of the mask with a greater value are used; null for those that are not 0.</summary>
    public double? MaskAbove { get; init; }

    public int Cores { get; init; } = 2;

    public static float Value(int person, int voxel) => (float)(0.2 + (0.01 * person) + (0.001 * voxel));

    /// <summary>Writes table, images, labels and names.</summary>
    public SmallImaging Write()
    {
        Folder.Write("people.tsv", "eid\tage\tfolder\n" + string.Concat(Enumerable.Range(1, People).Select(p => $"P{p}\t{40 + p}\tf{p % 2}\n")));
        Directory.CreateDirectory(Folder["img"]);
        for (var person = 1; person <= People; person++)
        {
            Image($"img/P{person}.nii.gz", [.. Enumerable.Range(0, Voxels).Select(v => Value(person, v))]);
        }

        // The first axis runs to the left: indices 0 and 1 are on the right.
        Image("labels.nii.gz", [.. Enumerable.Range(0, Voxels).Select(v => (v % 6) switch { 0 or 1 => 1f, 4 or 5 => 2f, 2 => 3f, _ => 0f })], type: NiftiDataType.UInt8);
        Folder.Write("names.txt", "0\tNone\r\n1\tTract_R\r\n2\tTract_L\r\n3\tMiddle\r\n");
        return this;
    }

    public void Image(string name, float[] values, VolumeGrid? grid = null, NiftiDataType type = NiftiDataType.Float32)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Folder[name])!);
        using var stream = File.Create(Folder[name]);
        NiftiFile.Write(stream, grid ?? Grid, values, new NiftiWriteOptions { DataType = type, Compress = name.EndsWith(".gz", StringComparison.Ordinal) });
    }

    /// <summary>Changes bytes of the header of a person's image, which is written anew without packing under the packed one's name.</summary>
    public void Patch(int person, int at, params byte[] bytes)
    {
        var stream = new MemoryStream();
        NiftiFile.Write(stream, Grid, [.. Enumerable.Range(0, Voxels).Select(v => Value(person, v))], new NiftiWriteOptions { Compress = false });
        bytes.CopyTo(stream.GetBuffer(), at);
        File.WriteAllBytes(Folder[$"img/P{person}.nii.gz"], stream.ToArray());
    }

    public ExecutionPlan Plan()
    {
        var table = new TableReference(Folder.Reference("people.tsv"), TableFormat.TabSeparated, "eid", null, ["", "NA"]);
        var cohort = ToyStudy.Step("everyone", new CohortParameters(table, [], new PeopleOfTable(), Include, null, null), [], null);
        var identity = Planned ?? ImageSet.Find(
            new OutsideImages(Template, null), table, Folder["people.tsv"], path => Path.Combine(Folder.Path, path), 2, CancellationToken.None).Identity;
        var images = ToyStudy.Step(
            "fa",
            new ImagesParameters(
                new OutsideImages(Template, ImagesKnown ? identity : null), table, [], Mask is null ? null : Folder.Reference(Mask), Keep, null, Resampling(table), Sigma)
            { MaskAbove = MaskAbove },
            [("cohort", cohort)],
            null);
        return Plan(cohort, images);
    }

    private Resampling? Resampling(TableReference table)
    {
        OutsideImages? Of(string? template) => template is null ? null : new OutsideImages(
            template, ImageSet.Find(new OutsideImages(template, null), table, Folder["people.tsv"], path => Path.Combine(Folder.Path, path), 2, CancellationToken.None).Identity);
        return Onto is null ? null : new Resampling(Folder.Reference(Onto), Interpolation, Of(Affines), Of(Warps), Reference is null ? null : Folder.Reference(Reference));
    }

    /// <summary>The same with images that a simulation made.</summary>
    public ExecutionPlan PlanOfSimulation()
    {
        var nothing = Folder.Reference("people.tsv");
        var simulation = ToyStudy.Step("brains", new SimulationParameters([nothing], null, [], 0, 0, 0, 1), [], null);
        var table = new TableReference(FileReference.Made("simulation", SimulationParameters.ParticipantsFile), TableFormat.TabSeparated, "id", "family", [""]);
        var cohort = ToyStudy.Step(
            "brains", new CohortParameters(table, [], new PeopleOfTable(), null, null, null), [("simulation", simulation)], null);
        var images = ToyStudy.Step(
            "fa", new ImagesParameters(null, table, [], null, Keep), [("cohort", cohort), ("simulation", simulation)], null);
        return Plan(simulation, cohort, images);
    }

    public Task<RunResult> RunAsync(ExecutionPlan? plan = null, HandlerTable? handlers = null) =>
        Folder.RunAsync(plan ?? Plan(), handlers ?? BuiltInHandlers.Table, cores: Cores);

    /// <summary>The artifact of a step that ran.</summary>
    public Artifact Artifact(ExecutionPlan plan, string step) =>
        Assert(ArtifactStore.OpenForReading(Folder[".wmstudy"]).Find(plan.Find(step)!.Fingerprint));

    private static Artifact Assert(StoreLookup found) => Xunit.Assert.IsType<StoreLookup.Whole>(found).Artifact;

    private ExecutionPlan Plan(params ImmutableArray<PlanStep> steps)
    {
        var atlas = ToyStudy.Step("jhu", new AtlasParameters(Folder.Reference("labels.nii.gz"), Names is null ? null : Folder.Reference(Names), Flip, Voxel) { Regions = Regions }, [], null);
        var means = ToyStudy.Step("tracts", new RegionMeansParameters(IncludeZeros, Coverage) { Sides = Sides, Whole = Whole }, [("images", steps[^1]), ("atlas", atlas)], "tracts");
        return Folder.PlanOf([.. steps, atlas, means]);
    }
}
