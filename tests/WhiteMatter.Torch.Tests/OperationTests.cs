using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace WhiteMatter.Torch.Tests;

/// <summary>
/// Every operation against PyTorch 1.13.1 (Debian's python3-torch), which draws the same a, b, m from the same seed: the result, and for
/// operations on real numbers the gradients of Σ result² with respect to a and b. Expected values are PyTorch's, computed in the same run.
/// </summary>
public sealed class OperationTests : IClassFixture<OperationTests.Peer>
{
    // a: 2 × 3 × 4, positive for logarithms; b: the same shape; m: 4 × 5; k: indices.
    private const string Inputs =
        """
        torch.manual_seed(11)
        a0 = torch.rand(2, 3, 4) + 0.25
        b0 = torch.randn(2, 3, 4)
        m0 = torch.randn(4, 5)
        k = torch.tensor([2, 0, 2])
        bad = torch.tensor([1.0, float('inf'), float('nan'), -2.0])

        """;

    private static readonly (string Name, string Python, Func<Operands, Tensor> Ours)[] Cases =
    [
        ("add", "a + b", x => x.A + x.B),
        ("add_alpha", "torch.add(a, b, alpha=0.5)", x => x.A.add(x.B, 0.5)),
        ("add_scalar", "a + 1.5", x => x.A + 1.5),
        ("sub", "a - b", x => x.A - x.B),
        ("sub_scalar", "a - 0.7", x => x.A - 0.7),
        ("scalar_sub", "0.7 - a", x => 0.7 - x.A),
        ("mul", "a * b", x => x.A * x.B),
        ("mul_scalar", "3 * a", x => 3 * x.A),
        ("div", "b / a", x => x.B / x.A),
        ("div_scalar", "b / 3.0", x => x.B / 3.0),
        ("scalar_div", "2.0 / a", x => 2.0 / x.A),
        ("neg", "-a", x => -x.A),
        ("pow", "a.pow(b)", x => x.A.pow(x.B)),
        ("pow_scalar", "a ** 1.5", x => x.A.pow(1.5)),
        ("square", "b.square()", x => x.B.square()),
        ("sqrt", "a.sqrt()", x => x.A.sqrt()),
        ("abs", "b.abs()", x => x.B.abs()),
        ("exp", "b.exp()", x => x.B.exp()),
        ("log", "a.log()", x => x.A.log()),
        ("sigmoid", "b.sigmoid()", x => x.B.sigmoid()),
        ("tanh", "b.tanh()", x => x.B.tanh()),
        ("relu", "b.relu()", x => x.B.relu()),
        ("leaky_relu", "F.leaky_relu(b, 0.01)", x => nn.functional.leaky_relu(x.B, 0.01)),
        ("maximum", "torch.maximum(a, b)", x => x.A.maximum(x.B)),
        ("minimum", "torch.minimum(a, b)", x => x.A.minimum(x.B)),
        ("clamp", "b.clamp(-0.5, 0.5)", x => x.B.clamp(-0.5, 0.5)),
        ("clamp_below", "b.clamp(min=0.1)", x => x.B.clamp(min: 0.1)),
        ("matmul", "a @ m", x => x.A.matmul(x.M)),
        ("mm", "a[0].mm(m)", x => x.A.select(0, 0).mm(x.M)),
        ("sum", "a.sum()", x => x.A.sum()),
        ("sum_dim", "a.sum((0, 2))", x => x.A.sum([0, 2])),
        ("sum_keep", "a.sum(1, keepdim=True)", x => x.A.sum(1, keepdim: true)),
        ("mean", "a.mean()", x => x.A.mean()),
        ("mean_dim", "a.mean((1, 2))", x => x.A.mean([1, 2])),
        ("std", "a.std()", x => x.A.std()),
        ("var", "a.var()", x => x.A.var()),
        ("max", "b.max()", x => x.B.max()),
        ("min", "b.min()", x => x.B.min()),
        ("amax", "b.amax((1, 2))", x => x.B.amax([1, 2])),
        ("amin", "b.amin((0,))", x => x.B.amin([0])),
        ("reshape", "a.reshape(4, -1)", x => x.A.reshape(4, -1)),
        ("view", "a.view(6, 4)", x => x.A.view(6, 4)),
        ("permute", "a.permute(2, 0, 1)", x => x.A.permute(2, 0, 1)),
        ("transpose", "a.transpose(0, 2)", x => x.A.transpose(0, 2)),
        ("expand", "a[:, :1].expand(2, 3, 4)", x => x.A.narrow(1, 0, 1).expand(2, 3, 4)),
        ("flatten", "a.flatten(1)", x => x.A.flatten(1)),
        ("squeeze", "a.unsqueeze(1).squeeze(1)", x => x.A.unsqueeze(1).squeeze(1)),
        ("select", "a.select(1, 2)", x => x.A.select(1, 2)),
        ("narrow", "a.narrow(2, 1, 2)", x => x.A.narrow(2, 1, 2)),
        ("slice", "a[:, :, 0:4:2]", x => x.A.slice(2, 0, 4, 2)),
        ("index_select", "a.index_select(1, k)", x => x.A.index_select(1, x.K)),
        ("cat", "torch.cat([a, b], 1)", x => cat([x.A, x.B], 1)),
        ("stack", "torch.stack([a, b], 1)", x => stack([x.A, x.B], 1)),
        ("where", "torch.where(b > 0, a, b)", x => where(x.B > 0, x.A, x.B)),
        ("masked_fill", "a.masked_fill(b > 0, 2.0)", x => x.A.masked_fill(x.B > 0, 2.0)),
        ("double", "a.double()", x => x.A.to(ScalarType.Float64)),
        ("clone", "a.clone()", x => x.A.clone()),
        ("contiguous", "a.transpose(0, 1).contiguous()", x => x.A.transpose(0, 1).contiguous()),
        ("detach", "a.detach() * b", x => x.A.detach() * x.B),
        ("linear", "F.linear(a, m.t())", x => nn.functional.linear(x.A, x.M.t())),
        ("eq", "a == a0", x => x.A == x.A0),
        ("eq_scalar", "(a - a) == 0", x => (x.A - x.A) == 0),
        ("ne", "a != b", x => x.A != x.B),
        ("lt", "a < b", x => x.A < x.B),
        ("le", "b <= 0", x => x.B <= 0),
        ("gt", "a > b", x => x.A > x.B),
        ("ge", "b >= 0", x => x.B >= 0),
        ("logical", "(a > b).logical_and(b > 0).logical_or(a < 0.5).logical_not()", x => (x.A > x.B).logical_and(x.B > 0).logical_or(x.A < 0.5).logical_not()),
        ("isfinite", "torch.isfinite(bad)", x => isfinite(x.Bad)),
        ("isnan", "torch.isnan(bad)", x => isnan(x.Bad)),
        ("all", "torch.isfinite(bad).all()", x => isfinite(x.Bad).all()),
        ("all_dim", "(b > 0).all(2)", x => (x.B > 0).all(2)),
        ("any", "torch.isnan(bad).any()", x => isnan(x.Bad).any()),
        ("add_", "a.clone().add_(b, alpha=2)", x => x.A.clone().add_(x.B, 2)),
        ("sub_", "a.clone().sub_(b)", x => x.A.clone().sub_(x.B)),
        ("mul_", "a.clone().mul_(b).mul_(2.5)", x => x.A.clone().mul_(x.B).mul_(2.5)),
        ("div_", "b.clone().div_(a).div_(3)", x => x.B.clone().div_(x.A).div_(3)),
        ("pow_", "a.clone().pow_(3)", x => x.A.clone().pow_(3)),
        ("neg_", "b.clone().neg_().abs_()", x => x.B.clone().neg_().abs_()),
        ("sqrt_", "a.clone().sqrt_()", x => x.A.clone().sqrt_()),
        ("addcmul_", "a.clone().addcmul_(a, b, value=0.3)", x => x.A.clone().addcmul_(x.A, x.B, 0.3)),
        ("addcdiv_", "b.clone().addcdiv_(b, a, value=-0.3)", x => x.B.clone().addcdiv_(x.B, x.A, -0.3)),
        ("copy_", "torch.zeros(2, 3, 4).copy_(a)", x => zeros([2, 3, 4]).copy_(x.A)),
        ("integer_kept", "k * 2 + 1", x => x.K * 2 + 1),
        ("integer_to_real", "k * 2.5", x => x.K * 2.5),
        ("arange", "torch.arange(2, 11, 3)", _ => arange(2, 11, 3)),
        ("full", "torch.full((2, 2), 1.25)", _ => full([2, 2], 1.25)),
    ];

