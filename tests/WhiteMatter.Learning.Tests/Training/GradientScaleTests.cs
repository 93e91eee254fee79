using TorchSharp;
using TorchSharp.Modules;
using WhiteMatter.Learning.Training;
using Xunit;
using static TorchSharp.torch;

namespace WhiteMatter.Learning.Tests.Training;

/// <summary>The scale of losses as torch.cuda.amp.GradScaler of PyTorch 1.13.1 moves it, with its defaults.</summary>
public sealed class GradientScaleTests
{
    [LibtorchFact]
    public void Gradients_lose_the_scale_and_a_step_with_an_infinite_one_is_left_out()
    {
        using var layer = nn.Linear(2, 1);
        var scale = new GradientScale();
        Assert.Equal(65536, scale.Value);
        Set(layer, 65536 * 0.75f);
        Assert.True(scale.Unscale(layer));
        Assert.All(Gradients(layer), value => Assert.Equal(0.75f, value));
        Assert.Equal(65536, scale.Value);
        foreach (var bad in new[] { float.PositiveInfinity, float.NaN })
        {
            var before = scale.Value;
            Set(layer, bad);
            Assert.False(scale.Unscale(layer));
            Assert.Equal(before / 2, scale.Value);
        }
    }

    [LibtorchFact]
    public void It_is_doubled_after_two_thousand_steps_in_a_row()
    {
        using var layer = nn.Linear(2, 1);
        var scale = new GradientScale();
        for (var step = 1; step <= 1999; step++)
        {
            Set(layer, 1);
            scale.Unscale(layer);
        }

        Assert.Equal(65536, scale.Value);
        Set(layer, 1);
        scale.Unscale(layer);
        Assert.Equal(131072, scale.Value);
    }

    [LibtorchFact]
    public void It_is_exhausted_where_even_an_unscaled_loss_has_infinite_gradients()
    {
        using var layer = nn.Linear(2, 1);
        var scale = new GradientScale();
        for (var i = 0; i <= 16; i++)
        {
            Assert.False(scale.IsExhausted);
            Set(layer, float.NegativeInfinity);
            scale.Unscale(layer);
        }

        Assert.True(scale.IsExhausted);
    }

    private static void Set(Linear layer, float value)
    {
        foreach (var parameter in layer.parameters())
        {
            using var gradient = full(parameter.shape, value);
            parameter.grad = gradient;
        }
    }

    private static List<float> Gradients(Linear layer)
    {
        using var scope = NewDisposeScope();
        return [.. layer.parameters().SelectMany(parameter => parameter.grad!.data<float>().ToArray())];
    }
}
