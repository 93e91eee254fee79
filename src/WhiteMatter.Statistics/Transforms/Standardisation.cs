namespace WhiteMatter.Statistics.Transforms;

/// <summary>Centring and scaling to unit variance.</summary>
public static class Standardisation
{
    /// <summary>Subtracts the mean and divides by the standard deviation (with n − 1). NaN is passed over and stays.</summary>
    /// <param name="values">The values; changed in place.</param>
    /// <returns>The mean and the standard deviation there were.</returns>
    /// <exception cref="ArgumentException">There are fewer than two values, or they are all the same.</exception>
    public static (double Mean, double StandardDeviation) Apply(Span<double> values)
    {
        var sum = 0.0;
        var n = 0;
        foreach (var value in values)
        {
            if (!double.IsNaN(value))
            {
                sum += value;
                n++;
            }
        }

        if (n < 2)
        {
            throw new ArgumentException($"{n} values have no standard deviation.", nameof(values));
        }

        var mean = sum / n;
        var squares = 0.0;
        var rest = 0.0;
        foreach (var value in values)
        {
            if (!double.IsNaN(value))
            {
                var deviation = value - mean;
                squares += deviation * deviation;
                rest += deviation;
            }
        }

        mean += rest / n;
        var deviationOfAll = Math.Sqrt(Math.Max(0, squares - (rest * rest / n)) / (n - 1));
        if (deviationOfAll <= 1e-14 * Math.Abs(mean))
        {
            throw new ArgumentException("All values are the same.", nameof(values));
        }

        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (values[i] - mean) / deviationOfAll;
        }

        return (mean, deviationOfAll);
    }
}