    private readonly Peer peer;

    public OperationTests(Peer peer) => this.peer = peer;

    public static TheoryData<string> Names => [.. Cases.Select(one => one.Name)];

    [PeerTheory]
    [MemberData(nameof(Names))]
    public void An_operation_gives_values_and_gradients_of_PyTorch(string name)
    {
        using var scope = NewDisposeScope();
        var one = Cases.Single(candidate => candidate.Name == name);
        var x = new Operands();
        var result = one.Ours(x);
        Close.To(peer.Expected[name], PyTorch.Values(result), name);
        if (result.requires_grad)
        {
            result.square().sum().backward();
        }
        Close.To(peer.Expected[name + ".a"], Gradient(x.A), $"gradient of {name} for a");
        Close.To(peer.Expected[name + ".b"], Gradient(x.B), $"gradient of {name} for b");
        Close.To(peer.Expected[name + ".m"], Gradient(x.M), $"gradient of {name} for m");
    }

    [PeerFact]
    public void Random_numbers_of_a_seed_are_those_of_PyTorch()
    {
        using var scope = NewDisposeScope();
        var expected = PyTorch.Run(
            """
            torch.manual_seed(2026)
            put("normal", torch.randn(100))
            put("uniform", torch.rand(100))
            put("order", torch.randperm(50))
            put("between", torch.empty(40).uniform_(-2, 3))
            put("spread", torch.empty(40).normal_(1, 2))
            """);
        manual_seed(2026);
        Close.Exactly(expected["normal"], PyTorch.Values(randn([100])), "randn");
        Close.Exactly(expected["uniform"], PyTorch.Values(rand([100])), "rand");
        Close.Exactly(expected["order"], PyTorch.Values(randperm(50)), "randperm");
        Close.Exactly(expected["between"], PyTorch.Values(empty([40]).uniform_(-2, 3)), "uniform_");
        Close.Exactly(expected["spread"], PyTorch.Values(empty([40]).normal_(1, 2)), "normal_");
    }

