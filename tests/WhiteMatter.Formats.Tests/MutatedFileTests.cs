using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Formats.Tables;
using Xunit;

namespace WhiteMatter.Formats.Tests;

public sealed class MutatedFileTests : InFolder
{
    private const int Files = 5000;
    private const long MostAllocated = 4 << 20;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);
    private static readonly byte[][] Pieces =
    [
        [0], [0xff], "\t"u8.ToArray(), "\n"u8.ToArray(), "\r\n"u8.ToArray(), "\""u8.ToArray(), ","u8.ToArray(), " "u8.ToArray(), "NaN"u8.ToArray(),
        "1e400"u8.ToArray(), "-"u8.ToArray(), "##"u8.ToArray(), "99999999999999999999"u8.ToArray(), "\uFEFF"u8.ToArray(), [0xc3], [0x6c, 0x1b, 1],
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Mutated_tables_are_read_or_refused(int seed)
    {
        var text = "id\tage\tsite\tnote\nA\t51\tx\t\"one\"\nB\t62.5\ty\t\"two \"\"2\"\"\"\nC\tNA\tx\tthree\n"u8.ToArray();
        var packed = File.ReadAllBytes(Folder.WriteGzip("seed.gz", Encoding.UTF8.GetString(text)));
        Run(seed, seed == 1 ? text : packed, path =>
        {
            DelimitedTable.ReadHeader(path);
            PeopleTable.Read(path, "id", null, [new("age", ColumnReading.Numeric), new("site", ColumnReading.Infer), new("note", ColumnReading.Text)]);
        });
    }

    [Fact]
    public void Mutated_variant_and_people_files_are_read_or_refused()
    {
        var bim = "1\trs1\t0\t100\tA\tG\n1\trs2\t0.5\t200\tAT\tG\nX\trs3\t0\t5\t0\tC\n"u8.ToArray();
        Run(3, bim, path => BimFile.Read(path));
        var fam = "f1 a 0 0 1 -9\nf1 b 0 a 2 1\nf2 a 0 0 0 NA\n"u8.ToArray();
        Run(4, fam, path =>
        {
            var people = FamFile.Read(path);
            PeopleMatch.Find(["a", "b"], ["f1", "f1"], people);
        });
    }

    [Fact]
    public void Mutated_names_of_labels_are_read_or_refused() =>
        Run(6, "0\tNone\r\n1\t\tTract one\r\n\r\n2 Tract_L\n# end\n17 \"x\"\n"u8.ToArray(), path => Formats.Nifti.LabelNamesFile.Read(path));

    [Fact]
    public void Mutated_genotype_files_are_read_or_refused()
    {
        var bed = new byte[3 + (20 * 3)];
        (bed[0], bed[1], bed[2]) = (0x6c, 0x1b, 1);
        var block = new byte[60];
        Run(5, bed, path =>
        {
            using var file = BedFile.Open(path, 20, 11);
            file.ReadBlock(0, 20, block);
        });
    }

    private void Run(int seed, byte[] original, Action<string> read)
    {
        var random = new Random(seed);
        var refused = 0;
        var path = Folder["mutated"];
        read(Folder.Write("mutated", original));
        var clock = new Stopwatch();
        for (var i = 0; i < Files; i++)
        {
            var bytes = Mutate(original, random);
            File.WriteAllBytes(path, bytes);
            var before = GC.GetAllocatedBytesForCurrentThread();
            clock.Restart();
            try
            {
                read(path);
            }
            catch (DataFormatException)
            {
                refused++;
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}, file {i}: {e}\n{Convert.ToBase64String(bytes)}");
            }

            Assert.True(clock.Elapsed < Longest, $"seed {seed}, file {i}: {clock.Elapsed}");
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < MostAllocated, $"seed {seed}, file {i} allocates much");
        }

        Assert.InRange(refused, Files / 10, Files);
    }

    private static byte[] Mutate(byte[] original, Random random)
    {
        var bytes = original.ToList();
        for (var changes = 1 + random.Next(4); changes > 0; changes--)
        {
            var at = random.Next(bytes.Count + 1);
            switch (random.Next(6))
            {
                case 0 when at < bytes.Count:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.InsertRange(at, Pieces[random.Next(Pieces.Length)]);
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(random.Next(20), bytes.Count - at));
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.Take(random.Next(bytes.Count + 1)).ToArray());
                    break;
                case 4 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }

        return [.. bytes];
    }
}
