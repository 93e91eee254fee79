using System.Collections.Immutable;

namespace WhiteMatter.Reporting;

/// <summary>
/// A distribution over people in bins that are empty or hold at least the limit of people: bins with fewer are joined with their neighbours,
/// and the outermost are open, so that no bin tells of a few people and no edge of the most extreme person.
/// </summary>
public sealed class PeopleHistogram
{
    private const int MostBins = 60;

    private PeopleHistogram(ImmutableArray<HistogramBin> bins, double width, long people, double lowerQuartile, double median, double upperQuartile)
    {
        Bins = bins;
        Width = width;
        People = people;
        LowerQuartile = lowerQuartile;
        Median = median;
        UpperQuartile = upperQuartile;
    }

    /// <summary>The bins, ascending; empty where too few people have a value or all have the same.</summary>
    public ImmutableArray<HistogramBin> Bins { get; }

    /// <summary>Width of a bin that is not joined: 1, 2 or 5 times a power of ten.</summary>
    public double Width { get; }

    /// <summary>People with a value.</summary>
    public long People { get; }

    /// <summary>A quarter of the people lie below.</summary>
    public double LowerQuartile { get; }

    /// <summary>Half of the people lie below.</summary>
    public double Median { get; }

    /// <summary>A quarter of the people lie above.</summary>
    public double UpperQuartile { get; }

    /// <summary>Counts people in bins of about the width of Freedman and Diaconis (1981), 2 IQR n^(−1/3).</summary>
    /// <param name="values">One value a person; those that are not finite are left out.</param>
    /// <param name="limit">The fewest people a bin may tell of; 0 or 1 joins none.</param>
    public static PeopleHistogram Of(IEnumerable<double> values, int limit)
    {
        var sorted = values.Where(double.IsFinite).Order().ToArray();
        if (sorted.Length < 4 * Math.Max(1, limit) || sorted[0] == sorted[^1])
        {
            return new PeopleHistogram([], 0, sorted.Length, double.NaN, double.NaN, double.NaN);
        }

        var (lower, median, upper) = (Quantile(sorted, 0.25), Quantile(sorted, 0.5), Quantile(sorted, 0.75));
        var range = sorted[^1] - sorted[0];

        // Seven tenths, so that the round number is as often wider as narrower than the rule's width.
        var width = AxisTicks.Step(Math.Max(1.4 * (upper - lower) / Math.Cbrt(sorted.Length), range / MostBins));
        var first = Math.Floor(sorted[0] / width);
        var counts = new long[(int)(Math.Floor(sorted[^1] / width) - first) + 1];
        foreach (var value in sorted)
        {
            counts[(int)(Math.Floor(value / width) - first)]++;
        }

        return new PeopleHistogram(Join(counts, first, width, limit), width, sorted.Length, lower, median, upper);
    }

    private static ImmutableArray<HistogramBin> Join(long[] counts, double first, double width, int limit)
    {
        double Edge(int bin) => (first + bin) * width;
        var least = Math.Max(1, limit);
        var (start, end) = (0, counts.Length);
        var (below, above) = (counts[0], counts[^1]);
        while (below < least)
        {
            below += counts[++start];
        }

        while (above < least)
        {
            above += counts[--end - 1];
        }

        var bins = new List<HistogramBin> { new(start > 0 ? double.NegativeInfinity : Edge(0), Edge(start + 1), below) };
        var (from, people) = (start + 1, 0L);
        for (var bin = start + 1; bin < end - 1; bin++)
        {
            people += counts[bin];
            if (people == 0 || people >= least)
            {
                bins.Add(new HistogramBin(Edge(from), Edge(bin + 1), people));
                (from, people) = (bin + 1, 0);
            }
        }

        if (people > 0)
        {
            // Too few are left before the last bin: they go to the bin before, whatever it holds.
            bins[^1] = bins[^1] with { High = Edge(end - 1), People = bins[^1].People + people };
            while (bins[^1].People < least)
            {
                var last = bins[^1];
                bins.RemoveAt(bins.Count - 1);
                bins[^1] = bins[^1] with { High = last.High, People = bins[^1].People + last.People };
            }
        }

        bins.Add(new HistogramBin(Edge(end - 1), end < counts.Length ? double.PositiveInfinity : Edge(end), above));
        return [.. bins];
    }

    private static double Quantile(double[] sorted, double share)
    {
        var at = share * (sorted.Length - 1);
        var before = Math.Min((int)at, sorted.Length - 2);
        return sorted[before] + ((at - before) * (sorted[before + 1] - sorted[before]));
    }
}

/// <summary>A bin of a distribution.</summary>
/// <param name="Low">Its lower end; negative infinity where it is open.</param>
/// <param name="High">Its upper end, not part of it; positive infinity where it is open.</param>
/// <param name="People">People in it.</param>
public readonly record struct HistogramBin(double Low, double High, long People);
