using WhiteMatter.Learning.Networks;
using WhiteMatter.Learning.Volumes;
using static TorchSharp.torch;

namespace WhiteMatter.Learning.Interpretation;

/// <summary>Decodes people's latents and takes what lies inside the masks, channel by channel in the source's order of voxels. Its tensors belong to the dispose scope of the caller.</summary>
internal sealed class MaskedDecoder
{
    private readonly LatentDecoder _decoder;
    private readonly NetworkPlace _place;
    private readonly Tensor _inside;

    /// <summary>Puts the networks into evaluation mode where they run.</summary>
    public MaskedDecoder(LatentDecoder decoder, NormalisedVolumes volumes, NetworkExecution execution)
    {
        _decoder = decoder;
        _place = new NetworkPlace(execution);
        foreach (var network in decoder.Networks)
        {
            _place.Take(network);
            network.eval();
        }

        Voxels = volumes.MaskVoxels;
        PeopleAtOnce = DecoderPerturbation.PeopleAtOnce(volumes.Size);
        _inside = tensor(Array.ConvertAll(volumes.MaskPlaces.ToArray(), place => (long)place)).to(_place.Device);
    }

    /// <summary>Voxels of the mask.</summary>
    public int Voxels { get; }

    /// <summary>People of a batch.</summary>
    public int PeopleAtOnce { get; }

    public Device Device => _place.Device;

    /// <summary>People who are read at once.</summary>
    public int ReadAhead => _place.ReadAhead;

    /// <summary>Decodes people.</summary>
    /// <param name="latents">Each person's.</param>
    /// <param name="step">Added to them; null adds nothing.</param>
    /// <returns>People × voxels of the mask, single precision.</returns>
    public Tensor Decode(double[][] latents, double[]? step)
    {
        var networks = _decoder.Networks;
        var count = latents[0].Length / networks.Length;
        var sum = Decode(networks[0], latents, step, 0, count);
        for (var m = 1; m < networks.Length; m++)
        {
            sum.add_(Decode(networks[m], latents, step, m * count, count));
        }

        return networks.Length == 1 ? sum : sum.div_(networks.Length);
    }

    private Tensor Decode(VolumeAutoencoder network, double[][] latents, double[]? step, int first, int count)
    {
        var values = new float[latents.Length * count];
        for (var person = 0; person < latents.Length; person++)
        {
            for (var k = 0; k < count; k++)
            {
                values[(person * count) + k] = (float)(latents[person][first + k] + (step?[first + k] ?? 0));
            }
        }

        var moved = tensor(values, [latents.Length, count]).to(_place.Device);
        Tensor decoded;
        using (_place.Digits())
        {
            decoded = network.Decode(moved);
        }

        return decoded.to(ScalarType.Float32).flatten(1).index_select(1, _inside);
    }
}
