using System.Collections.Immutable;

namespace WhiteMatter.Plan.Diagnostics;

/// <summary>Codes WM4320 to WM4329: what steps find in binary traits.</summary>
public static class BinaryTraitCodes
{
    /// <summary>A trait of more than two values in a logistic regression.</summary>
    public static DiagnosticDescriptor NotBinary { get; } = new(
        "WM4320",
        DiagnosticSeverity.Error,
        "Trait that is not binary",
        "Logistic regression needs a trait of two values, and '{0}' has others in the association's people: {1}.",
        "Name the codes that mean missing (missing = [...]; PLINK's are 0 and -9 beside 1 and 2), or take method = linear.")
    {
        OnPage = PageText.Title,
    };

    /// <summary>So few cases or controls that the normal distribution of z is doubtful.</summary>
    public static DiagnosticDescriptor FewCases { get; } = new(
        "WM4321",
        DiagnosticSeverity.Warning,
        "Few cases or controls",
        "The trait '{0}' has {1} cases and {2} controls with covariates of rank {3}: under ten of the rarer for each, Wald's P of rare variants is not to be trusted.",
        "Drop covariates, keep commoner variants (keep = mac >= 20), or take method = logistic(firth = always).")
    {
        OnPage = PageText.Title,
    };

    /// <summary>Covariates that tell cases from controls.</summary>
    public static DiagnosticDescriptor CovariatesSeparate { get; } = new(
        "WM4322",
        DiagnosticSeverity.Warning,
        "Covariates tell cases from controls",
        "The covariates alone separate cases from controls of the trait '{0}', or nearly: no variant has an ordinary logistic fit.",
        "Look for a covariate, or a level of a factor, that only cases or only controls have, and drop it.");

    /// <summary>Tests by Firth's penalised likelihood.</summary>
    public static DiagnosticDescriptor FirthUsed { get; } = new(
        "WM4323",
        DiagnosticSeverity.Information,
        "Firth's penalised likelihood used",
        "{0} of {1} tests of {2} are by Firth's penalised likelihood: an allele is in cases alone or in controls alone, or Newton's method failed.",
        "Nothing is to be done; keep = mac >= 20 leaves most of them out.");

    /// <summary>Tests without a fit.</summary>
    public static DiagnosticDescriptor NotConverged { get; } = new(
        "WM4324",
        DiagnosticSeverity.Warning,
        "Logistic fits that were not found",
        "{0} of {1} tests of {2} are missing: no logistic fit was found.",
        "With firth = fallback those of separated alleles are tested; keep = mac >= 20 leaves most of the rest out.");

    /// <summary>Every row of this block, in order of its code.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } = [NotBinary, FewCases, CovariatesSeparate, FirthUsed, NotConverged];
}
