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

    /// <summary>
    /// Reads a table twice: once for counts and a histogram of −log10 P, once for the exact median inside its bin. Memory: one block
    /// and 64 KiB a trait, and the values of one bin a trait.
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
                    histogram[t][BinOf(value)]++;
                    if (!(value <= maximum[t]))
                    {
                        maximum[t] = value;
                        top[t] = block.Variant[v];
                    }
                }
            }
        }

        var medians = Medians(table, block, histogram, tested, cancellationToken);
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
        AssociationTable table, AssociationBlock block, long[][] histogram, long[] tested, CancellationToken cancellationToken)
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
}