    private static double[] Gradient(Tensor leaf)
    {
        using var gradient = leaf.grad;
        return gradient is null ? [] : PyTorch.Values(gradient);
    }

    /// <summary>The operands, drawn as <see cref="Inputs"/> draws them.</summary>
    private sealed class Operands
    {
        public Operands()
        {
            manual_seed(11);
            A0 = rand([2, 3, 4]) + 0.25;
            A = A0.clone().requires_grad_();
            B = randn([2, 3, 4]).requires_grad_();
            M = randn([4, 5]).requires_grad_();
            K = tensor([2L, 0L, 2L]);
            Bad = tensor([1.0f, float.PositiveInfinity, float.NaN, -2.0f]);
        }

        public Tensor A0 { get; }

        public Tensor A { get; }

        public Tensor B { get; }

        public Tensor M { get; }

        public Tensor K { get; }

        public Tensor Bad { get; }
    }

    /// <summary>PyTorch's results for all cases, from one run.</summary>
    public sealed class Peer
    {
        private readonly Lazy<IReadOnlyDictionary<string, double[]>> expected = new(static () => PyTorch.Run(
            Inputs + string.Concat(Cases.Select(one =>
                $"""

                a, b, m = [x.clone().requires_grad_() for x in (a0, b0, m0)]
                r = {one.Python}
                put("{one.Name}", r)
                if r.requires_grad: r.square().sum().backward()
                for name, leaf in (("a", a), ("b", b), ("m", m)):
                    put("{one.Name}." + name, leaf.grad if leaf.grad is not None else [])

                """))));

        public IReadOnlyDictionary<string, double[]> Expected => expected.Value;
    }
}
