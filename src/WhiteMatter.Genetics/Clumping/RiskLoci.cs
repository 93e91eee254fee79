using System.Collections.Immutable;
using WhiteMatter.Formats.Genotypes;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Genetics.Association;

namespace WhiteMatter.Genetics.Clumping;

/// <summary>
/// Genomic risk loci as FUMA defines them (Watanabe 2017, and its published script). Independent significant variants are what clumping at a
/// high r² leaves; each has its candidates, and a candidate may have several. Leads are what clumping the independent ones at a low r²
/// leaves. A lead's span is that of the candidates of every independent variant correlated with it; spans near each other are one locus.
/// </summary>
/// <remarks>
/// Unlike FUMA, candidates are variants of the association alone, none of a reference panel; r² and frequencies come from the genotypes at hand;
/// and spans are merged until none lie near, where FUMA's script looks back once.
/// </remarks>
public static class RiskLoci
{
    /// <summary>Finds the loci of every trait, in order of trait, chromosome and position.</summary>
    /// <param name="table">Results.</param>
    /// <param name="variants">The variants of the genotype file.</param>
    /// <param name="source">Genotypes for r².</param>
    /// <param name="samples">Rows of the .fam file whose genotypes count, ascending.</param>
    /// <param name="options">Thresholds of independent significant variants, with shared members.</param>
    /// <param name="leadR2">Leads have less than this r² with each other.</param>
    /// <param name="whole">A region that becomes one locus; null for none.</param>
    /// <param name="progress">Receives the number of significant variants done and in all.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static ImmutableArray<Locus> Find(
        AssociationTable table,
        BimFile variants,
        GenotypeSource source,
        int[] samples,
        ClumpingOptions options,
        double leadR2,
        GenomicRegion? whole,
        IProgress<(long Done, long Total)>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!options.MembersShared)
        {
            throw new ArgumentException("Candidates of risk loci may have several independent variants.", nameof(options));
        }

        var independent = LocusFinder.FindClumps(table, variants, source, samples, options, progress, cancellationToken);
        var window = new GenotypeWindow(source, samples, options.Correlation, options.Threads);
        var spans = new List<LocusSpan>();
        foreach (var group in independent.GroupBy(clump => (clump.Trait, variants.ChromosomeIndex(clump.Lead.Index))))
        {
            cancellationToken.ThrowIfCancellationRequested();
            spans.AddRange(SpansOf([.. group], variants, window, options.Window, leadR2));
        }

        return LocusSpans.Merge(spans, variants, options.Merge, whole);
    }

    /// <summary>The spans of the leads among the independent variants of one trait and chromosome, which come by significance.</summary>
    private static IEnumerable<LocusSpan> SpansOf(ImmutableArray<Clump> independent, BimFile variants, GenotypeWindow window, long reach, double leadR2)
    {
        var groups = new List<List<Clump>>();
        var leads = new HashSet<int>();
        var taken = new HashSet<int>();
        foreach (var clump in independent)
        {
            if (taken.Contains(clump.Lead.Index))
            {
                continue;
            }

            leads.Add(clump.Lead.Index);
            var near = independent
                .Where(other => other.Lead.Index != clump.Lead.Index
                    && Math.Abs((long)variants.Position(other.Lead.Index) - variants.Position(clump.Lead.Index)) < reach)
                .OrderBy(other => other.Lead.Index)
                .ToList();
            var r2 = window.CorrelationsWith(clump.Lead.Index, [.. near.Select(other => other.Lead)]);
            var group = new List<Clump> { clump };
            for (var i = 0; i < near.Count; i++)
            {
                if (r2[i] >= leadR2)
                {
                    taken.Add(near[i].Lead.Index);
                    group.Add(near[i]);
                }
            }

            groups.Add(group);
        }

        foreach (var group in groups)
        {
            yield return LocusSpan.Of([.. group.Select(clump => clump with { IsLead = leads.Contains(clump.Lead.Index) })], variants);
        }
    }
}
