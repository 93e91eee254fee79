namespace WhiteMatter.Reporting;

/// <summary>255 colours from the least to the largest value, after a first one for what lies outside the mask.</summary>
internal sealed class ColourMap
{
    /// <summary>Place of the colour for voxels that are not shown.</summary>
    public const byte Outside = 0;

    private const int Steps = 255;

    private ColourMap(bool isGrey, ReadOnlySpan<byte> anchors)
    {
        IsGrey = isGrey;
        Palette = new byte[3 * (Steps + 1)];
        var last = (anchors.Length / 3) - 1;
        for (var step = 0; step < Steps; step++)
        {
            var at = (double)step / (Steps - 1) * last;
            var before = Math.Min((int)at, last - 1);
            for (var part = 0; part < 3; part++)
            {
                var (low, high) = (anchors[(3 * before) + part], anchors[(3 * (before + 1)) + part]);
                Palette[(3 * (step + 1)) + part] = (byte)Math.Round(low + ((at - before) * (high - low)));
            }
        }
    }

    /// <summary>Dark grey to white, so that the least value is told from the black outside the mask.</summary>
    public static ColourMap Grey { get; } = new(true, [24, 24, 24, 255, 255, 255]);

    /// <summary>
    /// Blue below 0, near white at 0, red above: told apart with each of the common colour deficiencies (ColorBrewer's RdBu, 11 classes).
    /// </summary>
    public static ColourMap Diverging { get; } = new(false,
    [
        5, 48, 97, 33, 102, 172, 67, 147, 195, 146, 197, 222, 209, 229, 240, 247, 247, 247,
        253, 219, 199, 244, 165, 130, 214, 96, 77, 178, 24, 43, 103, 0, 31,
    ]);

    /// <summary>
    /// Two scales in one: dark to mid grey for what lies under, and dark red over orange to pale yellow for what is laid over it
    /// (anchors of ColorBrewer's YlOrRd, 9 classes, which is read with each of the common colour deficiencies).
    /// </summary>
    public static ColourMap Laid { get; } = new(false,
    [
        24, 24, 24, 64, 64, 64, 104, 104, 104, 144, 144, 144, 184, 184, 184,
        128, 0, 38, 227, 26, 28, 252, 78, 42, 253, 141, 60, 254, 217, 118,
    ]);

    /// <summary>The steps of <see cref="Laid"/> that the lower and the upper scale end and begin with; colours between them are mixtures and never used.</summary>
    private static (int LastUnder, int FirstOver) LaidSteps => ((Steps - 1) * 4 / 9, ((Steps - 1) * 5 / 9) + 1);

    /// <summary>Whether it is the grey scale, so that a picture needs no palette.</summary>
    public bool IsGrey { get; }

    /// <summary>Red, green and blue of the 256 places.</summary>
    public byte[] Palette { get; }

    /// <summary>The place of a value's colour; values beyond the range have the colour of its end.</summary>
    /// <param name="value">A finite value.</param>
    /// <param name="low">Value of the first colour.</param>
    /// <param name="high">Value of the last colour.</param>
    public static byte Place(double value, double low, double high) =>
        (byte)(1 + Math.Round(Math.Clamp((value - low) / (high - low), 0, 1) * (Steps - 1)));

    /// <summary>The place in <see cref="Laid"/> of what lies under.</summary>
    /// <param name="value">A finite value.</param>
    /// <param name="low">Value of the first grey.</param>
    /// <param name="high">Value of the last grey.</param>
    public static byte PlaceUnder(double value, double low, double high) =>
        (byte)(1 + Math.Round(Math.Clamp((value - low) / (high - low), 0, 1) * LaidSteps.LastUnder));

    /// <summary>The place in <see cref="Laid"/> of what is laid over.</summary>
    /// <param name="value">A finite value.</param>
    /// <param name="low">Value of the first colour.</param>
    /// <param name="high">Value of the last colour.</param>
    public static byte PlaceOver(double value, double low, double high) =>
        (byte)(1 + LaidSteps.FirstOver + Math.Round(Math.Clamp((value - low) / (high - low), 0, 1) * (Steps - 1 - LaidSteps.FirstOver)));

    /// <summary>Pixels of this map as a picture.</summary>
    /// <param name="width">Pixels a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="places">Places in the palette.</param>
    public byte[] Encode(int width, int height, ReadOnlySpan<byte> places)
    {
        if (!IsGrey)
        {
            return PngEncoder.Palette(width, height, places, Palette);
        }

        var levels = new byte[places.Length];
        for (var i = 0; i < levels.Length; i++)
        {
            levels[i] = Palette[3 * places[i]];
        }

        return PngEncoder.Grey(width, height, levels);
    }
}
