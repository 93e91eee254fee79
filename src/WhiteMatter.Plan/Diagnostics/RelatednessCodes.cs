using System.Collections.Immutable;

namespace WhiteMatter.Plan.Diagnostics;

/// <summary>Codes WM4400 to WM4419: kinship and components.</summary>
public static class RelatednessCodes
{
    /// <summary>Variants out of order, which windows cannot be laid over.</summary>
    public static DiagnosticDescriptor VariantsUnsorted { get; } = new(
        "WM4400",
        DiagnosticSeverity.Error,
        "Variants not in order",
        "The variants of the genotypes of '{0}' are not sorted by position: variant {1} lies before the one above it.",
        "Sort the file, for example with plink2 --sort-vars, or write 'prune_r2 = 1', which compares none.");

    /// <summary>No variant to compare people by.</summary>
    public static DiagnosticDescriptor NoVariants { get; } = new(
        "WM4401",
        DiagnosticSeverity.Error,
        "No variants to compare people by",
        "'{0}' keeps none of {1} variants: {2} are on no autosome, {3} are removed by the genotypes' keep, and {4} are rarer than its 'maf'.",
        "Lower 'maf', or widen the genotypes' keep.");

    /// <summary>So few variants that kinship is not known well.</summary>
    public static DiagnosticDescriptor FewVariants { get; } = new(
        "WM4402",
        DiagnosticSeverity.Warning,
        "Few variants to compare people by",
        "'{0}' compares people by {1} variants; a few thousand are too few to tell the second degree from unrelated people.",
        "Raise 'prune_r2' or lower 'maf', or leave second degree and more distant pairs aside.");

    /// <summary>Too few people for so many components.</summary>
    public static DiagnosticDescriptor TooFewForComponents { get; } = new(
        "WM4403",
        DiagnosticSeverity.Error,
        "Too few people for the components",
        "'{0}' asks for {1} components of {2} unrelated people.",
        "Ask for fewer components, or compute them on more people with 'fit_on'.");

    /// <summary>Related people in a linear association.</summary>
    public static DiagnosticDescriptor RelativesInLinear { get; } = new(
        "WM4404",
        DiagnosticSeverity.Warning,
        "Relatives in a linear association",
        "{0} pairs of the people of '{1}' are related by '{2}', and its method takes people for unrelated.",
        "Draw its cohort with 'unrelated = NAME', or use a method for related people.",
        OnPage: PageText.Title);

    /// <summary>Every row of this block, in order of its code.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        VariantsUnsorted,
        NoVariants,
        FewVariants,
        TooFewForComponents,
        RelativesInLinear,
    ];
}
