using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace WhiteMatter.Plan.Parameters;

/// <summary>What is done to each image before a model sees it.</summary>
public enum ImageNormalisation
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Less the mean and divided by the standard deviation (divisor n) of the person's voxels inside the mask.</summary>
    ZScore,
}

/// <summary>What centres and scales the channels that a convolution gives.</summary>
public enum ChannelNormalisation
{
    /// <summary>Each channel over the batch.</summary>
    Batch,

    /// <summary>Each channel of a person.</summary>
    Instance,

    /// <summary>Groups of a person's channels.</summary>
    Group,

    /// <summary>Nothing.</summary>
    None,
}

/// <summary>The function after it.</summary>
public enum LayerActivation
{
    /// <summary>x where positive, else 0.01 x.</summary>
    LeakyRelu,

    /// <summary>x where positive, else 0.</summary>
    Relu,

    /// <summary>x where positive, else eˣ − 1.</summary>
    Elu,

    /// <summary>x Φ(x), Φ the normal distribution function.</summary>
    Gelu,

    /// <summary>x / (1 + e⁻ˣ).</summary>
    Silu,
}

/// <summary>A convolutional autoencoder (UDIP): blocks of two convolutions, halving between them, a linear bottleneck, and its mirror.</summary>
/// <param name="Channels">Channels of each level, such as 16, 32, 64, 128, 256; one level more than halvings.</param>
/// <param name="Latents">Width of the bottleneck.</param>
public sealed record ConvolutionalAutoencoder(ImmutableArray<int> Channels, int Latents)
{
    /// <summary>What makes the latents random; null for an autoencoder whose latents are not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public VariationalSettings? Variational { get; init; }

    /// <summary>Voxels along an edge of the convolutions' kernels, an odd number; null for 3.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Kernel { get; init; }

    /// <summary>What centres and scales their channels.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ChannelNormalisation Normalisation { get; init; }

    /// <summary>The function after it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public LayerActivation Activation { get; init; }
}

/// <summary>A variational autoencoder (Kingma and Welling 2014): latents are draws of normal distributions whose divergence from the standard one is part of the loss, 2β/V times it for V voxels in the mask.</summary>
/// <param name="Beta">β, the weight of the divergence (Higgins et al. 2017).</param>
/// <param name="WarmUp">Epochs over which the weight rises from 0.</param>
public sealed record VariationalSettings(double Beta, int WarmUp);

/// <summary>How a transformer knows where a patch lies.</summary>
public enum PatchPositions
{
    /// <summary>By sines and cosines of its place along each axis.</summary>
    SinCos,

    /// <summary>By learnt numbers.</summary>
    Learned,
}

/// <summary>An autoencoder of vision transformers: cubes of the volume are tokens, their mean gives the latents, and a decoder makes every cube out of the latents and its position.</summary>
/// <param name="Patch">Voxels along an edge of a cube.</param>
/// <param name="Width">Numbers of a token.</param>
/// <param name="Depth">Blocks of the encoder.</param>
/// <param name="Heads">Heads of attention.</param>
/// <param name="DecoderDepth">Blocks of the decoder.</param>
/// <param name="Positions">How it knows where a cube lies.</param>
/// <param name="Latents">Width of the bottleneck.</param>
public sealed record TransformerAutoencoder(int Patch, int Width, int Depth, int Heads, int DecoderDepth, PatchPositions Positions, int Latents);

/// <summary>Adam (Kingma and Ba 2015), or AdamW (Loshchilov and Hutter 2019) where weights decay.</summary>
/// <param name="LearningRate">Step size at the start.</param>
/// <param name="Beta1">Decay of the first moment.</param>
/// <param name="Beta2">Decay of the second moment.</param>
/// <param name="Epsilon">Added to the denominator.</param>
public sealed record AdamSettings(double LearningRate, double Beta1, double Beta2, double Epsilon)
{
    /// <summary>Times the learning rate, the share of each weight that is taken off at each step; 0 for Adam.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double WeightDecay { get; init; }
}

/// <summary>How the learning rate goes over the epochs.</summary>
public enum RateSchedule
{
    /// <summary>It is halved where the validation loss no longer falls.</summary>
    Plateau,

