using TorchSharp;
using static TorchSharp.torch;

namespace WhiteMatter.Learning.Networks;

/// <summary>The mean squared error inside a mask.</summary>
public static class MaskedLoss
{
    /// <summary>Σ(x − x̂)² m / Σm over the people of a batch, whose mask is one and the same.</summary>
    /// <param name="reconstruction">x̂: n × 1 × X × Y × Z.</param>
    /// <param name="volumes">x: n × 1 × X × Y × Z.</param>
    /// <param name="mask">m: 1 × 1 × X × Y × Z, ones and zeros.</param>
    /// <param name="maskVoxels">Σm of one person.</param>
    /// <returns>A tensor of no dimensions.</returns>
    public static Tensor Of(Tensor reconstruction, Tensor volumes, Tensor mask, long maskVoxels)
    {
        ArgumentNullException.ThrowIfNull(reconstruction);
        ArgumentNullException.ThrowIfNull(volumes);
        using var difference = reconstruction.sub(volumes);
        using var squares = difference.square();
        using var inside = squares.mul(mask);
        using var sum = inside.sum();
        return sum.div((double)(volumes.shape[0] * maskVoxels));
    }

    /// <summary>The mean over the people of a batch of Σ(x − x̂)² w, in which each person has weights of their own.</summary>
    /// <param name="reconstruction">x̂: n × C × X × Y × Z.</param>
    /// <param name="volumes">x: n × C × X × Y × Z.</param>
    /// <param name="weights">w: n × C × X × Y × Z, or 1 × C × X × Y × Z where people have the same; of each person together 1.</param>
    /// <returns>A tensor of no dimensions.</returns>
    public static Tensor Weighted(Tensor reconstruction, Tensor volumes, Tensor weights)
    {
        ArgumentNullException.ThrowIfNull(reconstruction);
        ArgumentNullException.ThrowIfNull(volumes);
        using var difference = reconstruction.sub(volumes);
        using var squares = difference.square();
        using var weighted = squares.mul(weights);
        using var sum = weighted.sum();
        return sum.div((double)volumes.shape[0]);
    }
}
