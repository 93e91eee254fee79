using System.Collections.Immutable;

namespace WhiteMatter.Reporting;

/// <summary>
/// Genomic control λ and the points of a quantile–quantile plot from P values in one pass and bounded memory (about 200 kB),
/// in any order. Values are counted in bins of −log10 P, 1/8192 wide below 2 and 1/512 wide from 2 to 14; the thousand
/// smallest P are held exactly. So a plotted value is exact among the thousand smallest P and within one bin's width
/// otherwise (values above 14 that are not among the thousand are plotted at the weakest of these), and λ comes with a bound
/// on its error, under 7e-4 where the median P is near 0.5. Not safe for use by several threads at once: use one per thread
/// and merge.
/// </summary>
public sealed class QuantileAccumulator
{
    private const int ExactRanks = 1000;
    private const int FineBins = 2 * FinePerUnit;
    private const int FinePerUnit = 8192;
    private const int CoarsePerUnit = 512;
    private const double CoarseStart = 2;
    private const double CoarseEnd = 14;
    private const int CoarseBins = (int)(CoarseEnd - CoarseStart) * CoarsePerUnit;

    private readonly long[] counts = new long[FineBins + CoarseBins + 1];
    private readonly PriorityQueue<double, double> largest = new(ExactRanks + 1);
    private double weakestKept = double.NegativeInfinity;

    /// <summary>Tests added so far; those without a P do not count.</summary>
    public long Count { get; private set; }

    /// <summary>Tests added without a P (NaN).</summary>
    public long Untested { get; private set; }

    /// <summary>Adds one test.</summary>
    /// <param name="negLog10P">−log10 P; NaN counts as untested.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or infinite.</exception>
    public void Add(double negLog10P)
    {
        if (double.IsNaN(negLog10P))
        {
            Untested++;
            return;
        }

        if (negLog10P < 0 || double.IsInfinity(negLog10P))
        {
            throw new ArgumentOutOfRangeException(nameof(negLog10P), negLog10P, "-log10 P must be finite and 0 or more; compute it in logarithms where P underflows.");
        }

        Count++;
        counts[Bin(negLog10P)]++;
        if (negLog10P > weakestKept)
        {
            KeepLargest(negLog10P);
        }
    }

    /// <summary>Adds many tests.</summary>
    /// <param name="negLog10P">−log10 P of each.</param>
    public void Add(ReadOnlySpan<double> negLog10P)
    {
        foreach (var value in negLog10P)
        {
            Add(value);
        }
    }

    /// <summary>Adds all that another accumulator holds.</summary>
    /// <param name="other">Left unchanged.</param>
    public void Merge(QuantileAccumulator other)
    {
        Count += other.Count;
        Untested += other.Untested;
        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] += other.counts[i];
        }

        foreach (var (value, _) in other.largest.UnorderedItems)
        {
            KeepLargest(value);
        }
    }

    /// <summary>Genomic control λ: the median of χ²₁ statistics over 0.4549364 (Devlin and Roeder 1999).</summary>
    /// <returns>The value and a bound on its error from binning; NaN and 0 where nothing was added.</returns>
    public (double Lambda, double Error) LambdaGc()
    {
        if (Count == 0)
        {
            return (double.NaN, 0);
        }

        var exact = SortedLargest();
        var place = new Place(counts.Length - 1, 0);
        var (lower, upper) = (Value((Count + 1) / 2, exact, ref place), Value((Count / 2) + 1, exact, ref place));
        double Middle(double a, double b) => 0.5 * (ChiSquare.FromNegLog10P(a) + ChiSquare.FromNegLog10P(b)) / ChiSquare.Median;
        var lambda = Middle(lower.Value, upper.Value);
        var least = Middle(lower.Least, upper.Least);
        var most = Middle(lower.Most, upper.Most);
        return (lambda, Math.Max(most - lambda, lambda - least));
    }

    /// <summary>The quantile–quantile plot: all of the 50 smallest P, then ranks evenly spaced on the logarithmic axis.</summary>
    /// <param name="dependent">True where tests are pooled over traits, so that no band is meaningful.</param>
    /// <param name="pointsPerDecade">Points per tenfold of the rank; at least 1.</param>
    public QqPlot Plot(bool dependent = false, int pointsPerDecade = 60)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pointsPerDecade, 1);
        var exact = SortedLargest();
        var (lambda, error) = LambdaGc();
        var points = ImmutableArray.CreateBuilder<QqPoint>();
        var place = new Place(counts.Length - 1, 0);
        foreach (var (rank, expected, lower, upper) in QqBand.Of(Count, pointsPerDecade))
        {
            points.Add(new QqPoint(expected, Value(rank, exact, ref place).Value, lower, upper));
        }

        return new QqPlot(points.ToImmutable(), Count, lambda, error, dependent);
    }

    private static int Bin(double value)
    {
        if (value < CoarseStart)
        {
            return (int)(value * FinePerUnit);
        }

        return value < CoarseEnd ? FineBins + (int)((value - CoarseStart) * CoarsePerUnit) : FineBins + CoarseBins;
    }

    private static (double Start, double Width) Extent(int bin) => bin < FineBins
        ? ((double)bin / FinePerUnit, 1.0 / FinePerUnit)
        : (CoarseStart + ((double)(bin - FineBins) / CoarsePerUnit), 1.0 / CoarsePerUnit);

    private void KeepLargest(double value)
    {
        if (largest.Count < ExactRanks)
        {
            largest.Enqueue(value, value);
        }
        else
        {
            largest.EnqueueDequeue(value, value);
        }

        weakestKept = largest.Count < ExactRanks ? double.NegativeInfinity : largest.Peek();
    }

    private double[] SortedLargest()
    {
        var values = new double[largest.Count];
        var i = 0;
        foreach (var (value, _) in largest.UnorderedItems)
        {
            values[i++] = value;
        }

        Array.Sort(values);
        Array.Reverse(values);
        return values;
    }

    /// <summary>
    /// The value of a rank, counted from the largest −log10 P, with the interval that is sure to hold it. Ranks are asked for in ascending
    /// order: the search goes on from the bin of the one before.
    /// </summary>
    private (double Value, double Least, double Most) Value(long rank, double[] exact, ref Place place)
    {
        if (rank <= exact.Length)
        {
            var value = exact[rank - 1];
            return (value, value, value);
        }

        for (var (bin, above) = place; bin >= 0; above += counts[bin], bin--)
        {
            if (above + counts[bin] >= rank)
            {
                place = new Place(bin, above);
                if (bin == FineBins + CoarseBins)
                {
                    return (exact[^1], CoarseEnd, exact[^1]);
                }

                var (start, width) = Extent(bin);
                var inside = (rank - above - 0.5) / counts[bin];
                var most = Math.Min(start + width, exact[^1]);
                return (Math.Min(start + (width * (1 - inside)), most), start, most);
            }
        }

        throw new InvalidOperationException($"Rank {rank} is beyond the {Count} tests.");
    }

    /// <summary>A bin, and how many values stand in those above it.</summary>
    private readonly record struct Place(int Bin, long Above);
}
