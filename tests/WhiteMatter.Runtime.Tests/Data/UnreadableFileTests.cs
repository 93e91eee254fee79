using System.IO.Compression;
using System.Net.Sockets;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers;
using WhiteMatter.Runtime.Hosting;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Store;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Data;

/// <summary>Files that cannot be read as what they are to be: packed, cut, no text, gone, or changing under the reader.</summary>
public sealed class UnreadableFileTests : BadInput
{
    [Fact]
    public Task A_gzip_file_cut_short() =>
        Fails(
            DataFileCodes.CompressionDamaged,
            () => File.WriteAllBytes(Folder["people.tsv"], Packed(File.ReadAllBytes(Folder["people.tsv"]))[..^20]),
            "people.tsv");

    // The first bytes of a bzip2 file.
    [Fact]
    public Task A_table_packed_by_bzip2() =>
        Fails(
            DataFileCodes.CompressionUnsupported,
            () => File.WriteAllBytes(Folder["people.tsv"], [0x42, 0x5a, 0x68, 0x39, 0, 0, 0, 0]),
            "people.tsv: the file is compressed by bzip2");

    [Fact]
    public Task A_table_longer_than_its_readers_limit() =>
        Fails(
            DataFileCodes.TooLarge,
            () => { },
            "at most 100 bytes",
            handlers: BuiltInHandlers.Table.With(new LimitedReading(100)));

    [Fact]
    public Task A_table_with_a_zero_byte() =>
        Fails(DataFileCodes.NotText, () => SetCell(4, "word", "w\0"), "people.tsv, line 4");

    // E9 is é in Latin-1; in UTF-8 it begins a sequence that a tab cannot go on with.
    [Fact]
    public Task A_table_in_latin_1() =>
        Fails(
            DataFileCodes.NotUtf8,
            () =>
            {
                var bytes = File.ReadAllBytes(Folder["people.tsv"]);
                bytes[bytes.AsSpan().IndexOf("w3\t"u8)] = 0xe9;
                File.WriteAllBytes(Folder["people.tsv"], bytes);
            },
            "people.tsv, line 4");

    [Fact]
    public Task An_identifier_longer_than_any() =>
        Fails(DataFileCodes.LineTooLong, () => Replace("g.bim", "\trs2\t", $"\t{new string('x', 32_768)}\t"), "g.bim, line 3");

    [Fact]
    public Task A_quote_that_is_not_closed() =>
        Fails(DataFileCodes.QuoteNotClosed, () => SetCell(4, "word", "\"w3"), "people.tsv, line 4");

    [Fact]
    public Task A_table_that_goes_away_before_it_is_read() =>
        Fails(DataFileCodes.FileMissing, () => { }, "people.tsv", handlers: After(() => File.Delete(Folder["people.tsv"])));

    [Fact]
    public async Task A_table_that_becomes_unreadable_before_it_is_read()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await Fails(DataFileCodes.FileUnreadable, () => { }, "people.tsv", handlers: After(() => BecomesSocket(socket)));
    }

    [Fact]
    public async Task A_table_that_is_a_folder_is_told_before_planning()
    {
        Directory.CreateDirectory(Folder["folder.tsv"]);
        var host = new FileSystemHost(Folder.Path, ArtifactStore.OpenForWriting(Folder[".wmstudy"]), new MachineResources(2, 1 << 30));
        var probe = Assert.IsType<Probe<Plan.Hosting.TableHeader>.Unreadable>(
            await host.ReadTableHeaderAsync(new TableRequest("folder.tsv", TableFormat.TabSeparated, []), default));
        Assert.Equal(DataFileCodes.FileUnreadable, probe.Descriptor);
        var identity = Assert.IsType<Probe<FileIdentity>.Unreadable>(await host.IdentifyAsync("folder.tsv", default));
        Assert.Equal(DataFileCodes.FileUnreadable, identity.Descriptor);
    }

    /// <summary>Opening a socket's name fails for everybody, an administrator too (ENXIO of open(2)).</summary>
    [Fact]
    public async Task A_file_that_became_unreadable_since_planning()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        var plan = new SmallAssociation(Folder).Plan();
        await Fails(RunCodes.InputUnreadable, () => BecomesSocket(socket), "people.tsv", plan: plan);
    }

    [Fact]
    public Task Genotypes_that_change_while_they_are_associated() =>
        Fails(
            DataFileCodes.FileChanged,
            () => { },
            "g.bed",
            progress: new Told(told =>
            {
                if (told is RunEvent.StepAdvanced { Step.Id: "association:gwas" })
                {
                    File.SetLastWriteTimeUtc(Folder["g.bed"], new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc));
                }
            }));

    private static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    private static HandlerTable After(Action meddle) => BuiltInHandlers.Table.With(new MeddledTraits(meddle));

    private void BecomesSocket(Socket socket)
    {
        File.Delete(Folder["people.tsv"]);
        socket.Bind(new UnixDomainSocketEndPoint(Folder["people.tsv"]));
    }

    /// <summary>The real handler of traits, with something happening between the run's check of the file and its reading.</summary>
    private sealed class MeddledTraits(Action meddle) : IStepHandler<TraitsParameters>
    {
        private readonly TraitsHandler _handler = new();

        public bool OwnerOnly => _handler.OwnerOnly;

        public ValueTask RunAsync(StepContext<TraitsParameters> context, CancellationToken cancellationToken)
        {
            meddle();
            return _handler.RunAsync(context, cancellationToken);
        }
    }

    /// <summary>Reads the table of traits under a limit that a test can reach: the product's own is 256 GiB of text.</summary>
    private sealed class LimitedReading(long mostBytes) : IStepHandler<TraitsParameters>
    {
        public bool OwnerOnly => true;

        public ValueTask RunAsync(StepContext<TraitsParameters> context, CancellationToken cancellationToken)
        {
            var table = context.Parameters.Table;
            using var draft = context.Output.Create("half-written");
            draft.Write("half"u8);
            PeopleTable.Read(
                context.PathOf(table.File), table.IdColumn, null, [], TableReading.OptionsOf(table) with { MostBytes = mostBytes }, cancellationToken);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Told(Action<RunEvent> told) : IProgress<RunEvent>
    {
        public void Report(RunEvent value) => told(value);
    }
}
