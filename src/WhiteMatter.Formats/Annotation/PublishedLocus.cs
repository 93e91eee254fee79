namespace WhiteMatter.Formats.Annotation;

/// <summary>A locus that was published.</summary>
/// <param name="Name">Its variant or name; empty where the table has none.</param>
/// <param name="Trait">What it was found for; empty where the table does not say.</param>
/// <param name="Chromosome">Its chromosome's normalised name.</param>
/// <param name="Start">Its first base pair; of a single variant its position.</param>
/// <param name="End">Its last.</param>
public readonly record struct PublishedLocus(string Name, string Trait, string Chromosome, long Start, long End);

/// <summary>A table of published loci.</summary>
/// <param name="Loci">Those with a place.</param>
/// <param name="WithoutPlace">Rows whose chromosome or position is missing or no single one, as in the GWAS Catalog for interactions.</param>
public sealed record PublishedLoci(System.Collections.Immutable.ImmutableArray<PublishedLocus> Loci, long WithoutPlace);
