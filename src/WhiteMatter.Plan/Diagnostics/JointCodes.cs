using System.Collections.Immutable;

namespace WhiteMatter.Plan.Diagnostics;

/// <summary>Codes WM4280 to WM4289: what steps find in joint tests and in the truth that loci are held against.</summary>
public static class JointCodes
{
    /// <summary>A joint test of fewer than two traits.</summary>
    public static DiagnosticDescriptor TooFewTraits { get; } = new(
        "WM4280",
        DiagnosticSeverity.Error,
        "Joint test of one trait",
        "{0} tests traits together, and its association has {1}.",
        "Give the association two or more traits, or take its own results.");

    /// <summary>An association and a design that do not belong together.</summary>
    public static DiagnosticDescriptor DesignDiffers { get; } = new(
        "WM4281",
        DiagnosticSeverity.Error,
        "Joint test of another design",
        "The design that {0} takes the correlation of its traits from is not that of its association: {1}.",
        "Give the joint test the design that its association was made with.");

    /// <summary>The exact F asked for with missing traits.</summary>
    public static DiagnosticDescriptor FWithMissingTraits { get; } = new(
        "WM4282",
        DiagnosticSeverity.Error,
        "F with missing traits",
        "{0} asks for the exact F, and some of the {1} people lack some of the traits (the fewest people of a trait are {2}).",
        "Leave out people or traits with missing values, or take distribution = chi_squared.");

    /// <summary>As many directions of traits as people less covariates.</summary>
    public static DiagnosticDescriptor TooManyTraits { get; } = new(
        "WM4283",
        DiagnosticSeverity.Error,
        "More traits than people can tell apart",
        "{0} tests {1} directions of traits in {2} people with covariates of rank {3}: together they fit any genotype perfectly.",
        "Test fewer traits than people less the rank of the covariates.");

    /// <summary>Directions of the traits that are left out.</summary>
    public static DiagnosticDescriptor RankReduced { get; } = new(
        "WM4284",
        DiagnosticSeverity.Warning,
        "Traits are nearly combinations of others",
        "{0} of {1} directions of the traits of {2} are left out, as their eigenvalues are under {3} of the greatest; the test has {4} degrees of freedom.",
        "Leave out traits that are sums or copies of others.");

    /// <summary>Variants without a joint test.</summary>
    public static DiagnosticDescriptor VariantsUntested { get; } = new(
        "WM4285",
        DiagnosticSeverity.Information,
        "Variants without a joint test",
        "{0} of {1} variants have no joint test in {2}, as some trait has no test of them ({3}).",
        "The association's own warnings say why.");

    /// <summary>A small sample whose statistic is compared with χ².</summary>
    public static DiagnosticDescriptor ApproximateChiSquared { get; } = new(
        "WM4286",
        DiagnosticSeverity.Warning,
        "χ² for a small sample",
        "{0} compares {1} degrees of freedom from {2} people (less covariates) with χ²; with z = {3} {4}.",
        "Take distribution = f, which is exact where no trait is missing.");

    /// <summary>No variant has a joint test.</summary>
    public static DiagnosticDescriptor NoneTested { get; } = new(
        "WM4287",
        DiagnosticSeverity.Error,
        "No variant has a joint test",
        "None of the {0} variants has a joint test in {1}: {2}.",
        "Check missing values of traits and genotypes.");

    /// <summary>Causal variants that the reference lacks.</summary>
    public static DiagnosticDescriptor CausalVariantsUnknown { get; } = new(
        "WM4288",
        DiagnosticSeverity.Warning,
        "Causal variants outside the reference",
        "{0} of {1} causal variants are not among the genotypes that {2} takes r² from (such as {3}); they are found by position alone.",
        "Take r² from the genotypes that the simulation was made with.");

    /// <summary>Correlated traits, of which an estimate says how many they count as.</summary>
    public static DiagnosticDescriptor CorrelatedTraitsCounted { get; } = new(
        "WM4289",
        DiagnosticSeverity.Information,
        "Correlated traits count as fewer",
        "The {0} traits of {1} have an effective number of {2}. It fits P near 0.05; a very small P may be too small by up to {3} times.",
        "Divide a genome-wide threshold by that factor, or take method = jagwas.");

    /// <summary>Every row of this block, in order of its code.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        TooFewTraits, DesignDiffers, FWithMissingTraits, TooManyTraits, RankReduced, VariantsUntested, ApproximateChiSquared, NoneTested,
        CausalVariantsUnknown, CorrelatedTraitsCounted,
    ];
}
