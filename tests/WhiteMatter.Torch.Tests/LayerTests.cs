using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace WhiteMatter.Torch.Tests;

/// <summary>Layers against PyTorch 1.13.1 (Debian's python3-torch) from the same seed; expected values are computed by it in the same run.</summary>
public sealed class LayerTests
{
    [PeerFact]
    public void Initial_weights_of_a_seed_are_those_of_PyTorch_bit_for_bit()
    {
        using var scope = NewDisposeScope();
        var expected = PyTorch.Run(
            """
            torch.manual_seed(5)
            net = nn.Sequential(nn.Conv3d(2, 6, 3, padding=1), nn.BatchNorm3d(6), nn.LeakyReLU(), nn.Conv3d(6, 4, (1, 2, 3), groups=2, bias=False),
                                nn.ConvTranspose3d(4, 4, 2, stride=2), nn.ConvTranspose3d(4, 2, (3, 2, 1)), nn.Linear(37, 11), nn.Linear(11, 3, bias=False))
            for name, value in net.state_dict().items(): put(name, value)
            put("next", torch.rand(3))
            """);
        manual_seed(5);
        using var net = nn.Sequential(
            nn.Conv3d(2, 6, 3, padding: 1),
            nn.BatchNorm3d(6),
            nn.LeakyReLU(),
            nn.Conv3d(6, 4, (1, 2, 3), groups: 2, bias: false),
            nn.ConvTranspose3d(4, 4, 2, stride: 2),
            nn.ConvTranspose3d(4, 2, (3, 2, 1)),
            nn.Linear(37, 11),
            nn.Linear(11, 3, hasBias: false));
        var state = net.state_dict();
        Assert.Equal(expected.Keys.Where(key => key != "next").Order(StringComparer.Ordinal), state.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, value) in state)
        {
            Close.Exactly(expected[name], PyTorch.Values(value), name);
        }
        Close.Exactly(expected["next"], PyTorch.Values(rand([3])), "what is drawn after the weights");
    }

    [PeerFact]
    public void Layers_give_outputs_and_gradients_of_PyTorch()
    {
        using var scope = NewDisposeScope();
        var expected = PyTorch.Run(
            """
            torch.manual_seed(8)
            conv = nn.Conv3d(2, 4, 3, padding=(1, 0, 1), stride=(1, 2, 1))
            norm = nn.BatchNorm3d(4)
            pool = nn.MaxPool3d(2, padding=(1, 0, 1))
            up = nn.ConvTranspose3d(4, 3, 2, stride=2, padding=(1, 0, 1), output_padding=(1, 0, 0))
            x = torch.randn(2, 2, 6, 7, 5, requires_grad=True)
            y = up(pool(F.leaky_relu(norm(conv(x)))))
            put("shape", torch.tensor(y.shape))
            y.square().sum().backward()
            put("y", y); put("x.grad", x.grad)
            for part, layer in (("conv", conv), ("norm", norm), ("up", up)):
                for name, p in layer.named_parameters(): put(part + "." + name + ".grad", p.grad)
            for name, b in norm.named_buffers(): put("norm." + name, b)
            norm.eval()
            put("y.eval", up(pool(F.leaky_relu(norm(conv(x))))))
            """);
        manual_seed(8);
        using var conv = nn.Conv3d(2, 4, (3, 3, 3), padding: (1, 0, 1), stride: (1, 2, 1));
        using var norm = nn.BatchNorm3d(4);
        using var pool = nn.MaxPool3d((2, 2, 2), padding: (1, 0, 1));
        using var up = nn.ConvTranspose3d(4, 3, (2, 2, 2), stride: (2, 2, 2), padding: (1, 0, 1), output_padding: (1, 0, 0));
        using var relu = nn.LeakyReLU();
        var x = randn([2, 2, 6, 7, 5], requires_grad: true);
        var y = up.call(pool.call(relu.call(norm.call(conv.call(x)))));
        Assert.Equal(expected["shape"], y.shape.Select(size => (double)size));
        y.square().sum().backward();
        Close.To(expected["y"], PyTorch.Values(y), "output");
        Close.To(expected["x.grad"], PyTorch.Values(x.grad!), "gradient of the input");
        foreach (var (part, layer) in new (string, nn.Module)[] { ("conv", conv), ("norm", norm), ("up", up) })
        {
            foreach (var (name, parameter) in layer.named_parameters())
            {
                Close.To(expected[$"{part}.{name}.grad"], PyTorch.Values(parameter.grad!), $"gradient of {part}.{name}");
            }
        }
        foreach (var (name, buffer) in norm.named_buffers())
        {
            Close.To(expected[$"norm.{name}"], PyTorch.Values(buffer), name);
        }
        norm.eval();
        Close.To(expected["y.eval"], PyTorch.Values(up.call(pool.call(relu.call(norm.call(conv.call(x)))))), "output in use");
    }

    [PeerFact]
    public void Layers_of_transformers_give_outputs_and_gradients_of_PyTorch()
    {
        using var scope = NewDisposeScope();
        var expected = PyTorch.Run(
            """
            torch.manual_seed(9)
            norm, linear = nn.LayerNorm(6), nn.Linear(6, 6)
            with torch.no_grad(): norm.weight.copy_(torch.rand(6)); norm.bias.copy_(torch.rand(6))
            x = torch.randn(2, 5, 6, requires_grad=True)
            q = linear(norm(x)).reshape(2, 5, 2, 3).permute(0, 2, 1, 3)
            y = F.pad(F.gelu(F.softmax(q @ q.transpose(2, 3) * 0.3, -1) @ q), (1, 2, 0, 1), value=0.5)
            y.square().sum().backward()
            put("w", norm.weight); put("b", norm.bias); put("y", y); put("x.grad", x.grad); put("w.grad", norm.weight.grad); put("l.grad", linear.weight.grad)
            """);
        manual_seed(9);
        using var norm = nn.LayerNorm(6);
        using var linear = nn.Linear(6, 6);
        using (no_grad())
        {
            norm.weight.copy_(rand([6]));
            norm.bias.copy_(rand([6]));
        }

        Close.Exactly(expected["w"], PyTorch.Values(norm.weight), "scale");
        var x = randn([2, 5, 6], requires_grad: true);
        var q = linear.call(norm.call(x)).reshape(2, 5, 2, 3).permute(0, 2, 1, 3);
        var y = nn.functional.pad(nn.functional.gelu(nn.functional.softmax(q.matmul(q.transpose(2, 3)).mul(0.3), -1).matmul(q)), [1, 2, 0, 1], 0.5);
        y.square().sum().backward();
        Close.To(expected["y"], PyTorch.Values(y), "output");
        Close.To(expected["x.grad"], PyTorch.Values(x.grad!), "gradient of the input");
        Close.To(expected["w.grad"], PyTorch.Values(norm.weight.grad!), "gradient of the scale");
        Close.To(expected["l.grad"], PyTorch.Values(linear.weight.grad!), "gradient of the linear layer");
    }

    [PeerFact]
    public void Normalisation_of_groups_of_channels_and_smooth_rectifiers()
    {
        using var scope = NewDisposeScope();
        var expected = PyTorch.Run(
            """
            torch.manual_seed(11)
            groups, instance = nn.GroupNorm(2, 6), nn.InstanceNorm3d(6, affine=True)
            with torch.no_grad():
                for norm in (groups, instance): norm.weight.copy_(torch.rand(6)); norm.bias.copy_(torch.rand(6))
            x = torch.randn(2, 6, 3, 4, 5, requires_grad=True)
            y = F.elu(instance(F.silu(groups(x))) - 0.5)
            y.square().sum().backward()
            put("y", y); put("x.grad", x.grad); put("w.grad", groups.weight.grad); put("b.grad", instance.bias.grad)
            """);
        manual_seed(11);
        using var groups = nn.GroupNorm(2, 6);
        using var instance = nn.GroupNorm(6, 6);
        using (no_grad())
        {
            foreach (var norm in new[] { groups, instance })
            {
                norm.weight.copy_(rand([6]));
                norm.bias.copy_(rand([6]));
            }
        }

        var x = randn([2, 6, 3, 4, 5], requires_grad: true);
        using var silu = nn.SiLU();
        using var elu = nn.ELU();
        var y = elu.call(instance.call(silu.call(groups.call(x))).sub(0.5));
        y.square().sum().backward();
        Close.To(expected["y"], PyTorch.Values(y), "output");

        // PyTorch normalises instances as batches, and sums in another order.
        Close.To(expected["x.grad"], PyTorch.Values(x.grad!), "gradient of the input", 1e-5);
        Close.To(expected["w.grad"], PyTorch.Values(groups.weight.grad!), "gradient of the scale", 1e-5);
        Close.To(expected["b.grad"], PyTorch.Values(instance.bias.grad!), "gradient of the shift", 1e-5);
        Assert.Throws<ArgumentException>(() => nn.GroupNorm(4, 6));
    }

    [LibtorchFact]
    public void Batch_normalisation_of_one_value_a_channel_is_refused_when_training()
    {
        using var scope = NewDisposeScope();
        using var norm = nn.BatchNorm3d(2);
        var refusal = Assert.Throws<ArgumentException>(() => norm.call(zeros([1, 2, 1, 1, 1])));
        Assert.Contains("more than one value per channel", refusal.Message, StringComparison.Ordinal);
        norm.eval();
        Assert.Equal([1, 2, 1, 1, 1], norm.call(zeros([1, 2, 1, 1, 1])).shape);
    }

    [LibtorchFact]
    public void Batch_normalisation_refuses_what_is_not_a_volume()
    {
        using var scope = NewDisposeScope();
        using var norm = nn.BatchNorm3d(2);
        Assert.Throws<ArgumentException>(() => norm.call(zeros([4, 2])));
    }

    [LibtorchFact]
    public void Channels_that_do_not_go_into_the_groups_are_refused()
    {
        Assert.Throws<ArgumentException>(() => nn.Conv3d(3, 4, 3, groups: 2));
        Assert.Throws<ArgumentException>(() => nn.ConvTranspose3d(0, 4, 3));
    }

    /// <summary>
    /// A network in use gives small volumes to oneDNN too, where libtorch takes loops of its own: against libtorch in double precision, which oneDNN does not serve, twice to the same bits. With gradients it is as in training.
    /// </summary>
    [Theory]
    [InlineData(1, 16, 3, 1, 1, 1, 1)]
    [InlineData(16, 32, 3, 1, 1, 1, 1)]
    [InlineData(6, 4, 3, 2, 0, 1, 2)]
    [InlineData(3, 8, 3, 1, 2, 2, 1)]
    [InlineData(2, 12, 4, 4, 0, 1, 1)]
    [InlineData(3, 5, 3, 3, 0, 1, 1)]
    public void A_convolution_in_use_is_that_of_double_precision(long from, long to, long kernel, long stride, long padding, long dilation, long groups)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        // Windows of 3 side by side cover a volume of 12 × 9 × 15: they are a product.
        var volume = randn([2, from, 12, 9, kernel == 3 && stride == 3 ? 15 : 11]);
        using var layer = nn.Conv3d(from, to, kernel, stride, padding, dilation, groups: groups);
        var training = Numbers(layer.call(volume).to(ScalarType.Float64));
        layer.eval();
        Close.Exactly(training, Numbers(layer.call(volume).to(ScalarType.Float64)), nameof(training));
        using var mode = no_grad();
        var given = Numbers(layer.call(volume).to(ScalarType.Float64));
        var expected = nn.functional.conv3d(
            Double(volume), Double(layer.weight), Double(layer.bias!), [stride, stride, stride], [padding, padding, padding], [dilation, dilation, dilation], groups);
        Close.To(Numbers(expected), given, nameof(layer), 1e-6);
        Close.Exactly(given, Numbers(layer.call(volume).to(ScalarType.Float64)), nameof(given));
        Assert.Throws<TorchException>(() => layer.call(randn([1, from + 1, 12, 9, 11])));
        static double[] Numbers(Tensor tensor) => tensor.detach().contiguous().data<double>().ToArray();
        static Tensor Double(Tensor single) => single.detach().to(ScalarType.Float64);
    }

    /// <summary>Attention in blocks of queries against softmax(q kᵀ/√d) v in double precision by libtorch's operations one after the other; more tokens than a block has queries, few and none over.</summary>
    [Theory]
    [InlineData(1, 1, 1, 1, 1)]
    [InlineData(2, 7, 3, 4, 1)]
    [InlineData(1, 300, 2, 8, 1)]
    [InlineData(2, 512, 2, 16, 1)]
    [InlineData(1, 1030, 3, 6, 4)]
    public void Attention_in_blocks_is_that_of_double_precision(long people, long tokens, long heads, long each, double spread)
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        using var mode = no_grad();
        var together = randn([people, tokens, 3 * heads * each]).mul(spread);
        var split = together.to(ScalarType.Float64).reshape(people, tokens, 3, heads, each).permute(2, 0, 3, 1, 4);
        var products = split.select(0, 0).matmul(split.select(0, 1).transpose(2, 3)).mul(1 / Math.Sqrt(each));
        var expected = nn.functional.softmax(products, -1).matmul(split.select(0, 2)).transpose(1, 2).flatten(2).contiguous();
        var given = TorchCompute.Attention(together, heads);
        Assert.Equal(expected.shape, given.shape);

        // Shares are as exact as the products in their exponents, which grow with the square of the spread.
        Close.To(expected.data<double>().ToArray(), given.to(ScalarType.Float64).data<double>().ToArray(), nameof(given), 2e-6 * spread * spread);
        Assert.Equal(given.data<float>().ToArray(), TorchCompute.Attention(together, heads).data<float>().ToArray());
        Assert.Throws<ArgumentException>(() => TorchCompute.Attention(together, 3 * heads * each));
        Assert.Throws<ArgumentException>(() => TorchCompute.Attention(together.to(ScalarType.Float64), heads));
    }

    [LibtorchFact]
    public void Attention_in_blocks_refuses_what_asks_for_a_gradient()
    {
        using var scope = NewDisposeScope();
        var together = randn([1, 4, 12]).requires_grad_();
        Assert.Throws<ArgumentException>(() => TorchCompute.Attention(together, 2));
    }

    [LibtorchFact]
    public void A_token_that_is_no_number_makes_no_numbers()
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        var values = randn([1, 20, 12]).data<float>().ToArray();
        values[^12] = float.NaN;
        var given = TorchCompute.Attention(tensor(values).reshape(1, 20, 12), 2).data<float>().ToArray();
        Assert.True(float.IsNaN(given[^4]));
    }

    /// <summary>What is computed where no gradient is asked for against libtorch's own, which a gradient asks for.</summary>
    [Theory]
    [InlineData(8, 8, 8, 0, 0, 0)]
    [InlineData(7, 9, 11, 1, 1, 1)]
    [InlineData(10, 7, 6, 1, 0, 1)]
    [InlineData(3, 2, 37, 0, 0, 1)]
    [InlineData(5, 4, 3, 0, 1, 0)]
    [InlineData(1, 1, 1, 1, 1, 1)]
    public void Halved_volumes_without_gradients_are_those_with_them_bit_for_bit(long x, long y, long z, long padX, long padY, long padZ)
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        var volumes = randn([2, 3, x, y, z]);
        var values = volumes.data<float>().ToArray();
        values[values.Length / 2] = float.NaN;
        values[^1] = float.NegativeInfinity;
        values[0] = -0f;
        volumes = tensor(values).reshape(2, 3, x, y, z);
        using var layer = nn.MaxPool3d((2, 2, 2), padding: (padX, padY, padZ));
        var expected = layer.call(volumes.clone().requires_grad_()).detach();
        using var mode = no_grad();
        var given = layer.call(volumes);
        Assert.Equal(expected.shape, given.shape);
        Assert.Equal(Bits(expected), Bits(given));
        Assert.Equal(Bits(expected), Bits(layer.call(volumes.transpose(2, 3).contiguous().transpose(2, 3))));
        static int[] Bits(Tensor tensor) => [.. tensor.data<float>().ToArray().Select(BitConverter.SingleToInt32Bits)];
    }
}
