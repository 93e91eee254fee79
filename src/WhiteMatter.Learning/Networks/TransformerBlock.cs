using TorchSharp;
using WhiteMatter.Torch;
using static TorchSharp.torch;

namespace WhiteMatter.Learning.Networks;

/// <summary>A block of a transformer, normalised before: x + attention(norm(x)), then x + perceptron(norm(x)). Its layers have the names of timm.</summary>
internal sealed class TransformerBlock : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor> _first;
    private readonly nn.Module<Tensor, Tensor> _attention;
    private readonly nn.Module<Tensor, Tensor> _second;
    private readonly nn.Module<Tensor, Tensor> _perceptron;

    public TransformerBlock(int width, int heads)
        : base(nameof(TransformerBlock))
    {
        _first = nn.LayerNorm(width);
        _attention = new SelfAttention(width, heads);
        _second = nn.LayerNorm(width);
        _perceptron = nn.Sequential(
            ("fc1", nn.Linear(width, TransformerArchitecture.Expansion * width)),
            ("act", nn.GELU()),
            ("fc2", nn.Linear(TransformerArchitecture.Expansion * width, width)));
        register_module("norm1", _first);
        register_module("attn", _attention);
        register_module("norm2", _second);
        register_module("mlp", _perceptron);
    }

    public override Tensor forward(Tensor input)
    {
        using var first = _first.call(input);
        using var attended = _attention.call(first);
        using var between = input.add(attended);
        using var second = _second.call(between);
        using var made = _perceptron.call(second);
        return between.add(made);
    }
}

/// <summary>Attention of tokens to one another (Vaswani et al. 2017): softmax(q k'/√d) v in each of the heads.</summary>
internal sealed class SelfAttention : nn.Module<Tensor, Tensor>
{
    private readonly int _width;
    private readonly int _heads;
    private readonly nn.Module<Tensor, Tensor> _qkv;
    private readonly nn.Module<Tensor, Tensor> _proj;

    public SelfAttention(int width, int heads)
        : base(nameof(SelfAttention))
    {
        (_width, _heads) = (width, heads);
        _qkv = nn.Linear(width, 3L * width);
        _proj = nn.Linear(width, width);
        register_module("qkv", _qkv);
        register_module("proj", _proj);
    }

    public override Tensor forward(Tensor input)
    {
        if (!training && !is_grad_enabled() && input.device.type == DeviceType.CPU)
        {
            using var made = _qkv.call(input);
            using var attended = TorchCompute.Attention(made, _heads);
            return _proj.call(attended);
        }

        using var together = Heads(input);
        using var queries = together.select(0, 0);
        using var keys = together.select(0, 1);
        using var values = together.select(0, 2);
        using var shares = Shares(queries, keys);
        using var mixed = shares.matmul(values);
        using var beside = mixed.transpose(1, 2);
        using var joined = beside.flatten(2);
        return _proj.call(joined);
    }

    /// <summary>Queries, keys and values: 3 × n × heads × tokens × width of a head.</summary>
    private Tensor Heads(Tensor input)
    {
        var shape = input.shape;
        using var made = _qkv.call(input);
        using var split = made.reshape(shape[0], shape[1], 3, _heads, _width / _heads);
        return split.permute(2, 0, 3, 1, 4);
    }

    private Tensor Shares(Tensor queries, Tensor keys)
    {
        using var scaled = queries.mul(1 / Math.Sqrt((double)_width / _heads));
        using var turned = keys.transpose(2, 3);
        using var products = scaled.matmul(turned);
        return nn.functional.softmax(products, -1);
    }
}
