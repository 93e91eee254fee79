using System.Collections.Immutable;

namespace WhiteMatter.Plan.Diagnostics;

/// <summary>Codes WM4460 to WM4469: what reading all of the data shows before a run.</summary>
public static class ScanCodes
{
    /// <summary>People who have several rows.</summary>
    public static DiagnosticDescriptor PeopleRepeated { get; } = new(
        "WM4460",
        DiagnosticSeverity.Error,
        "People with several rows",
        "Of the {1} people of '{2}' {0} have more than one row.",
        "Keep one row a person: a run refuses the table.",
        OnPage: PageText.Nothing);

    /// <summary>Rows that name nobody.</summary>
    public static DiagnosticDescriptor RowsWithoutPerson { get; } = new(
        "WM4461",
        DiagnosticSeverity.Error,
        "Rows that name nobody",
        "{0} rows of '{1}' have no identifier in the column '{2}'.",
        "Remove those rows: a run refuses the table.",
        OnPage: PageText.Nothing);

    /// <summary>Values that are not of the declared type.</summary>
    public static DiagnosticDescriptor ValuesNotNumbers { get; } = new(
        "WM4462",
        DiagnosticSeverity.Error,
        "Values that are no numbers",
        "The column '{0}' of '{1}' is {2}, and {3} of its values are no finite numbers; the first is '{4}', in line {5}.",
        "Add such texts to the missing codes, or mend them in the file.");

    /// <summary>Values that are none of the declared levels.</summary>
    public static DiagnosticDescriptor ValuesNotLevels { get; } = new(
        "WM4463",
        DiagnosticSeverity.Warning,
        "Rows with undeclared levels",
        "In {0} rows of '{1}' the column '{2}' has a value that is none of its declared levels, such as {3}.",
        "Add them to the levels or to the missing codes, or check which coding the table was exported with.");

    /// <summary>How many people of a table have genotypes.</summary>
    public static DiagnosticDescriptor PeopleWithGenotypes { get; } = new(
        "WM4464",
        DiagnosticSeverity.Information,
        "People with genotypes",
        "Of the {0} people of '{1}' {2} have genotypes in '{3}', which has {4} people.",
        "Where that is fewer than you expect, look at how both files write identifiers.",
        OnPage: PageText.Nothing);

    /// <summary>A table and genotypes without a person in common.</summary>
    public static DiagnosticDescriptor NobodyGenotyped { get; } = new(
        "WM4465",
        DiagnosticSeverity.Error,
        "Nobody of the table has genotypes",
        "None of the {0} people of '{1}' is among the {2} people of the genotypes '{3}'{4}.",
        "Write the identifiers in the table as the genotypes' list of people has them: leading zeros, a family before the identifier (FID_IID) and another project's numbering are what usually differs.",
        OnPage: PageText.Nothing);

    /// <summary>How many people of a table have their images.</summary>
    public static DiagnosticDescriptor PeopleWithImages { get; } = new(
        "WM4466",
        DiagnosticSeverity.Information,
        "People with images",
        "Of the {0} people of '{1}' {2} have the files of '{3}'.",
        "The others are missing in whatever is made from the images, and counted.",
        OnPage: PageText.Nothing);

    /// <summary>People whom two tables have in common.</summary>
    public static DiagnosticDescriptor PeopleInBoth { get; } = new(
        "WM4467",
        DiagnosticSeverity.Warning,
        "People in two tables",
        "{0} people of '{1}', from which '{2}' is drawn, are also in '{3}', from which '{4}' is drawn; the cohorts are taken for different people.",
        "Where one is to replicate or to be tested apart from the other, leave the common people out of one of them.",
        OnPage: PageText.Nothing);

    /// <summary>Every row of this block, in order of its code.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        PeopleRepeated, RowsWithoutPerson, ValuesNotNumbers, ValuesNotLevels, PeopleWithGenotypes, NobodyGenotyped, PeopleWithImages, PeopleInBoth,
    ];
}
