using System.Collections.Immutable;

namespace WhiteMatter.Plan.Diagnostics;

/// <summary>Codes WM4360 to WM4389: published summary statistics, meta-analysis and replication.</summary>
public static class MetaCodes
{
    /// <summary>A file of summary statistics without a row that can be used.</summary>
    public static DiagnosticDescriptor NoRowUsable { get; } = new(
        "WM4360",
        DiagnosticSeverity.Error,
        "No row of summary statistics can be used",
        "None of the {1} rows of '{0}' can be used: {2}.",
        "Check that the columns hold what their names say; with 'variants' genotypes tell the places of variants that are only named.");

    /// <summary>Rows of summary statistics that are left out.</summary>
    public static DiagnosticDescriptor RowsUnusable { get; } = new(
        "WM4361",
        DiagnosticSeverity.Warning,
        "Rows of summary statistics left out",
        "Left out of '{0}': {1} of {2} rows ({3}).",
        "Nothing is to be done where these rows are not wanted; else mend the file.");

    /// <summary>Positions of another build than stated.</summary>
    public static DiagnosticDescriptor StatisticsOfOtherBuild { get; } = new(
        "WM4362",
        DiagnosticSeverity.Error,
        "Summary statistics of another build",
        "'{0}' is read as {1}, but its positions reach beyond the ends of chromosomes there and are possible in {2}.",
        "Say its build with 'build', and bring it to the study's with a lift-over program.");

    /// <summary>P that does not follow from effect and standard error.</summary>
    public static DiagnosticDescriptor StatisticsContradict { get; } = new(
        "WM4363",
        DiagnosticSeverity.Warning,
        "P does not follow from effect and standard error",
        "In {1} of {2} rows of '{0}' P does not follow from effect and standard error, first in line {3}.",
        "Check that the standard error is of the logarithm where effects are odds ratios, and that P is of the same test.");

    /// <summary>Effects none of which is negative.</summary>
    public static DiagnosticDescriptor EffectsNeverNegative { get; } = new(
        "WM4364",
        DiagnosticSeverity.Warning,
        "Effects are never negative",
        "All {1} effects of '{0}' are above 0: they may be odds ratios under the name of effects, or lack their sign.",
        "Rename the column to odds_ratio where it holds ratios.");

    /// <summary>Numbers that were computed from others.</summary>
    public static DiagnosticDescriptor StatisticsCompleted { get; } = new(
        "WM4365",
        DiagnosticSeverity.Information,
        "Summary statistics completed",
        "Computed for '{0}': {1} standard errors from effect and P, and {2} P that the file has as 0 from effect and standard error.",
        "Nothing is to be done; a standard error from a rounded P has its precision.");

    /// <summary>Rows that lack what some uses need.</summary>
    public static DiagnosticDescriptor StatisticsIncomplete { get; } = new(
        "WM4366",
        DiagnosticSeverity.Information,
        "Summary statistics without frequencies or people",
        "Of {1} variants of '{0}', {2} have no frequency of the effect allele and {3} no number of people.",
        "Without a frequency the strand of A/T and C/G variants cannot be told; 'n' says how many people there are.");

    /// <summary>Statistics that have no trait in common.</summary>
    public static DiagnosticDescriptor NoTraitShared { get; } = new(
        "WM4367",
        DiagnosticSeverity.Error,
        "No trait in common",
        "No trait of {0} is in two of its studies: {1}.",
        "Give summary statistics the name of the trait, as in sumstats(\"other.tsv.gz\", trait = \"height\").");

    /// <summary>Traits that only one study has.</summary>
    public static DiagnosticDescriptor TraitsOfOneStudy { get; } = new(
        "WM4368",
        DiagnosticSeverity.Warning,
        "Traits of one study alone",
        "Left out of {0}: {1} of {2} traits, which one study alone has (such as {3}).",
        "Give traits the same names in all studies.");

