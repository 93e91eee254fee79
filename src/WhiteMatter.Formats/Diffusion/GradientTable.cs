using System.Collections.Immutable;

namespace WhiteMatter.Formats.Diffusion;

/// <summary>A direction as a file has it; its length need not be 1, and its parts need be no numbers.</summary>
/// <param name="X">Along the first axis of the image.</param>
/// <param name="Y">Along the second.</param>
/// <param name="Z">Along the third.</param>
public readonly record struct GradientDirection(double X, double Y, double Z)
{
    /// <summary>Whether a part is NaN, as scanners write the direction of a volume that has none.</summary>
    public bool IsUnknown => double.IsNaN(X) || double.IsNaN(Y) || double.IsNaN(Z);

    /// <summary>Its length.</summary>
    public double Length => Math.Sqrt((X * X) + (Y * Y) + (Z * Z));
}

/// <summary>How each volume of a diffusion series was weighted, as the files <c>.bval</c> and <c>.bvec</c> say it (FSL).</summary>
/// <param name="BValues">Each volume's b-value in s/mm², finite and not negative.</param>
/// <param name="Directions">Each volume's direction, in the axes of the image.</param>
public sealed record GradientTable(ImmutableArray<double> BValues, ImmutableArray<GradientDirection> Directions)
{
    /// <summary>The file of b-values, for messages.</summary>
    public string BValueFile { get; init; } = "";

    /// <summary>The file of directions, for messages.</summary>
    public string DirectionFile { get; init; } = "";

    /// <summary>How many volumes there are.</summary>
    public int Volumes => BValues.Length;
}
