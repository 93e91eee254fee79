namespace WhiteMatter.Genetics.Association;

/// <summary>Which cells of an association table are asked for.</summary>
public sealed record AssociationQuery
{
    /// <summary>The traits, ascending; null asks for all.</summary>
    public IReadOnlyList<int>? Traits { get; init; }

    /// <summary>Rows of the genotype file's list of variants, first and last, ascending and apart; null asks for all.</summary>
    public IReadOnlyList<(int First, int Last)>? Rows { get; init; }

    /// <summary>Cells with a smaller −log10 P are left out, and so are those without a test.</summary>
    public double LeastNegLog10P { get; init; }
}

/// <summary>One cell of an association table.</summary>
/// <param name="Trait">Which trait.</param>
/// <param name="Variant">Zero-based row of the genotype file's list of variants.</param>
/// <param name="Counts">Genotype counts of the variant.</param>
/// <param name="Beta">Effect of one copy of A1.</param>
/// <param name="StandardError">Its standard error.</param>
/// <param name="NegLog10P">−log10 P.</param>
/// <param name="People">People with trait and genotype.</param>
/// <param name="Remark">The method's remark; 0 where there is none.</param>
public readonly record struct AssociationCell(
    int Trait, int Variant, VariantCounts Counts, double Beta, double StandardError, double NegLog10P, int People, byte Remark);

/// <summary>
/// Answers queries of an association table. Blocks outside the rows, and chunks without a P that is small enough, are neither read nor
/// unpacked.
/// </summary>
public static class AssociationSelection
{
    /// <summary>The cells asked for, in the order of the table: by block, in it by trait, in it by variant.</summary>
    /// <param name="table">The table.</param>
    /// <param name="query">What is asked for.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="InvalidDataException">What was read is damaged.</exception>
    public static IEnumerable<AssociationCell> Select(AssociationTable table, AssociationQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(query);
        return Cells(table, query, () => query.LeastNegLog10P, cancellationToken);
    }

    /// <summary>The cells with the smallest P among those asked for, the smallest first, of equals the first of the table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="query">What is asked for.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="InvalidDataException">What was read is damaged.</exception>
    public static IReadOnlyList<AssociationCell> Top(AssociationTable table, AssociationQuery query, int count, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count == 0)
        {
            return [];
        }

        // The worst of those kept is at the head: what is no better than it need not be unpacked.
        var kept = new PriorityQueue<AssociationCell, (double, long)>();
        var order = 0L;
        var least = query.LeastNegLog10P;
        foreach (var cell in Cells(table, query, () => least, cancellationToken))
        {
            if (kept.Count == count && kept.TryPeek(out _, out var worst) && cell.NegLog10P <= worst.Item1)
            {
                continue;
            }

            kept.Enqueue(cell, (cell.NegLog10P, -order++));
            if (kept.Count > count)
            {
                kept.Dequeue();
            }

            if (kept.Count == count && kept.TryPeek(out _, out worst))
            {
                least = Math.Max(query.LeastNegLog10P, worst.Item1);
            }
        }

        var sorted = new AssociationCell[kept.Count];
        for (var i = sorted.Length - 1; i >= 0; i--)
        {
            sorted[i] = kept.Dequeue();
        }

        return sorted;
    }

    private static IEnumerable<AssociationCell> Cells(
        AssociationTable table, AssociationQuery query, Func<double> least, CancellationToken cancellationToken)
    {
        var all = table.Header.Traits.Length;
        var traits = query.Traits ?? [.. Enumerable.Range(0, all)];
        var largest = new double[all];
        var one = new int[1];
        var single = table.CreateBuffer(1);
        AssociationBlock? whole = null;
        var range = 0;
        for (var b = 0; b < table.Blocks; b++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (first, fileVariants) = table.RangeOf(b);
            if (!Meets(query.Rows, first, first + fileVariants - 1, ref range) || !(table.LargestNegLog10P(b) >= least()))
            {
                continue;
            }

            table.ReadLargest(b, largest);

            // Most traits of a block are read at once: its variants are unpacked once, not for every trait.
            var together = traits.Count(trait => largest[trait] >= least()) > all / 2;
            if (together)
            {
                whole ??= table.CreateBuffer();
                table.Read(b, whole);
            }

            foreach (var trait in traits)
            {
                if (!(largest[trait] >= least()))
                {
                    continue;
                }

                var block = whole;
                if (!together)
                {
                    one[0] = trait;
                    table.ReadTraits(b, one, single);
                    block = single;
                }

                var place = together ? trait : 0;
                var here = range;
                for (var v = 0; v < block!.Count; v++)
                {
                    var cell = (place * block.Count) + v;
                    if (block.NegLog10P[cell] >= query.LeastNegLog10P && Meets(query.Rows, block.Variant[v], block.Variant[v], ref here))
                    {
                        yield return new AssociationCell(
                            trait,
                            block.Variant[v],
                            block.Counts[v],
                            block.Beta[cell],
                            block.StandardError[cell],
                            block.NegLog10P[cell],
                            block.PeopleOf(place, v),
                            block.Remark is null ? (byte)0 : block.Remark[cell]);
                    }
                }
            }
        }
    }

    /// <summary>Whether some row from <paramref name="first"/> to <paramref name="last"/> is asked for; moves on to the range it may be in.</summary>
    private static bool Meets(IReadOnlyList<(int First, int Last)>? rows, long first, long last, ref int range)
    {
        if (rows is null)
        {
            return true;
        }

        while (range < rows.Count && rows[range].Last < first)
        {
            range++;
        }

        return range < rows.Count && rows[range].First <= last;
    }
}
