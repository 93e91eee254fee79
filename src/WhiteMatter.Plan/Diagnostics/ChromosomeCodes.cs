using System.Collections.Immutable;

namespace WhiteMatter.Plan.Diagnostics;

/// <summary>Codes WM4330 to WM4339: variants that an association is conditioned on, and chromosomes of which people do not all have two.</summary>
public static class ChromosomeCodes
{
    /// <summary>A variant that the genotypes do not have.</summary>
    public static DiagnosticDescriptor VariantUnknown { get; } = new(
        "WM4330",
        DiagnosticSeverity.Error,
        "Variant of 'condition' not found",
        "The genotypes of {0} have no variant named '{1}'.",
        "Write the name as the second column of the .bim file, or the ID of a .pvar or VCF file, has it.");

    /// <summary>A name that several variants have.</summary>
    public static DiagnosticDescriptor VariantAmbiguous { get; } = new(
        "WM4331",
        DiagnosticSeverity.Error,
        "Variant of 'condition' not unique",
        "The genotypes of {0} have {1} variants named '{2}'.",
        "Give variants names of their own, for example with plink2 --set-all-var-ids.");

    /// <summary>People whose sex is not known, where it matters.</summary>
    public static DiagnosticDescriptor SexUnknown { get; } = new(
        "WM4332",
        DiagnosticSeverity.Warning,
        "Sex not known",
        "{0} of {1} people of {2} have no sex in the genotypes' list of people (1 or 2 in a .fam file, SEX in a .psam): they are left out of the tests of chromosomes X and Y.",
        "Write their sex into that list, or leave the chromosomes out with keep = chromosome in [...].");

    /// <summary>Every row of this block, in order of its code.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } = [VariantUnknown, VariantAmbiguous, SexUnknown];
}
