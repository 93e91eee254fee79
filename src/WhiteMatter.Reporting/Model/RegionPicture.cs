using System.Collections.Immutable;

namespace WhiteMatter.Reporting;

/// <summary>A variant of a region's picture.</summary>
/// <param name="Position">Its position.</param>
/// <param name="NegLog10P">−log10 P.</param>
/// <param name="R2">r² with the lead; NaN where it is not known.</param>
public readonly record struct RegionPoint(long Position, double NegLog10P, double R2);

/// <summary>A gene below a region's picture.</summary>
/// <param name="Name">Its symbol.</param>
/// <param name="Start">Its first base pair.</param>
/// <param name="End">Its last.</param>
/// <param name="IsReverse">Whether it is read from its end to its start.</param>
public readonly record struct RegionGene(string Name, long Start, long End, bool IsReverse);

/// <summary>The surroundings of a locus: every variant tested there, coloured by its correlation with the lead, and the genes.</summary>
/// <param name="Lead">The lead variant.</param>
/// <param name="Trait">The trait.</param>
/// <param name="Chromosome">The chromosome.</param>
/// <param name="Start">The region's first base pair.</param>
/// <param name="End">Its last.</param>
/// <param name="LeadPosition">The lead's position.</param>
/// <param name="Threshold">The P that index variants had to reach.</param>
/// <param name="Points">The variants.</param>
/// <param name="Genes">The genes that overlap the region; empty where no table of genes was given.</param>
public sealed record RegionPicture(
    string Lead,
    string Trait,
    string Chromosome,
    long Start,
    long End,
    long LeadPosition,
    double Threshold,
    ImmutableArray<RegionPoint> Points,
    ImmutableArray<RegionGene> Genes);