    /// <summary>It follows half a cosine from the start to 0 in the last epoch.</summary>
    Cosine,

    /// <summary>It stays.</summary>
    Constant,
}

/// <summary>How a model is trained.</summary>
/// <param name="Epochs">At most so many passes over the people; 0 where weights are taken as they are.</param>
/// <param name="Batch">People a step.</param>
/// <param name="Optimiser">The optimiser.</param>
/// <param name="Validation">Share of the people held out to watch the loss, drawn by a keyed hash of the ID.</param>
/// <param name="Patience">Epochs without a better validation loss before the learning rate is halved, where it goes by plateaus; its floor is a thousandth of the start.</param>
/// <param name="Stop">Epochs without a better validation loss before training ends; null trains all epochs.</param>
public sealed record TrainingSettings(int Epochs, int Batch, AdamSettings Optimiser, double Validation, int Patience, int? Stop)
{
    /// <summary>What becomes of what layers give between the forward and the backward pass.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public LayerKeeping Activations { get; init; }

    /// <summary>How the learning rate goes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public RateSchedule Schedule { get; init; }

    /// <summary>Epochs over which the learning rate rises from 0 before.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int WarmUp { get; init; }

    /// <summary>Most that the norm of all gradients together may be; null for no limit.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Clip { get; init; }

    /// <summary>Batches whose gradients are taken together for one step; null for one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Accumulate { get; init; }
}

/// <summary>What becomes of what layers give between the forward and the backward pass.</summary>
public enum LayerKeeping
{
    /// <summary>It is kept.</summary>
    Keep,

    /// <summary>It is computed again for the gradients: half the memory, a third more time.</summary>
    Recompute,
}

/// <summary>Over which voxels inside the mask the loss is taken where blocks are hidden.</summary>
public enum LossVoxels
{
    /// <summary>The hidden ones.</summary>
    Hidden,

    /// <summary>All.</summary>
    All,
}

/// <summary>What a network sees in training in place of the image that it is to make.</summary>
/// <param name="Noise">Standard deviation of Gaussian noise inside the mask, in standard deviations of the image.</param>
/// <param name="Hidden">Share of the blocks that are hidden.</param>
public sealed record CorruptionSettings(double Noise, double Hidden)
{
    /// <summary>Voxels along an edge of a block; null where none is hidden.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Patch { get; init; }

    /// <summary>Over which voxels the loss is taken; null where none is hidden.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LossVoxels? Over { get; init; }
}

/// <summary>How images of the people trained on are changed before a network sees and makes them.</summary>
/// <param name="Noise">Largest standard deviation of Gaussian noise inside the mask, in standard deviations of the image.</param>
/// <param name="Gamma">g of powers between 1/(1 + g) and 1 + g.</param>
/// <param name="Rotate">Largest turn about each axis, in degrees.</param>
/// <param name="Shift">Largest move along each axis, in mm.</param>
/// <param name="Scale">s of factors between 1/(1 + s) and 1 + s.</param>
/// <param name="Flip">Whether images are mirrored left to right.</param>
public sealed record AugmentationSettings(double Noise, double Gamma, double Rotate, double Shift, double Scale, bool Flip);

/// <summary>One kind of images among those that are the channels of a network.</summary>
/// <param name="Name">The name of the images in the study.</param>
/// <param name="Normalise">What is done to each image before.</param>
/// <param name="Weight">The weight of its mean squared error in the loss; weights count relative to their sum.</param>
public sealed record ImageModality(string Name, ImageNormalisation Normalise, double Weight);

