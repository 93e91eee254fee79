using Xunit;

namespace Architecture;

/// <summary>Libraries do not write to the console, and what others embed touches nothing of the outside by itself.</summary>
public sealed class OutsideTests
{
    private const string Printf = "Microsoft.FSharp.Core.ExtraTopLevelOperators::PrintFormat";

    private static readonly string[] Printing =
    [
        "System.Console::", Printf + "$", Printf + "Line$", Printf + "ToError$", Printf + "LineToError$",
        "Microsoft.FSharp.Core.Operators::ConsoleOut", "Microsoft.FSharp.Core.Operators::ConsoleError", "System.Diagnostics.Debug::", "System.Diagnostics.Trace::",
    ];

    private static readonly string[] Outside =
    [
        "System.IO.File::", "System.IO.FileInfo::", "System.IO.FileStream::", "System.IO.Directory::", "System.IO.DirectoryInfo::", "System.IO.FileSystemInfo::",
        "System.IO.StreamReader::.ctor", "System.IO.RandomAccess::", "System.IO.Path::GetFullPath", "System.IO.Path::GetTempPath", "System.Diagnostics.Process::",
        "System.Environment::GetEnvironmentVariable", "System.Environment::get_CurrentDirectory", "System.Environment::get_MachineName",
        "System.DateTime::get_Now", "System.DateTime::get_UtcNow", "System.DateTimeOffset::get_Now", "System.DateTimeOffset::get_UtcNow",
        "System.Random::", "System.Guid::NewGuid", "System.Net.", "System.Runtime.InteropServices.NativeLibrary::", "System.Threading.Thread::Sleep",
    ];

    public static TheoryData<string> Libraries() => [.. Rooms.Arrows.Keys.Where(room => !Rooms.Faces.Contains(room))];

    public static TheoryData<string> Embeddable() => [.. Rooms.Embeddable];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void A_library_writes_nothing_to_the_console(string project) => Findings.None(Used(project, Printing), $"{project} writes to the console with:");

    [Theory]
    [MemberData(nameof(Embeddable))]
    public void What_is_embedded_asks_its_host_for_files_clock_and_environment(string project) => Findings.None(Used(project, Outside), $"{project} reaches outside by itself with:");

    /// <summary>The check itself sees what a face does, so that an empty answer of the others means something.</summary>
    [Fact]
    public void A_face_is_seen_to_write_to_the_console_and_the_runtime_to_open_files()
    {
        Assert.NotEmpty(Used("WhiteMatter.Cli", Printing));
        Assert.NotEmpty(Used("WhiteMatter.Runtime", Outside));
    }

    private static IEnumerable<string> Used(string project, string[] starts) =>
        MemberUse.Read(Repository.AssemblyPath(project)).Members
            .Where(member => starts.Any(start => (member + "$").StartsWith(start, StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal);
}
