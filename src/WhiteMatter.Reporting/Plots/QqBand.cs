using System.Collections.Immutable;

namespace WhiteMatter.Reporting;

/// <summary>
/// What is the same in the quantile–quantile plots of all traits with as many tests: the ranks drawn, their expected −log10 P and the 95%
/// interval around it. The last one made is kept, since it takes longer than the rest of a plot.
/// </summary>
internal static class QqBand
{
    private static Made? last;

    /// <summary>All of the 50 smallest P, then ranks evenly spaced on the logarithmic axis, ascending.</summary>
    /// <param name="count">Number of tests.</param>
    /// <param name="pointsPerDecade">Points per tenfold of the rank.</param>
    public static ImmutableArray<(long Rank, double Expected, double Lower, double Upper)> Of(long count, int pointsPerDecade)
    {
        if (Volatile.Read(ref last) is { } made && made.Count == count && made.PointsPerDecade == pointsPerDecade)
        {
            return made.Points;
        }

        var points = ImmutableArray.CreateBuilder<(long, double, double, double)>();
        foreach (var rank in Ranks(count, pointsPerDecade))
        {
            var expected = -Math.Log10(rank / (count + 1.0));
            var upper = -Math.Log10(UniformOrderStatistic.Quantile(rank, count, 0.025));
            var lower = -Math.Log10(UniformOrderStatistic.Quantile(rank, count, 0.975));
            points.Add((rank, expected, Math.Max(0, lower), upper));
        }

        var band = new Made(count, pointsPerDecade, points.ToImmutable());
        Volatile.Write(ref last, band);
        return band.Points;
    }

    private static IEnumerable<long> Ranks(long count, int pointsPerDecade)
    {
        for (long rank = 1; rank <= Math.Min(50, count); rank++)
        {
            yield return rank;
        }

        long last = 50;
        for (var step = 1; last < count; step++)
        {
            var rank = Math.Min(count, (long)Math.Round(50 * Math.Pow(10, (double)step / pointsPerDecade)));
            if (rank > last)
            {
                last = rank;
                yield return rank;
            }
        }
    }

    private sealed record Made(long Count, int PointsPerDecade, ImmutableArray<(long Rank, double Expected, double Lower, double Upper)> Points);
}
