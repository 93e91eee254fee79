using System.Globalization;
using System.Runtime.InteropServices;
using WhiteMatter.Plan.Hosting;

namespace WhiteMatter.Runtime.Machine;

/// <summary>One line on the machine for provenance.</summary>
internal static class MachineDescription
{
    /// <summary>Processor, cores used and operating system.</summary>
    public static string Current(MachineResources resources) =>
        string.Create(
            CultureInfo.InvariantCulture, $"{Processor()}, {resources.Cores} cores, {RuntimeInformation.OSDescription}");

    private static string Processor()
    {
        try
        {
            foreach (var line in File.ReadLines("/proc/cpuinfo"))
            {
                if (line.StartsWith("model name", StringComparison.Ordinal))
                {
                    return line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }

        return RuntimeInformation.ProcessArchitecture.ToString();
    }
}
