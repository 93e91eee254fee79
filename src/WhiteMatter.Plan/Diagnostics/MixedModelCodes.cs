using System.Collections.Immutable;

namespace WhiteMatter.Plan.Diagnostics;

/// <summary>Codes WM4350 to WM4369: what steps find in mixed models.</summary>
public static class MixedModelCodes
{
    /// <summary>People of an association of whose relatives nothing is known.</summary>
    public static DiagnosticDescriptor PeopleWithoutRelationships { get; } = new(
        "WM4350",
        DiagnosticSeverity.Error,
        "People without relationships",
        "The relatedness of the mixed model of {0} lacks {1} of its {2} people, such as {3}.",
        "Compute the relatedness of genotypes whose cohort has everybody who is tested, or test people whom it has.",
        OnPage: PageText.Nothing);

    /// <summary>A trait of two values.</summary>
    public static DiagnosticDescriptor BinaryTrait { get; } = new(
        "WM4351",
        DiagnosticSeverity.Error,
        "Binary trait in a mixed model",
        "The trait '{1}' of {0} has two values: a mixed model of cases and controls is not there yet.",
        "Test it in unrelated people with method = logistic, or leave it out.");

    /// <summary>People joined by so many relationships that they are one large family.</summary>
    public static DiagnosticDescriptor FamilyTooLarge { get; } = new(
        "WM4352",
        DiagnosticSeverity.Error,
        "Family too large",
        "The relationships of the mixed model of {0} join {1} people into one family; at most {2} are decomposed together.",
        "Raise 'grm_cutoff' of the relatedness, so that people of one ancestry are no relatives for it; differences of ancestry belong into 'adjust', as principal components.");

    /// <summary>Traits without a part that relatives share.</summary>
    public static DiagnosticDescriptor NoHeritability { get; } = new(
        "WM4353",
        DiagnosticSeverity.Information,
        "No heritability found",
        "The likelihood of {1} of the {2} traits of {0} is greatest at h² = 0: they are tested by the linear model's score.",
        "That is as it should be for traits that do not run in families; few relatives, or a noisy trait, do it too.");

    /// <summary>Traits that relatives share as if nothing else moved them.</summary>
    public static DiagnosticDescriptor AllHeritable { get; } = new(
        "WM4354",
        DiagnosticSeverity.Warning,
        "Heritability at its greatest",
        "The likelihood of {1} of the {2} traits of {0} is greatest at h² = 1: relatives are as alike as their relationship, and nothing is left for anything else.",
        "Look for what relatives share besides genes: a family measured by one device, or a person who stands twice in the data.");

    /// <summary>Few variants to calibrate scores with.</summary>
    public static DiagnosticDescriptor FewToCalibrate { get; } = new(
        "WM4355",
        DiagnosticSeverity.Warning,
        "Few variants to calibrate with",
        "The scores of {0} are calibrated with {1} variants; {2} are taken where there are so many.",
        "Test more variants of chromosomes 1 to 22 in one association: those with a minor allele frequency of at least 1% count.");

    /// <summary>No variant to calibrate scores with.</summary>
    public static DiagnosticDescriptor NoneToCalibrate { get; } = new(
        "WM4356",
        DiagnosticSeverity.Error,
        "No variant to calibrate with",
        "There is no variant to calibrate the scores of {0} with: none of chromosomes 1 to 22 is kept and has a minor allele frequency of at least 1% in its {1} people.",
        "Widen the genotypes' keep, or test common variants in the same association.");

    /// <summary>Every row of this block, in order of its code.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        PeopleWithoutRelationships, BinaryTrait, FamilyTooLarge, NoHeritability, AllHeritable, FewToCalibrate, NoneToCalibrate,
    ];
}
