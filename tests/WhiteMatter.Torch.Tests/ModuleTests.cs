using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace WhiteMatter.Torch.Tests;

/// <summary>Parts of a network, their names, and their state.</summary>
public sealed class ModuleTests
{
    [PeerFact]
    public void Names_and_order_of_the_state_are_those_of_PyTorch()
    {
        using var scope = NewDisposeScope();
        var expected = PyTorch.Run(
            """
            class Block(nn.Module):
                def __init__(self):
                    super().__init__()
                    self.layers = nn.Sequential(nn.Conv3d(1, 2, 3), nn.BatchNorm3d(2))
                    self.scale = nn.Parameter(torch.ones(1))
                    self.register_buffer("mask", torch.ones(3))
            net = nn.Sequential(Block(), nn.Linear(2, 1))
            for i, (name, value) in enumerate(net.state_dict().items()): put("%02d %s" % (i, name), value)
            """);
        using var net = nn.Sequential(new Part(), nn.Sequential(nn.Linear(2, 1)));
        var names = net.state_dict().Keys.Select(name => name.Replace("1.0.", "1.", StringComparison.Ordinal));
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal).Select(name => name[3..]), names);
    }

    [LibtorchFact]
    public void Values_are_refused_whole_when_a_name_or_a_shape_differs()
    {
        using var scope = NewDisposeScope();
        using var net = nn.Linear(2, 3);
        var before = PyTorch.Values(net.weight);
        var missing = new Dictionary<string, Tensor> { ["weight"] = zeros([3, 2]) };
        var error = Assert.Throws<InvalidOperationException>(() => net.load_state_dict(missing));
        Assert.Contains("missing: bias", error.Message, StringComparison.Ordinal);
        var unknown = new Dictionary<string, Tensor> { ["weight"] = zeros([3, 2]), ["bias"] = zeros([3]), ["scale"] = zeros([1]) };
        Assert.Contains("unknown: scale", Assert.Throws<InvalidOperationException>(() => net.load_state_dict(unknown)).Message, StringComparison.Ordinal);
        var shape = new Dictionary<string, Tensor> { ["weight"] = zeros([3, 2]), ["bias"] = zeros([1]) };
        Assert.Contains("bias is [3]", Assert.Throws<ArgumentException>(() => net.load_state_dict(shape)).Message, StringComparison.Ordinal);
        Assert.Equal(before, PyTorch.Values(net.weight));
        net.load_state_dict(missing, strict: false);
        Assert.Equal(new double[6], PyTorch.Values(net.weight));
    }

    [LibtorchFact]
    public void Training_and_use_reach_every_part()
    {
        using var scope = NewDisposeScope();
        using var net = nn.Sequential(new Part());
        Assert.True(net.modules().All(part => part.training));
        net.eval();
        Assert.False(net.training || net.modules().Any(part => part.training));
        Assert.Equal(["0", "0.layers", "0.layers.0", "0.layers.1"], net.named_modules().Select(part => part.name));
        Assert.Equal([4, 5], [net.parameters().Count() - 1, net.parameters().Count()]);
    }

    [LibtorchFact]
    public void A_change_of_type_keeps_the_objects_and_the_wish_for_gradients()
    {
        using var scope = NewDisposeScope();
        using var net = new Part();
        var weight = net.named_parameters().First(own => own.name == "layers.0.weight").parameter;
        net.to(ScalarType.Float64);
        Assert.Equal(ScalarType.Float64, weight.dtype);
        Assert.True(weight.requires_grad && weight.is_leaf);
        Assert.Equal(ScalarType.Int64, net.state_dict()["layers.1.num_batches_tracked"].dtype);
    }

    [LibtorchFact]
    public void Gradients_are_freed_or_set_to_zero()
    {
        using var scope = NewDisposeScope();
        using var net = nn.Linear(2, 3);
        net.call(ones([1, 2])).sum().backward();
        net.zero_grad(set_to_none: false);
        Assert.Equal(new double[6], PyTorch.Values(net.weight.grad!));
        net.zero_grad();
        Assert.Null(net.weight.grad);
    }

    [LibtorchFact]
    public void A_name_that_is_taken_is_refused()
    {
        using var net = nn.Sequential(("first", nn.Flatten()), ("second", nn.LeakyReLU()));
        Assert.Equal(["first", "second"], net.named_children().Select(part => part.name));
        Assert.Throws<ArgumentException>(() => net.append("first", nn.Flatten()));
        Assert.Throws<ArgumentException>(() => net.append("a.b", nn.Flatten()));
    }

    private sealed class Part : nn.Module<Tensor, Tensor>
    {
        private readonly Sequential layers = nn.Sequential(nn.Conv3d(1, 2, 3), nn.BatchNorm3d(2));
        private readonly Parameter scale = new(ones([1]));
        private readonly Tensor mask = ones([3]);

        public Part()
            : base(nameof(Part)) => RegisterComponents();

        public override Tensor forward(Tensor input) => layers.call(input) * scale * mask.sum();
    }
}
