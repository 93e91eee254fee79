using WhiteMatter.Learning.Networks;
using WhiteMatter.Learning.Volumes;
using static TorchSharp.torch;

namespace WhiteMatter.Learning.Interpretation;

/// <summary>Decodes people's latents and takes what lies inside the masks, channel by channel in the source's order of voxels. Its tensors belong to the dispose scope of the caller.</summary>
internal sealed class MaskedDecoder
{
    private readonly VolumeAutoencoder _network;
    private readonly NetworkPlace _place;
    private readonly Tensor _inside;

    /// <summary>Puts a network into evaluation mode where it runs.</summary>
    public MaskedDecoder(VolumeAutoencoder network, NormalisedVolumes volumes, NetworkExecution execution)
    {
        _network = network;
        _place = new NetworkPlace(execution);
        _place.Take(network);
        network.eval();
        Voxels = volumes.MaskVoxels;
        PeopleAtOnce = DecoderPerturbation.PeopleAtOnce(volumes.Size);
        _inside = tensor(Array.ConvertAll(volumes.MaskPlaces.ToArray(), place => (long)place)).to(_place.Device);
    }

    /// <summary>Voxels of the mask.</summary>
    public int Voxels { get; }

    /// <summary>People of a batch.</summary>
    public int PeopleAtOnce { get; }

    public Device Device => _place.Device;

    /// <summary>Decodes people.</summary>
    /// <param name="latents">Each person's.</param>
    /// <param name="step">Added to them; null adds nothing.</param>
    /// <returns>People × voxels of the mask, single precision.</returns>
    public Tensor Decode(double[][] latents, double[]? step)
    {
        var count = latents[0].Length;
        var values = new float[latents.Length * count];
        for (var person = 0; person < latents.Length; person++)
        {
            for (var k = 0; k < count; k++)
            {
                values[(person * count) + k] = (float)(latents[person][k] + (step?[k] ?? 0));
            }
        }

        var moved = tensor(values, [latents.Length, count]).to(_place.Device);
        Tensor decoded;
        using (_place.Digits())
        {
            decoded = _network.Decode(moved);
        }

        return decoded.to(ScalarType.Float32).flatten(1).index_select(1, _inside);
    }
}
