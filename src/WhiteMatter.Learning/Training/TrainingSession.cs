using System.Collections.Immutable;
using System.Globalization;
using TorchSharp;
using WhiteMatter.Learning.Networks;
using WhiteMatter.Learning.Volumes;
using WhiteMatter.Learning.Weights;
using static TorchSharp.torch;

namespace WhiteMatter.Learning.Training;

/// <summary>Network, steps and best weights of one training.</summary>
internal sealed class TrainingSession : IDisposable
{
    private const string ModelPrefix = "model/";
    private const string BestPrefix = "best/";
    private const int MostNamed = 8;

    private readonly DrawnVolumes _volumes;
    private readonly TrainingSplit _split;
    private readonly TrainingOptions _options;
    private readonly NetworkPlace _place;
    private readonly Dictionary<string, Tensor> _best = new(StringComparer.Ordinal);
    private readonly TrainingStep _step;
    private VolumeAutoencoder? _network;

    public TrainingSession(NormalisedVolumes volumes, TrainingSplit split, NetworkArchitecture architecture, TrainingOptions options, Action<VolumeAutoencoder>? begin)
    {
        // The size of the grid is checked before libtorch is loaded.
        if (NetworkShapes.Of(architecture, volumes.Size).Levels is [.., { Voxels: 1 }] && Math.Min(options.Batch, split.Training.Length) == 1)
        {
            throw new LearningException(
                LearningProblem.TooFewPeople,
                "The coarsest level of the network has one voxel, and batch normalisation has nothing to normalise over in batches of one person: take larger batches or fewer levels.");
        }

        var drawn = new DrawnVolumes(volumes, options.Corruption, options.Augmentation, options.Seed, architecture.Variational is null ? 0 : architecture.Latents);
        _place = new NetworkPlace(options.Execution);
        _volumes = drawn;
        _split = split;
        _options = options;
        _network = new VolumeAutoencoder(architecture, volumes.Size);
        if (begin is null)
        {
            InitialWeights.Draw(_network, options.Seed);
        }
        else
        {
            begin(_network);
        }

        _place.Take(_network);
        _step = new TrainingStep(_network, volumes, _place, options);
    }

    private VolumeAutoencoder Network => _network ?? throw new ObjectDisposedException(nameof(TrainingSession));

    /// <summary>The network as it is now.</summary>
    public VolumeAutoencoder Last => Network;

    /// <summary>One pass over the people trained on. Returns their mean loss, and the learning rate of the last step.</summary>
    public (MeanLoss Loss, double LearningRate) Train(int epoch, LearningRateSchedule schedule, Action<int, double> batchDone, CancellationToken cancellationToken)
    {
        Network.train();
        var batches = EpochBatches.Shuffled(_split.Training, _volumes.Volumes.Ids, _options.Batch, _options.Seed, epoch);
        var steps = (batches.Count + _options.Accumulate - 1) / _options.Accumulate;
        var rate = 0.0;
        var loss = Pass(batches, epoch, trains: true, batchDone, cancellationToken, (values, b, watch) =>
        {
            var (step, place) = Math.DivRem(b, _options.Accumulate);
            var together = batches.GetRange(b - place, Math.Min(_options.Accumulate, batches.Count - (b - place)));
            if (place == 0)
            {
                _step.Begin();
                _step.Beta = Network.Architecture.Variational?.WeightOf(epoch, step, steps) ?? 0;
            }

            _step.Add(values, (double)batches[b].Length / together.Sum(batch => batch.Length), watch);
            if (place == together.Count - 1)
            {
                _step.LearningRate = rate = schedule.RateOf(epoch, step, steps, _options);
                if (!_step.Move())
                {
                    throw NotFinite("The gradients of training are no finite numbers", epoch, b, batches.Count, [.. together.SelectMany(batch => batch)]);
                }
            }
        });
        return (loss, rate);
    }

    /// <summary>The mean loss of the people held out; NaN when nobody is.</summary>
    public MeanLoss Validate(int epoch, Action<int, double> batchDone, CancellationToken cancellationToken)
    {
        if (_split.Validation.Length == 0)
        {
            return new MeanLoss(double.NaN, null, default);
        }

        using var mode = no_grad();
        Network.eval();
        _step.Beta = Network.Architecture.Variational?.Beta ?? 0;
        var batches = EpochBatches.Split(_split.Validation, _options.Batch);
        return Pass(batches, epoch, trains: false, batchDone, cancellationToken, (values, _, watch) => watch(_step.LossOf(values)));
    }

    /// <summary>Keeps the weights and running statistics as they are now.</summary>
    public void KeepAsBest()
    {
        using var mode = no_grad();
        foreach (var (name, tensor) in Network.state_dict())
        {
            if (_best.TryGetValue(name, out var kept))
            {
                kept.copy_(tensor);
            }
            else
            {
                _best.Add(name, tensor.detach().to(CPU, copy: true).DetachFromDisposeScope());
            }
        }
    }

