using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace WhiteMatter.Torch.Tests;

/// <summary>Training with Adam against PyTorch 1.13.1 (Debian's python3-torch), from the same seed; expected values are computed by it in the same run.</summary>
public sealed class TrainingTests
{
    private const string Network =
        """
        torch.manual_seed(3)
        net = nn.Sequential(nn.Conv3d(1, 4, 3, padding=1), nn.BatchNorm3d(4), nn.LeakyReLU(), nn.MaxPool3d(2), nn.Flatten(), nn.Linear(4 * 4 ** 3, 6),
                            nn.Linear(6, 512))
        x = torch.randn(4, 1, 8, 8, 8)

        """;

    [PeerFact]
    public void Adam_steps_equal_those_of_PyTorch_bit_for_bit()
    {
        using var scope = NewDisposeScope();
        var expected = PyTorch.Run(
            Network +
            """
            adam = torch.optim.Adam(net.parameters(), lr=3e-3, betas=(0.8, 0.99), eps=1e-7)
            losses = []
            for step in range(12):
                if step == 6: adam.param_groups[0]["lr"] = 1e-3
                adam.zero_grad()
                loss = (net(x).reshape(x.shape) - x).square().mean()
                loss.backward()
                adam.step()
                losses.append(loss.item())
            put("losses", torch.tensor(losses, dtype=torch.float64))
            for name, value in net.state_dict().items(): put(name, value)
            for i, p in enumerate(net.parameters()):
                put("first.%d" % i, adam.state[p]["exp_avg"]); put("second.%d" % i, adam.state[p]["exp_avg_sq"]); put("step.%d" % i, adam.state[p]["step"])
            """);
        TorchLibrary.UseThreads(1);
        using var net = Net();
        var x = randn([4, 1, 8, 8, 8]);
        using var adam = optim.Adam(net.parameters(), lr: 3e-3, beta1: 0.8, beta2: 0.99, eps: 1e-7);
        var losses = new List<double>();
        for (var step = 0; step < 12; step++)
        {
            if (step == 6)
            {
                adam.ParamGroups.Single().LearningRate = 1e-3;
            }
            losses.Add(Step(net, adam, x));
        }
        Close.Exactly(expected["losses"], [.. losses], "losses");
        foreach (var (name, value) in net.state_dict())
        {
            Close.Exactly(expected[name], PyTorch.Values(value), name);
        }
        var states = adam.state_dict().State.Cast<Adam.State>().ToArray();
        for (var i = 0; i < states.Length; i++)
        {
            Close.Exactly(expected[$"first.{i}"], PyTorch.Values(states[i].exp_avg), $"first moment {i}");
            Close.Exactly(expected[$"second.{i}"], PyTorch.Values(states[i].exp_avg_sq), $"second moment {i}");
            Assert.Equal(expected[$"step.{i}"].Single(), states[i].step);
        }
    }

    [PeerFact]
    public void Adam_with_weight_decay_and_a_parameter_without_gradient_steps_as_PyTorch_does()
    {
        using var scope = NewDisposeScope();
        var expected = PyTorch.Run(
            """
            torch.manual_seed(4)
            p, q = nn.Parameter(torch.randn(30)), nn.Parameter(torch.randn(3))
            adam = torch.optim.Adam([p, q], lr=0.01, weight_decay=0.1)
            for step in range(5):
                adam.zero_grad(); (p * p * p).sum().backward(); adam.step()
            put("p", p); put("q", q)
            """);
        manual_seed(4);
        using var p = nn.Parameter(randn([30]));
        using var q = nn.Parameter(randn([3]));
        using var adam = optim.Adam([p, q], lr: 0.01, weight_decay: 0.1);
        for (var step = 0; step < 5; step++)
        {
            adam.zero_grad();
            (p * p * p).sum().backward();
            adam.step();
        }
        Close.Exactly(expected["p"], PyTorch.Values(p), "the parameter with a gradient");
        Close.Exactly(expected["q"], PyTorch.Values(q), "the parameter without");
        Assert.Equal([5, 0], adam.state_dict().State.Cast<Adam.State>().Select(state => state.step));
    }

