using System.Globalization;

namespace WhiteMatter.Learning;

/// <summary>
/// The names of an autoencoder's layers, which those of its tensors begin with. Levels count from 1, the finest, on both sides, so that a
/// decoder's level takes the grid of the encoder's.
/// </summary>
internal static class LayerNames
{
    public const string EncoderLatent = "encoder.latent";
    public const string DecoderLatent = "decoder.latent";
    public const string Output = "decoder.output";

    public static string Level(int level) => "level" + (level + 1).ToString(CultureInfo.InvariantCulture);

    public static string EncoderLevel(int level) => "encoder." + Level(level);

    public static string DecoderLevel(int level) => "decoder." + Level(level);

    public static string Pool(int level) => "encoder.pool" + (level + 1).ToString(CultureInfo.InvariantCulture);

    public static string Up(int level) => "decoder.up" + (level + 1).ToString(CultureInfo.InvariantCulture);

    public static string Convolution(string block, int index) => Part(block, "conv", index);

    public static string Norm(string block, int index) => Part(block, "norm", index);

    public static string Rectifier(string block, int index) => Part(block, "relu", index);

    private static string Part(string block, string part, int index) => block + "." + part + index.ToString(CultureInfo.InvariantCulture);
}
