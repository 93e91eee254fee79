using WhiteMatter.Formats.Nifti;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Hosting;
using WhiteMatter.Runtime.Images;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Store;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Data;

/// <summary>Images that are found in BIDS datasets and in series with a list of people.</summary>
public sealed class LayoutStepsTests : InFolder
{
    private readonly SmallImaging _study;

    public LayoutStepsTests() => _study = new SmallImaging(Folder).Write();

    [Theory]
    [InlineData("sub-P{0}/dwi/sub-P{0}_model-DTI_param-FA_dwimap.nii.gz", "bids(\"data\", suffix = \"dwimap\", param = \"FA\")")]
    [InlineData("sub-P{0}/ses-1/dwi/sub-P{0}_ses-1_space-MNI152NLin6Asym_desc-FA_dwi.nii.gz", "bids(\"data\", suffix = \"dwi\", ses = \"ses-1\", desc = \"FA\", datatype = \"dwi\")")]
    [InlineData("sub-P{0}/sub-P{0}_FA.nii.gz", "bids(\"data\", suffix = \"FA\", space = \"none\")")]
    [InlineData("sub-P{0}_FA.nii.gz", "bids(\"data\", suffix = \"FA\")")]
    public async Task A_dataset_gives_what_the_same_files_give_by_a_path(string name, string query)
    {
        Place(name);
        File.WriteAllText(Folder["data/dataset_description.json"], """{ "Name": "d", "BIDSVersion": "1.10.0" }""");
        Folder.Write("data/participants.json", "{}");
        var (plain, plan) = (_study.Plan(), (_study with { Template = query }).Plan());
        Assert.Equal(RunEnding.Done, (await _study.RunAsync(plain)).Ending);
        var result = await _study.RunAsync(plan);
        Assert.Equal((RunEnding.Done, 0), (result.Ending, result.Diagnostics.Length));
        Assert.Equal(
            File.ReadAllBytes(_study.Artifact(plain, "images:fa").PathOf("volumes.bin")), File.ReadAllBytes(_study.Artifact(plan, "images:fa").PathOf("volumes.bin")));
    }

    [Fact]
    public async Task People_are_found_by_another_column_and_with_or_without_the_prefix_sub()
    {
        Folder.Write("people.tsv", "eid\tbids\tvisit\n" + string.Concat(Enumerable.Range(1, SmallImaging.People).Select(p => $"P{p}\t{(p % 2 == 0 ? "sub-" : "")}P{p}\t{(p == 4 ? "NA" : p % 2 == 0 ? "ses-1" : "1")}\n")));
        Place("sub-P{0}/ses-1/dwi/sub-P{0}_ses-1_FA.nii.gz");
        var study = _study with { Template = "bids(\"data\", suffix = \"FA\", ses = \"{visit}\", sub = \"{bids}\")" };
        var plan = study.Plan();
        var found = Assert.Single((await study.RunAsync(plan)).Diagnostics);
        Assert.Equal(
            "No image at 'bids(\"data\", suffix = \"FA\", ses = \"{visit}\", sub = \"{bids}\")' for 1 of 12 people (such as P4).", found.Message);
        Assert.Equal(11, study.Artifact(plan, "images:fa").Value("people"));
    }

    [Fact]
    public async Task Two_runs_are_refused_with_their_names_and_the_entity_that_decides()
    {
        var asked = RunExamples.Here();
        Place("sub-P{0}/dwi/sub-P{0}_run-01_FA.nii.gz");
        File.Copy(Folder["img/P3.nii.gz"], Folder["data/sub-P3/dwi/sub-P3_run-02_FA.nii.gz"]);
        var host = new FileSystemHost(Folder.Path, ArtifactStore.OpenForWriting(Folder[".wmstudy"]), new MachineResources(2, 1 << 30));
        var request = new ImageSetRequest(new TableRequest("people.tsv", TableFormat.TabSeparated, ["", "NA"]), "eid", "bids(\"data\", suffix = \"FA\")");
        var refused = Assert.IsType<Probe<ImageSetHeader>.Unreadable>(await host.ReadImageSetHeaderAsync(request, default));
        Assert.Equal(LayoutCodes.DatasetAmbiguous, refused.Descriptor);
        Assert.Contains("sub-P3: 2 files answer to the query: sub-P3/dwi/sub-P3_run-01_FA.nii.gz, sub-P3/dwi/sub-P3_run-02_FA.nii.gz; expected one.", (string)refused.Arguments[0], StringComparison.Ordinal);
        Assert.Equal("Say which by run (\"01\", \"02\").", refused.Advice);
        RunExamples.Take(asked, [Diagnostic.Create(refused.Descriptor, null, (string)refused.Arguments[0]) with { Advice = refused.Advice! }], Folder.Path);

        // An index counts as a number.
        var told = Assert.IsType<Probe<ImageSetHeader>.Found>(await host.ReadImageSetHeaderAsync(request with { Template = "bids(\"data\", suffix = \"FA\", run = \"1\")" }, default));
        Assert.Equal(12, told.Value.Identity.Files);
        Assert.Equal("gone", Assert.IsType<Probe<ImageSetHeader>.NotFound>(await host.ReadImageSetHeaderAsync(request with { Template = "bids(\"gone\", suffix = \"FA\")" }, default)).Path);
    }

