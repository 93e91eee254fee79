using System.Collections.Immutable;

namespace WhiteMatter.Plan.Diagnostics;

/// <summary>Codes WM4340 to WM4349: what steps find in whole-genome regressions.</summary>
public static class RegressionCodes
{
    /// <summary>No variant to predict traits from.</summary>
    public static DiagnosticDescriptor NoVariants { get; } = new(
        "WM4340",
        DiagnosticSeverity.Error,
        "No variants to predict traits from",
        "The polygenic background of {0} has no variant: none on chromosomes 1 to 22 is kept and varies in these people.",
        "Name genotypes of the whole genome: method = ridge_two_step(genotypes = ...).");

    /// <summary>People of an association without genotypes to be predicted from.</summary>
    public static DiagnosticDescriptor PeopleWithoutBackground { get; } = new(
        "WM4341",
        DiagnosticSeverity.Error,
        "People without genotypes for the background",
        "The genotypes that the traits of {0} are predicted from lack {1} of its {2} people, such as {3}.",
        "Take people whom both sets of genotypes have, or predict from the genotypes that are tested.",
        OnPage: PageText.Nothing);

    /// <summary>A trait of two values.</summary>
    public static DiagnosticDescriptor BinaryTrait { get; } = new(
        "WM4342",
        DiagnosticSeverity.Error,
        "Binary trait in a whole-genome regression",
        "The trait '{1}' of {0} has two values: its background would need a logistic model, which is not there yet.",
        "Test it with method = linear or logistic, or leave it out.");

    /// <summary>A regression that goes on after one that was stopped.</summary>
    public static DiagnosticDescriptor Resumed { get; } = new(
        "WM4343",
        DiagnosticSeverity.Information,
        "Regression goes on",
        "The whole-genome regression {0} goes on after {1} of {2} blocks that an earlier run had done.",
        "The result is the same as that of one run.");

    /// <summary>Traits of one association that other people lack.</summary>
    public static DiagnosticDescriptor TraitsOfDifferentPeople { get; } = new(
        "WM4344",
        DiagnosticSeverity.Warning,
        "Traits of different people predicted together",
        "Traits of {0} that more than {3} of its people lack: {1} of {2}; '{4}' is lacking in {5}. A person who lacks a trait counts as average in it while it is predicted, so that these predictions know less, and depend on the traits beside.",
        "Give traits that the same people have a gwas of their own; the association itself is of each trait's own people.");

    /// <summary>Every row of this block, in order of its code.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } = [NoVariants, PeopleWithoutBackground, BinaryTrait, Resumed, TraitsOfDifferentPeople];
}
