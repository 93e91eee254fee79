using System.Globalization;
using WhiteMatter.Plan.Hosting;

namespace WhiteMatter.Runtime.Machine;

/// <summary>
/// What a run may use: the least of what the machine has, what the process is bound to, what its control groups (versions 1 and 2)
/// allow, and what Slurm gave its job.
/// </summary>
public sealed class MachineProbe
{
    private readonly string _root;
    private readonly Func<string, string?> _environment;
    private readonly int _affinity;

    /// <summary>Looks at a machine through its files and environment.</summary>
    /// <param name="root">Where <c>/proc</c> and <c>/sys</c> stand: <c>/</c>.</param>
    /// <param name="environment">Reads an environment variable.</param>
    /// <param name="affinity">Processors the process is bound to.</param>
    public MachineProbe(string root, Func<string, string?> environment, int affinity)
    {
        _root = root;
        _environment = environment;
        _affinity = affinity;
    }

    /// <summary>This machine, as this process may use it.</summary>
    public static MachineResources Current() => new MachineProbe("/", Environment.GetEnvironmentVariable, BoundProcessors("/")).Read();

    /// <summary>What may be used.</summary>
    public MachineResources Read()
    {
        var (cpu, memory) = new ControlGroups(_root).Limits();
        var cores = Math.Max(1, _affinity);
        if (cpu is { } quota)
        {
            cores = Math.Min(cores, Math.Max(1, (int)Math.Floor(quota + 1e-9)));
        }

        if ((Number("SLURM_CPUS_PER_TASK") ?? CpusOnNode()) is { } slurm)
        {
            cores = (int)Math.Clamp(slurm, 1, cores);
        }

        var bytes = memory is { } limit ? Math.Min(limit, PhysicalMemory()) : PhysicalMemory();
        if (SlurmMemory(cores) is { } job)
        {
            bytes = Math.Min(bytes, job);
        }

        return new MachineResources(cores, bytes);
    }

    /// <summary>The processors the kernel lets this process run on.</summary>
    internal static int BoundProcessors(string root)
    {
        var line = Line(Path.Combine(root, "proc/self/status"), "Cpus_allowed_list:");
        return line is null ? Environment.ProcessorCount : CountOfList(line);
    }

    /// <summary>The length of a list such as <c>0-3,8</c>.</summary>
    internal static int CountOfList(string list)
    {
        var count = 0;
        foreach (var part in list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var ends = part.Split('-');
            count += ends.Length == 2
                ? int.Parse(ends[1], CultureInfo.InvariantCulture) - int.Parse(ends[0], CultureInfo.InvariantCulture) + 1
                : 1;
        }

        return Math.Max(1, count);
    }

    private long? CpusOnNode() => Number("SLURM_JOB_ID") is null ? null : Number("SLURM_CPUS_ON_NODE");

    /// <summary>Slurm states megabytes, for the node or for each processor; 0 means all of the node.</summary>
    private long? SlurmMemory(int cores)
    {
        if (Number("SLURM_MEM_PER_NODE") is { } node and > 0)
        {
            return node << 20;
        }

        return Number("SLURM_MEM_PER_CPU") is { } each and > 0 ? (each * (Number("SLURM_CPUS_ON_NODE") ?? cores)) << 20 : null;
    }

    private long? Number(string variable) =>
        long.TryParse(_environment(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    private long PhysicalMemory()
    {
        var line = Line(Path.Combine(_root, "proc/meminfo"), "MemTotal:");
        return line is not null && long.TryParse(line.Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var kilobytes)
            ? kilobytes << 10
            : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
    }

    private static string? Line(string path, string start)
    {
        try
        {
            foreach (var line in File.ReadLines(path))
            {
                if (line.StartsWith(start, StringComparison.Ordinal))
                {
                    return line[start.Length..].Trim();
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }

        return null;
    }
}
