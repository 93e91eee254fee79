using System.Diagnostics;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Store;

/// <summary>The peer whose hashes ours must equal.</summary>
internal static class B3sum
{
    /// <summary>What it prints of these bytes.</summary>
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        using var process = Process.Start(new ProcessStartInfo("b3sum") { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        process.StandardInput.BaseStream.Write(bytes);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output.Split(' ')[0];
    }
}
