using WhiteMatter.Formats.Genotypes;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Genetics.Native;

namespace WhiteMatter.Genetics.Relatedness;

/// <summary>Windows in which variants are compared.</summary>
/// <param name="Size">Base pairs, or variants.</param>
/// <param name="InVariants">Whether it is a number of variants.</param>
/// <param name="Step">Variants that a window of variants is moved by; windows of base pairs move by one.</param>
public readonly record struct PruningWindow(long Size, bool InVariants, long Step)
{
    /// <summary>Windows of base pairs.</summary>
    /// <param name="size">Base pairs.</param>
    public static PruningWindow BasePairs(long size) => new(size, false, 1);
}

/// <summary>
/// Variants of which no two within a window are correlated above r²: PLINK 2's <c>--indep-pairwise</c> with <c>--indep-order 1</c>, the
/// order of PLINK 1.9 and of PLINK 2 before 2023. r² is the squared Pearson correlation of allele counts over people with both; of a pair
/// above it the variant with the rarer minor allele goes, alike the later one. Chromosomes are worked on side by side.
/// </summary>
public static class VariantPruning
{
    /// <summary>Chooses among listed variants.</summary>
    /// <param name="source">Genotypes.</param>
    /// <param name="variants">The variants of the genotype file; sorted by position within a chromosome.</param>
    /// <param name="listed">The variants to choose among, ascending.</param>
    /// <param name="samples">Rows of the .fam file whose genotypes count.</param>
    /// <param name="window">Windows.</param>
    /// <param name="r2">The bound of r², between 0 and 1.</param>
    /// <param name="threads">Threads to use, a chromosome each.</param>
    /// <param name="progress">Told the variants done.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The chosen variants, ascending.</returns>
    public static int[] Choose(
        GenotypeSource source,
        BimFile variants,
        int[] listed,
        int[] samples,
        PruningWindow window,
        double r2,
        int threads,
        IProgress<long>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(variants);
        ArgumentNullException.ThrowIfNull(listed);
        ArgumentNullException.ThrowIfNull(samples);
        var runs = new List<(int Start, int Count)>();
        for (var start = 0; start < listed.Length;)
        {
            var end = start + 1;
            while (end < listed.Length && variants.ChromosomeIndex(listed[end]) == variants.ChromosomeIndex(listed[start]))
            {
                end++;
            }

            runs.Add((start, end - start));
            start = end;
        }

        var kept = new byte[listed.Length];
        var done = 0L;
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken };
        Parallel.ForEach(runs, options, run =>
        {
            var (start, count) = run;
            var positions = window.InVariants ? [] : new long[count];
            for (var i = 0; i < positions.Length; i++)
            {
                positions[i] = variants.Position(listed[start + i]);
            }

            using var pruning = NativeRelatedness.CreatePruning(source.PersonCount, samples, count, positions, window.Size, window.Step, r2);
            var row = source.BytesPerVariant;
            byte[] rows = [];
            foreach (var (at, batch) in PackedPeople.Batches(count, row))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (rows.Length == 0)
                {
                    rows = new byte[(long)batch * row];
                }

                PackedPeople.ReadListed(source, listed.AsSpan(start + at, batch), rows);
                NativeRelatedness.Add(pruning, rows, row, batch);
                progress?.Report(Interlocked.Add(ref done, batch));
            }

            NativeRelatedness.Kept(pruning, kept.AsSpan(start, count));
        });
        return [.. listed.Where((_, i) => kept[i] != 0)];
    }
}
