using System.Collections.Immutable;

namespace WhiteMatter.Reporting;

/// <summary>One trained <c>model</c>: its network, how its training went, and what it makes of the images.</summary>
public sealed record ModelReport
{
    /// <summary>The declaration's name.</summary>
    public required string Name { get; init; }

    /// <summary>The declaration's doc comment.</summary>
    public string? Description { get; init; }

    /// <summary>The network in one line ("convolutional autoencoder, channels 4–8–16, 16 latents").</summary>
    public required string Architecture { get; init; }

    /// <summary>The loss in words, as the axis is labelled ("mean squared error inside the mask").</summary>
    public required string Loss { get; init; }

    /// <summary>Adjustable parameters.</summary>
    public required long Parameters { get; init; }

    /// <summary>People the weights were fitted to.</summary>
    public required long FittedPeople { get; init; }

    /// <summary>People held out to watch the loss.</summary>
    public required long ValidationPeople { get; init; }

    /// <summary>What it was trained on, in words ("cpu, libtorch 1.13.1"); null leaves it out.</summary>
    public string? Device { get; init; }

    /// <summary>The epochs in order; empty shows no curve.</summary>
    public ImmutableArray<TrainingEpoch> Epochs { get; init; } = [];

    /// <summary>Latents that carry nothing of the images, and all of them; null where they are not drawn of distributions.</summary>
    public (int Collapsed, int All)? Collapsed { get; init; }

    /// <summary>Number of the epoch whose weights are used.</summary>
    public int BestEpoch { get; init; }

    /// <summary>Group means before and after the network; null where they are not to be shown.</summary>
    public Reconstruction? Reconstruction { get; init; }

    /// <summary>Of several kinds of images those of all but the first.</summary>
    public ImmutableArray<Reconstruction> FurtherReconstructions { get; init; } = [];

    /// <summary>Of several kinds of images their mean squared errors in the epoch kept; empty of one.</summary>
    public ImmutableArray<ModalityError> Errors { get; init; } = [];

    /// <summary>Whether the training curve is part of the page.</summary>
    public bool ShowTraining { get; init; } = true;
}

/// <summary>One pass over the people.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="TrainingLoss">Mean loss of the people fitted, during the epoch.</param>
/// <param name="ValidationLoss">Loss of the people held out, after it; NaN where nobody is.</param>
/// <param name="LearningRate">Step size of the optimiser in it.</param>
public readonly record struct TrainingEpoch(int Number, double TrainingLoss, double ValidationLoss, double LearningRate)
{
    /// <summary>The mean squared error in the loss that is watched, of a variational network; null for another.</summary>
    public double? Reconstruction { get; init; }

    /// <summary>The divergence of latents in it, in nats a person; null for another network.</summary>
    public double? Divergence { get; init; }
}

/// <summary>What a model makes of the images, as group means on one grid.</summary>
/// <param name="Mean">Mean of the people's images, as the model sees them.</param>
/// <param name="Reconstructed">Mean of their reconstructions.</param>
/// <param name="People">How many people the means are of.</param>
/// <param name="Group">Who they are ("held out from training").</param>
/// <param name="Quantity">What a voxel's value is ("fa, z-score inside the mask").</param>
public sealed record Reconstruction(VolumeData Mean, VolumeData Reconstructed, long People, string Group, string Quantity)
{
    /// <summary>The name of its kind of images where there are several.</summary>
    public string? Kind { get; init; }
}

/// <summary>How well a network makes one of several kinds of images.</summary>
/// <param name="Kind">The name of the images.</param>
/// <param name="Share">The share of its error in the loss of people who have every kind.</param>
/// <param name="Training">The mean squared error in the people fitted; NaN where nobody has it.</param>
/// <param name="Validation">In the people held out; NaN where nobody has it.</param>
/// <param name="Fitted">How many of the people fitted have it.</param>
/// <param name="HeldOut">How many of the people held out have it.</param>
public sealed record ModalityError(string Kind, double Share, double Training, double Validation, long Fitted, long HeldOut);
