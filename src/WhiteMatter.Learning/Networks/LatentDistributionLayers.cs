using TorchSharp;
using static TorchSharp.torch;

namespace WhiteMatter.Learning.Networks;

/// <summary>Means and log-variances of latents, side by side: n × 2K.</summary>
internal sealed class LatentMoments : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor> _mean;
    private readonly nn.Module<Tensor, Tensor> _logVariance;

    public LatentMoments(long from, int latents)
        : base(nameof(LatentMoments))
    {
        _mean = nn.Linear(from, latents);
        _logVariance = nn.Linear(from, latents);
        register_module(LayerNames.Mean, _mean);
        register_module(LayerNames.LogVariance, _logVariance);
    }

    public override Tensor forward(Tensor input)
    {
        using var mean = _mean.call(input);
        using var logVariance = _logVariance.call(input);
        return cat([mean, logVariance], 1);
    }
}

/// <summary>Latents of moments: the means, or in training a draw of each person's distribution.</summary>
/// <param name="latents">K.</param>
internal sealed class LatentSampling(int latents) : nn.Module<Tensor, Tensor>(nameof(LatentSampling))
{
    /// <summary>n × K of the standard normal distribution; null where latents are the means.</summary>
    public Tensor? Draws { get; set; }

    public override Tensor forward(Tensor input)
    {
        var mean = input.narrow(1, 0, latents);
        if (Draws is null)
        {
            return mean;
        }

        using (mean)
        {
            using var logVariance = input.narrow(1, latents, latents);
            using var half = logVariance.mul(0.5);
            using var deviation = half.exp();
            using var drawn = deviation.mul(Draws);
            return mean.add(drawn);
        }
    }
}

/// <summary>The divergence of latents' distributions from the standard normal one.</summary>
internal static class LatentDivergence
{
    /// <summary>½ (μ² + σ² − 1 − log σ²) of each latent, in nats.</summary>
    /// <param name="moments">n × 2K.</param>
    /// <returns>n × K.</returns>
    public static Tensor OfEach(Tensor moments)
    {
        var latents = moments.shape[1] / 2;
        using var mean = moments.narrow(1, 0, latents);
        using var logVariance = moments.narrow(1, latents, latents);
        using var squares = mean.square();
        using var variance = logVariance.exp();
        using var sum = squares.add(variance);
        using var less = sum.sub(logVariance);
        using var centred = less.sub(1);
        return centred.mul(0.5);
    }

    /// <summary>Its sum over the latents, the mean over people.</summary>
    /// <param name="moments">n × 2K.</param>
    public static Tensor Of(Tensor moments)
    {
        using var each = OfEach(moments);
        using var sum = each.sum();
        return sum.div((double)moments.shape[0]);
    }
}
