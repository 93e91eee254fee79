using WhiteMatter.Learning.Networks;

namespace WhiteMatter.Learning.Weights;

/// <summary>
/// The names that the published code of UDIP (Patel et al. 2024) gives to the layers of its autoencoder, and ours for them. Its blocks are sequences
/// whose places 0, 1, 3 and 4 hold convolution, normalisation, convolution, normalisation.
/// </summary>
internal static class PublishedLayerNames
{
    private static readonly string[] s_ordinals = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"];

    /// <summary>For each published layer our name, for a network of so many levels; empty where the published code has no words for them.</summary>
    public static IEnumerable<(string Published, string Ours)> Of(int levels)
    {
        if (levels - 1 > s_ordinals.Length)
        {
            yield break;
        }

        foreach (var pair in Block("first_cnn", LayerNames.Encoder, 0))
        {
            yield return pair;
        }

        for (var i = 1; i < levels; i++)
        {
            foreach (var pair in Block(s_ordinals[i - 1] + "_encoder", LayerNames.Encoder, i))
            {
                yield return pair;
            }

            // The decoder counts from the coarsest level.
            foreach (var pair in Block(s_ordinals[i - 1] + "_decoder", LayerNames.Decoder, levels - i))
            {
                yield return pair;
            }

            yield return (s_ordinals[i - 1] + "_transconv", LayerNames.Within(LayerNames.Decoder, LayerNames.Up(levels - i)));
        }

        yield return ("encoding_mlp", LayerNames.Within(LayerNames.Encoder, LayerNames.Latent));
        yield return ("decoding_mlp", LayerNames.Within(LayerNames.Decoder, LayerNames.Latent));
        foreach (var pair in Block("last_cnn", LayerNames.Decoder, 0))
        {
            yield return pair;
        }

        yield return ("last_cnn.6", LayerNames.Within(LayerNames.Decoder, LayerNames.Output));
    }

    private static IEnumerable<(string Published, string Ours)> Block(string published, string side, int level)
    {
        var ours = LayerNames.Within(side, LayerNames.Level(level));
        for (var i = 1; i <= 2; i++)
        {
            var first = 3 * (i - 1);
            yield return ($"{published}.{first}", LayerNames.Within(ours, LayerNames.Part("conv", i)));
            yield return ($"{published}.{first + 1}", LayerNames.Within(ours, LayerNames.Part("norm", i)));
        }
    }
}
