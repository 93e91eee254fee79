using System.Buffers.Binary;
using System.IO.Compression;
using WhiteMatter.Formats.Nifti;
using Xunit;

namespace WhiteMatter.Formats.Tests.Nifti;

/// <summary>What the reader makes of single fields. The offsets are those of nifti1.h.</summary>
public sealed class NiftiFileTests : InFolder
{
    private const int Dim = 40;
    private const int DataType = 70;
    private const int PixDim = 76;
    private const int VoxOffset = 108;
    private const int Slope = 112;
    private const int Intercept = 116;
    private const int QFormCode = 252;
    private const int SFormCode = 254;
    private const int QOffsetX = 268;
    private const int SRowX = 280;

    private static readonly VolumeGrid Grid = new(2, 3, 4, [-2, 0, 0, 90, 0, 2, 0, -126, 0, 0, 2, -72]);
    private static readonly float[] Values = [.. Enumerable.Range(0, 24).Select(i => i / 8f)];

    [Theory]
    [InlineData(0f)]
    [InlineData(float.NaN)]
    public void A_slope_of_0_or_nan_means_no_scaling(float slope)
    {
        var volume = Read(header => Put(header, Slope, slope));
        Assert.Equal(Values, volume.Values);
        Assert.Empty(volume.Warnings);
    }

    [Fact]
    public void An_intercept_beside_a_slope_of_0_is_not_added_and_is_remarked()
    {
        var volume = Read(header =>
        {
            Put(header, Slope, 0f);
            Put(header, Intercept, 5f);
        });
        Assert.Equal(Values, volume.Values);
        Assert.Equal(NiftiWarningKind.ZeroSlope, Assert.Single(volume.Warnings).Kind);
    }

    [Fact]
    public void Slope_and_intercept_scale_the_values()
    {
        var volume = Read(header =>
        {
            Put(header, Slope, 0.5f);
            Put(header, Intercept, 5f);
        });
        Assert.Equal(Values.Select(value => (0.5f * value) + 5), volume.Values);
    }

    [Fact]
    public void Without_sform_the_qform_places_the_voxels()
    {
        var volume = Read(header =>
        {
            Put(header, SFormCode, (short)0);
            Put(header, QOffsetX, 7f);
        });
        Assert.Equal("-2 0 0 7 0 2 0 -126 0 0 2 -72", Text(volume.Grid));
    }

    [Fact]
    public void A_pixdim_0_of_0_counts_as_plus_1()
    {
        // The quaternion of the grid is a turn by 180 degrees about y with qfac −1; with +1 z runs the other way.
        var volume = Read(header =>
        {
            Put(header, SFormCode, (short)0);
            Put(header, PixDim, 0f);
        });
        Assert.Equal(-2, volume.Grid.Affine[10], 6);
        Assert.Equal(2, Read(header => Put(header, SFormCode, (short)0)).Grid.Affine[10], 6);
    }

    [Fact]
    public void Without_either_form_the_volume_is_centred_with_a_remark()
    {
        var volume = Read(header =>
        {
            Put(header, SFormCode, (short)0);
            Put(header, QFormCode, (short)0);
        });

        // nibabel 5.0.0, Nifti1Header.get_best_affine() of a header of this shape and these zooms.
        Assert.Equal("-2 0 0 1 0 2 0 -2 0 0 2 -3", Text(volume.Grid));
        Assert.Equal(NiftiWarningKind.NoOrientation, Assert.Single(volume.Warnings).Kind);
    }

    [Fact]
    public void A_form_code_of_256_is_taken_as_set_with_a_remark()
    {
        var volume = Read(header =>
        {
            Put(header, SFormCode, (short)256);
            Put(header, SRowX + 12, 11f);
        });
        Assert.Equal(11, volume.Grid.Affine[3]);
        Assert.Equal(NiftiWarningKind.UnknownFormCode, Assert.Single(volume.Warnings).Kind);
    }

