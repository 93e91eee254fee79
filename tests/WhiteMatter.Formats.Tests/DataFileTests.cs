using System.Diagnostics;
using System.Net.Sockets;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Formats.Tables;
using Xunit;

namespace WhiteMatter.Formats.Tests;

/// <summary>Opening a named pipe that nobody writes into would wait for ever; a device may have no end.</summary>
public sealed class DataFileTests : InFolder
{
    [Theory]
    [InlineData("table")]
    [InlineData("bed")]
    [InlineData("bim")]
    [InlineData("fam")]
    [InlineData("stream")]
    [InlineData("handle")]
    public async Task A_pipe_is_refused_by_every_reader_and_not_waited_for(string reader)
    {
        var pipe = await Pipe("pipe");
        Assert.Contains("this is a pipe", (await Refused(() => Read(reader, pipe))).Found, StringComparison.Ordinal);
    }

    /// <summary>What a shell gives for <c>&lt;(command)</c> is a link to a pipe.</summary>
    [Fact]
    public async Task A_link_to_a_pipe_is_a_pipe()
    {
        var pipe = await Pipe("pipe");
        File.CreateSymbolicLink(Folder["link"], pipe);
        Assert.Contains("this is a pipe", (await Refused(() => Read("table", Folder["link"]))).Found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/dev/null")]
    [InlineData("/dev/zero")]
    public async Task A_device_is_refused_also_one_without_an_end(string device) =>
        Assert.Contains("this is a device", (await Refused(() => Read("table", device))).Found, StringComparison.Ordinal);

    [Fact]
    public async Task A_socket_is_refused()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Folder["socket"]));
        Assert.Contains("this is a socket", (await Refused(() => Read("table", Folder["socket"]))).Found, StringComparison.Ordinal);
    }

    [Fact]
    public void A_regular_file_is_read_also_through_a_link_and_an_empty_one_is_called_empty()
    {
        File.WriteAllText(Folder["table"], "a\n1\n");
        File.CreateSymbolicLink(Folder["link"], Folder["table"]);
        Assert.Equal("a", Assert.Single(DelimitedTable.ReadHeader(Folder["link"], new TableOptions(), default).Columns).Name);
        File.WriteAllText(Folder["empty"], "");
        Assert.Equal(DataProblem.FileEmpty, Assert.Throws<DataFormatException>(() => Read("table", Folder["empty"])).Problem);
        using var stream = DataFile.OpenStream(Folder["empty"]);
        Assert.Equal(0, stream.Length);
    }

    [Fact]
    public void What_is_not_there_and_what_is_a_folder_are_told_apart()
    {
        Assert.Equal(DataProblem.FileMissing, Assert.Throws<DataFormatException>(() => DataFile.OpenStream(Folder["none"])).Problem);
        Assert.Equal(DataProblem.FileMissing, Assert.Throws<DataFormatException>(() => DataFile.OpenHandle(Folder["none/none"])).Problem);
        Assert.Equal(DataProblem.FileUnreadable, Assert.Throws<DataFormatException>(() => DataFile.OpenHandle(Folder[""])).Problem);
    }

    private static void Read(string reader, string path)
    {
        switch (reader)
        {
            case "bed":
                BedFile.Open(path, 1, 1).Dispose();
                break;
            case "bim":
                BimFile.Read(path, null, default);
                break;
            case "fam":
                FamFile.Read(path, default);
                break;
            case "stream":
                DataFile.OpenStream(path).Dispose();
                break;
            case "handle":
                DataFile.OpenHandle(path).Dispose();
                break;
            default:
                DelimitedTable.ReadHeader(path, new TableOptions(), default);
                break;
        }
    }

    private static async Task<DataFormatException> Refused(Action read)
    {
        var reading = Task.Run(() => Assert.Throws<DataFormatException>(read));
        Assert.Same(reading, await Task.WhenAny(reading, Task.Delay(TimeSpan.FromSeconds(60))));
        var refusal = await reading;
        Assert.Equal(DataProblem.FileUnreadable, refusal.Problem);
        return refusal;
    }

    private async Task<string> Pipe(string name)
    {
        using var made = Process.Start("mkfifo", [Folder[name]]);
        await made.WaitForExitAsync();
        return Folder[name];
    }
}