    /// <summary>All that training goes on from.</summary>
    public IEnumerable<TensorToStore> Tensors() =>
    [
        .. Network.state_dict().Select(entry => TensorStorage.Store(ModelPrefix + entry.Key, entry.Value)),
        .. _best.Select(entry => TensorStorage.Store(BestPrefix + entry.Key, entry.Value)),
        .. _step.Tensors(),
    ];

    /// <summary>Goes on from a checkpoint.</summary>
    /// <exception cref="LearningException">Its tensors are not those of <see cref="Tensors"/>; nothing was read.</exception>
    public void Restore(string path, SafetensorsFile file)
    {
        KeepAsBest();
        StoredTensors.RequireSame(path, Tensors(), file.Tensors);
        var stored = file.Tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        foreach (var (name, tensor) in Network.state_dict())
        {
            TensorStorage.Read(file, stored[ModelPrefix + name], tensor);
            TensorStorage.Read(file, stored[BestPrefix + name], _best[name]);
        }

        _step.Restore(file, stored);
    }

    /// <summary>The network with its best weights, which is the caller's to dispose of.</summary>
    public VolumeAutoencoder TakeBest()
    {
        using (no_grad())
        {
            foreach (var (name, tensor) in Network.state_dict())
            {
                tensor.copy_(_best[name]);
            }
        }

        var network = Network;
        network.eval();
        _network = null;
        return network;
    }

    public void Dispose()
    {
        _step.Dispose();
        foreach (var tensor in _best.Values)
        {
            tensor.Dispose();
        }

        _network?.Dispose();
    }

    private MeanLoss Pass(
        List<int[]> batches, int epoch, bool trains, Action<int, double> batchDone, CancellationToken cancellationToken, Action<TrainingBatch, int, Action<StepLoss>> pass)
    {
        // People held out are corrupted alike in every epoch.
        using var reader = new BatchReader(_volumes, trains ? epoch : 0, batches, _place);
        var what = trains ? "training" : "validation";
        double sum = 0, reconstruction = 0, divergence = 0;
        var passed = 0;
        var drawn = false;
        var channels = new ChannelMeans(_volumes.Volumes.Channels);
        for (var b = 0; b < batches.Count; b++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var people = batches[b];
            using var scope = NewDisposeScope();
            pass(reader.NextDrawn(), b, loss =>
            {
                var value = loss.Total.ToDouble();
                if (!double.IsFinite(value))
                {
                    throw NotFinite(string.Create(CultureInfo.InvariantCulture, $"The loss of {what} is {value}"), epoch, b, batches.Count, people);
                }

                if (_step.IsExhausted)
                {
                    throw NotFinite($"Gradients of {what} are infinite however little the loss is scaled", epoch, b, batches.Count, people);
                }

                sum += value * people.Length;
                channels.Add(loss.Channels);
                if (loss.Divergence is { } part)
                {
                    drawn = true;
                    reconstruction += loss.Reconstruction.ToDouble() * people.Length;
                    divergence += part.ToDouble() * people.Length;
                }
            });
            passed += people.Length;
            batchDone(people.Length, sum / passed);
        }

        double count = batches.Sum(batch => batch.Length);
        return new MeanLoss(sum / count, drawn ? new LossParts(reconstruction / count, divergence / count) : null, channels.Means);
    }

    private LearningException NotFinite(string finding, int epoch, int batch, int batches, int[] people)
    {
        var names = string.Join(", ", people.Take(MostNamed).Select(_volumes.Volumes.NameOf));
        var more = people.Length > MostNamed ? $" and {people.Length - MostNamed} more" : "";
        return new LearningException(
            LearningProblem.LossNotFinite,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{finding} in epoch {epoch}, batch {batch + 1} of {batches}, with the images of {names}{more}."));
    }
}

/// <summary>The mean loss of people, its parts where it has some, and the mean squared error in each channel where there are several.</summary>
internal readonly record struct MeanLoss(double Total, LossParts? Parts, ImmutableArray<double> Channels);

/// <summary>Means of people's errors in each channel, over those who have one there.</summary>
internal sealed class ChannelMeans(int channels)
{
    private readonly double[] _sums = new double[channels];
    private readonly int[] _people = new int[channels];

    /// <summary>NaN where nobody has one; of one channel, whose error is the loss, there are none.</summary>
    public ImmutableArray<double> Means => channels == 1 ? default : [.. _sums.Zip(_people, (sum, people) => sum / people)];

    public void Add(Tensor? errors)
    {
        if (errors is null)
        {
            return;
        }

        var values = errors.to(ScalarType.Float32).cpu().data<float>().ToArray();
        for (var i = 0; i < values.Length; i++)
        {
            if (!float.IsNaN(values[i]))
            {
                _sums[i % channels] += values[i];
                _people[i % channels]++;
            }
        }
    }
}