    [PeerFact]
    public void AdamW_steps_with_clipped_gradients_equal_those_of_PyTorch_bit_for_bit()
    {
        using var scope = NewDisposeScope();
        var expected = PyTorch.Run(
            """
            torch.manual_seed(4)
            p, q = nn.Parameter(torch.randn(300)), nn.Parameter(torch.randn(7))
            adam = torch.optim.AdamW([p, q], lr=0.01, weight_decay=0.1)
            norms = []
            for step in range(6):
                adam.zero_grad(); ((p * p * p).sum() + q.square().sum()).backward()
                norms.append(torch.nn.utils.clip_grad_norm_([p, q], 30.0 if step < 3 else 1e6).item())
                adam.step()
            put("p", p); put("q", q); put("norms", torch.tensor(norms, dtype=torch.float64))
            """);
        manual_seed(4);
        using var p = nn.Parameter(randn([300]));
        using var q = nn.Parameter(randn([7]));
        using var adam = optim.AdamW([p, q], lr: 0.01, weight_decay: 0.1);
        var norms = new List<double>();
        for (var step = 0; step < 6; step++)
        {
            adam.zero_grad();
            ((p * p * p).sum() + (q * q).sum()).backward();
            norms.Add(TorchCompute.Clip([p, q], step < 3 ? 30 : 1e6));
            adam.step();
        }
        Close.Exactly(expected["norms"], [.. norms], "norms");
        Assert.True(norms[0] > 30);
        Close.Exactly(expected["p"], PyTorch.Values(p), "p");
        Close.Exactly(expected["q"], PyTorch.Values(q), "q");
    }

    [LibtorchFact]
    public void Gradients_without_a_finite_norm_are_left_as_they_are()
    {
        using var scope = NewDisposeScope();
        using var p = nn.Parameter(ones([3]));
        (p * float.PositiveInfinity).sum().backward();
        Assert.False(double.IsFinite(TorchCompute.Clip([p], 1)));
        Assert.All(PyTorch.Values(p.grad!), value => Assert.True(double.IsPositiveInfinity(value)));
    }

    [LibtorchFact]
    public void Training_that_goes_on_from_saved_values_gives_the_same_bits()
    {
        using var scope = NewDisposeScope();
        TorchLibrary.UseThreads(1);
        using var whole = Net();
        using var wholeAdam = optim.Adam(whole.parameters(), lr: 1e-3);
        var x = randn([4, 1, 8, 8, 8]);
        var noise = get_rng_state();
        for (var step = 0; step < 4; step++)
        {
            Step(whole, wholeAdam, x + 0.1 * randn([4, 1, 8, 8, 8]));
        }

        using var first = Net();
        using var firstAdam = optim.Adam(first.parameters(), lr: 1e-3);
        set_rng_state(noise);
        for (var step = 0; step < 2; step++)
        {
            Step(first, firstAdam, x + 0.1 * randn([4, 1, 8, 8, 8]));
        }
        var generator = get_rng_state();
        using var second = Net();
        second.load_state_dict(first.state_dict());
        using var secondAdam = optim.Adam(second.parameters(), lr: 0.5);
        secondAdam.load_state_dict(firstAdam.state_dict());
        set_rng_state(generator);
        for (var step = 2; step < 4; step++)
        {
            Step(second, secondAdam, x + 0.1 * randn([4, 1, 8, 8, 8]));
        }

        var expected = whole.state_dict();
        foreach (var (name, value) in second.state_dict())
        {
            Close.Exactly(PyTorch.Values(expected[name]), PyTorch.Values(value), name);
        }
    }

    [LibtorchFact]
    public void State_of_other_parameters_is_refused()
    {
        using var scope = NewDisposeScope();
        using var net = Net();
        using var adam = optim.Adam(net.parameters());
        using var other = nn.Linear(2, 2);
        using var otherAdam = optim.Adam(other.parameters());
        Assert.Throws<ArgumentException>(() => adam.load_state_dict(otherAdam.state_dict()));
        Assert.Throws<ArgumentException>(() => optim.Adam(Array.Empty<Parameter>()));
        Assert.Throws<ArgumentException>(() => optim.Adam(net.parameters(), lr: -1));
        Assert.Throws<ArgumentException>(() => optim.Adam(net.parameters(), beta2: double.NaN));
    }

    private static Sequential Net()
    {
        manual_seed(3);
        return nn.Sequential(
            nn.Conv3d(1, 4, 3, padding: 1),
            nn.BatchNorm3d(4),
            nn.LeakyReLU(),
            nn.MaxPool3d(2),
            nn.Flatten(),
            nn.Linear(4 * 4 * 4 * 4, 6),
            nn.Linear(6, 512));
    }

    private static double Step(Sequential net, Adam adam, Tensor x)
    {
        using var scope = NewDisposeScope();
        adam.zero_grad();
        var loss = (net.call(x).reshape(x.shape) - x).square().mean();
        loss.backward();
        adam.step();
        return loss.ToDouble();
    }
}
