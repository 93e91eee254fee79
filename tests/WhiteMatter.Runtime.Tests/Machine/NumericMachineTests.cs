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
        var numerics = new NumericMachine([Folder["nowhere"], Folder["lib"]], Folder["dev"]).Describe("auto", 2);
        Assert.Equal(("cpu", "libtorch 1.13.0", "openblas 0.3.21", 2), (numerics.Device, numerics.Library, numerics.Blas, numerics.Threads));
    }

    [Fact]
    public void The_reference_blas_is_told_apart_from_openblas()
    {
        Folder.Write("lib/blas/libblas.so.3.11.0", "");
        File.CreateSymbolicLink(Folder["lib/blas/libblas.so.3"], "libblas.so.3.11.0");
        File.CreateSymbolicLink(Folder["lib/libblas.so.3"], "blas/libblas.so.3");
        Assert.Equal("reference 3.11.0", new NumericMachine([Folder["lib"]], Folder["dev"]).Describe("cpu", 1).Blas);
    }

    [Theory]
    [InlineData(true, true, "auto", "cuda:0")]
    [InlineData(true, false, "auto", "cpu")]
    [InlineData(false, true, "auto", "cpu")]
    [InlineData(true, true, "cpu", "cpu")]
    [InlineData(false, false, "cuda:1", "cuda:1")]
    public void Auto_is_a_cuda_device_only_where_library_and_device_are(bool library, bool device, string asked, string expected)
    {
        Folder.Write("lib/libtorch_cpu.so", "");
        Directory.CreateDirectory(Folder["dev"]);
        if (library)
        {
            Folder.Write("lib/libtorch_cuda.so", "");
        }

        if (device)
        {
            Folder.Write("dev/nvidia0", "");
        }

        Assert.Equal(expected, new NumericMachine([Folder["lib"]], Folder["dev"]).Describe(asked, 1).Device);
    }

    [Fact]
    public void Nothing_is_named_where_nothing_is()
    {
        var numerics = new NumericMachine([Folder["lib"]], Folder["dev"]).Describe("auto", 1);
        Assert.Equal(("cpu", "", ""), (numerics.Device, numerics.Library, numerics.Blas));
    }
}
