using System.Collections.Immutable;
using WhiteMatter.Formats.Annotation;

namespace WhiteMatter.Genetics.Clumping;

/// <summary>Finds genes by place.</summary>
public sealed class GeneMap
{
    private readonly Dictionary<string, ImmutableArray<GeneLocation>> _genes;

    /// <summary>Orders genes by chromosome and place.</summary>
    /// <param name="genes">The genes.</param>
    public GeneMap(IEnumerable<GeneLocation> genes) => _genes = genes
        .GroupBy(gene => gene.Chromosome)
        .ToDictionary(
            group => group.Key,
            group => group.OrderBy(gene => gene.Start).ThenBy(gene => gene.End).ThenBy(gene => gene.Name, StringComparer.Ordinal).ToImmutableArray());

    /// <summary>The genes that overlap a stretch, by their start.</summary>
    /// <param name="chromosome">The chromosome's normalised name.</param>
    /// <param name="start">The stretch's first base pair.</param>
    /// <param name="end">Its last.</param>
    public ImmutableArray<GeneLocation> Within(string chromosome, long start, long end) =>
        _genes.TryGetValue(chromosome, out var genes) ? [.. genes.Where(gene => gene.Start <= end && gene.End >= start)] : [];

    /// <summary>The genes nearest to a position, several where they are equally near; none where the chromosome has no genes.</summary>
    /// <param name="chromosome">The chromosome's normalised name.</param>
    /// <param name="position">The position.</param>
    public ImmutableArray<GeneLocation> Nearest(string chromosome, long position)
    {
        if (!_genes.TryGetValue(chromosome, out var genes))
        {
            return [];
        }

        var least = genes.Min(gene => Math.Abs(gene.OffsetOf(position)));
        return [.. genes.Where(gene => Math.Abs(gene.OffsetOf(position)) == least)];
    }
}