    [Fact]
    public async Task A_dataset_of_another_major_version_is_read_with_a_warning()
    {
        Place("sub-P{0}/sub-P{0}_FA.nii.gz");
        Folder.Write("data/dataset_description.json", """{ "BIDSVersion": "2.0.0" }""");
        var study = _study with { Template = "bids(\"data\", suffix = \"FA\")" };
        var result = await study.RunAsync();
        Assert.Equal(RunEnding.Done, result.Ending);
        var found = Assert.Single(result.Diagnostics);
        Assert.Equal(
            (LayoutCodes.DatasetVersion.Code, "The dataset_description.json of 'data' says BIDSVersion \"2.0.0\"; files are found by the rules of version 1."),
            (found.Code, found.Message));
    }

    /// <summary>The examples of the specification's page on the inheritance principle, with b-values: in the folder, above it, and for one run alone.</summary>
    [Fact]
    public async Task B_values_and_directions_are_inherited()
    {
        var study = new SmallDiffusion(Folder).Write();
        var plain = study.Plan();
        Assert.Equal(RunEnding.Done, (await study.RunAsync(plain)).Ending);
        foreach (var series in Directory.GetFiles(Folder["dwi"], "P*.nii"))
        {
            var id = Path.GetFileNameWithoutExtension(series);
            Directory.CreateDirectory(Folder[$"raw/sub-{id}/dwi"]);
            File.Copy(series, Folder[$"raw/sub-{id}/dwi/sub-{id}_dir-AP_run-1_dwi.nii"]);
            File.Copy(series[..^4] + ".bval", Folder[$"raw/sub-{id}/dwi/sub-{id}_run-1_dwi.bval"]);
            File.Copy(series[..^4] + ".bvec", Folder[$"raw/sub-{id}/sub-{id}_dwi.bvec"]);
        }

        // Farther away, of another label, and of another suffix: none of them is of the images.
        Folder.Write("raw/dwi.bval", "0 1\n");
        Folder.Write("raw/dir-PA_dwi.bvec", "0 1\n");
        Folder.Write("raw/sub-P1/dwi/sub-P1_sbref.bval", "0 1\n");
        var bids = study with { Stem = "bids" };
        var plan = bids.Plan();
        Assert.Equal(RunEnding.Done, (await bids.RunAsync(plan)).Ending);
        Assert.Equal(
            File.ReadAllBytes(study.Artifact(plain, "images:fa").PathOf("volumes.bin")), File.ReadAllBytes(bids.Artifact(plan, "images:fa").PathOf("volumes.bin")));
        Folder.Write("raw/sub-P1/dwi/sub-P1_dwi.bval", "0 1\n");
        var refusal = Assert.Throws<Formats.DataFormatException>(() => bids.Plan());
        Assert.Contains("2 files of one folder belong to it by the inheritance principle: sub-P1/dwi/sub-P1_dwi.bval, sub-P1/dwi/sub-P1_run-1_dwi.bval", refusal.Found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("all_FA.nii.gz", "P{0}")]
    [InlineData("all_FA.nii", "./FA/P{0}_masked_FA.nii.gz")]
    public async Task The_volumes_of_a_series_are_the_images_of_its_list_in_any_order_of_the_table(string name, string line)
    {
        // Merged in the order of the names, as fslmerge of a glob does; the table has another.
        string[] order = [.. Enumerable.Range(1, SmallImaging.People).Select(p => $"P{p}").Order(StringComparer.Ordinal)];
        Merge(name, order);
        Folder.Write("subjects.txt", "# of all_FA\n" + string.Concat(order.Select(id => string.Format(System.Globalization.CultureInfo.InvariantCulture, line, id[1..]) + "\r\n")));
        var (plain, study) = (_study.Plan(), _study with { Template = $"series(\"{name}\", subjects = \"subjects.txt\")" });
        var plan = study.Plan();
        Assert.Equal(RunEnding.Done, (await _study.RunAsync(plain)).Ending);
        var result = await study.RunAsync(plan);
        Assert.Equal((RunEnding.Done, 0), (result.Ending, result.Diagnostics.Length));

        // Traits are in the order of the volumes: told apart by their IDs.
        static Dictionary<string, string> Rows(string path) => File.ReadAllLines(path).Skip(1).ToDictionary(row => row.Split('\t')[0], row => row);
        var (byFile, bySeries) = (_study.Artifact(plain, "region-means:tracts"), study.Artifact(plan, "region-means:tracts"));
        Assert.Equal(Rows(byFile.PathOf("coverage.tsv")), Rows(bySeries.PathOf("coverage.tsv")));
        using var volumes = Imaging.Volumes.VolumeStore.Open(study.Artifact(plan, "images:fa").PathOf("volumes.bin"), study.Artifact(plan, "images:fa").PathOf("volumes.json"));
        var values = new float[SmallImaging.Voxels];
        for (var i = 0; i < order.Length; i++)
        {
            Assert.Equal(order[i], volumes.Ids[i]);
            volumes.Read(i, values);
            Assert.Equal(SmallImaging.Value(int.Parse(order[i][1..], System.Globalization.CultureInfo.InvariantCulture), 7), values[7]);
        }
    }

    [Fact]
    public async Task People_who_are_not_listed_are_missing_and_volumes_of_nobody_are_passed_over()
    {
        Merge("all_FA.nii.gz", ["P1", "P2", "P3", "P4"]);
        Folder.Write("subjects.txt", "P1\nZ9\nP3\nP4\n");
        var study = _study with { Template = "series(\"all_FA.nii.gz\", subjects = \"subjects.txt\")" };
        var plan = study.Plan();
        var found = Assert.Single((await study.RunAsync(plan)).Diagnostics);
        Assert.Contains("for 9 of 12 people", found.Message, StringComparison.Ordinal);
        using var volumes = Imaging.Volumes.VolumeStore.Open(study.Artifact(plan, "images:fa").PathOf("volumes.bin"), study.Artifact(plan, "images:fa").PathOf("volumes.json"));
        var values = new float[SmallImaging.Voxels];
        volumes.Read(2, values);
        Assert.Equal(("P4", SmallImaging.Value(4, 0)), (volumes.Ids[2], values[0]));
    }

    [Fact]
    public void A_list_of_another_length_than_the_series_is_refused()
    {
        Merge("all_FA.nii.gz", ["P1", "P2", "P3"]);
        Folder.Write("subjects.txt", "P1\nP2\n");
        var refusal = Assert.Throws<Formats.DataFormatException>(() => (_study with { Template = "series(\"all_FA.nii.gz\", subjects = \"subjects.txt\")" }).Plan());
        Assert.Equal(LayoutCodes.SeriesCount, DataFailure.RowOf(refusal.Problem));
        Assert.Contains("2 people are listed and all_FA.nii.gz has 3 volumes", refusal.Found, StringComparison.Ordinal);
        RunExamples.Take(RunExamples.Here(), [DataFailure.Of(refusal, null)], Folder.Path);
        Folder.Write("subjects.txt", "P1\nP2\nP1.nii.gz\n");
        refusal = Assert.Throws<Formats.DataFormatException>(() => (_study with { Template = "series(\"all_FA.nii.gz\", subjects = \"subjects.txt\")" }).Plan());
        Assert.Equal((Formats.DataProblem.DuplicateId, 3L, 1L), (refusal.Problem, refusal.Line, refusal.OtherLine));
    }

    [Fact]
    public void A_query_is_read_as_it_is_written()
    {
        var read = LocatorText.Read("bids(\"a \\\"b\\\" \\\\c\", suffix = \"FA\", desc = \"{x}\")")!;
        Assert.Equal(("bids", "a \"b\" \\c", "FA", "{x}"), (read.Name, read.First, read.Find("suffix"), read.Find("desc")));
        Assert.Null(LocatorText.Read("bids/{eid}.nii.gz"));
        Assert.Throws<ArgumentException>(() => LocatorText.Read("bids(\"a\" suffix)"));
    }

    private void Place(string name)
    {
        for (var person = 1; person <= SmallImaging.People; person++)
        {
            var path = Folder["data/" + string.Format(System.Globalization.CultureInfo.InvariantCulture, name, person)];
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Copy(Folder[$"img/P{person}.nii.gz"], path);
        }
    }

    /// <summary>A 4-D image is the voxels of its volumes one after the other, with dim[0] 4 and their number in dim[4] (nifti1.h).</summary>
    private void Merge(string name, IReadOnlyList<string> people)
    {
        var bytes = new List<byte>();
        foreach (var id in people)
        {
            var volume = NiftiFile.Read(Folder[$"img/{id}.nii.gz"]);
            var stream = new MemoryStream();
            NiftiFile.Write(stream, volume.Grid, volume.Values, new NiftiWriteOptions { Compress = false });
            bytes.AddRange(bytes.Count == 0 ? stream.ToArray() : stream.ToArray()[352..]);
        }

        (bytes[40], bytes[48]) = (4, (byte)people.Count);
        using Stream file = File.Create(Folder[name]);
        using var into = name.EndsWith(".gz", StringComparison.Ordinal) ? new System.IO.Compression.GZipStream(file, System.IO.Compression.CompressionLevel.Fastest) : file;
        into.Write([.. bytes]);
    }
}
