using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;
using WhiteMatter.Formats.Nifti;
using Xunit;

namespace WhiteMatter.Formats.Tests.Nifti;

/// <summary>
/// Changed files are read or refused by a <see cref="DataFormatException"/>, in bounded time and memory: what a file of its size may unpack to
/// (1,032 : 1), four bytes of value for each byte of it, and room for the streams. 28,000 of them; <c>tests/fuzz.sh</c> asks for more by
/// <c>WMSTUDY_NIFTI_MUTATIONS</c>, with random numbers from <c>WMSTUDY_NIFTI_SEED</c> on and a line of each part in the file <c>WMSTUDY_NIFTI_LOG</c>.
/// </summary>
public sealed class MutatedNiftiTests : InFolder
{
    private const int Parts = 7;
    private const long MostForStreams = 4 << 20;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);
    private static readonly int FilesOfEach = (int)((Asked("WMSTUDY_NIFTI_MUTATIONS", 4000 * Parts) + Parts - 1) / Parts);
    private static readonly byte[] Edges = [0, 1, 2, 4, 8, 0x10, 0x40, 0x7f, 0x80, 0xff];

    [Fact]
    public void Mutated_headers_are_read_or_refused() => Run(1, First(), ".nii", header: 352);

    [Fact]
    public void Mutated_headers_of_the_other_byte_order_are_read_or_refused() => Run(2, OtherOrder(), ".nii", header: 348);

    [Fact]
    public void Mutated_headers_of_the_second_version_are_read_or_refused() => Run(3, Second(), ".nii", header: 544);

    [Fact]
    public void Mutated_packed_streams_are_read_or_refused()
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(First());
        }

        Run(4, packed.ToArray(), ".nii.gz", header: 60);
    }

    [Fact]
    public void Mutated_headers_that_are_packed_again_are_read_or_refused() => Run(5, First(), ".nii.gz", header: 352, pack: true);

    [Fact]
    public void Mutated_series_are_read_or_refused() => Run(6, Series(), ".nii", header: 352, read: path =>
    {
        using var reader = NiftiReader.Open(path);
        var values = new float[reader.Header.Grid.Voxels];
        for (var volume = 0; volume < Math.Min(reader.Header.Volumes, 8); volume++)
        {
            reader.ReadVolume(values);
        }
    });

    [Fact]
    public void Mutated_headers_of_pairs_are_read_or_refused()
    {
        var pair = First()[..348];
        "ni1\0"u8.CopyTo(pair.AsSpan(344));
        BinaryPrimitives.WriteSingleLittleEndian(pair.AsSpan(108), 0);
        Folder.Write("mutated.img", First()[352..]);
        Run(7, pair, ".hdr", header: 348);
    }

    /// <summary>Three volumes in one file.</summary>
    private static byte[] Series()
    {
        var first = First();
        byte[] bytes = [.. first, .. first[352..], .. first[352..]];
        (bytes[40], bytes[48]) = (4, 3);
        return bytes;
    }

    /// <summary>
    /// Whether as many of both are among the files as changes make that test something: of packed streams 3 % are read, of the other files 20 %
    /// are refused, where they are fewest. Among under 1,000 files chance may leave none, so that they say nothing.
    /// </summary>
    private static bool TestSomething(int done, int refused) =>
        done + refused < 1000 || (done >= (done + refused) / 200 && refused >= (done + refused) / 20);

    [Theory]
    [InlineData(9, 277, true)]
    [InlineData(227, 59, true)]
    [InlineData(0, 1, true)]
    [InlineData(120, 3880, true)]
    [InlineData(0, 4000, false)]
    [InlineData(4000, 0, false)]
    [InlineData(900, 100_000, true)]
    [InlineData(400, 100_000, false)]
    public void As_many_as_are_read_and_refused_are_judged_by_how_many_there_are(int done, int refused, bool enough) =>
        Assert.Equal(enough, TestSomething(done, refused));

    private static long Asked(string variable, long usual) =>
        long.TryParse(Environment.GetEnvironmentVariable(variable), out var asked) ? asked : usual;

    private static byte[] First()
    {
        var stream = new MemoryStream();
        NiftiFile.Write(
            stream, new VolumeGrid(5, 6, 7, [-2, 0, 0, 90, 0, 2, 0, -126, 0, 0, 2, -72]), new float[210], new NiftiWriteOptions { Compress = false });
        return stream.ToArray();
    }

    private static byte[] Second()
    {
        var stream = new MemoryStream();
        NiftiFile.Write(
            stream, new VolumeGrid(33_000, 1, 1, [-2, 0, 0, 90, 0, 2, 0, -126, 0, 0, 2, -72]), new float[33_000], new NiftiWriteOptions { Compress = false, DataType = NiftiDataType.UInt8 });
        return stream.ToArray();
    }

    private static byte[] OtherOrder()
    {
        var bytes = First();
        bytes.AsSpan(0, 4).Reverse();
        foreach (var at in new[] { 40, 42, 44, 46, 48, 50, 52, 54, 70, 72, 252, 254 })
        {
            bytes.AsSpan(at, 2).Reverse();
        }

        foreach (var at in Enumerable.Range(19, 11).Concat(Enumerable.Range(64, 18)).Select(i => i * 4))
        {
            bytes.AsSpan(at, 4).Reverse();
        }

        Assert.Equal(348, BinaryPrimitives.ReadInt32BigEndian(bytes));
        return bytes;
    }

    private void Run(int part, byte[] whole, string extension, int header, bool pack = false, Action<string>? read = null)
    {
        var seed = unchecked((int)(Asked("WMSTUDY_NIFTI_SEED", 0) + part));
        var random = new Random(seed);
        var (done, refused) = (0, 0);
        var longest = TimeSpan.Zero;
        for (var i = 0; i < FilesOfEach; i++)
        {
            var path = Folder["mutated" + extension];
            var bytes = Mutate(whole, header, random);
            if (pack)
            {
                using var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest);
                gzip.Write(bytes);
            }
            else
            {
                File.WriteAllBytes(path, bytes);
            }

            // The voxels of a pair are in a file of their own.
            var most = MostForStreams + ((new FileInfo(path).Length + whole.Length) * 4 * (extension == ".nii.gz" ? 1032 : 1));
            var clock = Stopwatch.StartNew();
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                (read ?? (image => NiftiFile.Read(image)))(path);
                done++;
            }
            catch (DataFormatException)
            {
                refused++;
            }
            catch (Exception exception)
            {
                Assert.Fail($"File {i} of seed {seed}: {exception}");
            }

            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < most, $"File {i} of seed {seed} took more than {most} bytes.");
            Assert.True(clock.Elapsed < Longest, $"File {i} of seed {seed} took {clock.Elapsed}.");
            longest = clock.Elapsed > longest ? clock.Elapsed : longest;
        }

        Assert.True(TestSomething(done, refused), $"{done} read and {refused} refused: the mutations test nothing.");
        if (Environment.GetEnvironmentVariable("WMSTUDY_NIFTI_LOG") is { Length: > 0 } log)
        {
            // Parts run one after another: they are of one class.
            File.AppendAllText(log, FormattableString.Invariant($"nifti part {part}: {FilesOfEach} mutations from seed {seed}: {done} read, {refused} refused, at most {longest.TotalMilliseconds:F0} ms\n"));
        }
    }

    private static byte[] Mutate(byte[] whole, int header, Random random)
    {
        var bytes = (byte[])whole.Clone();
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var at = random.Next(random.Next(4) == 0 ? bytes.Length : header);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = Edges[random.Next(Edges.Length)];
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    var length = Math.Min(random.Next(1, 9), bytes.Length - at);
                    bytes.AsSpan(at, length).Fill(Edges[random.Next(Edges.Length)]);
                    break;
                case 3 when random.Next(4) == 0:
                    bytes = bytes[..Math.Max(1, at)];
                    header = Math.Min(header, bytes.Length);
                    break;
                default:
                    random.NextBytes(bytes.AsSpan(at, Math.Min(4, bytes.Length - at)));
                    break;
            }
        }

        return bytes;
    }
}
