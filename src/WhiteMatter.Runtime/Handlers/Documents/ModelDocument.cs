using System.Collections.Immutable;
using System.Text.Json.Serialization;
using WhiteMatter.Plan.Parameters;

namespace WhiteMatter.Runtime.Handlers.Documents;

/// <summary>What a trained model is: the file <c>model.json</c> of its artifact.</summary>
/// <param name="Loss">What was minimised.</param>
/// <param name="Size">Voxels along x, y, z of the images it takes.</param>
/// <param name="Affine">Rows of their 3 × 4 matrix from voxel indices to millimetres.</param>
/// <param name="MaskVoxels">Voxels inside their mask.</param>
/// <param name="MaskSha256">Lower-case hex SHA-256 of the mask's voxels, 4 bytes each.</param>
/// <param name="Normalise">What is done to each image before.</param>
/// <param name="Training">People trained on.</param>
/// <param name="Validation">People held out to watch the loss.</param>
/// <param name="Epochs">Epochs trained.</param>
/// <param name="BestEpoch">The epoch whose weights it has.</param>
/// <param name="Parameters">Numbers that training changed.</param>
/// <param name="Layers">Its layers, in the order in which they are applied.</param>
public sealed record ModelDocument(
    string Loss,
    ImmutableArray<int> Size,
    ImmutableArray<double> Affine,
    int MaskVoxels,
    string MaskSha256,
    ImageNormalisation Normalise,
    int Training,
    int Validation,
    int Epochs,
    int BestEpoch,
    long Parameters,
    ImmutableArray<ModelLayer> Layers)
{
    /// <summary>The file of an artifact that holds it.</summary>
    public const string FileName = "model.json";

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

    /// <summary>The kinds of images where it takes several; null of one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImageModalities? Modalities { get; init; }

    /// <summary>Of several kinds of images the masks of all but the first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ImmutableArray<ModelMask> FurtherMasks { get; init; }

    /// <summary>Of several kinds of images how many people have each; none of one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ImmutableArray<ModelKindPeople> KindPeople { get; init; }

    /// <summary>What the network saw in training of the images that it was to make; null for all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CorruptionSettings? Corruption { get; init; }

    /// <summary>How the images of the people trained on were changed; null for not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AugmentationSettings? Augment { get; init; }

    /// <summary>The box of the images' grid that the network sees; null for all of it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public VoxelBox? Crop { get; init; }

    /// <summary>Voxels along x, y, z that the network sees.</summary>
    [JsonIgnore]
    public ImmutableArray<int> Seen => Crop?.Size ?? Size;
}

/// <summary>How many people have one kind of images.</summary>
/// <param name="Training">Of those trained on.</param>
/// <param name="Validation">Of those held out.</param>
/// <param name="Shown">Of those whose group means are kept.</param>
public sealed record ModelKindPeople(int Training, int Validation, int Shown);

/// <summary>The mask of one kind of images.</summary>
/// <param name="Voxels">Voxels inside it.</param>
/// <param name="Sha256">Lower-case hex SHA-256 of its voxels, 4 bytes each.</param>
public sealed record ModelMask(int Voxels, string Sha256);

/// <summary>One layer of a model.</summary>
/// <param name="Name">Its name, that of its tensors where it has some.</param>
/// <param name="Kind">What it is, such as <c>Conv3d</c>.</param>
/// <param name="Output">Channels and voxels that it gives for one person.</param>
/// <param name="Parameters">Numbers that training changed.</param>
public sealed record ModelLayer(string Name, string Kind, ImmutableArray<int> Output, long Parameters);
