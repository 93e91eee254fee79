using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using WhiteMatter.Formats.Nifti;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Hosting;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Store;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Data;

/// <summary>Images that are read from zip archives without unpacking them, in the layout of UK Biobank's bulk files.</summary>
public sealed class ArchiveStepsTests : InFolder
{
    private const string Member = "dMRI/TBSS/FA/dti_FA_to_MNI.nii.gz";

    private readonly SmallImaging _study;

    public ArchiveStepsTests()
    {
        _study = new SmallImaging(Folder) { Template = "bulk/{eid}_20250_2_0.zip/" + Member }.Write();
        Directory.CreateDirectory(Folder["bulk"]);
        for (var person = 1; person <= SmallImaging.People; person++)
        {
            Pack(person, CompressionLevel.Optimal, (Member, File.ReadAllBytes(Folder[$"img/P{person}.nii.gz"])));
        }
    }

    [Fact]
    public async Task Images_in_archives_give_what_the_same_images_in_files_give()
    {
        var (packed, plain) = (_study.Plan(), (_study with { Template = "img/{eid}.nii.gz" }).Plan());
        Assert.Equal(RunEnding.Done, (await _study.RunAsync(packed)).Ending);
        Assert.Equal(RunEnding.Done, (await _study.RunAsync(plain)).Ending);
        var (inside, outside) = (_study.Artifact(packed, "images:fa"), _study.Artifact(plain, "images:fa"));
        Assert.Equal(File.ReadAllBytes(outside.PathOf("volumes.bin")), File.ReadAllBytes(inside.PathOf("volumes.bin")));
        Assert.Equal(outside.Record.Inputs.Single(input => input.Role == "outside").Blake3, inside.Record.Inputs.Single(input => input.Role == "outside").Blake3);
        Assert.All(Directory.GetFiles(Folder["bulk"]), file => Assert.EndsWith(".zip", file, StringComparison.Ordinal));
    }

    [Fact]
    public async Task People_whose_archive_lacks_the_image_are_counted_apart_from_those_without_an_archive()
    {
        Pack(2, CompressionLevel.Optimal, ("dMRI/other.txt", "x"u8.ToArray()));
        Pack(5, CompressionLevel.Optimal, ("dMRI/other.txt", "x"u8.ToArray()));
        File.Delete(Folder["bulk/P7_20250_2_0.zip"]);
        var plan = _study.Plan();
        var found = (await _study.RunAsync(plan)).Diagnostics;
        Assert.Equal(
            [
                (ImageCodes.ImagesMissing.Code, "No image at 'bulk/{eid}_20250_2_0.zip/dMRI/TBSS/FA/dti_FA_to_MNI.nii.gz' for 1 of 12 people (such as P7)."),
                (LayoutCodes.ImagesNotInArchives.Code, "The zip archive of 2 of 12 people has no 'bulk/{eid}_20250_2_0.zip/dMRI/TBSS/FA/dti_FA_to_MNI.nii.gz' (such as P2, P5)."),
            ],
            found.Select(each => (each.Code, each.Message)));
        var images = _study.Artifact(plan, "images:fa");
        Assert.Equal((9, 3), (images.Value("people"), images.Value("missing")));
        Assert.Equal(
            [("they have no image", 1L), ("they have an archive without the image", 2L)],
            StepFlow.Read(images)!.Stages[0].Losses.Select(loss => (loss.Reason, loss.Count)));
    }