/// <summary>Images of several kinds that a network takes as channels, each with its own mask; one joint set of latents.</summary>
/// <param name="Kinds">The kinds, in the order of the channels.</param>
/// <param name="AllowMissing">Whether people are taken who lack some: 0 stands for what they lack, and their loss is over what they have. Else they are left out.</param>
public sealed record ImageModalities(ImmutableArray<ImageModality> Kinds, bool AllowMissing)
{
    /// <summary>The role of the input that has a kind's images: <c>images</c> of the first, then <c>images2</c> …</summary>
    /// <param name="kind">0-based.</param>
    public static string RoleOf(int kind) => kind == 0 ? "images" : "images" + (kind + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>
/// Trains an unsupervised network on the images of the people of a cohort. Inputs <c>images</c> (and <c>images2</c> … of several kinds), <c>fit_on</c> (a cohort; not where weights are taken as they are and nobody of the study was fitted on). Keeps a
/// checkpoint after each epoch, from which a killed run goes on bit for bit. Artifact, private to its owner: <c>weights.safetensors</c> (of the epoch with the
/// best validation loss, running statistics included), <c>model.json</c> (architecture, grid, normalisation, people),
/// <c>history.tsv</c> (<c>epoch training_loss validation_loss learning_rate seconds</c>; of a variational network also <c>training_reconstruction training_divergence validation_reconstruction validation_divergence</c>, of several kinds of images <c>training_NAME validation_NAME</c>, the mean squared error of each), <c>events.out.tfevents.wmstudy</c> (the same curves for TensorBoard), <c>fitted.tsv</c> (people trained and validated on),
/// of a variational network <c>latents.tsv</c> (<c>latent divergence</c>, in nats, the mean over the people held out) and the value <c>collapsed</c>,
/// <c>mean.nii.gz</c>, <c>reconstruction.nii.gz</c> (group mean of validation people and of their reconstructions, in the units the model sees; of several kinds of images those of each, in folders of their names); values
/// <c>epochs</c>, <c>best_epoch</c>, <c>training_loss</c>, <c>validation_loss</c>, <c>people</c>, <c>parameters</c>.
/// </summary>
/// <param name="Normalise">What is done to each image before, of several kinds to those of the first; the images' step and region means know nothing of it.</param>
/// <param name="Loss"><c>masked_mse</c>: Σ(x − x̂)²m / Σm.</param>
/// <param name="Train">How it is trained.</param>
/// <param name="Seed">What initial weights, split, order of people, corruption and augmentation are drawn with.</param>
/// <param name="Numerics">What its bytes depend on besides.</param>
public sealed record ModelParameters(
    ImageNormalisation Normalise,
    string Loss,
    TrainingSettings Train,
    long Seed,
    NumericEnvironment Numerics) : StepParameters
{
    /// <summary>The network, where it is of convolutions; of this and <see cref="Transformer"/> one is there.</summary>
    [JsonPropertyOrder(-1)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ConvolutionalAutoencoder? Architecture { get; init; }

    /// <summary>The network, where it is of transformers.</summary>
    [JsonPropertyOrder(-1)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TransformerAutoencoder? Transformer { get; init; }

    /// <summary>Width of its bottleneck.</summary>
    [JsonIgnore]
    public int Latents => Architecture?.Latents ?? Transformer?.Latents ?? 0;

    /// <summary>Weights to begin with, which are taken as they are where <see cref="TrainingSettings.Epochs"/> is 0; null where they are drawn.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FileReference? Weights { get; init; }

    /// <summary>The kinds of images, where there are several; null of one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImageModalities? Modalities { get; init; }

    /// <summary>What the network sees of the images that it is to make; null for all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CorruptionSettings? Corruption { get; init; }

    /// <summary>How the images of the people trained on are changed; null for not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AugmentationSettings? Augment { get; init; }

    /// <summary>The box of the images' grid that the network sees, around the voxels inside the masks; all else is 0. Null for the whole grid.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public VoxelBox? Crop { get; init; }

    /// <summary>The same with another seed.</summary>
    public ModelParameters WithSeed(long seed) => this with { Seed = seed };

    /// <summary>The kind's name.</summary>
    public const string KindName = "model";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => KindName;

    /// <inheritdoc/>
    /// <remarks>
    /// On the processor one more since small convolutions of networks in use are oneDNN's, and of transformers another one since they attend in blocks: the last bits of what they give are others.
    /// Latents, maps and all else made with a model have its fingerprint in theirs, so that none of them is mixed with older ones.
    /// </remarks>
    [JsonIgnore]
    public override int ImplementationVersion => Numerics.IsOnGpu ? 2 : Transformer is null ? 3 : 4;
}
