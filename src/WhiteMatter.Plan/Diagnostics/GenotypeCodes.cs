using System.Collections.Immutable;

namespace WhiteMatter.Plan.Diagnostics;

/// <summary>Codes WM4180 to WM4199: genotype files of any format.</summary>
public static class GenotypeCodes
{
    /// <summary>Not of the format of genotypes that the study says.</summary>
    public static DiagnosticDescriptor GenotypesMagic { get; } = new(
        "WM4180",
        DiagnosticSeverity.Error,
        "Not of this format",
        "{0}",
        "Check that the setting (bed, pgen, bgen or vcf) is that of the file's format.");

    /// <summary>Genotype file of a version or layout that is not read.</summary>
    public static DiagnosticDescriptor GenotypesVersion { get; } = new(
        "WM4181",
        DiagnosticSeverity.Error,
        "Version of genotypes not read",
        "{0}",
        "Write the file anew, for example with plink2 --make-pgen.");

    /// <summary>Genotype file cut short.</summary>
    public static DiagnosticDescriptor GenotypesCutShort { get; } = new(
        "WM4182",
        DiagnosticSeverity.Error,
        "Genotype file cut short",
        "{0}",
        "Copy or write it again.");

    /// <summary>Genotype file that does not fit the lists beside it.</summary>
    public static DiagnosticDescriptor GenotypesCounts { get; } = new(
        "WM4183",
        DiagnosticSeverity.Error,
        "Genotypes do not fit the files beside them",
        "{0}",
        "Copy the files again together; they belong to each other.");

    /// <summary>Genotype file damaged.</summary>
    public static DiagnosticDescriptor GenotypesDamaged { get; } = new(
        "WM4184",
        DiagnosticSeverity.Error,
        "Genotype file damaged",
        "{0}",
        "Copy or write it again.");

    /// <summary>Variants of more than two alleles.</summary>
    public static DiagnosticDescriptor VariantsMultiallelic { get; } = new(
        "WM4185",
        DiagnosticSeverity.Error,
        "Variants of more than two alleles",
        "{0}",
        "Split them with bcftools norm -m -, or leave them out with plink2 --max-alleles 2.");

    /// <summary>Calls of a ploidy that is not read.</summary>
    public static DiagnosticDescriptor PloidyNotRead { get; } = new(
        "WM4186",
        DiagnosticSeverity.Error,
        "Ploidy not read",
        "{0}",
        "Leave those variants out.");

    /// <summary>File without genotypes.</summary>
    public static DiagnosticDescriptor GenotypesMissing { get; } = new(
        "WM4187",
        DiagnosticSeverity.Error,
        "File without genotypes",
        "{0}",
        "Take a file with GT, DS or GP for every person.");

    /// <summary>Name in a genotype file that a table cannot hold.</summary>
    public static DiagnosticDescriptor GenotypesText { get; } = new(
        "WM4188",
        DiagnosticSeverity.Error,
        "Name that a table cannot hold",
        "{0}",
        "Rename the person or the variant.");

    /// <summary>People of genotype files differ.</summary>
    public static DiagnosticDescriptor PeopleOfFilesDiffer { get; } = new(
        "WM4189",
        DiagnosticSeverity.Error,
        "People of genotype files differ",
        "'{0}' and '{1}' do not have the same people in the same order: {2}.",
        "Files of one set hold the same people; bring them into one order, for example with plink2 --indiv-sort, or put them into genotypes of their own.");

    /// <summary>Genotypes of people without names.</summary>
    public static DiagnosticDescriptor PeopleUnnamed { get; } = new(
        "WM4190",
        DiagnosticSeverity.Error,
        "People without names",
        "'{0}' does not name its people.",
        "Name the .sample file that belongs to it, as in sample = \"ukb.sample\".");

    /// <summary>Identifiers of a list that no variant has.</summary>
    public static DiagnosticDescriptor ListedVariantsUnknown { get; } = new(
        "WM4191",
        DiagnosticSeverity.Warning,
        "Listed variants that the genotypes do not have",
        "{0} of the {1} identifiers of '{2}' name no variant of {3}, such as {4}.",
        "A list that was made for another file or build may name its variants otherwise, by rsID or by chromosome and position.");

    /// <summary>Lists of variants leave none.</summary>
    public static DiagnosticDescriptor ListsLeaveNone { get; } = new(
        "WM4192",
        DiagnosticSeverity.Error,
        "Lists leave no variant",
        "`extract` and `exclude` leave none of the {0} variants of {1}.",
        "Compare the identifiers of the lists with those of the genotypes.");

    /// <summary>Every row of this block, in order of its code.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        GenotypesMagic,
        GenotypesVersion,
        GenotypesCutShort,
        GenotypesCounts,
        GenotypesDamaged,
        VariantsMultiallelic,
        PloidyNotRead,
        GenotypesMissing,
        GenotypesText,
        PeopleOfFilesDiffer,
        PeopleUnnamed,
        ListedVariantsUnknown,
        ListsLeaveNone,
    ];
}
