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
        _mask = MaskOf(volumes, place.Device);
        _adam = new AdamState(network, options);
        _scale = place.Precision == NetworkPrecision.Half ? new GradientScale() : null;
        _clip = options.Clip;
        _recomputed = options.Recompute ? new RecomputedPass(network.Pieces, place) : null;
    }

    /// <summary>The learning rate of the next steps.</summary>
    public double LearningRate
    {
        set => _adam.LearningRate = value;
    }

    /// <summary>Whether gradients stay infinite however little the loss is scaled.</summary>
    public bool IsExhausted => _scale is { IsExhausted: true };

    /// <summary>The loss of a batch.</summary>
    public Tensor LossOf(TrainingBatch batch)
    {
        Tensor made;
        using (_place.Digits())
        {
            made = _network.call(batch.Seen);
        }

        using (made)
        {
            return LossOf(made, batch);
        }
    }

    /// <summary>Forgets the gradients of the step before.</summary>
    public void Begin() => _adam.ZeroGradients();

    /// <summary>Adds the gradients of a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="weight">Its share in the step: its people are theirs and those of other batches.</param>
    /// <param name="watch">Told the loss before there are gradients of it.</param>
    public void Add(TrainingBatch batch, double weight, Action<Tensor> watch)
    {
        if (_recomputed is null)
        {
            var loss = LossOf(batch);
            watch(loss);
            Scaled(loss, weight).backward();
        }
        else
        {
            _recomputed.Run(batch.Seen, made =>
            {
                var loss = LossOf(made, batch);
                watch(loss);
                return Scaled(loss, weight);
            });
        }
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
    }

    private Tensor LossOf(Tensor made, TrainingBatch batch) => batch.Weights is { } weights
        ? MaskedLoss.Weighted(made, batch.Volumes, weights)
        : MaskedLoss.Of(made, batch.Volumes, _mask, _maskVoxels);

    private Tensor Scaled(Tensor loss, double weight) => (_scale?.Value ?? 1) * weight is not 1 and var factor ? loss.mul(factor) : loss;

    private static Tensor MaskOf(NormalisedVolumes volumes, Device device)
    {
        var mask = new float[volumes.Size.Voxels];
        volumes.WriteMask(mask);
        using var scope = NewDisposeScope();
        return tensor(mask, [1, 1, volumes.Size.X, volumes.Size.Y, volumes.Size.Z]).to(device).MoveToOuterDisposeScope();
    }
}
