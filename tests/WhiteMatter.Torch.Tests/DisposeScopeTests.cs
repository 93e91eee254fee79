using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace WhiteMatter.Torch.Tests;

/// <summary>Tensors are freed with their scope.</summary>
public sealed class DisposeScopeTests
{
    [LibtorchFact]
    public void A_scope_frees_what_was_made_within()
    {
        var before = Tensor.TotalCount;
        using (NewDisposeScope())
        {
            var a = randn([3, 3], requires_grad: true);
            using (NewDisposeScope())
            {
                _ = (a * 2 + 1).sum();
            }
            Assert.Equal(before + 1, Tensor.TotalCount);
            (a * a).sum().backward();
            _ = a.grad;
        }
        Assert.Equal(before, Tensor.TotalCount);
    }

    [LibtorchFact]
    public void A_tensor_moved_out_lives_as_long_as_the_scope_around()
    {
        var before = Tensor.TotalCount;
        Tensor kept;
        using (NewDisposeScope())
        {
            using (NewDisposeScope())
            {
                kept = ones([2]).MoveToOuterDisposeScope();
                _ = kept * 2;
            }
            Assert.False(kept.IsInvalid);
            Assert.Equal(2, kept.sum().ToDouble());
        }
        Assert.True(kept.IsInvalid);
        Assert.Equal(before, Tensor.TotalCount);
    }

    [LibtorchFact]
    public void A_detached_tensor_is_its_owners()
    {
        var before = Tensor.TotalCount;
        Tensor kept;
        using (var scope = NewDisposeScope())
        {
            kept = scope.Detach(ones([2]));
            Assert.Equal(0, scope.DisposablesCount);
        }
        Assert.Equal(before + 1, Tensor.TotalCount);
        kept.Dispose();
        Assert.Equal(before, Tensor.TotalCount);
    }

    [LibtorchFact]
    public void Training_leaves_no_tensor_behind()
    {
        var before = Tensor.TotalCount;
        var during = new List<long>();
        using (NewDisposeScope())
        {
            using var net = nn.Sequential(nn.Conv3d(1, 2, 3, padding: 1), nn.BatchNorm3d(2), nn.LeakyReLU(), nn.Conv3d(2, 1, 1));
            using var adam = optim.Adam(net.parameters());
            var x = randn([2, 1, 4, 4, 4]);
            for (var step = 0; step < 3; step++)
            {
                using var inner = NewDisposeScope();
                adam.zero_grad();
                (net.call(x) - x).square().mean().backward();
                adam.step();
                during.Add(Tensor.TotalCount);
            }
            Assert.Single(during.Distinct());
        }
        Assert.Equal(before, Tensor.TotalCount);
    }

    [LibtorchFact]
    public void A_network_made_within_a_scope_outlives_it()
    {
        var before = Tensor.TotalCount;
        nn.Module<Tensor, Tensor> net;
        using (NewDisposeScope())
        {
            net = nn.Sequential(nn.Linear(3, 2), nn.BatchNorm3d(2));
        }
        Assert.Equal(before + 7, Tensor.TotalCount);
        net.Dispose();
        Assert.Equal(before, Tensor.TotalCount);
    }

    [LibtorchFact]
    public void A_sequence_that_changes_nothing_gives_a_tensor_of_its_own()
    {
        var before = Tensor.TotalCount;
        using (NewDisposeScope())
        {
            var x = ones([2]);
            using var net = nn.Sequential();
            net.call(x).Dispose();
            Assert.Equal(2, x.sum().ToDouble());
        }
        Assert.Equal(before, Tensor.TotalCount);
    }

    [LibtorchFact]
    public void Nothing_is_recorded_under_no_grad()
    {
        using var scope = NewDisposeScope();
        var a = ones([2], requires_grad: true);
        using (no_grad())
        {
            Assert.False(is_grad_enabled());
            using (enable_grad())
            {
                Assert.True((a * 2).requires_grad);
            }
            Assert.False((a * 2).requires_grad);
        }
        Assert.True(is_grad_enabled());
        Assert.True((a * 2).requires_grad);
    }
}
