using System.Collections.Immutable;
using WhiteMatter.Learning.Networks;
using WhiteMatter.Learning.Tests.Synthetic;
using WhiteMatter.Learning.Training;
using WhiteMatter.Learning.Volumes;
using WhiteMatter.Learning.Weights;

namespace WhiteMatter.Learning.Tests.Training;

/// <summary>A training of a few seconds, the same in every process that asks for it.</summary>
internal sealed record TrainingRun
{
    public SyntheticVolumes Source { get; init; } = new(new VolumeSize(9, 10, 11), 14);

    public NetworkArchitecture Architecture { get; init; } = new AutoencoderArchitecture([2, 4, 8], 5);

    public TrainingOptions Options { get; init; } = new()
    {
        Epochs = 6,
        Batch = 4,
        LearningRate = 5e-3,
        Validation = 0.25,
        Patience = 1,
        Stop = null,
        Seed = 7,
    };

    public TrainingResult Run(
        string? checkpoints = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default,
        Action<ImmutableArray<TrainingEpoch>>? epochDone = null,
        Action<VolumeAutoencoder>? end = null) =>
        AutoencoderTraining.Run(
            new NormalisedVolumes(Source, VolumeNormalisation.ZScore),
            [.. Enumerable.Range(0, Source.Ids.Count)],
            Architecture,
            Options,
            "test",
            checkpoints is null ? null : new CheckpointFolder(checkpoints),
            progress,
            cancellationToken,
            null,
            epochDone,
            end);

    /// <summary>The weights as a file holds them.</summary>
    public static byte[] Bytes(TrainingResult result) => Bytes(result.Network);

    /// <summary>The weights of a network as a file holds them.</summary>
    public static byte[] Bytes(VolumeAutoencoder network)
    {
        using var stream = new MemoryStream();
        NetworkWeights.Save(network, stream);
        return stream.ToArray();
    }
}
