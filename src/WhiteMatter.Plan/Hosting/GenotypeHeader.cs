using System.Collections.Immutable;

namespace WhiteMatter.Plan.Hosting;

/// <summary>A file of a genotype set.</summary>
/// <param name="Path">The file.</param>
/// <param name="Identity">What it is known by.</param>
public sealed record GenotypeFile(string Path, FileIdentity Identity);

/// <summary>A file of genotypes with those that describe it.</summary>
/// <param name="Genotypes">The genotypes.</param>
/// <param name="Variants">The list of its variants; null where the file itself lists them.</param>
/// <param name="Samples">The list of its people; null where the file itself names them.</param>
public sealed record GenotypeMembers(GenotypeFile Genotypes, GenotypeFile? Variants, GenotypeFile? Samples);

/// <summary>What a host knows of genotype files without reading the genotypes.</summary>
/// <param name="Samples">People, the same in each file.</param>
/// <param name="Variants">Variants of all files together; null where only reading a file through tells, as of VCF.</param>
/// <param name="Chromosomes">Chromosomes in order of appearance, without <c>chr</c>; empty where they are not known.</param>
/// <param name="BuildEvidence">The genome build the positions allow (GRCh37, GRCh38), or null when they do not tell.</param>
/// <param name="Files">The files, in the order of the request.</param>
public sealed record GenotypeHeader(
    long Samples,
    long? Variants,
    ImmutableArray<string> Chromosomes,
    string? BuildEvidence,
    ImmutableArray<GenotypeMembers> Files);
