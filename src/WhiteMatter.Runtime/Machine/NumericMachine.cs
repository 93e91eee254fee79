using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using WhiteMatter.Plan.Parameters;

namespace WhiteMatter.Runtime.Machine;

/// <summary>
/// Says what a network's results depend on here, from the names of files alone: nothing is loaded, as loading libtorch takes seconds.
/// </summary>
/// <param name="libraries">The folders in which shared libraries are looked for, in order.</param>
/// <param name="linked">The libtorch in a folder of its own that the program was built against; null for the system's.</param>
/// <param name="gpus">Names of the GPUs, by CUDA's numbers.</param>
public sealed class NumericMachine(IReadOnlyList<string> libraries, LinkedTorch? linked, IReadOnlyList<string> gpus)
{
    /// <summary>What multiplies matrices where libtorch stands in a folder of its own: what it was handed out with, which its version names too.</summary>
    internal const string OwnBlas = "libtorch's own";

    /// <summary>This machine.</summary>
    public static NumericMachine Current { get; } = new(
        SystemFolders(),
        LinkedTorch.Read(AppContext.BaseDirectory),
        GpuList.Of("/dev", "/proc/driver/nvidia/gpus", Environment.GetEnvironmentVariable("CUDA_VISIBLE_DEVICES")));

    private bool HasCuda => linked?.HasCuda ?? Find("libtorch_cuda.so") is not null;

    /// <summary>Describes the environment.</summary>
    /// <param name="device"><c>auto</c>, <c>cpu</c> or <c>cuda:N</c>; auto is the first CUDA device where libtorch is one for CUDA and a device is there, else cpu.</param>
    /// <param name="threads">Threads that an operation is split over.</param>
    public NumericEnvironment Describe(string device, int threads)
    {
        ArgumentException.ThrowIfNullOrEmpty(device);
        var chosen = device != "auto" ? device : HasCuda && gpus.Count > 0 ? "cuda:0" : "cpu";
        var environment = new NumericEnvironment(chosen, Processor(), Library(), Blas(), threads);
        return environment with { Gpu = environment.IsOnGpu ? Gpu(environment.GpuIndex) : null };
    }

    private string Gpu(int index) => HasCuda && index < gpus.Count ? gpus[index] : NumericEnvironment.NoGpu;

    /// <summary>The kernels that libtorch and the BLAS choose by: widest vectors that the processor has.</summary>
    private static string Processor()
    {
        var architecture = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => "x86-64",
            Architecture.Arm64 => "arm64",
            var other => other.ToString().ToLowerInvariant(),
        };
        var vectors = Avx512F.IsSupported ? " avx512" : Avx2.IsSupported ? " avx2" : "";
        return architecture + vectors;
    }

    private string Library() =>
        linked is not null ? "libtorch " + linked.Version : Find("libtorch_cpu.so") is { } file ? "libtorch " + VersionOf(file, ".so.") : "";

    /// <summary>
    /// The library behind the name that libtorch links, <c>libblas.so.3</c>. Debian's OpenBLAS stands in a folder of its own under that name, beside
    /// <c>libopenblas.so.0</c>, a link to the file with the version where there is one.
    /// </summary>
    private string Blas()
    {
        if (linked is not null)
        {
            return OwnBlas;
        }

        if (Find("libblas.so.3") is not { } file)
        {
            return "";
        }

        var folder = Path.GetDirectoryName(file)!;
        if (Directory.EnumerateFiles(folder, "libopenblas*.so*").Order(StringComparer.Ordinal).FirstOrDefault() is not { } open)
        {
            return Path.GetFileName(folder) is "blas" ? "reference " + VersionOf(file, ".so.") : Path.GetFileName(file);
        }

        var real = Resolve(open);
        var name = Path.GetFileNameWithoutExtension(real);
        var dash = name.LastIndexOf("-r", StringComparison.Ordinal);
        return dash < 0 ? "openblas " + VersionOf(real, ".so.") : "openblas " + name[(dash + 2)..];
    }

    private string? Find(string name)
    {
        foreach (var folder in libraries)
        {
            var exact = Path.Combine(folder, name);
            if (File.Exists(exact))
            {
                return Resolve(exact);
            }

            // Without the development package only the name with the version is there.
            if (Directory.Exists(folder) && Directory.EnumerateFiles(folder, name + ".*").Order(StringComparer.Ordinal).LastOrDefault() is { } versioned)
            {
                return Resolve(versioned);
            }
        }

        return null;
    }

    private static string Resolve(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);

    private static string VersionOf(string file, string after)
    {
        var name = Path.GetFileName(file);
        var at = name.IndexOf(after, StringComparison.Ordinal);
        return at < 0 ? name : name[(at + after.Length)..];
    }

    private static IReadOnlyList<string> SystemFolders()
    {
        var given = (Environment.GetEnvironmentVariable("LD_LIBRARY_PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        var triplet = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
        return [.. given, "/usr/local/lib", "/lib/" + triplet, "/usr/lib/" + triplet, "/usr/lib64", "/usr/lib"];
    }
}
