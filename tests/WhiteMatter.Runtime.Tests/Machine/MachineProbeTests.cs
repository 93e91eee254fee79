using WhiteMatter.Runtime.Machine;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Machine;

/// <summary>The files are written as the kernel's cgroup documentation (v1 and v2) and Slurm's sbatch manual show them.</summary>
public sealed class MachineProbeTests : InFolder
{
    private const long Gibibyte = 1L << 30;
    private readonly Dictionary<string, string> _environment = [];

    public MachineProbeTests() => Folder.Write("proc/meminfo", "MemTotal:       65536000 kB\nMemFree:        1 kB\n");

    [Fact]
    public void Without_limits_all_bound_processors_and_all_memory_are_used()
    {
        Folder.Write("proc/self/cgroup", "0::/\n");
        Assert.Equal((16, 65536000L << 10), Read());
    }

    [Fact]
    public void Version_2_quota_and_memory_of_the_group_and_those_around_it_count()
    {
        Folder.Write("proc/self/cgroup", "0::/user.slice/job\n");
        Folder.Write("sys/fs/cgroup/user.slice/job/cpu.max", "max 100000\n");
        Folder.Write("sys/fs/cgroup/user.slice/cpu.max", "350000 100000\n");
        Folder.Write("sys/fs/cgroup/user.slice/job/memory.max", "8589934592\n");
        Folder.Write("sys/fs/cgroup/user.slice/memory.max", "max\n");
        Assert.Equal((3, 8 * Gibibyte), Read());
    }

    [Fact]
    public void In_a_container_the_mount_itself_holds_the_limits()
    {
        Folder.Write("proc/self/cgroup", "0::/not/visible/here\n");
        Folder.Write("sys/fs/cgroup/cpu.max", "50000 100000\n");
        Folder.Write("sys/fs/cgroup/memory.max", "1073741824\n");
        Assert.Equal((1, Gibibyte), Read());
    }

    [Fact]
    public void Version_1_quota_and_memory_count_and_its_largest_number_means_no_limit()
    {
        Folder.Write("proc/self/cgroup", "11:memory:/slurm/job_7\n4:cpu,cpuacct:/slurm/job_7\n1:name=systemd:/\n");
        Folder.Write("sys/fs/cgroup/cpu,cpuacct/slurm/job_7/cpu.cfs_quota_us", "-1\n");
        Folder.Write("sys/fs/cgroup/cpu,cpuacct/slurm/cpu.cfs_quota_us", "400000\n");
        Folder.Write("sys/fs/cgroup/cpu,cpuacct/slurm/cpu.cfs_period_us", "100000\n");
        Folder.Write("sys/fs/cgroup/memory/slurm/job_7/memory.limit_in_bytes", "4294967296\n");
        Folder.Write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        Assert.Equal((4, 4 * Gibibyte), Read());
    }

    [Fact]
    public void A_slurm_task_uses_the_processors_of_the_task_and_the_memory_of_the_node()
    {
        _environment["SLURM_JOB_ID"] = "7";
        _environment["SLURM_CPUS_PER_TASK"] = "4";
        _environment["SLURM_CPUS_ON_NODE"] = "8";
        _environment["SLURM_MEM_PER_NODE"] = "16384";
        Assert.Equal((4, 16 * Gibibyte), Read());
    }

    [Fact]
    public void Slurm_memory_for_each_processor_is_multiplied_by_those_of_the_node()
    {
        _environment["SLURM_JOB_ID"] = "7";
        _environment["SLURM_CPUS_ON_NODE"] = "8";
        _environment["SLURM_MEM_PER_CPU"] = "2048";
        Assert.Equal((8, 16 * Gibibyte), Read());
    }

    [Fact]
    public void Slurm_memory_0_means_all_of_the_node()
    {
        _environment["SLURM_JOB_ID"] = "7";
        _environment["SLURM_MEM_PER_NODE"] = "0";
        Assert.Equal((16, 65536000L << 10), Read());
    }

    [Theory]
    [InlineData("0-3", 4)]
    [InlineData("0-3,8,10-11", 7)]
    [InlineData("5", 1)]
    public void Lists_of_processors_are_counted(string list, int expected)
    {
        Assert.Equal(expected, MachineProbe.CountOfList(list));
        Folder.Write("proc/self/status", $"Name:\tx\nCpus_allowed:\tff\nCpus_allowed_list:\t{list}\n");
        Assert.Equal(expected, MachineProbe.BoundProcessors(Folder.Path));
    }

    private (int Cores, long Memory) Read()
    {
        var resources = new MachineProbe(Folder.Path, name => _environment.GetValueOrDefault(name), 16).Read();
        return (resources.Cores, resources.MemoryBytes);
    }
}
