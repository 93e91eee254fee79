using System.Collections.Immutable;

namespace WhiteMatter.Plan.Hosting;

/// <summary>A file of a genotype set.</summary>
/// <param name="Path">The file.</param>
/// <param name="Identity">What it is known by.</param>
public sealed record GenotypeFile(string Path, FileIdentity Identity);

/// <summary>What a host knows of a PLINK 1 file set without reading the genotypes.</summary>
/// <param name="Samples">Rows of the .fam file.</param>
/// <param name="Variants">Rows of the .bim file.</param>
/// <param name="Chromosomes">Chromosomes in order of appearance, without <c>chr</c>.</param>
/// <param name="BuildEvidence">The genome build the positions allow (GRCh37, GRCh38), or null when they do not tell.</param>
/// <param name="Bed">The .bed file.</param>
/// <param name="Bim">The .bim file.</param>
/// <param name="Fam">The .fam file.</param>
public sealed record GenotypeHeader(
    long Samples,
    long Variants,
    ImmutableArray<string> Chromosomes,
    string? BuildEvidence,
    GenotypeFile Bed,
    GenotypeFile Bim,
    GenotypeFile Fam);
