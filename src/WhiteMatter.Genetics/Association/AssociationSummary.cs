using System.Collections.Immutable;
using WhiteMatter.Statistics.Distributions;

namespace WhiteMatter.Genetics.Association;

/// <summary>What an association found in one trait.</summary>
/// <param name="Trait">Its name.</param>
/// <param name="Tested">Variants with a test.</param>
/// <param name="MedianNegLog10P">Median of −log10 P; NaN when nothing was tested.</param>
/// <param name="MaximumNegLog10P">Largest −log10 P; NaN when nothing was tested.</param>
/// <param name="TopVariant">Row of the .bim file of the smallest P, the first of equals; −1 when nothing was tested.</param>
public sealed record TraitAssociationSummary(
    string Trait, long Tested, double MedianNegLog10P, double MaximumNegLog10P, int TopVariant)
{
    /// <summary>λ_GC (Devlin and Roeder 1999): χ² of the median P over its expectation; NaN when nothing was tested.</summary>
    public double LambdaGc =>
        double.IsNaN(MedianNegLog10P)
            ? double.NaN
            : ChiSquared.UpperQuantileOfOne(Math.Pow(10, -MedianNegLog10P)) / GenomicInflation.ExpectedMedian;
}

/// <summary>Counts of variants in and out of an association, and each trait's summary.</summary>
/// <param name="InFile">Variants of the genotype file.</param>
/// <param name="RemovedByFilter">Variants the filter removed.</param>
/// <param name="Monomorphic">Kept variants whose genotype is constant in the people used.</param>
/// <param name="Collinear">Kept variants that the covariates explain.</param>
/// <param name="TooFewPeople">Kept variants with fewer than one degree of freedom in some trait.</param>
/// <param name="Tested">Kept variants with a test in every trait.</param>
/// <param name="Traits">The traits.</param>
public sealed record AssociationSummary(
    long InFile,
    long RemovedByFilter,
    long Monomorphic,
    long Collinear,
    long TooFewPeople,
    long Tested,
    ImmutableArray<TraitAssociationSummary> Traits)
{
    /// <summary>Tests by Firth's penalised likelihood, over all traits.</summary>
    public long FirthTests { get; init; }

    /// <summary>Tests without a logistic fit, over all traits.</summary>
    public long NotConvergedTests { get; init; }

    /// <summary>Kept variants without a logistic fit in some trait.</summary>
    public long NotConverged { get; init; }

    private const int Bins = 8192;
    private const double BinWidth = 4.0 / Bins;

    /// <summary>Values kept of the first reading at most, of all traits together: 8 MB, 16 while lists grow.</summary>
    private const int MostKept = 1 << 20;

    /// <summary>Where medians are expected, by bins: λ_GC of 0.9 to 1.15 and more.</summary>
    private const int FirstKeptBin = (int)(0.28 / BinWidth), LastKeptBin = (int)(0.33 / BinWidth);

    /// <summary>
    /// Reads a table for counts and a histogram of −log10 P, and keeps the values near the median of true null hypotheses. A second reading finds
    /// the exact medians inside their bins where one lies elsewhere, or where there were too many values. Memory: one block and 64 KiB a trait,
    /// 16 MB, and the values of one bin a trait.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static AssociationSummary Of(AssociationTable table, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        var traits = table.Header.Traits.Length;
        var histogram = new long[traits][];
        var tested = new long[traits];
        var maximum = new double[traits];
        var top = new int[traits];
        for (var t = 0; t < traits; t++)
        {
            histogram[t] = new long[Bins + 1];
            maximum[t] = double.NaN;
            top[t] = -1;
        }

        long inFile = 0, kept = 0;
        var near = new KeptValues(traits);
        var reasons = new long[(int)UntestedReason.Separated + 1];
        var remarks = new long[(int)UntestedReason.Separated + 1];
        var block = table.CreateBuffer();
        for (var b = 0; b < table.Blocks; b++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            table.Read(b, block, AssociationColumns.P | AssociationColumns.Remark, threads: 1);
            foreach (var remark in block.Remark.AsSpan(0, block.Remark is null ? 0 : block.Count * traits))
            {
                remarks[Math.Min(remark, remarks.Length - 1)]++;
            }

            inFile += block.FileVariants;
            kept += block.Count;
            for (var v = 0; v < block.Count; v++)
            {
                reasons[Math.Min((int)block.Reason[v], reasons.Length - 1)]++;
            }

            for (var t = 0; t < traits; t++)
            {
                var logP = block.NegLog10P.AsSpan(t * block.Count, block.Count);
                for (var v = 0; v < logP.Length; v++)
                {
                    var value = logP[v];
                    if (double.IsNaN(value))
                    {
                        continue;
                    }

                    tested[t]++;
                    var bin = BinOf(value);
                    histogram[t][bin]++;
                    if (bin is >= FirstKeptBin and <= LastKeptBin)
                    {
                        near.Add(t, value);
                    }

                    if (!(value <= maximum[t]))
                    {
                        maximum[t] = value;
                        top[t] = block.Variant[v];
                    }
                }
            }
        }

        var medians = Medians(table, block, histogram, tested, near, cancellationToken);
        return new AssociationSummary(
            inFile,
            inFile - kept,
            reasons[(int)UntestedReason.Monomorphic],
            reasons[(int)UntestedReason.Collinear],
            reasons[(int)UntestedReason.TooFewPeople],
            reasons[(int)UntestedReason.Tested] + reasons[(int)UntestedReason.Firth],
            [.. Enumerable.Range(0, traits).Select(t =>
                new TraitAssociationSummary(table.Header.Traits[t], tested[t], medians[t], maximum[t], top[t]))])
        {
            FirthTests = remarks[(int)UntestedReason.Firth],
            NotConvergedTests = remarks[(int)UntestedReason.NotConverged] + remarks[(int)UntestedReason.Separated],
            NotConverged = reasons[(int)UntestedReason.NotConverged] + reasons[(int)UntestedReason.Separated],
        };
    }

    private static int BinOf(double value) => value >= Bins * BinWidth ? Bins : (int)(value / BinWidth);

    private static double[] Medians(
        AssociationTable table, AssociationBlock block, long[][] histogram, long[] tested, KeptValues near, CancellationToken cancellationToken)
    {
        var traits = tested.Length;
        var values = new List<double>[traits];
        var lowBin = new int[traits];
        var highBin = new int[traits];
        var before = new long[traits];
        for (var t = 0; t < traits; t++)
        {
            values[t] = [];
            var low = (tested[t] - 1) / 2;
            var high = tested[t] / 2;
            long seen = 0;
            lowBin[t] = -1;
            highBin[t] = -1;
            for (var bin = 0; bin <= Bins && highBin[t] < 0; bin++)
            {
                var next = seen + histogram[t][bin];
                if (lowBin[t] < 0 && low < next)
                {
                    lowBin[t] = bin;
                    before[t] = seen;
                }

                if (high < next)
                {
                    highBin[t] = bin;
                }

                seen = next;
            }
        }

        if (near.IsWhole && Enumerable.Range(0, traits).All(t => tested[t] == 0 || (lowBin[t] >= FirstKeptBin && highBin[t] <= LastKeptBin)))
        {
            for (var t = 0; t < traits; t++)
            {
                values[t].AddRange(near[t].Where(value => BinOf(value) is var bin && bin >= lowBin[t] && bin <= highBin[t]));
            }
        }
        else
        {
            for (var b = 0; b < table.Blocks; b++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                table.Read(b, block, AssociationColumns.P, threads: 1);
                for (var t = 0; t < traits; t++)
                {
                    foreach (var value in block.NegLog10P.AsSpan(t * block.Count, block.Count))
                    {
                        if (!double.IsNaN(value) && BinOf(value) is var bin && bin >= lowBin[t] && bin <= highBin[t])
                        {
                            values[t].Add(value);
                        }
                    }
                }
            }
        }

        var medians = new double[traits];
        for (var t = 0; t < traits; t++)
        {
            values[t].Sort();
            medians[t] = tested[t] == 0
                ? double.NaN
                : (values[t][(int)(((tested[t] - 1) / 2) - before[t])] + values[t][(int)((tested[t] / 2) - before[t])]) / 2;
        }

        return medians;
    }

    /// <summary>Values of each trait, until there are too many.</summary>
    private sealed class KeptValues(int traits)
    {
        private readonly List<double>[] _values = [.. Enumerable.Range(0, traits).Select(_ => new List<double>())];
        private int _count;

        /// <summary>Whether none was left out.</summary>
        public bool IsWhole => _count <= MostKept;

        public List<double> this[int trait] => _values[trait];

        public void Add(int trait, double value)
        {
            if (_count < MostKept)
            {
                _values[trait].Add(value);
                _count++;
            }
            else if (IsWhole)
            {
                _count++;
                Array.ForEach(_values, values => values.Clear());
                Array.ForEach(_values, values => values.TrimExcess());
            }
        }
    }
}
