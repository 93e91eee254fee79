using System.Collections.Immutable;
using System.Globalization;

namespace WhiteMatter.Learning.Networks;

/// <summary>What a network of volumes is made of.</summary>
/// <param name="Latents">Width of the bottleneck.</param>
public abstract record NetworkArchitecture(int Latents)
{
    /// <summary>What makes the latents random; null where they are not.</summary>
    public VariationalOptions? Variational { get; init; }

    /// <summary>The kinds of images that are its input channels, in order, by the names of studies; empty where it takes one kind.</summary>
    public ImmutableArray<string> Modalities { get; init; } = [];

    /// <summary>Channels of the volumes that it takes and makes.</summary>
    public int VolumeChannels => Math.Max(1, Modalities.Length);

    /// <summary>
    /// What weights are weights of, in the words of studies: under <c>network</c> which it is, and each number or word without which the same tensors would mean something else. It stands in the header of
    /// files of weights, since shapes do not tell all of it: heads of attention share one matrix.
    /// </summary>
    public abstract ImmutableSortedDictionary<string, string> Description { get; }

    /// <summary>All of it in a line, by which checkpoints are told apart.</summary>
    internal abstract string Identity { get; }

    /// <summary>A description of texts and whole numbers.</summary>
    private protected ImmutableSortedDictionary<string, string> Describe(params ReadOnlySpan<(string Name, object Value)> parts)
    {
        var described = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in parts)
        {
            described.Add(name, Convert.ToString(value, CultureInfo.InvariantCulture)!);
        }

        if (!Modalities.IsEmpty)
        {
            described.Add("modalities", string.Join(", ", Modalities));
        }

        return described.ToImmutable();
    }

    /// <inheritdoc/>
    public virtual bool Equals(NetworkArchitecture? other) =>
        other is not null && EqualityContract == other.EqualityContract && Latents == other.Latents && Variational == other.Variational && Modalities.AsSpan().SequenceEqual(other.Modalities.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Latents, Variational, Modalities.Length);
}

/// <summary>
/// A variational autoencoder (Kingma and Welling 2014): the encoder gives a mean and a log-variance of each latent, training decodes draws of that normal distribution, and its divergence from the
/// standard normal one is part of the loss. Latents of people are the means.
/// </summary>
/// <param name="Beta">
/// Weight of the divergence (Higgins et al. 2017): the loss is the mean squared error over the V voxels of the mask and 2β/V times the divergence in nats, which for β = 1 is the evidence lower bound of
/// unit variance a voxel, times −2/V.
/// </param>
/// <param name="WarmUp">Epochs over which the weight rises from 0, step by step.</param>
public sealed record VariationalOptions(double Beta, int WarmUp)
{
    /// <summary>The weight in a step of training.</summary>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <param name="step">The step in it, from 0.</param>
    /// <param name="steps">Steps an epoch.</param>
    public double WeightOf(int epoch, int step, int steps) =>
        epoch > WarmUp ? Beta : Beta * (((epoch - 1.0) * steps) + step + 1) / ((double)WarmUp * steps);
}
