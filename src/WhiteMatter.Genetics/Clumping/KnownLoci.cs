using System.Collections.Immutable;
using WhiteMatter.Formats.Annotation;

namespace WhiteMatter.Genetics.Clumping;

/// <summary>The published locus nearest to one that was found.</summary>
/// <param name="Published">The published locus.</param>
/// <param name="Distance">Base pairs between the two; 0 where they overlap.</param>
public readonly record struct NearestKnown(PublishedLocus Published, long Distance);

/// <summary>Published loci, to tell what is new.</summary>
/// <param name="published">The loci.</param>
public sealed class KnownLoci(IEnumerable<PublishedLocus> published)
{
    private readonly ILookup<string, PublishedLocus> _byChromosome = published.ToLookup(locus => locus.Chromosome);

    /// <summary>The nearest published locus on a locus's chromosome, the first of equals; null where there is none.</summary>
    /// <param name="locus">The locus.</param>
    public NearestKnown? NearestTo(Locus locus)
    {
        ArgumentNullException.ThrowIfNull(locus);
        NearestKnown? nearest = null;
        foreach (var known in _byChromosome[locus.Chromosome])
        {
            var distance = new GenomicRegion(known.Chromosome, known.Start, known.End).DistanceTo(locus.Chromosome, locus.Start, locus.End)!.Value;
            if (nearest is null || distance < nearest.Value.Distance)
            {
                nearest = new NearestKnown(known, distance);
            }
        }

        return nearest;
    }

    /// <summary>For each locus whether a published one lies within a distance of it.</summary>
    /// <param name="loci">The loci.</param>
    /// <param name="distance">Base pairs; 0 asks for an overlap.</param>
    public ImmutableArray<bool> AreKnown(ImmutableArray<Locus> loci, long distance) =>
        [.. loci.Select(locus => NearestTo(locus) is { } nearest && nearest.Distance <= distance)];
}
