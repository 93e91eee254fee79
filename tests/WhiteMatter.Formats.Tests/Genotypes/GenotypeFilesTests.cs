using WhiteMatter.Formats.Genotypes;
using WhiteMatter.Formats.Plink;
using Xunit;

namespace WhiteMatter.Formats.Tests.Genotypes;

/// <summary>Sets of files read as one; the packed rows stand in the tests as bytes, as PLINK 1's page has them.</summary>
public sealed class GenotypeFilesTests : InFolder
{
    // Five people: two copies, one, none, missing, one; then three more variants.
    private static readonly byte[][] Rows = [[0b01111000, 0b10], [0b11111111, 0b11], [0b00000000, 0b00], [0b01010101, 0b01]];

    [Fact]
    public void A_bed_is_read_alike_by_both_readers()
    {
        var path = Bed("a.bed", 0, 4);
        using var plain = BedFile.Open(path, 4, 5);
        using var files = GenotypeFiles.Open([new GenotypeFilePart(path, GenotypeFileFormat.Bed, 5, 4)]);
        Assert.Equal((5, 4, false), (files.PersonCount, files.VariantCount, files.HasDosages));
        Assert.Equal(Rows.SelectMany(row => row), Calls(plain, 0, 4));
        Assert.Equal(Rows.SelectMany(row => row), Calls(files, 0, 4));
        Assert.Equal([32768, 16384, 0, 65535, 16384], Dosages(plain, 0, 1));
        Assert.Equal(Dosages(plain, 0, 4), Dosages(files, 0, 4));
    }

    [Fact]
    public void Variants_are_numbered_through_the_files_of_a_set()
    {
        var parts = new[]
        {
            new GenotypeFilePart(Bed("1.bed", 0, 1), GenotypeFileFormat.Bed, 5, 1),
            new GenotypeFilePart(Bed("2.bed", 1, 2), GenotypeFileFormat.Bed, 5, 2),
            new GenotypeFilePart(Bed("3.bed", 3, 1), GenotypeFileFormat.Bed, 5, 1),
        };
        using var files = GenotypeFiles.Open(parts, threads: 2);
        Assert.Equal(4, files.VariantCount);
        for (var first = 0; first < 4; first++)
        {
            for (var count = 0; first + count <= 4; count++)
            {
                Assert.Equal(Rows.Skip(first).Take(count).SelectMany(row => row), Calls(files, first, count));
            }
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => Calls(files, 2, 3));
        Assert.Throws<ArgumentException>(() => files.ReadCalls(0, 2, new byte[3]));
    }

    [Fact]
    public void An_individual_major_bed_is_read()
    {
        // The same calls person by person: four variants to a byte.
        var bytes = new List<byte> { 0x6c, 0x1b, 0x00 };
        for (var person = 0; person < 5; person++)
        {
            var packed = 0;
            for (var variant = 0; variant < 4; variant++)
            {
                packed |= ((Rows[variant][person / 4] >> (2 * (person % 4))) & 3) << (2 * variant);
            }

            bytes.Add((byte)packed);
        }

        using var files = GenotypeFiles.Open([new GenotypeFilePart(Folder.Write("i.bed", bytes.ToArray()), GenotypeFileFormat.Bed, 5, 4)]);
        var calls = Calls(files, 0, 4);
        for (var variant = 0; variant < 4; variant++)
        {
            // Places beyond the fifth person are not compared.
            Assert.Equal((Rows[variant][0], Rows[variant][1] & 3), (calls[2 * variant], calls[(2 * variant) + 1] & 3));
        }
    }

    [Fact]
    public void A_changed_file_is_noticed()
    {
        var path = Bed("a.bed", 0, 4);
        using var files = GenotypeFiles.Open([new GenotypeFilePart(path, GenotypeFileFormat.Bed, 5, 4)]);
        files.CheckUnchanged();
        File.SetLastWriteTimeUtc(path, new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.Equal(DataProblem.FileChanged, Assert.Throws<DataFormatException>(files.CheckUnchanged).Problem);
    }

    [Theory]
    [InlineData(new byte[] { 1, 2, 3, 4 }, DataProblem.GenotypesMagic)]
    [InlineData(new byte[] { 0x6c, 0x1b, 0x01, 0 }, DataProblem.GenotypesCutShort)]
    [InlineData(new byte[] { 0x6c, 0x1b, 0x77, 0, 0, 0, 0, 0, 0, 0, 0 }, DataProblem.GenotypesVersion)]
    public void What_is_no_pgen_is_refused_with_its_path(byte[] bytes, DataProblem problem)
    {
        var path = Folder.Write("a.pgen", bytes);
        var error = Assert.Throws<DataFormatException>(() => NativeGenotypes.Open(path, GenotypeFileFormat.Pgen, 5, 4));
        Assert.Equal((problem, path), (error.Problem, error.Path));
        Assert.NotEmpty(error.Found);
        Assert.NotEmpty(error.Remedy);
    }

    [Fact]
    public void A_missing_file_is_said_to_be_missing() => Assert.Equal(
        DataProblem.FileMissing,
        Assert.Throws<DataFormatException>(() => NativeGenotypes.Open(Folder["none.pgen"], GenotypeFileFormat.Pgen)).Problem);

    private string Bed(string name, int first, int count) =>
        Folder.Write(name, (byte[])[0x6c, 0x1b, 0x01, .. Rows.Skip(first).Take(count).SelectMany(row => row)]);

    private static byte[] Calls(GenotypeSource source, int first, int count)
    {
        var calls = new byte[count * source.BytesPerVariant];
        source.ReadCalls(first, count, calls);
        return calls;
    }

    private static int[] Dosages(GenotypeSource source, int first, int count)
    {
        var dosages = new ushort[count * source.PersonCount];
        source.ReadDosages(first, count, dosages);
        return [.. dosages.Select(dosage => (int)dosage)];
    }
}