    /// <summary>Variants out of order.</summary>
    public static DiagnosticDescriptor StudyUnsorted { get; } = new(
        "WM4369",
        DiagnosticSeverity.Error,
        "Variants out of order",
        "{0} takes studies whose variants are in the order of their positions, and those of {1} are not, first at {2}.",
        "Sort the genotypes, for example with plink2 --sort-vars --make-pgen.");

    /// <summary>z without effects where effects are combined.</summary>
    public static DiagnosticDescriptor StudyWithoutEffects { get; } = new(
        "WM4370",
        DiagnosticSeverity.Error,
        "Study without effects",
        "{0} weights effects by their variance, and {1} has z alone.",
        "Take scheme = sample_size, or a file with effects and standard errors.");

    /// <summary>People not known where they are weights.</summary>
    public static DiagnosticDescriptor StudyWithoutPeople { get; } = new(
        "WM4371",
        DiagnosticSeverity.Error,
        "Study without a number of people",
        "{0} weights studies by their people, and {1} does not say how many it has.",
        "Say it, as in sumstats(\"other.tsv.gz\", n = 12000).");

    /// <summary>Variants that read alike on both strands and were left out.</summary>
    public static DiagnosticDescriptor StrandUnknown { get; } = new(
        "WM4372",
        DiagnosticSeverity.Warning,
        "Strand of variants not known",
        "Left out of {1} in {0}: {2} of its {3} variants, whose alleles are A and T or C and G and whose strand nothing tells.",
        "Where all studies are on the forward strand, say ambiguous = trust.");

    /// <summary>Frequencies that differ between studies.</summary>
    public static DiagnosticDescriptor FrequenciesDiffer { get; } = new(
        "WM4373",
        DiagnosticSeverity.Warning,
        "Frequencies differ between studies",
        "In {2} of {3} variants of {1} the effect allele's frequency is more than 0.2 from that of the first study of {0} that has the variant.",
        "Some differ between ancestries; where many do, effect and other allele may be exchanged in the file.");

    /// <summary>Variants that too few studies have.</summary>
    public static DiagnosticDescriptor TooFewStudies { get; } = new(
        "WM4374",
        DiagnosticSeverity.Information,
        "Variants of too few studies",
        "Left out of {0}: {1} of {2} variants, which fewer than {3} studies have.",
        "Nothing is to be done, or set min_studies.");

    /// <summary>No variant that enough studies have.</summary>
    public static DiagnosticDescriptor NothingCombined { get; } = new(
        "WM4375",
        DiagnosticSeverity.Error,
        "No variant in common",
        "None of the {1} variants of {0} is in {2} of its studies.",
        "Check that the studies are on one build and name chromosomes and alleles.");

    /// <summary>Variants that the genotypes lack.</summary>
    public static DiagnosticDescriptor NotInReference { get; } = new(
        "WM4376",
        DiagnosticSeverity.Warning,
        "Variants outside the reference",
        "Left out of the loci of {0}: {1} of {2} variants, which are not among the genotypes that r² is taken from.",
        "Take r² from genotypes that have these variants.");

    /// <summary>Leads that could not be tested.</summary>
    public static DiagnosticDescriptor LeadsNotTested { get; } = new(
        "WM4377",
        DiagnosticSeverity.Warning,
        "Leads that could not be tested",
        "Not tested in {0}: {1} of {2} leads, of {3} for want of their trait, of {4} as nothing tells the strand of their alleles, and of the others for want of the variant.",
        "Give traits the same names; with 'reference' a variant in linkage disequilibrium stands for a lead that is missing.");

    /// <summary>Every row of this block, in order of its code.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        NoRowUsable, RowsUnusable, StatisticsOfOtherBuild, StatisticsContradict, EffectsNeverNegative, StatisticsCompleted, StatisticsIncomplete,
        NoTraitShared, TraitsOfOneStudy, StudyUnsorted, StudyWithoutEffects, StudyWithoutPeople, StrandUnknown, FrequenciesDiffer, TooFewStudies,
        NothingCombined, NotInReference, LeadsNotTested,
    ];
}
