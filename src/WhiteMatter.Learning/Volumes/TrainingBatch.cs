using static TorchSharp.torch;

namespace WhiteMatter.Learning.Volumes;

/// <summary>What a training step takes: n × C × X × Y × Z each, of the dispose scope of the caller.</summary>
/// <param name="Volumes">The volumes that are to be made.</param>
/// <param name="Seen">What the network sees of them; the same tensor where it sees all.</param>
/// <param name="Weights">The weight of each voxel in each person's loss, together 1 a person; null where it is the mean over the mask.</param>
/// <param name="Draws">n × K that latents are drawn with; null where they are not drawn.</param>
internal readonly record struct TrainingBatch(Tensor Volumes, Tensor Seen, Tensor? Weights, Tensor? Draws)
{
    /// <summary>n × C × 1 × 1 × 1: the weight of a voxel of each channel's mask in a person's loss, 0 where the person lacks an image; null where nobody does.</summary>
    public Tensor? Presence { get; init; }

    /// <summary>Volumes that the network sees as they are.</summary>
    public static TrainingBatch Of(Tensor volumes) => new(volumes, volumes, null, null);
}
