using System.Collections.Immutable;
using WhiteMatter.Formats.Genotypes;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Genetics.Association;

namespace WhiteMatter.Genetics.Clumping;

/// <summary>
/// Finds loci by clumping: the most significant variant becomes an index variant, takes every variant near it that is in linkage
/// disequilibrium with it and significant enough, and so on with what is left, as PLINK's <c>--clump</c> does; a variant belongs to one
/// clump at most, unless members are shared. r² is over people with both genotypes.
/// </summary>
/// <remarks>
/// Reads the association table twice, and of it only chunks with a P small enough; memory is one block of it, the variants that reach either threshold near an index variant,
/// and the genotypes of one window.
/// </remarks>
public static class LocusFinder
{
    /// <summary>Finds the clumps of every trait, in order of trait and significance.</summary>
    /// <param name="table">Results.</param>
    /// <param name="variants">The variants of the genotype file.</param>
    /// <param name="source">Genotypes for r².</param>
    /// <param name="samples">Rows of the .fam file whose genotypes count, ascending.</param>
    /// <param name="options">Thresholds.</param>
    /// <param name="progress">Receives the number of index variants done and in all.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static ImmutableArray<Clump> FindClumps(
        AssociationTable table,
        BimFile variants,
        GenotypeSource source,
        int[] samples,
        ClumpingOptions options,
        IProgress<(long Done, long Total)>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(variants);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(options);
        var candidates = CollectIndexCandidates(table, options, cancellationToken);
        CollectMembers(table, variants, options, candidates, cancellationToken);
        var window = new GenotypeWindow(source, samples, options.Correlation, options.Threads);
        var clumps = ImmutableArray.CreateBuilder<Clump>();
        var total = candidates.Sum(trait => (long)trait.Index.Count);
        var done = 0L;
        for (var trait = 0; trait < candidates.Length; trait++)
        {
            done += ClumpTrait(trait, candidates[trait], variants, window, options, clumps, cancellationToken);
            progress?.Report((done, total));
        }

        return clumps.ToImmutable();
    }

    /// <summary>Joins clumps of a trait whose spans overlap or are nearer than <see cref="ClumpingOptions.Merge"/>.</summary>
    /// <param name="clumps">Clumps.</param>
    /// <param name="variants">The variants of the genotype file.</param>
    /// <param name="merge">Base pairs; 0 keeps each clump as a locus.</param>
    /// <returns>Loci in order of trait, chromosome and position.</returns>
    public static ImmutableArray<Locus> Merge(ImmutableArray<Clump> clumps, BimFile variants, long merge)
    {
        ArgumentNullException.ThrowIfNull(variants);
        return LocusSpans.Merge(clumps.Select(clump => LocusSpan.Of([clump], variants)), variants, merge, null);
    }

    private static TraitCandidates[] CollectIndexCandidates(
        AssociationTable table, ClumpingOptions options, CancellationToken cancellationToken)
    {
        var candidates = new TraitCandidates[table.Header.Traits.Length];
        for (var trait = 0; trait < candidates.Length; trait++)
        {
            candidates[trait] = new TraitCandidates();
        }

        Scan(table, options.NegLog10P, options, cancellationToken, (trait, result) => candidates[trait].Index.Add(result));
        return candidates;
    }

    /// <summary>Collects the variants that may become members: significant enough and in the window of an index candidate.</summary>
    private static void CollectMembers(
        AssociationTable table,
        BimFile variants,
        ClumpingOptions options,
        TraitCandidates[] candidates,
        CancellationToken cancellationToken)
    {
        foreach (var trait in candidates)
        {
            trait.SetReach(variants, options.Window - 1);
        }

        Scan(table, options.MemberNegLog10P, options, cancellationToken, (trait, result) => candidates[trait].AddMember(variants, result));
        foreach (var trait in candidates)
        {
            trait.SortMembers();
        }
    }

    private static void Scan(
        AssociationTable table, double threshold, ClumpingOptions options, CancellationToken cancellationToken, Action<int, VariantResult> take)
    {
        foreach (var cell in AssociationSelection.Select(table, new AssociationQuery { LeastNegLog10P = threshold }, cancellationToken))
        {
            if (options.IsCommon(cell.Counts.A1Frequency))
            {
                take(cell.Trait, new VariantResult(
                    cell.Variant, cell.Beta, cell.StandardError, cell.NegLog10P, cell.People, cell.Counts.A1Frequency));
            }
        }
    }

    private static long ClumpTrait(
        int trait,
        TraitCandidates candidates,
        BimFile variants,
        GenotypeWindow window,
        ClumpingOptions options,
        ImmutableArray<Clump>.Builder clumps,
        CancellationToken cancellationToken)
    {
        var taken = new HashSet<int>();
        foreach (var lead in candidates.Index.OrderByDescending(result => result.NegLog10P).ThenBy(result => result.Index))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!taken.Add(lead.Index))
            {
                continue;
            }

            var near = candidates.Near(variants, lead.Index)
                .Where(member => member.Index != lead.Index && (options.MembersShared || !taken.Contains(member.Index)))
                .ToList();
            var r2 = window.CorrelationsWith(lead.Index, near);
            var joined = ImmutableArray.CreateBuilder<ClumpMember>();
            for (var i = 0; i < near.Count; i++)
            {
                if (options.Joins(r2[i]))
                {
                    taken.Add(near[i].Index);
                    joined.Add(new ClumpMember(near[i], r2[i]));
                }
            }

            clumps.Add(new Clump(trait, lead, joined.ToImmutable()));
        }

        return candidates.Index.Count;
    }
}
