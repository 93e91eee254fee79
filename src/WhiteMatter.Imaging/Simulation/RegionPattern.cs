using WhiteMatter.Statistics;

namespace WhiteMatter.Imaging.Simulation;

/// <summary>
/// A smooth fixed pattern over the voxels of a region: a quadratic of the coordinates with drawn coefficients, of mean 1 and nowhere
/// further than <see cref="Amplitude"/> from it.
/// </summary>
internal static class RegionPattern
{
    public const double Amplitude = 0.15;

    /// <summary>Draws the pattern.</summary>
    /// <param name="draws">The region's draws.</param>
    /// <param name="coordinates">Voxel indices of the region, three for each voxel.</param>
    /// <param name="pattern">Receives one factor per voxel.</param>
    public static void Fill(KeyedDraws draws, ReadOnlySpan<int> coordinates, Span<double> pattern)
    {
        Span<double> coefficients = stackalloc double[9];
        for (var i = 0; i < coefficients.Length; i++)
        {
            coefficients[i] = draws.Normal((ulong)i);
        }

        Span<(double Centre, double Scale)> axes = [Axis(coordinates, 0), Axis(coordinates, 1), Axis(coordinates, 2)];
        var sum = 0.0;
        for (var v = 0; v < pattern.Length; v++)
        {
            var x = (coordinates[3 * v] - axes[0].Centre) * axes[0].Scale;
            var y = (coordinates[(3 * v) + 1] - axes[1].Centre) * axes[1].Scale;
            var z = (coordinates[(3 * v) + 2] - axes[2].Centre) * axes[2].Scale;
            ReadOnlySpan<double> terms = [x, y, z, x * y, y * z, x * z, x * x, y * y, z * z];
            var value = 0.0;
            for (var i = 0; i < terms.Length; i++)
            {
                value += coefficients[i] * terms[i];
            }

            pattern[v] = value;
            sum += value;
        }

        var mean = sum / pattern.Length;
        var most = 0.0;
        foreach (ref var value in pattern)
        {
            value -= mean;
            most = Math.Max(most, Math.Abs(value));
        }

        var scale = most > 1e-9 ? Amplitude / most : 0;
        foreach (ref var value in pattern)
        {
            value = 1 + (value * scale);
        }
    }

    /// <summary>Centre and scale that bring an axis of the region to −1 … 1; a flat one to 0.</summary>
    private static (double Centre, double Scale) Axis(ReadOnlySpan<int> coordinates, int axis)
    {
        var (least, most) = (int.MaxValue, int.MinValue);
        for (var i = axis; i < coordinates.Length; i += 3)
        {
            least = Math.Min(least, coordinates[i]);
            most = Math.Max(most, coordinates[i]);
        }

        return ((least + most) / 2.0, most > least ? 2.0 / (most - least) : 0);
    }
}
