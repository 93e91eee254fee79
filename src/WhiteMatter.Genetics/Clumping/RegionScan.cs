using System.Collections.Immutable;
using WhiteMatter.Formats.Genotypes;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Genetics.Association;

namespace WhiteMatter.Genetics.Clumping;

/// <summary>A variant of a region's picture.</summary>
/// <param name="Index">Row of the .bim file.</param>
/// <param name="NegLog10P">−log10 P.</param>
/// <param name="R2">r² with the locus's lead; NaN where the variant is constant.</param>
public readonly record struct RegionVariant(int Index, double NegLog10P, double R2);

/// <summary>What surrounds a locus: the variants to draw.</summary>
/// <param name="Locus">Its zero-based number.</param>
/// <param name="Start">The region's first base pair.</param>
/// <param name="End">Its last.</param>
/// <param name="Variants">The variants, in file order.</param>
public sealed record RegionAround(int Locus, long Start, long End, ImmutableArray<RegionVariant> Variants);

/// <summary>Collects what pictures of single loci show.</summary>
public static class RegionScan
{
    /// <summary>
    /// The surroundings of the strongest loci: all variants tested within <paramref name="margin"/> of the locus, with r² to its lead. Reads only
    /// their blocks. Memory: the variants of the regions, and the genotypes of one batch.
    /// </summary>
    /// <param name="loci">The loci.</param>
    /// <param name="most">How many are wanted.</param>
    /// <param name="margin">Base pairs on either side.</param>
    /// <param name="table">Results.</param>
    /// <param name="variants">The variants of the genotype file.</param>
    /// <param name="source">Genotypes for r².</param>
    /// <param name="samples">Rows of the .fam file whose genotypes count, ascending.</param>
    /// <param name="correlation">Which correlation.</param>
    /// <param name="threads">Threads to use.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The regions, in the loci's order.</returns>
    public static ImmutableArray<RegionAround> Of(
        ImmutableArray<Locus> loci,
        int most,
        long margin,
        AssociationTable table,
        BimFile variants,
        GenotypeSource source,
        int[] samples,
        CorrelationKind correlation,
        int threads,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(variants);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(samples);
        var chosen = Enumerable.Range(0, loci.Length)
            .OrderByDescending(l => loci[l].Lead.NegLog10P)
            .ThenBy(l => l)
            .Take(most)
            .Order()
            .Select(l => new Open(l, loci[l], variants.ChromosomeIndex(loci[l].Lead.Index), Math.Max(1, loci[l].Start - margin), loci[l].End + margin))
            .ToList();
        if (chosen.Count > 0)
        {
            Collect(chosen, table, variants, cancellationToken);
        }

        var window = new GenotypeWindow(source, samples, correlation, threads);
        var regions = ImmutableArray.CreateBuilder<RegionAround>(chosen.Count);
        foreach (var region in chosen)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var r2 = window.CorrelationsWith(region.Locus.Lead.Index, region.Found);
            regions.Add(new RegionAround(
                region.Number, region.Start, region.End, [.. region.Found.Select((found, i) => new RegionVariant(found.Index, found.NegLog10P, r2[i]))]));
        }

        return regions.MoveToImmutable();
    }

    /// <summary>Reads the blocks that hold variants of the regions.</summary>
    private static void Collect(List<Open> regions, AssociationTable table, BimFile variants, CancellationToken cancellationToken)
    {
        var query = new AssociationQuery
        {
            Traits = [.. regions.Select(region => region.Locus.Trait).Distinct().Order()],
            Rows = RowsOf(regions, variants),
            LeastNegLog10P = 0,
        };
        foreach (var cell in AssociationSelection.Select(table, query, cancellationToken))
        {
            foreach (var region in regions)
            {
                if (cell.Trait == region.Locus.Trait && region.Holds(variants, cell.Variant))
                {
                    region.Found.Add(new VariantResult(
                        cell.Variant, cell.Beta, cell.StandardError, cell.NegLog10P, cell.People, cell.Counts.A1Frequency));
                }
            }
        }
    }

    /// <summary>The rows of the .bim file from the first to the last variant of each region, ascending and apart.</summary>
    private static List<(int First, int Last)> RowsOf(List<Open> regions, BimFile variants)
    {
        var ends = new (int First, int Last)[regions.Count];
        Array.Fill(ends, (int.MaxValue, -1));
        for (var v = 0; v < variants.Count; v++)
        {
            for (var r = 0; r < ends.Length; r++)
            {
                if (regions[r].Holds(variants, v))
                {
                    ends[r] = (Math.Min(ends[r].First, v), v);
                }
            }
        }

        var rows = new List<(int First, int Last)>();
        foreach (var (first, last) in ends.Where(range => range.Last >= 0).Order())
        {
            if (rows.Count > 0 && first <= rows[^1].Last + 1)
            {
                rows[^1] = (rows[^1].First, Math.Max(rows[^1].Last, last));
            }
            else
            {
                rows.Add((first, last));
            }
        }

        return rows;
    }

    private sealed record Open(int Number, Locus Locus, int Chromosome, long Start, long End)
    {
        public List<VariantResult> Found { get; } = [];

        public bool Holds(BimFile variants, int variant) =>
            variants.ChromosomeIndex(variant) == Chromosome && variants.Position(variant) is var position && position >= Start && position <= End;
    }
}
