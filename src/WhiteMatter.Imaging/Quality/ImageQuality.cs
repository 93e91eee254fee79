namespace WhiteMatter.Imaging.Quality;

/// <summary>Quality of one image inside the mask.</summary>
/// <param name="Coverage">Share of the mask's voxels that are neither 0 nor were NaN or infinite.</param>
/// <param name="Outside">Share of the mask's voxels that are below 0 or above 1, where no FA can be.</param>
/// <param name="Mean">Mean of the voxels that are covered; NaN where none is.</param>
/// <param name="StandardDeviation">Their standard deviation, divisor n; NaN where none is covered.</param>
public readonly record struct ImageQuality(double Coverage, double Outside, double Mean, double StandardDeviation)
{
    /// <summary>Measures an image, in double precision.</summary>
    /// <param name="values">Its values inside the mask; finite.</param>
    public static ImageQuality Of(ReadOnlySpan<float> values)
    {
        var (covered, outside, sum) = (0L, 0L, 0.0);
        foreach (var value in values)
        {
            covered += value != 0 ? 1 : 0;
            outside += value is < 0 or > 1 ? 1 : 0;
            sum += value;
        }

        if (covered == 0)
        {
            return new ImageQuality(0, 0, double.NaN, double.NaN);
        }

        var mean = sum / covered;
        var squares = 0.0;
        foreach (var value in values)
        {
            squares += value != 0 ? (value - mean) * (value - mean) : 0;
        }

        return new ImageQuality((double)covered / values.Length, (double)outside / values.Length, mean, Math.Sqrt(squares / covered));
    }
}
