using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using WhiteMatter.Formats.Archives;
using WhiteMatter.Formats.Nifti;
using Xunit;

namespace WhiteMatter.Formats.Tests.Archives;

/// <summary>What is read of zip archives. The offsets are those of APPNOTE.TXT, PKWARE's specification of the format.</summary>
public sealed class ZipMemberTests : InFolder
{
    private static readonly VolumeGrid Grid = new(2, 3, 4, [-2, 0, 0, 90, 0, 2, 0, -126, 0, 0, 2, -72]);
    private static readonly float[] Values = [.. Enumerable.Range(0, 24).Select(i => i / 8f)];

    [Theory]
    [InlineData("a/1000012_20250_2_0.zip/dMRI/FA.nii.gz", "a/1000012_20250_2_0.zip", "dMRI/FA.nii.gz")]
    [InlineData("/a/B.ZIP/x", "/a/B.ZIP", "x")]
    [InlineData("a/b.zip", null, null)]
    [InlineData("a/b.zip/", null, null)]
    [InlineData("a/b.zipped/c", null, null)]
    public void A_path_goes_on_inside_an_archive_after_zip_and_a_slash(string path, string? archive, string? member) =>
        Assert.Equal((archive, member), (ArchivePath.Of(path)?.Archive, ArchivePath.Of(path)?.Member));

    [Fact]
    public void A_folder_whose_name_ends_in_zip_is_a_folder()
    {
        Directory.CreateDirectory(Folder["x.zip"]);
        Assert.Null(ArchivePath.Of(Folder["x.zip/FA.nii.gz"]));
    }

    /// <summary>The check value of CRC-32/ISO-HDLC, of the catalogue of parametrised CRC algorithms, in pieces of any length.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(9)]
    public void The_checksum_is_that_of_the_catalogue(int piece)
    {
        var checksum = Crc32.Start;
        foreach (var part in "123456789"u8.ToArray().Chunk(piece))
        {
            checksum = Crc32.Add(checksum, part);
        }

        Assert.Equal(0xCBF43926u, Crc32.Finish(checksum));
    }

    [Theory]
    [InlineData("FA.nii.gz", CompressionLevel.NoCompression)]
    [InlineData("FA.nii.gz", CompressionLevel.Optimal)]
    [InlineData("FA.nii", CompressionLevel.NoCompression)]
    [InlineData("FA.nii", CompressionLevel.Optimal)]
    public void An_image_is_read_from_an_archive_as_from_a_file(string name, CompressionLevel level)
    {
        var path = Pack(level, ("other.txt", "x"u8.ToArray()), ("dMRI/" + name, Image(name.EndsWith(".gz", StringComparison.Ordinal)))) + "/dMRI/" + name;
        var volume = NiftiFile.Read(path);
        Assert.Equal(Values, volume.Values);
        Assert.Equal(Grid, volume.Grid);
        Assert.Empty(volume.Warnings);
    }

    [Fact]
    public void A_pair_of_header_and_voxels_is_read_from_an_archive()
    {
        var whole = Image(packed: false);
        whole.AsSpan(344, 4).Clear();
        "ni1"u8.CopyTo(whole.AsSpan(344));
        BinaryPrimitives.WriteSingleLittleEndian(whole.AsSpan(108), 0);
        var path = Pack(CompressionLevel.Optimal, ("a.hdr", whole[..348]), ("a.img", whole[352..]));
        Assert.Equal(Values, NiftiFile.Read(path + "/a.hdr").Values);
    }

    [Theory]
    [InlineData("./dMRI/FA.nii", "dMRI/FA.nii")]
    [InlineData("DMRI\\fa.NII", "dMRI/FA.nii")]
    public void A_member_answers_to_its_name_without_case_and_a_leading_dot(string stored, string asked)
    {
        var path = Pack(CompressionLevel.Optimal, (stored, Image(packed: false)));
        Assert.Equal(Values, NiftiFile.Read($"{path}/{asked}").Values);
    }

    [Fact]
    public void Of_two_members_that_differ_in_case_the_one_as_written_is_meant_and_none_else()
    {
        var path = Pack(CompressionLevel.Optimal, ("fa.nii", Image(packed: false)), ("FA.nii", "x"u8.ToArray()));
        Assert.Equal(Values, NiftiFile.Read(path + "/fa.nii").Values);
        Refused(DataProblem.ArchiveMemberTwice, path + "/Fa.nii", "2 members of this name: fa.nii, FA.nii");
        path = Pack(CompressionLevel.Optimal, ("fa.nii", Image(packed: false)), ("./fa.nii", "x"u8.ToArray()));
        Refused(DataProblem.ArchiveMemberTwice, path + "/fa.nii", "2 members of this name");
    }

    [Fact]
    public void A_member_that_is_not_there_is_told_from_an_archive_that_is_not_there()
    {
        var path = Pack(CompressionLevel.Optimal, ("fa.nii", Image(packed: false)));
        Assert.True(DataFile.Exists(path + "/fa.nii"));
        Assert.False(DataFile.Exists(path + "/md.nii"));
        Assert.True(DataFile.IsMissingInside(path + "/md.nii"));
        Assert.False(DataFile.IsMissingInside(Folder["none.zip/md.nii"]));
        Refused(DataProblem.ArchiveMemberMissing, path + "/md.nii", "no such member among its 1");
        Refused(DataProblem.FileMissing, Folder["none.zip/md.nii"], "no such file");
    }