    [Fact]
    public void A_single_voxel_of_no_dimension_is_read()
    {
        var volume = Read(header => Put(header, Dim, (short)0));
        Assert.Equal((1, 1, 1), (volume.Grid.X, volume.Grid.Y, volume.Grid.Z));
        Assert.Equal([0f], volume.Values);
    }

    [Fact]
    public void Trailing_dimensions_of_1_are_one_volume_and_others_are_refused_where_one_is_read()
    {
        Assert.Equal(Values, Read(header => header[Dim] = 6).Values);
        var series = Write(header =>
        {
            header[Dim] = 5;
            Put(header, Dim + 6, (short)2);
            Put(header, Dim + 10, (short)2);
        });
        Assert.Equal(DataProblem.NiftiSeveralVolumes, Refused(series));
        using var reader = NiftiReader.Open(series);
        Assert.Equal(2, reader.Header.Volumes);
        var half = new float[12];
        reader.ReadVolume(half);
        reader.ReadVolume(half);
        Assert.Equal(Values[12..], half);
    }

    [Fact]
    public void Voxels_begin_where_the_header_says_behind_its_extensions()
    {
        var bytes = Bytes();
        Put(bytes, VoxOffset, 416f);
        bytes[348] = 1;
        byte[] extended = [.. bytes[..352], .. new byte[64], .. bytes[352..]];
        Assert.Equal(Values, NiftiFile.Read(Folder.Write("a.nii", extended)).Values);
        Assert.Equal(Values, NiftiFile.Read(WriteGzip("a.nii.gz", extended)).Values);
    }

    [Fact]
    public void An_offset_of_0_is_read_as_that_of_the_standard_with_a_remark() =>
        Assert.Equal(NiftiWarningKind.OffsetZero, Assert.Single(Read(header => Put(header, VoxOffset, 0f)).Warnings).Kind);

    [Fact]
    public void Voxels_that_are_no_numbers_are_counted_and_stay()
    {
        var values = (float[])Values.Clone();
        (values[3], values[7], values[23]) = (float.NaN, float.PositiveInfinity, float.NegativeInfinity);
        var volume = NiftiFile.Read(Folder.Write("a.nii", Bytes(values)));
        Assert.Equal(3, volume.NonFinite);
        Assert.Equal(values, volume.Values);
    }

