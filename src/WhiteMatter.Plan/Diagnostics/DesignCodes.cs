using System.Collections.Immutable;

namespace WhiteMatter.Plan.Diagnostics;

/// <summary>Codes WM3000 to WM3999: the design of a study.</summary>
public static class DesignCodes
{
    /// <summary>A genome-wide threshold for one trait applied to several.</summary>
    public static DiagnosticDescriptor ThresholdIgnoresTraits { get; } = new(
        "WM3001",
        DiagnosticSeverity.Warning,
        "Threshold does not account for the number of traits",
        "{0} traits are tested, but the threshold {1} is that of one; for {0} it is {2}.",
        "Divide the threshold by the number of traits, or accept with the reason.",
        Acceptable: true);

    /// <summary>Site or scanner left out of the covariates.</summary>
    public static DiagnosticDescriptor SiteNotAdjusted { get; } = new(
        "WM3002",
        DiagnosticSeverity.Warning,
        "Site left out",
        "The cohort has the column '{0}', which looks like a site or scanner, but the association does not adjust for it.",
        "Add it to adjust as a factor, or accept with the reason.",
        Acceptable: true);

    /// <summary>Head size left out of the covariates.</summary>
    public static DiagnosticDescriptor HeadSizeNotAdjusted { get; } = new(
        "WM3003",
        DiagnosticSeverity.Warning,
        "Head size left out",
        "The cohort has the column '{0}', which looks like head size, but the association does not adjust for it.",
        "Add it to adjust, or accept with the reason.",
        Acceptable: true);

    /// <summary>An association without covariates.</summary>
    public static DiagnosticDescriptor NoCovariates { get; } = new(
        "WM3004",
        DiagnosticSeverity.Warning,
        "No covariates",
        "The association '{0}' adjusts for nothing.",
        "Adjust for age, sex and ancestry at least, or accept with the reason.",
        Acceptable: true);

    /// <summary>Loci whose reference genotypes are of other people than the association.</summary>
    public static DiagnosticDescriptor ReferenceOtherPeople { get; } = new(
        "WM3005",
        DiagnosticSeverity.Warning,
        "Reference of other people",
        "The genotypes '{0}' that r² is computed from are of '{1}', but the association is of '{2}'.",
        "Take a reference of the same ancestry, or accept with the reason.",
        Acceptable: true);

    /// <summary>Traits or genotypes declared for people who need not be those of the association.</summary>
    public static DiagnosticDescriptor DifferentPeople { get; } = new(
        "WM3006",
        DiagnosticSeverity.Warning,
        "Different people",
        "The {0} '{1}' are of '{2}', but the association is of '{3}', and nothing says that they share people.",
        "Declare both from one cohort, or accept with the reason.",
        Acceptable: true);

    /// <summary>Cohort algebra that leaves nobody.</summary>
    public static DiagnosticDescriptor NobodyLeft { get; } = new(
        "WM3007",
        DiagnosticSeverity.Error,
        "Nobody left",
        "'{0}' has no people: {1}.",
        "Correct the cohort algebra.");

    /// <summary>A trait that is a part of one of its covariates.</summary>
    public static DiagnosticDescriptor TraitIsCovariate { get; } = new(
        "WM3008",
        DiagnosticSeverity.Warning,
        "Trait among its covariates",
        "The trait '{0}' is also in a term that the association adjusts for.",
        "Remove it from adjust, or accept with the reason.",
        Acceptable: true);

    /// <summary>A clump's members must be more significant than its index variant.</summary>
    public static DiagnosticDescriptor MemberThresholdStricter { get; } = new(
        "WM3009",
        DiagnosticSeverity.Warning,
        "Members stricter than index variants",
        "'member_p' is {0}, stricter than the {1} of index variants: clumps would lose members that are significant.",
        "Make member_p larger than p, or accept with the reason.",
        Acceptable: true);

    /// <summary>An expected condition that says nothing of the run.</summary>
    public static DiagnosticDescriptor ConditionNeedsNoRun { get; } = new(
        "WM3010",
        DiagnosticSeverity.Warning,
        "Condition that needs no run",
        "This condition does not depend on any result.",
        "Compare a result, such as 'leads.count >= 1'.",
        Acceptable: true);

    /// <summary>Traits or genotypes of people who are not in the association.</summary>
    public static DiagnosticDescriptor DisjointPeople { get; } = new(
        "WM3011",
        DiagnosticSeverity.Error,
        "No people in common",
        "The {0} '{1}' are of '{2}', which by the cohort algebra shares nobody with '{3}'.",
        "Take both from cohorts that overlap.");

    /// <summary>A trait that its covariates determine.</summary>
    public static DiagnosticDescriptor TraitIsItsCovariate { get; } = new(
        "WM3012",
        DiagnosticSeverity.Error,
        "Trait adjusted for itself",
        "The trait '{0}' is a covariate of its own association: nothing of it would be left to test.",
        "Remove it from adjust or from the traits.");

    /// <summary>Every row of this block, in order of its code.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        ThresholdIgnoresTraits,
        SiteNotAdjusted,
        HeadSizeNotAdjusted,
        NoCovariates,
        ReferenceOtherPeople,
        DifferentPeople,
        NobodyLeft,
        TraitIsCovariate,
        MemberThresholdStricter,
        ConditionNeedsNoRun,
        DisjointPeople,
        TraitIsItsCovariate,
    ];
}
