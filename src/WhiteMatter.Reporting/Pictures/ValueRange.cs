namespace WhiteMatter.Reporting;

/// <summary>The values between which a picture's colours run.</summary>
/// <param name="Low">Value of the first colour.</param>
/// <param name="High">Value of the last colour.</param>
/// <param name="BeyondLow">Whether some voxels lie below and have the first colour.</param>
/// <param name="BeyondHigh">Whether some voxels lie above and have the last colour.</param>
internal readonly record struct ValueRange(double Low, double High, bool BeyondLow, bool BeyondHigh)
{
    /// <summary>
    /// From 0, or from the 0.5th percentile where values are negative, to the 99.5th percentile; rounded outward to two digits, so that a
    /// single bright voxel does not darken the rest.
    /// </summary>
    /// <param name="volumes">Volumes that share the range, on one grid.</param>
    /// <param name="mask">Voxels that count.</param>
    public static ValueRange Of(IReadOnlyList<VolumeData> volumes, IReadOnlyList<bool> mask)
    {
        var values = new List<float>();
        foreach (var volume in volumes)
        {
            Gather(volume, mask, values, value => value);
        }

        if (values.Count == 0)
        {
            return new ValueRange(0, 1, false, false);
        }

        values.Sort();
        var (least, most) = (values[0], values[^1]);
        var high = RoundUp(Quantile(values, 0.995));
        var low = least >= 0 ? 0 : -RoundUp(-Quantile(values, 0.005));
        if (high <= low)
        {
            high = low + 1;
        }

        return new ValueRange(low, high, least < low, most > high);
    }

    /// <summary>From −d to d, d the 99.5th percentile of the values' sizes rounded up to two digits.</summary>
    /// <param name="volume">A volume of differences.</param>
    /// <param name="mask">Voxels that count.</param>
    public static ValueRange Symmetric(VolumeData volume, IReadOnlyList<bool> mask)
    {
        var sizes = new List<float>();
        Gather(volume, mask, sizes, Math.Abs);
        sizes.Sort();
        var limit = sizes.Count == 0 ? 1 : RoundUp(Quantile(sizes, 0.995));
        limit = limit > 0 ? limit : 1;
        var beyond = sizes.Count > 0 && sizes[^1] > limit;
        return new ValueRange(-limit, limit, beyond, beyond);
    }

    /// <summary>The next number of two significant digits away from 0.</summary>
    private static double RoundUp(double value)
    {
        if (value == 0)
        {
            return 0;
        }

        var size = Math.Abs(value);
        var unit = Math.Pow(10, Math.Floor(Math.Log10(size)) - 1);

        // A whole number of units, but for the rounding of the division.
        var units = value > 0 ? Math.Ceiling((size / unit) - 1e-6) : Math.Floor((size / unit) + 1e-6);
        return Math.Sign(value) * Math.Round(units * unit, 12);
    }

    private static double Quantile(List<float> sorted, double share) => sorted[(int)Math.Round(share * (sorted.Count - 1))];

    private static void Gather(VolumeData volume, IReadOnlyList<bool> mask, List<float> into, Func<float, float> of)
    {
        for (var i = 0; i < volume.Values.Length; i++)
        {
            if (mask[i] && float.IsFinite(volume.Values[i]))
            {
                into.Add(of(volume.Values[i]));
            }
        }
    }
}
