using System.Collections.Immutable;

namespace WhiteMatter.Reporting;

/// <summary>
/// Chooses, in one pass and bounded memory, the points of a Manhattan plot. Every test with P below the threshold of
/// <see cref="ManhattanThinning"/> is kept; of the others each pixel bin keeps one, drawn by a hash of its variant and trait
/// (the smallest P of each bin would stand in stripes). The choice is the same for any order of adding and any split into accumulators that are merged. Memory is at most about 48 bytes per point of
/// <see cref="ManhattanThinning.MaximumPoints"/>. Not safe for use by several threads at once: use one per thread and merge.
/// </summary>
public sealed class ManhattanAccumulator
{
    private readonly ManhattanThinning thinning;
    private readonly PriorityQueue<ManhattanPoint, ManhattanPoint> strongest;
    private readonly Dictionary<int, ManhattanPoint> bins = [];
    private long tested;
    private long untested;
    private bool overflowed;

    /// <summary>Creates an empty accumulator.</summary>
    /// <param name="genome">The layout of the plot.</param>
    /// <param name="thinning">How many points to keep; null for the defaults.</param>
    public ManhattanAccumulator(GenomeLayout genome, ManhattanThinning? thinning = null)
    {
        Genome = genome;
        this.thinning = thinning ?? new ManhattanThinning();
        strongest = new PriorityQueue<ManhattanPoint, ManhattanPoint>(WeakestFirst.Instance);
    }

    /// <summary>The layout of the plot.</summary>
    public GenomeLayout Genome { get; }

    /// <summary>Adds a test that has no effect size.</summary>
    /// <param name="variantIndex">The caller's index of the variant.</param>
    /// <param name="chromosome">Index into the layout's chromosomes.</param>
    /// <param name="position">Base pair position.</param>
    /// <param name="negLog10P">−log10 P; NaN counts as untested.</param>
    public void Add(int variantIndex, int chromosome, int position, double negLog10P) =>
        Add(new ManhattanPoint(variantIndex, chromosome, position, negLog10P));

    /// <summary>Adds a test.</summary>
    /// <param name="point">The test; a NaN for −log10 P counts as untested.</param>
    /// <exception cref="ArgumentOutOfRangeException">−log10 P is negative or infinite, or the chromosome is not in the layout.</exception>
    public void Add(in ManhattanPoint point)
    {
        if (double.IsNaN(point.NegLog10P))
        {
            untested++;
            return;
        }

        if (point.NegLog10P < 0 || double.IsInfinity(point.NegLog10P))
        {
            throw new ArgumentOutOfRangeException(nameof(point), point.NegLog10P, "-log10 P must be finite and 0 or more; compute it in logarithms where P underflows.");
        }

        if ((uint)point.Chromosome >= (uint)Genome.Chromosomes.Length)
        {
            throw new ArgumentOutOfRangeException(nameof(point), point.Chromosome, "The chromosome is not in the layout.");
        }

        tested++;
        Keep(point);
    }

    /// <summary>Adds all that another accumulator holds.</summary>
    /// <param name="other">An accumulator with the same layout and thinning; left unchanged.</param>
    /// <exception cref="ArgumentException">The thinning differs, or the layout has other chromosomes.</exception>
    public void Merge(ManhattanAccumulator other)
    {
        if (other.thinning != thinning || !other.Genome.Chromosomes.SequenceEqual(Genome.Chromosomes))
        {
            throw new ArgumentException("Only accumulators with the same layout and thinning can be merged.", nameof(other));
        }

        tested += other.tested;
        untested += other.untested;
        overflowed |= other.overflowed;
        foreach (var (point, _) in other.strongest.UnorderedItems)
        {
            Keep(point);
        }

        foreach (var point in other.bins.Values)
        {
            KeepInBin(point);
        }
    }

    /// <summary>The points kept so far, in genome order.</summary>
    /// <returns>A selection that later adding does not change.</returns>
    public ManhattanSelection Select()
    {
        var points = new List<ManhattanPoint>(strongest.Count + bins.Count);
        var completeFrom = thinning.KeepAbove;
        foreach (var (point, _) in strongest.UnorderedItems)
        {
            points.Add(point);
        }

        if (overflowed && strongest.TryPeek(out var weakest, out _))
        {
            completeFrom = Math.Max(completeFrom, weakest.NegLog10P);
        }

        points.AddRange(bins.Values);
        points.Sort((a, b) =>
        {
            var byPlace = Genome.Coordinate(a.Chromosome, a.Position).CompareTo(Genome.Coordinate(b.Chromosome, b.Position));
            if (byPlace != 0)
            {
                return byPlace;
            }

            var byVariant = a.VariantIndex.CompareTo(b.VariantIndex);
            return byVariant != 0 ? byVariant : a.Trait.CompareTo(b.Trait);
        });
        return new ManhattanSelection([.. points], tested, untested, completeFrom);
    }

    private void Keep(in ManhattanPoint point)
    {
        if (point.NegLog10P <= thinning.KeepAbove)
        {
            KeepInBin(point);
        }
        else if (strongest.Count < thinning.MaximumComplete)
        {
            strongest.Enqueue(point, point);
        }
        else
        {
            overflowed = true;
            KeepInBin(thinning.MaximumComplete == 0 ? point : strongest.EnqueueDequeue(point, point));
        }
    }

    private void KeepInBin(in ManhattanPoint point)
    {
        var along = (double)Genome.Coordinate(point.Chromosome, point.Position) / Genome.Total;
        var column = Math.Min((int)(along * thinning.Columns), thinning.Columns - 1);
        var row = point.NegLog10P <= thinning.KeepAbove
            ? Math.Min((int)(point.NegLog10P / thinning.KeepAbove * thinning.Rows), thinning.Rows - 1)
            : thinning.Rows + (int)Math.Min(point.NegLog10P - thinning.KeepAbove, thinning.OverflowRows - 1);
        var bin = (row * thinning.Columns) + column;
        if (!bins.TryGetValue(bin, out var held) || (row < thinning.Rows ? point.IsDrawnBefore(held) : point.IsPreferredTo(held)))
        {
            bins[bin] = point;
        }
    }

    private sealed class WeakestFirst : IComparer<ManhattanPoint>
    {
        public static WeakestFirst Instance { get; } = new();

        public int Compare(ManhattanPoint x, ManhattanPoint y) => x == y ? 0 : x.IsPreferredTo(y) ? 1 : -1;
    }
}
