using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using TorchSharp;
using TorchSharp.Modules;
using WhiteMatter.Torch.Interop;
using Xunit;
using static TorchSharp.torch;

namespace WhiteMatter.Torch.Tests;

/// <summary>Errors of libtorch and of its loading reach .NET with their messages.</summary>
public sealed class ErrorTests
{
    [LibtorchFact]
    public void A_refusal_of_libtorch_comes_with_its_message()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<TorchException>(() => ones([2, 3]).matmul(ones([4, 5])));
        Assert.Contains("mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception raised from", error.Message, StringComparison.Ordinal);
        Assert.IsAssignableFrom<ExternalException>(error);
        Assert.Throws<TorchException>(() => ones([2, 3]).reshape(7));
        Assert.Throws<TorchException>(() => ones([2]).backward());
        Assert.Throws<TorchException>(() => cat(Array.Empty<Tensor>()));
    }

    [LibtorchFact]
    public void An_operation_that_fails_leaves_no_tensor_behind()
    {
        var before = Tensor.TotalCount;
        using (NewDisposeScope())
        {
            var a = ones([2, 3]);
            for (var i = 0; i < 100; i++)
            {
                Assert.Throws<TorchException>(() => a.matmul(a));
            }
            Assert.Equal(before + 1, Tensor.TotalCount);
        }
    }

    [LibtorchFact]
    public void More_memory_than_there_is_becomes_OutOfMemoryException()
    {
        using var scope = NewDisposeScope();
        Assert.Throws<OutOfMemoryException>(() => empty([1L << 50]));
        Assert.Throws<OutOfMemoryException>(() => ones([1 << 24, 1]).matmul(ones([1, 1 << 24])));
        Assert.Equal(6, ones([2, 3]).sum().ToDouble());
    }

    [LibtorchFact]
    public void A_disposed_tensor_says_so()
    {
        var a = ones([2]);
        a.Dispose();
        Assert.Throws<ObjectDisposedException>(() => a.sum());
        Assert.Throws<ObjectDisposedException>(() => cat([a]));
        Assert.Equal("a disposed tensor", a.ToString());
        var data = ones([2]);
        using var parameter = new Parameter(data);
        Assert.Throws<ObjectDisposedException>(() => data.sum());
        data.Dispose();
        Assert.Equal(2, parameter.sum().ToDouble());
    }

    [LibtorchFact]
    public void Values_of_another_type_or_length_are_refused()
    {
        using var scope = NewDisposeScope();
        var a = ones([2, 3]);
        Assert.Throws<ArgumentException>(() => a.data<double>());
        Assert.Throws<ArgumentException>(() => a.sum().item<long>());
        Assert.ThrowsAny<Exception>(() => a.item<float>());
        Assert.Throws<ArgumentException>(() => a.data<float>().CopyTo(new float[5]));
        Assert.Throws<ArgumentException>(() => a.data<float>().CopyFrom(new float[7]));
        Assert.Throws<ArgumentException>(() => tensor(new float[5], [2, 3]));
        Assert.Throws<ArgumentException>(() => a.transpose(0, 1).bytes.Length);
    }

    [LibtorchFact]
    public void Devices_that_are_not_there_are_refused()
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ArgumentException>(() => device("gpu"));
        Assert.Throws<ArgumentException>(() => device("cuda:x"));
        Assert.Throws<ArgumentException>(() => device("cuda:-1"));
        Assert.Equal("cuda:1", device("cuda:1").ToString());
        Assert.Equal("cpu", ones([1]).device.ToString());
        if (!cuda.is_available())
        {
            Assert.Equal(0, cuda.device_count());
            Assert.ThrowsAny<Exception>(() => ones([1], device: CUDA));
        }
    }

    [Fact]
    public void A_library_that_was_not_built_says_what_to_install()
    {
        var error = Assert.Throws<TorchUnavailableException>(() => NativeTorch.Load("/nowhere/libwhitematter_torch.so"));
        Assert.Contains("install libtorch-dev and libopenblas0-pthread", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_operation_of_a_program_without_the_library_says_what_to_install()
    {
        var folder = Directory.CreateTempSubdirectory("wm-torch-");
        var context = new AssemblyLoadContext("without the library", isCollectible: true);
        try
        {
            var alone = Path.Combine(folder.FullName, "WhiteMatter.Torch.dll");
            File.Copy(typeof(TorchLibrary).Assembly.Location, alone);
            var library = context.LoadFromAssemblyPath(alone).GetType(typeof(TorchLibrary).FullName!)!;
            object?[] reason = [null];
            Assert.Equal(false, library.GetMethod(nameof(TorchLibrary.TryLoad))!.Invoke(null, reason));
            Assert.Contains("install libtorch-dev and libopenblas0-pthread", (string)reason[0]!, StringComparison.Ordinal);
            var thrown = Assert.Throws<TargetInvocationException>(() => library.GetMethod(nameof(TorchLibrary.KeepBlocks))!.Invoke(null, null));
            Assert.Equal(nameof(TorchUnavailableException), thrown.InnerException!.GetType().Name);
        }
        finally
        {
            context.Unload();
            folder.Delete(recursive: true);
        }
    }

    [LibtorchFact]
    public void A_library_without_libtorch_says_what_to_install()
    {
        // The real library, made to ask for a libtorch of another name, as where the package was removed.
        var bytes = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, NativeTorch.FileName));
        Assert.True(Rename(bytes, "libtorch_cpu.so"u8, "libtorch_gone.s"u8));
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, bytes);
            var error = Assert.Throws<TorchUnavailableException>(() => NativeTorch.Load(file));
            Assert.StartsWith("libtorch is not installed: install libtorch-dev and libopenblas0-pthread", error.Message, StringComparison.Ordinal);
            Assert.Contains("libtorch_gone", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static bool Rename(Span<byte> bytes, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        var found = false;
        for (var at = bytes.IndexOf(from); at >= 0; at = bytes.IndexOf(from))
        {
            to.CopyTo(bytes[at..]);
            found = true;
        }
        return found;
    }
}