    [Fact]
    public void An_archive_whose_directory_is_cut_short_is_refused()
    {
        var path = Pack(CompressionLevel.Optimal, ("fa.nii", Image(packed: false)));
        var bytes = File.ReadAllBytes(path);
        foreach (var length in new[] { bytes.Length - 1, bytes.Length - 30, bytes.Length / 2, 1, 0 })
        {
            File.WriteAllBytes(path, bytes[..length]);
            Refused(DataProblem.ArchiveDamaged, path + "/fa.nii", "directory is cut short or damaged");
        }
    }

    [Fact]
    public void A_member_whose_bytes_are_not_those_of_its_checksum_is_refused()
    {
        // Stored: the local header has 30 bytes and the name.
        var path = Pack(CompressionLevel.NoCompression, ("fa.nii", Image(packed: false)));
        var bytes = File.ReadAllBytes(path);
        bytes[30 + 6 + 352 + 20] ^= 1;
        File.WriteAllBytes(path, bytes);
        Refused(DataProblem.ArchiveMember, path + "/fa.nii", "its checksum is");
    }

    [Fact]
    public void A_member_that_is_encrypted_is_refused()
    {
        var path = Pack(CompressionLevel.Optimal, ("fa.nii", Image(packed: false)));
        var bytes = File.ReadAllBytes(path);
        bytes[6] |= 1;
        bytes[Central(bytes) + 8] |= 1;
        File.WriteAllBytes(path, bytes);
        Refused(DataProblem.ArchiveEncrypted, path + "/fa.nii", "encrypted");
    }

    [Fact]
    public void A_member_packed_in_a_way_that_is_not_read_is_refused()
    {
        var path = Pack(CompressionLevel.Optimal, ("fa.nii", Image(packed: false)));
        var bytes = File.ReadAllBytes(path);
        bytes[8] = 93;
        bytes[Central(bytes) + 10] = 93;
        File.WriteAllBytes(path, bytes);
        Refused(DataProblem.ArchiveMember, path + "/fa.nii", "cannot be read");
    }

    [Fact]
    public void A_member_that_expands_beyond_reason_is_refused_before_it_is_unpacked()
    {
        var path = Folder["bomb.zip"];
        using (var archive = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            using var member = archive.CreateEntry("fa.nii").Open();
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 160; i++)
            {
                member.Write(zeros);
            }
        }

        Refused(DataProblem.ArchiveExpands, path + "/fa.nii", "packed bytes stand for 167772160");

        // A length that deflate cannot reach is a lie.
        path = Pack(CompressionLevel.Optimal, ("fa.nii", Image(packed: false)));
        var bytes = File.ReadAllBytes(path);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(Central(bytes) + 24), 100_000_000);
        File.WriteAllBytes(path, bytes);
        Refused(DataProblem.ArchiveExpands, path + "/fa.nii", "stand for 100000000");
    }

    /// <summary>Written by Python 3.11's zipfile: <c>open(info, "w", force_zip64=True)</c> and a directory of zip64, of the text 123456789 twenty times.</summary>
    [Fact]
    public void An_archive_of_zip64_is_read()
    {
        var path = Folder.Write("z64.zip", Convert.FromBase64String(
            "UEsDBC0AAAAIAAAAIQDFENfn//////////8NABQAZE1SSS90ZXh0LnR4dAEAEAC0AAAAAAAAAA4AAAAAAAAAMzQyNjE1M7ewNBw6DABQSwECLQMtAAAACAAAACEAxRDX5w4AAAC0AAAADQAAAAAAAAAA"
            + "AAAAgAEAAAAAZE1SSS90ZXh0LnR4dFBLBgYsAAAAAAAAAC0ALQAAAAAAAAAAAAEAAAAAAAAAAQAAAAAAAAA7AAAAAAAAAE0AAAAAAAAAUEsGBwAAAACIAAAAAAAAAAEAAABQSwUGAAAAAAEAAQA7AAAATQAAAAAA"));
        using var text = new StreamReader(DataFile.OpenForward(path + "/dMRI/text.txt"));
        Assert.Equal(string.Concat(Enumerable.Repeat("123456789", 20)), text.ReadToEnd());
    }

    private static int Central(byte[] bytes) => bytes.AsSpan().LastIndexOf("PK\u0001\u0002"u8);

    private static void Refused(DataProblem problem, string path, string found)
    {
        var refusal = Assert.Throws<DataFormatException>(() => NiftiFile.Read(path));
        Assert.Equal(problem, refusal.Problem);
        Assert.Contains(found, refusal.Found, StringComparison.Ordinal);
        if (problem != DataProblem.FileMissing)
        {
            Assert.Equal(path, refusal.Path);
        }
    }

    private static byte[] Image(bool packed)
    {
        var stream = new MemoryStream();
        NiftiFile.Write(stream, Grid, Values, new NiftiWriteOptions { Compress = packed });
        return stream.ToArray();
    }

    private string Pack(CompressionLevel level, params (string Name, byte[] Bytes)[] members)
    {
        var path = Folder["a.zip"];
        File.Delete(path);
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create, Encoding.UTF8);
        foreach (var (name, bytes) in members)
        {
            using var stream = archive.CreateEntry(name, level).Open();
            stream.Write(bytes);
        }

        return path;
    }
}
