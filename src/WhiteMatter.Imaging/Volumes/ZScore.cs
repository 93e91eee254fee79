namespace WhiteMatter.Imaging.Volumes;

/// <summary>Standardises an image inside its mask.</summary>
public static class ZScore
{
    /// <summary>
    /// Takes the mean from the values and divides them by the standard deviation (divisor n), both of the values given, in double
    /// precision and two passes. Values that are all the same become 0.
    /// </summary>
    /// <param name="values">A person's values inside the mask; replaced.</param>
    /// <returns>The mean and the standard deviation that were taken out.</returns>
    public static (double Mean, double StandardDeviation) Apply(Span<float> values)
    {
        if (values.IsEmpty)
        {
            return (0, 0);
        }

        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        var mean = sum / values.Length;
        var squares = 0.0;
        foreach (var value in values)
        {
            squares += (value - mean) * (value - mean);
        }

        var deviation = Math.Sqrt(squares / values.Length);
        var factor = deviation > 0 ? 1 / deviation : 0;
        foreach (ref var value in values)
        {
            value = (float)((value - mean) * factor);
        }

        return (mean, deviation);
    }
}
