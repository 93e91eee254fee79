using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace WhiteMatter.Learning.Training;

/// <summary>What one epoch came to.</summary>
/// <param name="Epoch">Its number, from 1.</param>
/// <param name="TrainingLoss">Mean loss of the people trained on, each before the step it took part in.</param>
/// <param name="ValidationLoss">Mean loss of the people held out after the epoch; NaN when nobody is.</param>
/// <param name="LearningRate">The rate of its last step.</param>
/// <param name="Seconds">What it took.</param>
public sealed record TrainingEpoch(int Epoch, double TrainingLoss, double ValidationLoss, double LearningRate, double Seconds)
{
    /// <summary>The parts of the training loss of a variational network; null for another.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LossParts? Training { get; init; }

    /// <summary>The parts of the loss of the people held out; null where nobody is, or for another network.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LossParts? Validation { get; init; }

    /// <summary>Of images of several kinds the mean squared error in each, in training, over the people who have it; NaN where nobody has. Default of one kind.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ImmutableArray<double> TrainingChannels { get; init; }

    /// <summary>Of the people held out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ImmutableArray<double> ValidationChannels { get; init; }

    /// <summary>The loss that is watched: that of the people held out, else that of those trained on.</summary>
    public double WatchedLoss => double.IsNaN(ValidationLoss) ? TrainingLoss : ValidationLoss;
}

/// <summary>The two parts of the loss of a variational network.</summary>
/// <param name="Reconstruction">The mean squared error.</param>
/// <param name="Divergence">The divergence of a person's latents from the standard normal distribution, in nats; 2β/V times it is in the loss.</param>
public sealed record LossParts(double Reconstruction, double Divergence);
