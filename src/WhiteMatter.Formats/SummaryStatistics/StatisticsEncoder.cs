using WhiteMatter.Formats.Compression;

namespace WhiteMatter.Formats.SummaryStatistics;

/// <summary>One trait's results for the variants of a <see cref="StatisticsBlock"/>.</summary>
public readonly ref struct TraitResults
{
    /// <summary>The effect of one more effect allele.</summary>
    public required ReadOnlySpan<double> Beta { get; init; }

    /// <summary>Its standard error; empty for a joint statistic, which has none.</summary>
    public ReadOnlySpan<double> StandardError { get; init; }

    /// <summary>−log10 of its two-sided P.</summary>
    public required ReadOnlySpan<double> NegLog10P { get; init; }

    /// <summary>The people used; empty where the block has them.</summary>
    public ReadOnlySpan<int> People { get; init; }
}

/// <summary>
/// Turns results into compressed rows of a format. Numbers have six significant digits, as PLINK writes them; the table of the association
/// has them all. The bytes depend on the results alone. An instance serves one thread at a time.
/// </summary>
public sealed class StatisticsEncoder
{
    private byte[] _text = [];
    private int[] _rows = [];
    private int[] _ends = [];
    private double[] _ratio = [];

    /// <summary>The rows chosen last, by their places in the block.</summary>
    internal ReadOnlySpan<int> Rows => _rows.AsSpan(0, RowCount);

    /// <summary>Where the text of each ends.</summary>
    internal ReadOnlySpan<int> Ends => _ends.AsSpan(0, RowCount);

    /// <summary>How many rows were written last.</summary>
    public int RowCount { get; private set; }

    /// <summary>Writes the rows whose P is small enough and whose effect, standard error and P are numbers.</summary>
    /// <param name="block">The variants.</param>
    /// <param name="results">Their results.</param>
    /// <param name="leastNegLog10P">Rows below are left out.</param>
    /// <param name="only">Places in the block to which rows are confined, ascending; null for none such.</param>
    /// <returns>Whole blocks of BGZF; empty where there is no row.</returns>
    public byte[] Encode(StatisticsBlock block, in TraitResults results, double leastNegLog10P, IReadOnlyList<int>? only = null)
    {
        ArgumentNullException.ThrowIfNull(block);
        Choose(block.Count, results, leastNegLog10P, only);
        return RowCount == 0 ? [] : BlockGzip.Compress(Format(block, results), BlockGzip.Rows);
    }

    private void Choose(int count, in TraitResults results, double least, IReadOnlyList<int>? only)
    {
        if (_rows.Length < count)
        {
            _rows = new int[count];
            _ends = new int[count];
        }

        RowCount = 0;
        var candidates = only?.Count ?? count;
        for (var i = 0; i < candidates; i++)
        {
            var v = only is null ? i : only[i];
            var isNumber = double.IsFinite(results.Beta[v]) && (results.StandardError.IsEmpty || double.IsFinite(results.StandardError[v]));
            if (results.NegLog10P[v] >= least && results.NegLog10P[v] >= 0 && isNumber)
            {
                _rows[RowCount++] = v;
            }
        }
    }

    private unsafe ReadOnlySpan<byte> Format(StatisticsBlock block, in TraitResults results)
    {
        var format = block.Format;
        var columns = stackalloc NativeRows.Column[format.Columns.Length];
        var used = 0;
        var next = 0;
        fixed (double* beta = results.Beta, error = results.StandardError, logP = results.NegLog10P, ratio = Ratios(format, results))
        fixed (int* people = results.People)
        {
            for (var c = 0; c < format.Columns.Length;)
            {
                ref var column = ref columns[used++];
                if (next < block.SharedColumns.Count && block.SharedColumns[next].First == c)
                {
                    var shared = block.SharedColumns[next++];
                    column = new NativeRows.Column
                    {
                        Kind = NativeRows.Kind.Shared,
                        Values = System.Runtime.CompilerServices.Unsafe.AsPointer(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(shared.Text)),
                        Ends = (int*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(shared.Ends)),
                    };
                    c = shared.Last;
                    continue;
                }

                column = format.Columns[c++] switch
                {
                    StatisticsColumn.People => new NativeRows.Column { Kind = NativeRows.Kind.Whole, Values = people },
                    StatisticsColumn.Beta => Number(beta),
                    StatisticsColumn.StandardError => Number(error),
                    StatisticsColumn.Ratio or StatisticsColumn.ChiSquared => Number(ratio),
                    StatisticsColumn.NegLog10P => Number(logP),
                    StatisticsColumn.P => new NativeRows.Column { Kind = NativeRows.Kind.P, Values = logP },
                    var other => throw new InvalidOperationException($"The column {other} is the same for every trait."),
                };
            }

            var size = NativeRows.Format(new ReadOnlySpan<NativeRows.Column>(columns, used), Rows, format.Separator, format.Missing, ref _text, _ends);

            // The columns point into arrays of the block, which are pinned but not kept by that.
            GC.KeepAlive(block);
            return _text.AsSpan(0, size);
        }

        static NativeRows.Column Number(double* values) => new() { Kind = NativeRows.Kind.Number, Values = values };
    }

    /// <summary>β over its standard error, or the square of that, where the format has one of them.</summary>
    private double[] Ratios(StatisticsFormat format, in TraitResults results)
    {
        var square = format.Columns.Contains(StatisticsColumn.ChiSquared);
        if (!square && !format.Columns.Contains(StatisticsColumn.Ratio))
        {
            return _ratio;
        }

        if (_ratio.Length < results.Beta.Length)
        {
            _ratio = new double[results.Beta.Length];
        }

        foreach (var v in Rows)
        {
            var t = results.Beta[v] / results.StandardError[v];
            _ratio[v] = square ? t * t : t;
        }

        return _ratio;
    }
}
