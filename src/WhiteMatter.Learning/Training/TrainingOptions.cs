using System.Text.Json.Serialization;
using WhiteMatter.Learning.Networks;
using WhiteMatter.Learning.Volumes;

namespace WhiteMatter.Learning.Training;

/// <summary>How the learning rate goes over the epochs.</summary>
public enum LearningRateCourse
{
    /// <summary>It is halved where the watched loss no longer falls.</summary>
    Plateau,

    /// <summary>It follows half a cosine from the start to 0 (Loshchilov and Hutter 2017, without restarts).</summary>
    Cosine,

    /// <summary>It stays.</summary>
    Constant,
}

/// <summary>How a network is trained.</summary>
public sealed record TrainingOptions
{
    /// <summary>At most so many passes over the people.</summary>
    public required int Epochs { get; init; }

    /// <summary>People a step.</summary>
    public required int Batch { get; init; }

    /// <summary>Adam's step size at the start.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Decay of Adam's first moment.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of Adam's second moment.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>What Adam adds to the denominator.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Times the learning rate, the share of each weight that is taken off at each step (AdamW); 0 for Adam.</summary>
    public double WeightDecay { get; init; }

    /// <summary>How the learning rate goes.</summary>
    public LearningRateCourse Course { get; init; }

    /// <summary>Epochs over which the learning rate rises from 0, step by step, before its course begins.</summary>
    public int WarmUp { get; init; }

    /// <summary>Most that the norm of all gradients together may be; larger ones are shrunk. Null for no limit.</summary>
    public double? Clip { get; init; }

    /// <summary>Batches whose gradients are taken together for one step.</summary>
    public int Accumulate { get; init; } = 1;

    /// <summary>Share of the people who are held out to watch the loss, between 0 and 1; with 0 the training loss is watched.</summary>
    public required double Validation { get; init; }

    /// <summary>Epochs without a better watched loss before the learning rate is halved; its floor is a thousandth of the start.</summary>
    public required int Patience { get; init; }

    /// <summary>Epochs without a better watched loss before training ends; null trains all epochs.</summary>
    public int? Stop { get; init; }

    /// <summary>What initial weights, split, order of people, corruption and augmentation are drawn with.</summary>
    public required long Seed { get; init; }

    /// <summary>Where and in how many digits the network runs.</summary>
    public NetworkExecution Execution { get; init; } = NetworkExecution.OnProcessor(1);

    /// <summary>
    /// Whether layers are computed again for their gradients instead of being kept from the forward pass: about half the memory and a third more time.
    /// </summary>
    public bool Recompute { get; init; }

    /// <summary>What the network sees of the images that it is to make; null for all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Corruption? Corruption { get; init; }

    /// <summary>How the images of the people trained on are changed; null for not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Augmentation? Augmentation { get; init; }
}
