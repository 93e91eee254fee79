using WhiteMatter.Formats.Genotypes;

namespace WhiteMatter.Genetics.Association;

/// <summary>Which variants of a file are tested and how they are coded, in whole blocks of the table, and who is told how far the work is.</summary>
/// <param name="Filter">Which of them are kept; null keeps all.</param>
/// <param name="First">First variant, a multiple of <paramref name="BlockSize"/>.</param>
/// <param name="Count">Number of variants; a multiple of <paramref name="BlockSize"/> but at the file's end.</param>
/// <param name="BlockSize">Variants of a block of the table.</param>
/// <param name="Progress">Receives the number of variants done.</param>
public sealed record AssociationRange(VariantFilter? Filter, long First, long Count, int BlockSize, IProgress<long>? Progress)
{
    /// <summary>What of a genotype traits are regressed on; filters and counts are of copies whatever it is.</summary>
    public AlleleCoding Coding { get; init; }

    /// <summary>Chromosomes of which people do not all have two; null tests every variant as an autosome's.</summary>
    public SexChromosomes? SexChromosomes { get; init; }

    /// <summary>The same where everybody is tested as of autosomes; filters regard the chromosomes all the same.</summary>
    internal AssociationRange WithoutDesigns => this with { SexChromosomes = SexChromosomes is null ? null : SexChromosomes with { HaveDesigns = false } };

    /// <summary>Refuses a range that is not whole blocks of a file, and a file with other people than the design's.</summary>
    /// <param name="design">The design.</param>
    /// <param name="source">The file.</param>
    internal void Check(AssociationDesign design, GenotypeSource source)
    {
        if (BlockSize <= 0 || First < 0 || First % BlockSize != 0 || First + Count > source.VariantCount
            || (Count % BlockSize != 0 && First + Count != source.VariantCount))
        {
            throw new ArgumentOutOfRangeException(nameof(source), "A range of variants must be whole blocks.");
        }

        if (source.PersonCount != design.FileSamples)
        {
            throw new ArgumentException($"The design was made for {design.FileSamples} samples; the file has {source.PersonCount}.", nameof(source));
        }
    }
}
