using System.Globalization;

namespace WhiteMatter.Learning.Networks;

/// <summary>
/// The names of an autoencoder's layers, which those of its tensors begin with. Levels count from 1, the finest, on both sides, so that a
/// decoder's level takes the grid of the encoder's.
/// </summary>
internal static class LayerNames
{
    public const string Encoder = "encoder";
    public const string Decoder = "decoder";
    public const string Latent = "latent";
    public const string Output = "output";

    /// <summary>The layers of a transformer.</summary>
    public const string Patches = "patch_embed";
    public const string Positions = "positions";
    public const string Norm = "norm";

    /// <summary>The two parts of the bottleneck of a variational autoencoder.</summary>
    public const string Mean = "mean";
    public const string LogVariance = "log_variance";

    /// <summary>A level's block of convolutions.</summary>
    /// <param name="level">0-based, from the finest.</param>
    public static string Level(int level) => Part("level", level + 1);

    /// <summary>The pooling that leads to a level of the encoder.</summary>
    /// <param name="level">0-based, from the finest.</param>
    public static string Pool(int level) => Part("pool", level + 1);

    /// <summary>The transposed convolution that leads away from a level of the decoder.</summary>
    /// <param name="level">0-based, from the finest.</param>
    public static string Up(int level) => Part("up", level + 1);

    /// <summary>A numbered part, such as <c>conv1</c>.</summary>
    public static string Part(string part, int number) => part + number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A name within another.</summary>
    public static string Within(string outer, string inner) => outer + "." + inner;
}
