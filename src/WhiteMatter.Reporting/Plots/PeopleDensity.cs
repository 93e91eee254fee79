using System.Collections.Immutable;

namespace WhiteMatter.Reporting;

/// <summary>
/// People over two measures as counts in the cells of a grid. Cells of fewer people than the limit are empty, and the outermost cells hold
/// everybody beyond, from the places where as many people as the limit lie beyond: no cell and no edge tells of few people. With a limit of 1 the cells
/// are the finest, a scatter of points.
/// </summary>
public sealed class PeopleDensity
{
    private const int MostCells = 40;
    private const int PeopleOfCell = 6;

    private PeopleDensity(int cells, double lowX, double highX, double lowY, double highY, ImmutableArray<long> counts, long shown, long people)
    {
        (Cells, LowX, HighX, LowY, HighY, Counts, Shown, People) = (cells, lowX, highX, lowY, highY, counts, shown, people);
    }

    /// <summary>Cells along each axis; 0 where there are too few people.</summary>
    public int Cells { get; }

    /// <summary>The grid's left end.</summary>
    public double LowX { get; }

    /// <summary>Its right end.</summary>
    public double HighX { get; }

    /// <summary>Its lower end.</summary>
    public double LowY { get; }

    /// <summary>Its upper end.</summary>
    public double HighY { get; }

    /// <summary>People of each cell, row after row from below; 0 where they are fewer than the limit.</summary>
    public ImmutableArray<long> Counts { get; }

    /// <summary>People in cells that are shown.</summary>
    public long Shown { get; }

    /// <summary>All people.</summary>
    public long People { get; }

    /// <summary>Counts people.</summary>
    /// <param name="x">One measure of each person.</param>
    /// <param name="y">Another.</param>
    /// <param name="limit">The fewest people that a cell may tell of.</param>
    public static PeopleDensity Of(ReadOnlySpan<double> x, ReadOnlySpan<double> y, int limit)
    {
        var least = Math.Max(1, limit);
        // Where a cell may tell of one person it is as small as can be drawn: each person is a point.
        var cells = least == 1 && x.Length >= PeopleOfCell
            ? MostCells
            : (int)Math.Clamp(Math.Sqrt(x.Length / (double)(PeopleOfCell * least)), 0, MostCells);
        var ((lowX, highX), (lowY, highY)) = (Range(x, least), Range(y, least));
        if (cells < 3 || x.Length != y.Length || !(lowX < highX) || !(lowY < highY))
        {
            return new PeopleDensity(0, 0, 0, 0, 0, [], 0, x.Length);
        }

        var counts = new long[cells * cells];
        for (var i = 0; i < x.Length; i++)
        {
            counts[(Place(y[i], lowY, highY) * cells) + Place(x[i], lowX, highX)]++;
        }

        for (var c = 0; c < counts.Length; c++)
        {
            counts[c] = counts[c] < least ? 0 : counts[c];
        }

        return new PeopleDensity(cells, lowX, highX, lowY, highY, [.. counts], counts.Sum(), x.Length);

        int Place(double value, double low, double high) => (int)Math.Clamp(cells * (value - low) / (high - low), 0, cells - 1);
    }

    private static (double Low, double High) Range(ReadOnlySpan<double> values, int least)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        return sorted.Length < 2 * least ? (0, 0) : (sorted[least - 1], sorted[^least]);
    }
}
