using System.Collections.Immutable;

namespace WhiteMatter.Plan.Diagnostics;

/// <summary>Codes WM4300 to WM4309: what is found around loci.</summary>
public static class LociCodes
{
    /// <summary>Published loci that say no single place.</summary>
    public static DiagnosticDescriptor PublishedWithoutPlace { get; } = new(
        "WM4300",
        DiagnosticSeverity.Information,
        "Published loci without a place",
        "Left out of the comparison of {0} with published loci: {1} of {2} rows of '{3}', whose chromosome or position is missing or no single one.",
        "Nothing is to be done where the rows are of interactions or haplotypes; else give each one chromosome and position.");

    /// <summary>No chromosome of a table of genes or published loci is among those of the genotypes.</summary>
    public static DiagnosticDescriptor NoChromosomeShared { get; } = new(
        "WM4301",
        DiagnosticSeverity.Error,
        "No chromosome in common",
        "'{0}' has no chromosome of the genotypes of {1}: it names {2}, they name {3}.",
        "Check that the table has chromosome and position in the columns where its format has them.");

    /// <summary>Every row of this block, in order of its code.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } = [PublishedWithoutPlace, NoChromosomeShared];
}