    [Fact]
    public async Task A_change_of_a_member_is_a_change_of_the_images()
    {
        var plan = _study.Plan();
        var time = File.GetLastWriteTimeUtc(Folder["bulk/P3_20250_2_0.zip"]);
        var before = new FileInfo(Folder["bulk/P3_20250_2_0.zip"]).Length;

        // Of the same size and time: only the checksum in the archive's directory tells.
        _study.Image("other.nii", [.. Enumerable.Range(0, SmallImaging.Voxels).Select(v => SmallImaging.Value(4, v))]);
        _study.Image("same.nii", [.. Enumerable.Range(0, SmallImaging.Voxels).Select(v => SmallImaging.Value(3, v))]);
        Pack(3, CompressionLevel.NoCompression, (Member, File.ReadAllBytes(Folder["same.nii"])));
        File.SetLastWriteTimeUtc(Folder["bulk/P3_20250_2_0.zip"], time);
        plan = _study.Plan();
        Pack(3, CompressionLevel.NoCompression, (Member, File.ReadAllBytes(Folder["other.nii"])));
        File.SetLastWriteTimeUtc(Folder["bulk/P3_20250_2_0.zip"], time);
        Assert.NotEqual(before, new FileInfo(Folder["bulk/P3_20250_2_0.zip"]).Length);
        var found = Assert.Single((await _study.RunAsync(plan)).Diagnostics);
        Assert.Equal(RunCodes.InputChanged.Code, found.Code);
        Assert.Contains("a file of it was changed; the last changed is 'bulk/P", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Series_b_values_directions_and_masks_are_read_from_archives()
    {
        var study = new SmallDiffusion(Folder) { Brain = BrainMask.Given }.Write();
        foreach (var series in Directory.GetFiles(Folder["dwi"], "P*.nii"))
        {
            _study.Image($"dwi/{Path.GetFileNameWithoutExtension(series)}.brain.nii.gz", [.. Enumerable.Range(0, SmallImaging.Voxels).Select(v => v % 6 < 4 ? 1f : 0f)], type: NiftiDataType.UInt8);
        }

        var plain = study.Plan();
        Assert.Equal(RunEnding.Done, (await study.RunAsync(plain)).Ending);
        foreach (var series in Directory.GetFiles(Folder["dwi"], "*.nii").Where(file => !file.Contains("brain", StringComparison.Ordinal)))
        {
            using var archive = ZipFile.Open(Path.ChangeExtension(series, ".zip"), ZipArchiveMode.Create);
            foreach (var ending in new[] { ".nii", ".bval", ".bvec", ".brain.nii.gz" })
            {
                var file = Path.ChangeExtension(series, null) + ending;
                if (File.Exists(file))
                {
                    archive.CreateEntryFromFile(file, "dMRI/raw" + ending);
                }
            }
        }

        var packed = study with { Stem = "dwi/{eid}.zip/dMRI/raw" };
        var plan = packed.Plan();
        Assert.Equal(RunEnding.Done, (await packed.RunAsync(plan)).Ending);
        Assert.Equal(
            File.ReadAllBytes(study.Artifact(plain, "images:fa").PathOf("volumes.bin")),
            File.ReadAllBytes(packed.Artifact(plan, "images:fa").PathOf("volumes.bin")));
    }

    [Fact]
    public async Task A_mask_is_read_from_an_archive()
    {
        _study.Image("brain.nii", [.. Enumerable.Range(0, SmallImaging.Voxels).Select(v => v % 6 < 4 ? 1f : 0f)]);
        PackTo("masks.zip", CompressionLevel.Optimal, ("brain.nii", File.ReadAllBytes(Folder["brain.nii"])));
        var study = _study with { Mask = "masks.zip/brain.nii" };
        var plan = study.Plan();
        Assert.Equal(RunEnding.Done, (await study.RunAsync(plan)).Ending);
        Assert.Equal(80, study.Artifact(plan, "images:fa").Value("voxels"));
    }

    [Fact]
    public async Task A_mask_that_its_archive_lacks_is_refused()
    {
        PackTo("masks.zip", CompressionLevel.Optimal, ("brain.nii", "x"u8.ToArray()));
        var refusal = Assert.Throws<Formats.DataFormatException>(() => NiftiFile.Read(Folder["masks.zip/other.nii"]));
        Assert.Equal(LayoutCodes.ArchiveMemberMissing, DataFailure.RowOf(refusal.Problem));
        Assert.Contains("masks.zip/other.nii: the archive has no such member among its 1", DataFailure.Of(refusal, null).Message, StringComparison.Ordinal);
        RunExamples.Take(RunExamples.Here(), [DataFailure.Of(refusal, null)], Folder.Path);
        await Task.CompletedTask;
    }

    [Fact]
    public Task An_archive_cut_short_is_refused_with_its_name() => Fails(LayoutCodes.ArchiveDamaged, "P3_20250_2_0.zip is no zip archive, or its directory is cut short", bytes => bytes[..^30]);

    [Fact]
    public Task An_image_that_its_archive_holds_twice_is_refused()
    {
        Pack(3, CompressionLevel.Optimal, (Member, "x"u8.ToArray()), ("./" + Member, "y"u8.ToArray()));
        return Fails(LayoutCodes.ArchiveMemberTwice, "the archive has 2 members of this name", bytes => bytes);
    }

    [Fact]
    public Task An_encrypted_image_is_refused() => Fails(LayoutCodes.ArchiveEncrypted, Member, bytes =>
    {
        bytes[6] |= 1;
        bytes[bytes.AsSpan().LastIndexOf("PK\u0001\u0002"u8) + 8] |= 1;
        return bytes;
    });

    [Fact]
    public Task A_damaged_image_in_an_archive_is_refused()
    {
        Pack(3, CompressionLevel.NoCompression, (Member, File.ReadAllBytes(Folder["img/P3.nii.gz"])));
        return Fails(LayoutCodes.ArchiveMember, "its checksum is", bytes =>
        {
            // Of gzip's header the name of the operating system: nothing but the archive's checksum notices.
            bytes[30 + Encoding.UTF8.GetByteCount(Member) + 9] ^= 1;
            return bytes;
        });
    }

    [Fact]
    public Task An_image_that_expands_beyond_reason_is_refused() => Fails(LayoutCodes.ArchiveExpands, "stand for 100000000", bytes =>
    {
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(bytes.AsSpan().LastIndexOf("PK\u0001\u0002"u8) + 24), 100_000_000);
        return bytes;
    });

    private async Task Fails(DiagnosticDescriptor expected, string said, Func<byte[], byte[]> damage)
    {
        var asked = RunExamples.Here();
        var path = Folder["bulk/P3_20250_2_0.zip"];
        File.WriteAllBytes(path, damage(File.ReadAllBytes(path)));
        // The check and the plan tell it from the archive's directory; a damaged member only its bytes tell.
        var host = new FileSystemHost(Folder.Path, ArtifactStore.OpenForWriting(Folder[".wmstudy"]), new MachineResources(2, 1 << 30));
        var header = await host.ReadImageSetHeaderAsync(new ImageSetRequest(new TableRequest("people.tsv", TableFormat.TabSeparated, ["", "NA"]), "eid", _study.Template), default);
        if (expected == LayoutCodes.ArchiveMember)
        {
            Assert.IsType<Probe<ImageSetHeader>.Found>(header);
        }
        else
        {
            var told = Assert.IsType<Probe<ImageSetHeader>.Unreadable>(header);
            Assert.Equal(expected.Code, told.Descriptor.Code);
            Assert.Contains("P3_20250_2_0.zip/" + Member, string.Concat(told.Arguments), StringComparison.Ordinal);
        }

        var result = await _study.RunAsync();
        RunExamples.Take(asked, result.Diagnostics, Folder.Path);
        Assert.Equal(RunEnding.Failed, result.Ending);
        var found = Assert.Single(result.Diagnostics, each => each.Severity == DiagnosticSeverity.Error);
        Assert.Equal(expected.Code, found.Code);
        Assert.Contains(said, found.Message, StringComparison.Ordinal);
        Assert.Contains("P3_20250_2_0.zip/" + Member, found.Message, StringComparison.Ordinal);
    }

    private void Pack(int person, CompressionLevel level, params (string Name, byte[] Bytes)[] members) => PackTo($"bulk/P{person}_20250_2_0.zip", level, members);

    private void PackTo(string name, CompressionLevel level, params (string Name, byte[] Bytes)[] members)
    {
        File.Delete(Folder[name]);
        using var archive = ZipFile.Open(Folder[name], ZipArchiveMode.Create);
        foreach (var (member, bytes) in members)
        {
            using var stream = archive.CreateEntry(member, level).Open();
            stream.Write(bytes);
        }
    }
}
