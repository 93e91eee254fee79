using System.Runtime.InteropServices;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace WhiteMatter.Torch.Tests;

/// <summary>Values cross the border unchanged, and the library says what it is.</summary>
public sealed class ValueTests
{
    [LibtorchFact]
    public void Values_come_back_as_they_went_in()
    {
        using var scope = NewDisposeScope();
        float[] values = [1.5f, -0.0f, float.NaN, float.PositiveInfinity, float.Epsilon, float.MaxValue];
        var a = tensor(values, [2, 3]);
        Assert.Equal(values, a.data<float>().ToArray());
        Assert.Equal(values, MemoryMarshal.Cast<byte, float>(a.bytes).ToArray());
        Assert.Equal([1.5f, float.PositiveInfinity, -0.0f, float.Epsilon, float.NaN, float.MaxValue], a.transpose(0, 1).data<float>().ToArray());
        Assert.Equal([long.MinValue, long.MaxValue], tensor([long.MinValue, long.MaxValue]).data<long>().ToArray());
        Assert.Equal([0.1, 1e300], tensor([0.1, 1e300]).data<double>().ToArray());
        Assert.Equal([true, false], tensor([true, false]).data<bool>().ToArray());
        Assert.Equal(new Memory<float>(values).ToArray(), tensor(new Memory<float>(values), [6]).data<float>().ToArray());
    }

    [LibtorchFact]
    public void Values_are_written_where_a_view_lies()
    {
        using var scope = NewDisposeScope();
        var a = zeros([2, 2]);
        a.transpose(0, 1).data<float>().CopyFrom([1, 2, 3, 4]);
        Assert.Equal([1f, 3f, 2f, 4f], a.data<float>().ToArray());
        MemoryMarshal.Cast<byte, float>(a.bytes)[3] = 9;
        Assert.Equal(9, a.select(0, 1).select(0, 1).item<float>());
        a.bytes = new byte[16];
        Assert.Equal(0, a.abs().sum().ToDouble());
    }

    [LibtorchFact]
    public void Writing_into_a_parameter_is_not_recorded()
    {
        using var layer = nn.Linear(2, 1);
        layer.weight.data<float>().CopyFrom([3, 4]);
        Assert.True(layer.weight.is_leaf && layer.weight.requires_grad);
        Assert.Equal([3f, 4f], layer.weight.data<float>().ToArray());
    }

    [LibtorchFact]
    public void Single_values_are_read_in_their_type()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(1.5f, tensor(1.5f).item<float>());
        Assert.Equal(long.MaxValue, tensor(long.MaxValue).item<long>());
        Assert.Equal(0.1, tensor(0.1).item<double>());
        Assert.True(isfinite(ones([3])).all().item<bool>());
        Assert.Equal(7, (int)(long)tensor(7L));
        Assert.Equal(2.5f, (float)tensor(2.5f));
    }

    [LibtorchFact]
    public void A_tensor_says_what_it_is()
    {
        using var scope = NewDisposeScope();
        var a = zeros([2, 3, 4]).transpose(0, 2);
        Assert.Equal([4, 3, 2], a.shape);
        Assert.Equal([1, 4, 12], a.stride());
        Assert.Equal(2, a.size(-1));
        Assert.Equal((3L, 24L, 4L), (a.Dimensions, a.numel(), a.element_size()));
        Assert.False(a.is_contiguous());
        Assert.Equal("[4 × 3 × 2], type = Float32, device = cpu", a.ToString());
        Assert.Empty(tensor(1f).shape);
    }

    [LibtorchFact]
    public void The_library_says_what_computes()
    {
        Assert.Matches(@"^\d+\.\d+\.\d+$", TorchLibrary.Version);
        Assert.NotEmpty(TorchLibrary.Blas);
    }

    [LibtorchFact]
    public void Threads_of_loops_and_of_matrix_products_are_set_together()
    {
        var loops = get_num_threads();
        var products = TorchLibrary.BlasThreads;
        try
        {
            TorchLibrary.UseThreads(2);
            Assert.Equal(2, get_num_threads());
            Assert.True(TorchLibrary.BlasThreads is null or 2);
            Assert.Throws<ArgumentException>(() => TorchLibrary.UseThreads(0));
        }
        finally
        {
            TorchLibrary.UseThreads(products ?? loops);
            set_num_threads(loops);
        }
    }

    [LibtorchFact]
    public void A_state_of_the_generator_gives_the_same_numbers_again()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        _ = randn([5]);
        var state = get_rng_state();
        var first = PyTorch.Values(randn([20]));
        set_rng_state(state);
        Assert.Equal(first, PyTorch.Values(randn([20])));
        Assert.ThrowsAny<Exception>(() => set_rng_state(zeros([3])));
    }
}
