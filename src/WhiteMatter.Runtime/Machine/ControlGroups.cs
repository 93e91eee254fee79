using System.Globalization;

namespace WhiteMatter.Runtime.Machine;

/// <summary>Reads the limits of the Linux control groups a process is in, each with those of the groups around it.</summary>
/// <param name="root">Where <c>/proc</c> and <c>/sys</c> stand.</param>
internal sealed class ControlGroups(string root)
{
    /// <summary>Version 1 writes "no limit" as the largest number of pages.</summary>
    private const long NoLimit = 1L << 60;

    private string Mount => Path.Combine(root, "sys/fs/cgroup");

    /// <summary>Processors and bytes that may be used; null where nothing is limited.</summary>
    public (double? Cores, long? MemoryBytes) Limits()
    {
        double? cores = null;
        long? memory = null;
        foreach (var line in ReadLines(Path.Combine(root, "proc/self/cgroup")))
        {
            // Each line is number:controllers:path; version 2 has number 0 and no controllers.
            var parts = line.Split(':', 3);
            if (parts.Length != 3)
            {
                continue;
            }

            if (parts[1].Length == 0)
            {
                foreach (var folder in Upwards(Mount, parts[2]))
                {
                    cores = Least(cores, Version2Cores(folder));
                    memory = Least(memory, Bytes(Path.Combine(folder, "memory.max")));
                }

                continue;
            }

            var controllers = parts[1].Split(',');
            if (controllers.Contains("cpu"))
            {
                foreach (var folder in Upwards(Version1Mount(parts[1], "cpu"), parts[2]))
                {
                    cores = Least(cores, Version1Cores(folder));
                }
            }

            if (controllers.Contains("memory"))
            {
                foreach (var folder in Upwards(Version1Mount(parts[1], "memory"), parts[2]))
                {
                    memory = Least(memory, Bytes(Path.Combine(folder, "memory.limit_in_bytes")));
                }
            }
        }

        return (cores, memory);
    }

    private string Version1Mount(string controllers, string controller)
    {
        var joint = Path.Combine(Mount, controllers);
        return Directory.Exists(joint) ? joint : Path.Combine(Mount, controller);
    }

    /// <summary>A group's folder and those around it up to the mount; in a container the path may not be visible, the mount is.</summary>
    private static IEnumerable<string> Upwards(string mount, string path)
    {
        for (var rest = path.Trim('/'); rest.Length > 0; rest = Path.GetDirectoryName(rest) ?? "")
        {
            yield return Path.Combine(mount, rest);
        }

        yield return mount;
    }

    private static double? Version2Cores(string folder)
    {
        var words = ReadLines(Path.Combine(folder, "cpu.max")).FirstOrDefault()?.Split(' ');
        return words is [var quota, var period] && Parse(quota) is { } q && Parse(period) is { } p && p > 0 ? (double)q / p : null;
    }

    private static double? Version1Cores(string folder)
    {
        var quota = Parse(ReadLines(Path.Combine(folder, "cpu.cfs_quota_us")).FirstOrDefault());
        var period = Parse(ReadLines(Path.Combine(folder, "cpu.cfs_period_us")).FirstOrDefault());
        return quota is > 0 && period is > 0 ? (double)quota.Value / period.Value : null;
    }

    private static long? Bytes(string path) =>
        Parse(ReadLines(path).FirstOrDefault()) is { } bytes && bytes < NoLimit ? bytes : null;

    private static long? Parse(string? text) =>
        long.TryParse(text?.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static T? Least<T>(T? one, T? other)
        where T : struct, IComparable<T> =>
        one is null ? other : other is null || one.Value.CompareTo(other.Value) <= 0 ? one : other;

    private static string[] ReadLines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