    [Theory]
    [InlineData(32, "complex")]
    [InlineData(1792, "complex")]
    [InlineData(128, "RGB")]
    [InlineData(2304, "RGBA")]
    [InlineData(1, "single bits")]
    [InlineData(77, "unknown")]
    public void Complex_numbers_and_colours_are_refused_by_name(short code, string named)
    {
        var path = Write(header => Put(header, DataType, code));
        var refused = Assert.Throws<DataFormatException>(() => NiftiFile.Read(path));
        Assert.Equal(DataProblem.NiftiDataType, refused.Problem);
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Headers_that_cannot_be_are_refused()
    {
        Assert.Equal(DataProblem.NiftiHeader, Refused(Write(header => Put(header, Dim, (short)8))));
        Assert.Equal(DataProblem.NiftiHeader, Refused(Write(header => Put(header, Dim + 2, (short)-2))));
        Assert.Equal(DataProblem.NiftiHeader, Refused(Write(header => Put(header, Dim + 4, (short)0))));
        Assert.Equal(DataProblem.NiftiHeader, Refused(Write(header => Put(header, VoxOffset, 100f))));
        Assert.Equal(DataProblem.NiftiHeader, Refused(Write(header => Put(header, VoxOffset, float.NaN))));
        Assert.Equal(DataProblem.NiftiHeader, Refused(Write(header => Put(header, SRowX, float.NaN))));
        Assert.Equal(DataProblem.NiftiHeader, Refused(Write(header => Put(header, SRowX, 0f))));
        Assert.Equal(DataProblem.NiftiHeader, Refused(Write(header => { Put(header, Slope, 1f); Put(header, Intercept, float.NaN); })));
        Assert.Equal(DataProblem.NiftiHeader, Refused(Write(header => Put(header, DataType + 2, (short)16))));
        Assert.Equal(DataProblem.NotNifti, Refused(Write(header => header[344] = (byte)'x')));
        Assert.Equal(DataProblem.NotNifti, Refused(Write(header => header.AsSpan(344, 4).Clear())));
        Assert.Equal(DataProblem.NotNifti, Refused(Folder.Write("text.nii", "id\tage\n1\t2\n")));
        Assert.Equal(DataProblem.NotNifti, Refused(Folder.Write("short.nii", [1, 2])));
        Assert.Equal(DataProblem.FileEmpty, Refused(Folder.Write("empty.nii", "")));
        Assert.Equal(DataProblem.FileMissing, Refused(Folder["none.nii"]));
        Assert.Equal(DataProblem.FileUnreadable, Refused(Folder[""]));
    }

    [Fact]
    public void Files_cut_short_are_refused_packed_or_not()
    {
        var whole = Bytes();
        var packed = File.ReadAllBytes(WriteGzip("whole.nii.gz", whole));
        Assert.Equal(DataProblem.NiftiTruncated, Refused(Folder.Write("header.nii", whole.AsSpan(0, 200))));
        Assert.Equal(DataProblem.NiftiTruncated, Refused(Folder.Write("voxels.nii", whole.AsSpan(0, whole.Length - 1))));
        Assert.Equal(DataProblem.NiftiTruncated, Refused(WriteGzip("inner.nii.gz", whole[..^1])));
        Assert.Equal(DataProblem.CompressionDamaged, Refused(Folder.Write("outer.nii.gz", packed.AsSpan(0, packed.Length - 9))));
        packed[^7] ^= 1;
        Assert.Equal(DataProblem.CompressionDamaged, Refused(Folder.Write("sum.nii.gz", packed)));
    }

    [Fact]
    public void A_header_that_lies_about_the_size_is_refused_before_anything_is_allocated()
    {
        foreach (var packed in new[] { false, true })
        {
            var lying = Bytes();
            Put(lying, Dim + 2, (short)600);
            Put(lying, Dim + 4, (short)600);
            Put(lying, Dim + 6, (short)600);
            var path = packed ? WriteGzip("lie.nii.gz", lying) : Folder.Write("lie.nii", lying);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Equal(DataProblem.NiftiTruncated, Refused(path));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        }
    }

    [Fact]
    public void Sizes_that_overflow_are_refused()
    {
        Assert.Equal(DataProblem.TooLarge, Refused(Write(header =>
        {
            header[Dim] = 7;
            header.AsSpan(Dim + 2, 14).Fill(0x7f);
        })));
        var second = new byte[700];
        BinaryPrimitives.WriteInt32LittleEndian(second, 540);
        "n+2\0\r\n\x1a\n"u8.CopyTo(second.AsSpan(4));
        BinaryPrimitives.WriteInt16LittleEndian(second.AsSpan(12), 2);
        second[14] = 8;
        second[16] = 7;
        for (var axis = 1; axis <= 7; axis++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(second.AsSpan(16 + (8 * axis)), int.MaxValue);
        }

        Assert.Equal(DataProblem.TooLarge, Refused(Folder.Write("huge.nii", second)));
        BinaryPrimitives.WriteInt64LittleEndian(second.AsSpan(24), long.MaxValue);
        Assert.Equal(DataProblem.NiftiHeader, Refused(Folder.Write("longer.nii", second)));
    }

    [Fact]
    public void A_gzip_bomb_is_refused_before_it_is_unpacked()
    {
        // 600³ voxels of 0 that are really there: gzip packs them a thousandfold.
        var header = Bytes()[..352];
        Put(header, Dim + 2, (short)600);
        Put(header, Dim + 4, (short)600);
        Put(header, Dim + 6, (short)600);
        using (var stream = new GZipStream(File.Create(Folder["bomb.nii.gz"]), CompressionLevel.Optimal))
        {
            stream.Write(header);
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 824; i++)
            {
                stream.Write(zeros);
            }
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(DataProblem.NiftiExpands, Refused(Folder["bomb.nii.gz"]));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void A_packed_file_that_goes_on_behind_its_voxels_is_refused_after_a_mebibyte()
    {
        Assert.Equal(DataProblem.NiftiExpands, Refused(WriteGzip("long.nii.gz", [.. Bytes(), .. new byte[4 << 20]])));
        var volume = NiftiFile.Read(WriteGzip("little.nii.gz", [.. Bytes(), .. new byte[100]]));
        Assert.Equal(NiftiWarningKind.BytesBehindVoxels, Assert.Single(volume.Warnings).Kind);
        Assert.Equal(NiftiWarningKind.BytesBehindVoxels, Assert.Single(NiftiFile.Read(Folder.Write("little.nii", [.. Bytes(), 1])).Warnings).Kind);
    }

    [Fact]
    public void The_header_of_a_pair_without_voxels_names_the_file_that_is_not_there()
    {
        var header = Bytes()[..348];
        header[345] = (byte)'i';
        var refused = Assert.Throws<DataFormatException>(() => NiftiFile.Read(Folder.Write("a.hdr", header)));
        Assert.Equal((DataProblem.FileMissing, Folder["a.img"]), (refused.Problem, refused.Path));
        Assert.Equal(DataProblem.NiftiHeader, Refused(Folder.Write("a.nii", header)));
    }

    [Fact]
    public void Whole_numbers_are_written_exactly_or_refused()
    {
        float[] labels = [.. Enumerable.Range(0, 24).Select(i => (float)(i * 1000))];
        using (var stream = File.Create(Folder["labels.nii.gz"]))
        {
            NiftiFile.Write(stream, Grid, labels, new NiftiWriteOptions { DataType = NiftiDataType.Int16 });
        }

        var volume = NiftiFile.Read(Folder["labels.nii.gz"]);
        Assert.Equal((NiftiDataType.Int16, Grid), (volume.DataType, volume.Grid));
        Assert.Equal(labels, volume.Values);
        labels[3] = 40_000;
        Assert.Throws<ArgumentException>(() => NiftiFile.Write(new MemoryStream(), Grid, labels, new NiftiWriteOptions { DataType = NiftiDataType.Int16 }));
        labels[3] = 0.5f;
        Assert.Throws<ArgumentException>(() => NiftiFile.Write(new MemoryStream(), Grid, labels, new NiftiWriteOptions { DataType = NiftiDataType.Int16 }));
    }

    [Fact]
    public void The_same_image_is_written_with_the_same_bytes()
    {
        byte[] Written()
        {
            var stream = new MemoryStream();
            NiftiFile.Write(stream, Grid, Values);
            return stream.ToArray();
        }

        var first = Written();
        Thread.Sleep(1100); // gzip could hold the time in seconds
        Assert.Equal(first, Written());
    }

    private static void Put(byte[] header, int at, float value) => BinaryPrimitives.WriteSingleLittleEndian(header.AsSpan(at), value);

    private static void Put(byte[] header, int at, short value) => BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(at), value);

    private static byte[] Bytes(float[]? values = null)
    {
        var stream = new MemoryStream();
        NiftiFile.Write(stream, Grid, values ?? Values, new NiftiWriteOptions { Compress = false });
        return stream.ToArray();
    }

    private static string Text(VolumeGrid grid) => string.Join(' ', grid.Affine.Select(number => FormattableString.Invariant($"{number + 0:0.######}")));

    private static DataProblem Refused(string path) => Assert.Throws<DataFormatException>(() => NiftiFile.Read(path)).Problem;

    private string Write(Action<byte[]> change)
    {
        var bytes = Bytes();
        change(bytes);
        return Folder.Write("changed.nii", bytes);
    }

    private NiftiVolume Read(Action<byte[]> change) => NiftiFile.Read(Write(change));

    private string WriteGzip(string name, byte[] bytes)
    {
        using var gzip = new GZipStream(File.Create(Folder[name]), CompressionLevel.Fastest);
        gzip.Write(bytes);
        return Folder[name];
    }
}
