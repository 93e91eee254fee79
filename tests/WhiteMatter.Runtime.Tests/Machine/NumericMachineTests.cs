using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Models;
using WhiteMatter.Runtime.Machine;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Machine;

/// <summary>What a network's results depend on, told from names of files as Debian 12 and PyTorch's own archives lay them out.</summary>
public sealed class NumericMachineTests : InFolder
{
    [Fact]
    public void Debians_libtorch_and_openblas_are_named_with_their_versions()
    {
        Folder.Write("lib/libtorch_cpu.so.1.13.0", "");
        File.CreateSymbolicLink(Folder["lib/libtorch_cpu.so.1.13"], "libtorch_cpu.so.1.13.0");
        Folder.Write("lib/openblas-pthread/libblas.so.3", "");
        Folder.Write("lib/openblas-pthread/libopenblasp-r0.3.21.so", "");
        File.CreateSymbolicLink(Folder["lib/libblas.so.3"], "openblas-pthread/libblas.so.3");
        var numerics = new NumericMachine([Folder["nowhere"], Folder["lib"]], null, []).Describe("auto", 2);
        Assert.Equal(("cpu", "libtorch 1.13.0", "openblas 0.3.21", 2), (numerics.Device, numerics.Library, numerics.Blas, numerics.Threads));
    }

    [Fact]
    public void The_reference_blas_is_told_apart_from_openblas()
    {
        Folder.Write("lib/blas/libblas.so.3.11.0", "");
        File.CreateSymbolicLink(Folder["lib/blas/libblas.so.3"], "libblas.so.3.11.0");
        File.CreateSymbolicLink(Folder["lib/libblas.so.3"], "blas/libblas.so.3");
        Assert.Equal("reference 3.11.0", new NumericMachine([Folder["lib"]], null, []).Describe("cpu", 1).Blas);
    }

    [Theory]
    [InlineData(true, true, "auto", "cuda:0", "NVIDIA H200")]
    [InlineData(true, false, "auto", "cpu", null)]
    [InlineData(false, true, "auto", "cpu", null)]
    [InlineData(true, true, "cpu", "cpu", null)]
    [InlineData(true, true, "cuda:1", "cuda:1", NumericEnvironment.NoGpu)]
    [InlineData(false, true, "cuda:0", "cuda:0", NumericEnvironment.NoGpu)]
    public void Auto_is_a_cuda_device_only_where_library_and_device_are(bool library, bool device, string asked, string expected, string? gpu)
    {
        Folder.Write("lib/libtorch_cpu.so", "");
        if (library)
        {
            Folder.Write("lib/libtorch_cuda.so", "");
        }

        var numerics = new NumericMachine([Folder["lib"]], null, device ? ["NVIDIA H200"] : []).Describe(asked, 1);
        Assert.Equal((expected, gpu), (numerics.Device, numerics.Gpu));
    }

    [Theory]
    [InlineData("yes", "cuda:0")]
    [InlineData("no", "cpu")]
    public void A_libtorch_of_its_own_folder_is_known_by_the_note_of_the_build(string cuda, string expected)
    {
        Assert.Null(LinkedTorch.Read(Folder.Path));
        Folder.Write(LinkedTorch.FileName, $"version 2.11.0+cu130\ncuda {cuda}\nfolder /opt/libtorch/lib\n");
        var numerics = new NumericMachine([], LinkedTorch.Read(Folder.Path), ["NVIDIA L4"]).Describe("auto", 4);
        Assert.Equal((expected, "libtorch 2.11.0+cu130", "libtorch's own"), (numerics.Device, numerics.Library, numerics.Blas));
    }

    /// <summary>Otherwise each step on it would warn (WM4262) that it runs on another library than planned.</summary>
    [Theory]
    [InlineData("libtorch's own", "OpenBLAS 0.3.30 NO_LAPACKE DYNAMIC_ARCH", "libtorch's own")]
    [InlineData("libtorch's own", "inside libtorch", "libtorch's own")]
    [InlineData("openblas 0.3.21", "OpenBLAS 0.3.30 NO_LAPACKE DYNAMIC_ARCH", "openblas 0.3.30")]
    [InlineData("reference 3.11.0", "/lib/libblas.so.3", "reference 3.11.0")]
    public void An_openblas_that_a_libtorch_brings_along_is_told_by_the_version_of_libtorch(string named, string description, string expected) =>
        Assert.Equal(expected, NetworkEnvironment.BlasOf(named, description));

    /// <summary>The files as the driver 580 lays them out, but for their order.</summary>
    [Fact]
    public void Gpus_are_named_by_the_drivers_files_in_the_order_that_programs_see()
    {
        foreach (var (bus, name) in new[] { ("0000:d1:00.0", "NVIDIA L4"), ("0000:1b:00.0", "NVIDIA H200") })
        {
            Folder.Write($"gpus/{bus}/information", $"Model: \t\t {name}\nIRQ:   \t\t 41\n");
        }

        Assert.Empty(GpuList.Of(Folder["dev"], Folder["gpus"], null));
        Folder.Write("dev/nvidia0", "");
        Folder.Write("dev/nvidia1", "");
        Folder.Write("dev/nvidiactl", "");
        Assert.Equal(["NVIDIA H200", "NVIDIA L4"], GpuList.Of(Folder["dev"], Folder["gpus"], null));
        Assert.Equal(["NVIDIA L4"], GpuList.Of(Folder["dev"], Folder["gpus"], "1"));
        Assert.Equal(["NVIDIA L4", "NVIDIA H200"], GpuList.Of(Folder["dev"], Folder["gpus"], "1,0"));
        Assert.Empty(GpuList.Of(Folder["dev"], Folder["gpus"], ""));
        Assert.Equal(["NVIDIA H200"], GpuList.Of(Folder["dev"], Folder["gpus"], "0,7,1"));
        Assert.Equal(["a GPU", "a GPU"], GpuList.Of(Folder["dev"], Folder["none"], null));
    }

    [Fact]
    public void Nothing_is_named_where_nothing_is()
    {
        var numerics = new NumericMachine([Folder["lib"]], null, []).Describe("auto", 1);
        Assert.Equal(("cpu", "", ""), (numerics.Device, numerics.Library, numerics.Blas));
    }
}
