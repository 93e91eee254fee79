using System.Runtime.InteropServices;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Genetics.Association;

namespace WhiteMatter.Genetics.Meta;

/// <summary>
/// Lays a table of effects on another list of variants: rows of that list, effects and frequencies of its first allele. Variants are the same
/// where chromosome, position and alleles are; effects stay with the letters that the table has, also where these read the same on both strands.
/// </summary>
public static class StatisticsAlignment
{
    private const int BlockSize = 1024;

    /// <summary>Writes the table. Memory: one block of each table, and four bytes a variant of the list.</summary>
    /// <param name="source">The effects.</param>
    /// <param name="variants">Their variants, each chromosome in one run with positions that do not fall.</param>
    /// <param name="reference">The list, likewise.</param>
    /// <param name="output">Receives the table.</param>
    /// <param name="progress">Told the variants of the list that are done.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>How many variants were laid.</returns>
    public static long Write(
        AssociationTable source, BimFile variants, BimFile reference, Stream output, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(variants);
        ArgumentNullException.ThrowIfNull(reference);
        var traits = source.Header.Traits.Length;
        var (rowOf, swapped) = Match(variants, reference, cancellationToken);
        using var table = AssociationTableWriter.Create(output, source.Header with { HasMissingTraits = true, HasRemarks = false });
        var reading = new TableRows(source);
        var block = new AssociationBlock(BlockSize, traits, hasMissingTraits: true);
        var laid = 0L;
        for (var first = 0; first < reference.Count; first += BlockSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var size = Math.Min(BlockSize, reference.Count - first);
            var kept = 0;
            for (var row = first; row < first + size; row++)
            {
                if (rowOf[row] < 0 || !reading.Find(rowOf[row], out var from, out var v))
                {
                    continue;
                }

                var frequency = from.Counts[v].A1Frequency;
                block.Variant[kept] = row;
                block.Counts[kept] = StatisticsTableWriter.CountsOf(swapped[row] ? 1 - frequency : frequency, from.Counts[v].ImputationQuality);
                block.Reason[kept] = from.Reason[v];
                for (var trait = 0; trait < traits; trait++)
                {
                    var (to, cell) = ((trait * BlockSize) + kept, (trait * from.Count) + v);
                    block.Beta[to] = swapped[row] ? -from.Beta[cell] : from.Beta[cell];
                    block.StandardError[to] = from.StandardError[cell];
                    block.NegLog10P[to] = from.NegLog10P[cell];
                    block.CellPeople![to] = from.PeopleOf(trait, v);
                }

                kept++;
            }

            for (var trait = 1; trait < traits; trait++)
            {
                Move(block.Beta, trait, kept);
                Move(block.StandardError, trait, kept);
                Move(block.NegLog10P, trait, kept);
                Move(block.CellPeople!, trait, kept);
            }

            block.Hold(first, size);
            block.Count = kept;
            table.Write(block);
            laid += kept;
            progress?.Report(first + size);
        }

        table.Complete();
        return laid;
    }

    private static void Move<T>(T[] cells, int trait, int count) => cells.AsSpan(trait * BlockSize, count).CopyTo(cells.AsSpan(trait * count));

    /// <summary>For each variant of the list the row that it has in the other; −1 where it has none.</summary>
    private static (int[] RowOf, bool[] Swapped) Match(BimFile variants, BimFile reference, CancellationToken cancellationToken)
    {
        var rowOf = new int[reference.Count];
        var swapped = new bool[reference.Count];
        var matches = new List<AlleleMatch>();
        Array.Fill(rowOf, -1);
        var theirs = variants.Runs().ToDictionary(run => variants.Chromosomes[run.Chromosome], run => (run.First, End: run.First + run.Count), StringComparer.Ordinal);
        foreach (var run in reference.Runs())
        {
            if (!theirs.TryGetValue(reference.Chromosomes[run.Chromosome], out var there))
            {
                continue;
            }

            var from = there.First;
            for (var row = run.First; row < run.First + run.Count; row++)
            {
                if (row % 65536 == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                }

                while (from < there.End && variants.Position(from) < reference.Position(row))
                {
                    from++;
                }

                matches.Clear();
                for (var at = from; at < there.End && variants.Position(at) == reference.Position(row); at++)
                {
                    matches.Add(AlleleAlignment.Match(reference.Allele1(row), reference.Allele2(row), variants.Allele1(at), variants.Allele2(at)));
                }

                if (AlleleAlignment.Best(CollectionsMarshal.AsSpan(matches)) is >= 0 and var best)
                {
                    (rowOf[row], swapped[row]) = (from + best, matches[best].IsSwapped());
                }
            }
        }

        return (rowOf, swapped);
    }
}
