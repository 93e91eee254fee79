using System.Collections.Immutable;
using WhiteMatter.Formats.Plink;

namespace WhiteMatter.Genetics.Clumping;

/// <summary>Clumps of one trait that belong together, with the stretch that they cover.</summary>
internal sealed record LocusSpan(int Trait, int Chromosome, long Start, long End, ImmutableArray<Clump> Clumps)
{
    public static LocusSpan Of(ImmutableArray<Clump> clumps, BimFile variants)
    {
        var (start, end) = (long.MaxValue, long.MinValue);
        foreach (var index in clumps.SelectMany(clump => clump.Members.Select(member => member.Result.Index).Append(clump.Lead.Index)))
        {
            start = Math.Min(start, variants.Position(index));
            end = Math.Max(end, variants.Position(index));
        }

        return new LocusSpan(clumps[0].Trait, variants.ChromosomeIndex(clumps[0].Lead.Index), start, end, clumps);
    }

    public LocusSpan With(LocusSpan other) =>
        this with { Start = Math.Min(Start, other.Start), End = Math.Max(End, other.End), Clumps = Clumps.AddRange(other.Clumps) };

    public Locus ToLocus(BimFile variants)
    {
        var clumps = Clumps
            .DistinctBy(clump => clump.Lead.Index)
            .OrderByDescending(clump => clump.Lead.NegLog10P)
            .ThenBy(clump => clump.Lead.Index)
            .ToImmutableArray();
        var members = clumps.SelectMany(clump => clump.Members.Select(member => member.Result.Index).Append(clump.Lead.Index));
        return new Locus(Trait, variants.ChromosomeOf(clumps[0].Lead.Index), Start, End, clumps[0].Lead, clumps, members.Distinct().Count());
    }
}

/// <summary>Joins spans to loci.</summary>
internal static class LocusSpans
{
    /// <summary>Loci in order of trait, chromosome and position.</summary>
    /// <param name="spans">The spans, in any order.</param>
    /// <param name="variants">The variants of the genotype file.</param>
    /// <param name="merge">Spans of a trait nearer than this many base pairs become one; 0 keeps each.</param>
    /// <param name="whole">A region whose spans become one whatever lies between them; null for none.</param>
    public static ImmutableArray<Locus> Merge(IEnumerable<LocusSpan> spans, BimFile variants, long merge, GenomicRegion? whole)
    {
        var merged = new List<LocusSpan>();
        foreach (var span in spans
            .OrderBy(span => span.Trait)
            .ThenBy(span => span.Chromosome)
            .ThenBy(span => span.Start)
            .ThenBy(span => span.Clumps[0].Lead.Index))
        {
            if (merged.Count > 0 && merged[^1].Trait == span.Trait && merged[^1].Chromosome == span.Chromosome
                && ((merge > 0 && span.Start - merged[^1].End < merge) || (IsIn(merged[^1]) && IsIn(span))))
            {
                merged[^1] = merged[^1].With(span);
            }
            else
            {
                merged.Add(span);
            }
        }

        return [.. merged.Select(span => span.ToLocus(variants))];

        bool IsIn(LocusSpan span) =>
            whole is { } region && region.DistanceTo(variants.Chromosomes[span.Chromosome], span.Start, span.End) == 0;
    }
}
