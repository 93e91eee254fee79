using TorchSharp;
using WhiteMatter.Learning.Networks;
using WhiteMatter.Learning.Volumes;
using WhiteMatter.Learning.Weights;
using WhiteMatter.Torch;
using static TorchSharp.torch;

namespace WhiteMatter.Learning.Training;

/// <summary>A step of training: forward, loss inside the mask, gradients of one batch or several, Adam; with what is kept between steps but for the network.</summary>
internal sealed class TrainingStep : IDisposable
{
    private readonly VolumeAutoencoder _network;
    private readonly NetworkPlace _place;
    private readonly long _maskVoxels;
    private readonly Tensor _mask;
    private readonly Tensor? _weights;
    private readonly AdamState _adam;
    private readonly GradientScale? _scale;
    private readonly RecomputedPass? _recomputed;
    private readonly double? _clip;

    /// <summary>Makes ready to train a network.</summary>
    /// <param name="network">The network, which is at its place; stays the caller's.</param>
    /// <param name="volumes">The volumes, whose mask is that of the loss.</param>
    /// <param name="place">Where and in how many digits it runs.</param>
    /// <param name="options">How it is trained.</param>
    public TrainingStep(VolumeAutoencoder network, NormalisedVolumes volumes, NetworkPlace place, TrainingOptions options)
    {
        _network = network;
        _place = place;
        _maskVoxels = volumes.MaskVoxels;
        _mask = TensorOf(volumes, volumes.WriteMask, place.Device);
        _weights = volumes.Channels == 1 ? null : TensorOf(volumes, volumes.WriteWeights, place.Device);
        _adam = new AdamState(network, options);
        _scale = place.Precision == NetworkPrecision.Half ? new GradientScale() : null;
        _clip = options.Clip;
        Beta = network.Architecture.Variational?.Beta ?? 0;
        _recomputed = options.Recompute ? new RecomputedPass(network.Pieces, place) : null;
    }

    /// <summary>The learning rate of the next steps.</summary>
    public double LearningRate
    {
        set => _adam.LearningRate = value;
    }

    /// <summary>Whether gradients stay infinite however little the loss is scaled.</summary>
    public bool IsExhausted => _scale is { IsExhausted: true };

    /// <summary>The weight of the divergence of latents in the next steps' losses, before 2/V.</summary>
    public double Beta { get; set; }

    private double DivergenceWeight => 2 * Beta / _maskVoxels;

    /// <summary>The loss of a batch.</summary>
    public StepLoss LossOf(TrainingBatch batch)
    {
        _network.DrawWith(batch.Draws);
        Tensor encoded, made;
        using (_place.Digits())
        {
            encoded = _network.Encoded(batch.Seen);
            made = _network.DecodeEncoded(encoded);
        }

        _network.DrawWith(null);

        using (encoded)
        {
            using (made)
            {
                return Loss(made, encoded, batch);
            }
        }
    }

    /// <summary>Forgets the gradients of the step before.</summary>
    public void Begin() => _adam.ZeroGradients();

    /// <summary>Adds the gradients of a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="weight">Its share in the step: its people are theirs and those of other batches.</param>
    /// <param name="watch">Told the loss before there are gradients of it.</param>
    public void Add(TrainingBatch batch, double weight, Action<StepLoss> watch)
    {
        if (_recomputed is null)
        {
            var loss = LossOf(batch);
            watch(loss);
            Scaled(loss.Total, weight).backward();
            return;
        }

        _network.DrawWith(batch.Draws);
        _recomputed.Run(
            batch.Seen,
            (made, moments) =>
            {
                var loss = Loss(made, moments, batch);
                watch(loss);
                return Scaled(loss.Reconstruction, weight);
            },
            moments => Scaled(Divergence(moments).mul(DivergenceWeight), weight));
        _network.DrawWith(null);
    }

    /// <summary>Moves the weights by the gradients.</summary>
    /// <returns>False where the norm of the gradients, which is asked for when it has a limit, is no finite number: the weights stay.</returns>
    public bool Move()
    {
        if (_scale is not null && !_scale.Unscale(_network))
        {
            return true;
        }

        if (_clip is { } largest && !double.IsFinite(TorchCompute.Clip(_network.parameters(), largest)))
        {
            return false;
        }

        _adam.Step();
        return true;
    }

    /// <summary>What training goes on from, but for the network.</summary>
    public IEnumerable<TensorToStore> Tensors() => [.. _adam.Tensors(), .. _scale?.Tensors() ?? []];

    /// <summary>Reads what <see cref="Tensors"/> wrote; they are known to be there.</summary>
    public void Restore(SafetensorsFile file, IReadOnlyDictionary<string, StoredTensor> stored)
    {
        _adam.Restore(file, stored);
        _scale?.Restore(file, stored);
    }

    public void Dispose()
    {
        _adam.Dispose();
        _mask.Dispose();
        _weights?.Dispose();
    }

    private StepLoss Loss(Tensor made, Tensor? encoded, TrainingBatch batch)
    {
        var weights = batch.Weights ?? (batch.Presence is { } presence ? _mask.mul(presence) : _weights);
        var reconstruction = weights is null
            ? MaskedLoss.Of(made, batch.Volumes, _mask, _maskVoxels)
            : MaskedLoss.Weighted(made, batch.Volumes, weights);
        var errors = _weights is null ? null : ChannelErrors(made, batch.Volumes, weights!);
        if (_network.Architecture.Variational is null)
        {
            return new StepLoss(reconstruction, reconstruction, null, errors);
        }

        var divergence = Divergence(encoded!);
        using var weighted = divergence.mul(DivergenceWeight);
        return new StepLoss(reconstruction.add(weighted), reconstruction, divergence, errors);
    }

    /// <summary>Each person's mean squared error in each channel, n × C; NaN where no voxel of the channel has a weight.</summary>
    private static Tensor ChannelErrors(Tensor made, Tensor volumes, Tensor weights)
    {
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        long[] axes = [2, 3, 4];
        return made.sub(volumes).square().mul(weights).sum(axes).div(weights.sum(axes)).MoveToOuterDisposeScope();
    }

    private static Tensor Divergence(Tensor moments) => LatentDivergence.Of(moments.to(ScalarType.Float32));

    private Tensor Scaled(Tensor loss, double weight) => (_scale?.Value ?? 1) * weight is not 1 and var factor ? loss.mul(factor) : loss;

    private static Tensor TensorOf(NormalisedVolumes volumes, Writing write, Device device)
    {
        var values = new float[volumes.Numbers];
        write(values);
        using var scope = NewDisposeScope();
        return tensor(values, [1, volumes.Channels, volumes.Size.X, volumes.Size.Y, volumes.Size.Z]).to(device).MoveToOuterDisposeScope();
    }

    private delegate void Writing(Span<float> values);
}

/// <summary>What a batch came to: tensors of no dimensions, of the dispose scope of the caller.</summary>
/// <param name="Total">The loss.</param>
/// <param name="Reconstruction">The mean squared error in it; the same tensor where it is all.</param>
/// <param name="Divergence">The divergence of latents, in nats; null where they are not drawn.</param>
/// <param name="Channels">n × C: each person's mean squared error in each channel, NaN where there is none; null of one channel.</param>
internal readonly record struct StepLoss(Tensor Total, Tensor Reconstruction, Tensor? Divergence, Tensor? Channels);
