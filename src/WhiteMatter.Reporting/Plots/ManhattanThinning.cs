namespace WhiteMatter.Reporting;

/// <summary>How many points of a Manhattan plot are kept.</summary>
public sealed record ManhattanThinning
{
    /// <summary>Every test with −log10 P above this is kept (3: P &lt; 1e-3), up to <see cref="MaximumComplete"/> of them.</summary>
    public double KeepAbove { get; init; } = 3;

    /// <summary>
    /// Most points kept without thinning. Where more pass <see cref="KeepAbove"/>, the strongest are kept and the others are
    /// thinned like the rest; <see cref="ManhattanSelection.CompleteFrom"/> tells where that happened.
    /// </summary>
    public int MaximumComplete { get; init; } = 8000;

    /// <summary>Pixel bins along the genome.</summary>
    public int Columns { get; init; } = 540;

    /// <summary>Pixel bins from 0 to <see cref="KeepAbove"/>; each holds at most one point.</summary>
    public int Rows { get; init; } = 22;

    /// <summary>Pixel bins for points above <see cref="KeepAbove"/> that <see cref="MaximumComplete"/> pushed out, each one unit of −log10 P high.</summary>
    public int OverflowRows { get; init; } = 6;

    /// <summary>The most points a selection can have.</summary>
    public int MaximumPoints => MaximumComplete + (Columns * (Rows + OverflowRows));
}
