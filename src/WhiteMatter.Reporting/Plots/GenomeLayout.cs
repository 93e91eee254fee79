using System.Collections.Immutable;

namespace WhiteMatter.Reporting;

/// <summary>A chromosome as laid out on the axis of a Manhattan plot.</summary>
/// <param name="Name">Its name without "chr" ("6", "X").</param>
/// <param name="Length">Its length in base pairs, or the largest position there is data for.</param>
public readonly record struct Chromosome(string Name, long Length);

/// <summary>Chromosomes side by side with a small gap between them.</summary>
public sealed class GenomeLayout
{
    private readonly long[] offsets;

    /// <summary>Lays chromosomes out in the given order.</summary>
    /// <param name="chromosomes">The chromosomes; every length must be positive.</param>
    /// <exception cref="ArgumentException">A length is not positive.</exception>
    public GenomeLayout(IEnumerable<Chromosome> chromosomes)
    {
        Chromosomes = [.. chromosomes];
        long sum = 0;
        foreach (var chromosome in Chromosomes)
        {
            if (chromosome.Length <= 0)
            {
                throw new ArgumentException($"Chromosome {chromosome.Name} has length {chromosome.Length}; a length is positive.", nameof(chromosomes));
            }

            sum += chromosome.Length;
        }

        var gap = Chromosomes.Length > 1 ? sum / 250 : 0;
        offsets = new long[Chromosomes.Length];
        long at = 0;
        for (var i = 0; i < offsets.Length; i++)
        {
            offsets[i] = at;
            at += Chromosomes[i].Length + gap;
        }

        Total = Math.Max(1, at - gap);
    }

    /// <summary>A layout without chromosomes.</summary>
    public static GenomeLayout Empty { get; } = new([]);

    /// <summary>The chromosomes in order.</summary>
    public ImmutableArray<Chromosome> Chromosomes { get; }

    /// <summary>Length of the axis, gaps included.</summary>
    public long Total { get; }

    /// <summary>Where a chromosome begins on the axis.</summary>
    /// <param name="chromosome">Index into <see cref="Chromosomes"/>.</param>
    public long Offset(int chromosome) => offsets[chromosome];

    /// <summary>Coordinate of a position on the axis.</summary>
    /// <param name="chromosome">Index into <see cref="Chromosomes"/>.</param>
    /// <param name="position">Base pair position; beyond the chromosome's length it is drawn at its end.</param>
    public long Coordinate(int chromosome, long position) =>
        offsets[chromosome] + Math.Clamp(position, 0, Chromosomes[chromosome].Length);
}
