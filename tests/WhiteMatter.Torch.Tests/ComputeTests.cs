using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace WhiteMatter.Torch.Tests;

/// <summary>Fewer digits and the layout of volumes, on the processor; expected values are PyTorch's, computed in the same run (Debian's python3-torch 1.13.1).</summary>
public sealed class ComputeTests
{
    [PeerFact]
    public void Products_in_a_scope_are_computed_in_fewer_digits_as_PyTorchs_autocast_computes_them()
    {
        using var scope = NewDisposeScope();
        var expected = PyTorch.Run(
            """
            torch.manual_seed(5)
            x, w = torch.randn(6, 7), torch.randn(3, 7, requires_grad=True)
            with torch.autocast("cpu", dtype=torch.bfloat16): y = F.linear(x, w)
            y.float().square().sum().backward()
            put("y", y); put("gradient", w.grad)
            """);
        manual_seed(5);
        var (x, w) = (randn([6, 7]), randn([3, 7]).requires_grad_());
        Tensor y;
        using (TorchCompute.Autocast(DeviceType.CPU, ScalarType.BFloat16))
        {
            y = nn.functional.linear(x, w);
        }

        Assert.Equal((ScalarType.BFloat16, ScalarType.Float32), (y.dtype, nn.functional.linear(x, w).dtype));
        y.to(ScalarType.Float32).square().sum().backward();
        Close.Exactly(expected["y"], PyTorch.Values(y), "y");
        Close.Exactly(expected["gradient"], PyTorch.Values(w.grad!), "gradient");
    }

    [PeerFact]
    public void Scopes_of_fewer_digits_end_as_they_began()
    {
        using var scope = NewDisposeScope();
        var (x, w) = (randn([2, 2]), randn([2, 2]));
        ScalarType Type() => nn.functional.linear(x, w).dtype;
        using (TorchCompute.Autocast(DeviceType.CPU, ScalarType.BFloat16))
        {
            using (TorchCompute.Autocast(DeviceType.CPU, ScalarType.BFloat16))
            {
                Assert.Equal(ScalarType.BFloat16, Type());
            }

            Assert.Equal(ScalarType.BFloat16, Type());
        }

        Assert.Equal(ScalarType.Float32, Type());
    }

    [PeerFact]
    public void Channels_beside_each_other_are_the_same_volumes()
    {
        using var scope = NewDisposeScope();
        var volumes = randn([2, 3, 4, 5, 6]);
        var laid = TorchCompute.ChannelsLast(volumes);
        Assert.Equal((false, true), (laid.is_contiguous(), laid.permute(0, 2, 3, 4, 1).is_contiguous()));
        Close.Exactly(PyTorch.Values(volumes), PyTorch.Values(laid), "values");
    }

    [PeerFact]
    public void A_network_laid_out_so_keeps_its_parameters_and_what_it_computes()
    {
        using var scope = NewDisposeScope();
        TorchLibrary.UseThreads(1);
        using var network = nn.Sequential(nn.Conv3d(2, 3, 3, padding: 1), nn.BatchNorm3d(3), nn.ConvTranspose3d(3, 2, (2, 2, 2), stride: (2, 2, 2)));
        var x = randn([2, 2, 4, 4, 4]);
        var before = PyTorch.Values(network.call(x));
        var parameters = network.parameters().ToArray();
        TorchCompute.ChannelsLast(network);
        Assert.Equal(parameters, network.parameters());
        Assert.All(parameters, parameter => Assert.True(parameter.requires_grad && parameter.is_leaf));
        Assert.False(parameters[0].is_contiguous());
        Close.To(before, PyTorch.Values(network.call(x)), "values");
    }

    [PeerFact]
    public void What_only_CUDA_has_says_so_without_it()
    {
        if (cuda.is_available())
        {
            return;
        }

        Assert.Throws<NotSupportedException>(() => TorchCompute.CudaPeak(0));
        Assert.Throws<NotSupportedException>(() => TorchCompute.ResetCudaPeak(0));
        TorchCompute.UseCudaNumerics(tensorFloat: false);
    }
}
