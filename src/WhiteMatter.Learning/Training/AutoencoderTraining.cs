using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using WhiteMatter.Learning.Networks;
using WhiteMatter.Learning.Volumes;

namespace WhiteMatter.Learning.Training;

/// <summary>
/// Trains a network on people's volumes: Adam on the mean squared error inside the mask, with the divergence of a variational network's latents, the learning rate halved where the held-out loss no longer
/// falls or on another course, and the weights of the best epoch kept, running statistics included.
/// </summary>
/// <remarks>
/// Weights are a function of volumes, options and identifiers, and of libtorch, BLAS, processor class, device and threads, bit for bit: initial weights, split,
/// each epoch's order and what is drawn of each person in it come from the seed by keyed hashes, and nothing else is drawn. Training from a checkpoint gives the same weights
/// as training without a stop. Memory: <see cref="NetworkShapes.TrainingBytes"/> and two batches of volumes, twice and three times where the network sees others than it is to make.
/// </remarks>
public static class AutoencoderTraining
{
    /// <summary>Trains on the thread that calls.</summary>
    /// <param name="volumes">The volumes.</param>
    /// <param name="people">Rows of the people to fit on, rising.</param>
    /// <param name="architecture">The network.</param>
    /// <param name="options">How it is trained.</param>
    /// <param name="identity">What else the weights depend on, such as a fingerprint of the volumes; a checkpoint of another identity is not gone on with.</param>
    /// <param name="checkpoints">Where checkpoints are kept after each epoch; null keeps none.</param>
    /// <param name="progress">Told the volumes done, at most once a batch.</param>
    /// <param name="cancellationToken">Stops between two batches; the checkpoint of the last epoch stays.</param>
    /// <param name="begin">Gives the network the weights that it begins with, of which the identity tells; null draws them with the seed.</param>
    /// <param name="epochDone">Told all epochs so far once the checkpoint of the last is kept, and those of a checkpoint that is gone on with.</param>
    /// <param name="end">Shown the network as the last epoch leaves it, before it is given the weights of the best.</param>
    /// <exception cref="LearningException">
    /// The grid is too small for the network, there are too few people, a volume cannot be used, or the loss is no finite number.
    /// </exception>
    public static TrainingResult Run(
        NormalisedVolumes volumes,
        IReadOnlyList<int> people,
        NetworkArchitecture architecture,
        TrainingOptions options,
        string identity,
        CheckpointFolder? checkpoints,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken,
        Action<VolumeAutoencoder>? begin = null,
        Action<ImmutableArray<TrainingEpoch>>? epochDone = null,
        Action<VolumeAutoencoder>? end = null)
    {
        ArgumentNullException.ThrowIfNull(volumes);
        ArgumentNullException.ThrowIfNull(people);
        ArgumentNullException.ThrowIfNull(options);
        var split = TrainingSplit.Draw(people, volumes.Ids, options.Validation, options.Seed);
        using var session = new TrainingSession(volumes, split, architecture, options, begin);
        var state = new TrainingState(KeyOf(volumes, split, architecture, options, identity), LearningRateSchedule.Start(options), []);
        string? problem = null;
        if (checkpoints?.Open(state.Key, out problem) is { } found)
        {
            using var tensors = found.Tensors;
            session.Restore(checkpoints.Path, tensors);
            state = found.State;
            epochDone?.Invoke(state.History);
        }

        int? resumedAfter = state.Epochs > 0 ? state.Epochs : null;
        long done = (long)state.Epochs * people.Count;
        while (state.Epochs < options.Epochs && !state.Schedule.Stops(options))
        {
            var epoch = state.Epochs + 1;
            var watch = Stopwatch.StartNew();
            var start = done;
            var total = (long)options.Epochs * people.Count;
            var before = state.History.IsEmpty ? double.NaN : state.History[^1].ValidationLoss;
            void Tell(int count, double loss) => progress?.Report(new TrainingProgress(epoch, done += count, total, loss, before));
            var training = session.Train(epoch, state.Schedule, Tell, cancellationToken);
            var validation = session.Validate(epoch, (count, _) => Tell(count, training.Loss.Total), cancellationToken);
            done = start + people.Count;
            var row = new TrainingEpoch(epoch, training.Loss.Total, validation.Total, training.LearningRate, watch.Elapsed.TotalSeconds)
            {
                Training = training.Loss.Parts,
                Validation = validation.Parts,
                TrainingChannels = training.Loss.Channels,
                ValidationChannels = validation.Channels,
            };
            var schedule = state.Schedule.After(epoch, row.WatchedLoss, options);
            state = state with { Schedule = schedule, History = state.History.Add(row) };
            if (schedule.BestEpoch == epoch)
            {
                session.KeepAsBest();
            }

            checkpoints?.Save(state, session.Tensors());
            epochDone?.Invoke(state.History);
        }

        end?.Invoke(session.Last);

        return new TrainingResult(session.TakeBest(), split, state.History, state.Schedule.BestEpoch, resumedAfter, problem);
    }

    /// <summary>All that the course of a training depends on, but the most epochs where the learning rate knows nothing of them: one may be trained further.</summary>
    private static string KeyOf(
        NormalisedVolumes volumes, TrainingSplit split, NetworkArchitecture architecture, TrainingOptions options, string identity)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(identity);
        Append(volumes.Size.ToString());
        Append(volumes.MaskVoxels.ToString(CultureInfo.InvariantCulture));
        Append(architecture.Identity);
        if (volumes.Channels > 1)
        {
            Append(string.Join(' ', architecture.Modalities));
            Append(volumes.Identity);
        }

        Append(JsonSerializer.Serialize(options.Course == LearningRateCourse.Cosine ? options : options with { Epochs = 0 }));
        foreach (var part in new[] { split.Training, split.Validation })
        {
            Append(part.Length.ToString(CultureInfo.InvariantCulture));
            foreach (var row in part)
            {
                Append(volumes.Ids[row]);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Append(string text)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(text));
            hash.AppendData([0]);
        }
    }
}
