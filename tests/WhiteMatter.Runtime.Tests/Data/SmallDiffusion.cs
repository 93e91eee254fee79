using System.Globalization;
using System.Runtime.InteropServices;
using WhiteMatter.Formats.Nifti;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers;
using WhiteMatter.Runtime.Images;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Store;
using WhiteMatter.Runtime.Tests.Toy;

namespace WhiteMatter.Runtime.Tests.Data;

/// <summary>
/// Diffusion series of six people on the grid of <see cref="SmallImaging"/>: a volume without weighting and twelve directions of
/// b = 1000 s/mm². In every voxel diffusion is along y, of 0.001 + 0.0001 × the person's number mm²/s, and 0.0004 mm²/s across; the
/// signal without weighting is 300. Signals have no noise, so that maps are known in closed form.
/// </summary>
internal sealed record SmallDiffusion(TemporaryFolder Folder)
{
    public const int People = 6;
    public const int Directions = 12;

    public TensorFit Fit { get; init; }

    public TensorConvention Convention { get; init; }

    public BrainMask Brain { get; init; } = BrainMask.Everywhere;

    public double[] Shells { get; init; } = [];

    public VectorLengths Lengths { get; init; }

    public TensorMeasure Measure { get; init; }

    /// <summary>A file of people who are left out.</summary>
    public string? Withdrawals { get; init; }

    /// <summary>A mask of the maps for everybody.</summary>
    public string? Mask { get; init; }

    /// <summary>Fractional anisotropy of eigenvalues a, b, b: |a − b| / √(a² + 2b²).</summary>
    public static double Anisotropy(int person)
    {
        var (a, b) = Eigenvalues(person);
        return (a - b) / Math.Sqrt((a * a) + (2 * b * b));
    }

    public static (double Along, double Across) Eigenvalues(int person) => (0.001 + (0.0001 * person), 0.0004);

    /// <summary>Writes table, series, b-values and directions, labels and names.</summary>
    public SmallDiffusion Write()
    {
        new SmallImaging(Folder).Write();
        Folder.Write("scans.tsv", "eid\n" + string.Concat(Enumerable.Range(1, People).Select(p => $"P{p}\n")));
        for (var person = 1; person <= People; person++)
        {
            WriteTable(person);
            WriteSeries(person, Signals(person));
        }

        return this;
    }

    public static float[][] Signals(int person)
    {
        var (along, across) = Eigenvalues(person);
        return [.. Enumerable.Range(0, Directions + 1).Select(volume =>
        {
            var (b, y) = volume == 0 ? (0, 0) : (1000, Direction(volume)[1]);
            return Enumerable.Repeat((float)(300 * Math.Exp(-b * (across + ((along - across) * y * y)))), SmallImaging.Voxels).ToArray();
        })];
    }

    public void WriteTable(int person, string? bValues = null, string? directions = null)
    {
        Folder.Write($"dwi/P{person}.bval", bValues ?? "0 " + string.Join(' ', Enumerable.Repeat(1000, Directions)));
        Folder.Write($"dwi/P{person}.bvec", directions ?? string.Join('\n', Enumerable.Range(0, 3).Select(axis => "0 " + Row(axis))));

        static string Row(int axis) =>
            string.Join(' ', Enumerable.Range(1, Directions).Select(volume => Direction(volume)[axis].ToString("R", CultureInfo.InvariantCulture)));
    }

    public void WriteSeries(int person, float[][] volumes, VolumeGrid? grid = null)
    {
        // A file of one volume whose header then tells of as many as follow.
        var stream = new MemoryStream();
        NiftiFile.Write(stream, grid ?? SmallImaging.Grid, volumes[0], new NiftiWriteOptions { Compress = false });
        foreach (var volume in volumes.AsSpan(1))
        {
            stream.Write(MemoryMarshal.AsBytes(volume.AsSpan()));
        }

        var bytes = stream.ToArray();
        (bytes[40], bytes[48]) = (4, (byte)volumes.Length);
        Folder.Write($"dwi/P{person}.nii", bytes);
    }

    /// <summary>The template of the files without their endings; <c>bids</c> for a dataset in the folder <c>raw</c>.</summary>
    public string Stem { get; init; } = "dwi/{eid}";

    private string Named(string ending) => Stem != "bids" ? Stem + ending
        : $"bids(\"raw\", suffix = \"dwi\"{(ending == ".nii" ? "" : $", extension = \"{ending}\"")})";

    public ExecutionPlan Plan()
    {
        var table = new TableReference(Folder.Reference("scans.tsv"), TableFormat.TabSeparated, "eid", null, ["", "NA"]);
        var cohort = ToyStudy.Step("everyone", new CohortParameters(table, [], new PeopleOfTable(), null, null, Withdrawals is null ? null : Folder.Reference(Withdrawals)), [], null);
        var outside = new OutsideImages(
            Named(".nii"), null, null, Named(".bval"), Named(".bvec"), Brain == BrainMask.Given ? Stem + ".brain.nii.gz" : null);
        var identity = ImageSet.Find(outside, table, Folder["scans.tsv"], path => Path.Combine(Folder.Path, path), 2, CancellationToken.None).Identity;
        var tensors = ToyStudy.Step(
            "fa",
            new TensorParameters(
                outside with { Identity = identity }, table, Brain, Fit, Convention, Fit == TensorFit.Iwls ? 2 : 0, 50, [.. Shells], 100, Lengths),
            [("cohort", cohort)],
            null);
        var images = ToyStudy.Step(
            "fa", new ImagesParameters(null, table, [], Mask is null ? null : Folder.Reference(Mask), null, Measure), [("cohort", cohort), ("tensors", tensors)], null);
        var atlas = ToyStudy.Step("jhu", new AtlasParameters(Folder.Reference("labels.nii.gz"), Folder.Reference("names.txt"), AtlasFlip.None, null), [], null);
        var means = ToyStudy.Step("tracts", new RegionMeansParameters(false, 0), [("images", images), ("atlas", atlas)], "tracts");
        return Folder.PlanOf([cohort, tensors, images, atlas, means]);
    }

    public Task<RunResult> RunAsync(ExecutionPlan? plan = null) => Folder.RunAsync(plan ?? Plan(), BuiltInHandlers.Table, cores: 2);

    public Artifact Artifact(ExecutionPlan plan, string step) =>
        Xunit.Assert.IsType<StoreLookup.Whole>(ArtifactStore.OpenForReading(Folder[".wmstudy"]).Find(plan.Find(step)!.Fingerprint)).Artifact;

    private static double[] Direction(int volume)
    {
        var golden = Math.PI * (3 - Math.Sqrt(5)) * volume;
        var z = 1 - ((volume - 0.5) / Directions);
        var radius = Math.Sqrt(1 - (z * z));
        return [radius * Math.Cos(golden), radius * Math.Sin(golden), z];
    }
}
