using System.Collections.Immutable;

namespace WhiteMatter.Plan.Diagnostics;

/// <summary>Codes WM2085 to WM2089 and WM2091: what an imported file is given, and sets of columns that files share.</summary>
public static class ModuleCodes
{
    /// <summary>An import that gives a value to something that is no parameter of the file.</summary>
    public static DiagnosticDescriptor NoSuchParameter { get; } = new(
        "WM2085",
        DiagnosticSeverity.Error,
        "Import gives an unknown parameter",
        "'{0}' has no parameter '{1}'{2}",
        "Correct the name, or remove the value.");

    /// <summary>A parameter of a file that several imports give a value.</summary>
    public static DiagnosticDescriptor GivenTwice { get; } = new(
        "WM2086",
        DiagnosticSeverity.Error,
        "Parameter given by two imports",
        "The parameter '{0}' of '{1}' is given a value by two imports; a file is read once, whoever imports it.",
        "Give the value in one of them.");

    /// <summary>Something in the block of an import that is no value of a parameter.</summary>
    public static DiagnosticDescriptor NotAParameter { get; } = new(
        "WM2087",
        DiagnosticSeverity.Error,
        "Import takes values of parameters only",
        "The block of an import gives parameters of the file their values; this is '{0}'.",
        "Write 'parameter = value'.");

    /// <summary>An entry of a block of columns that names something else than a set of columns.</summary>
    public static DiagnosticDescriptor NotColumns { get; } = new(
        "WM2088",
        DiagnosticSeverity.Error,
        "Not a set of columns",
        "'{0}' is {1}; an entry of 'columns' is 'name : role' or a set of columns that a 'columns' declaration makes.",
        "Name such a declaration, or say the column's role after a colon.");

    /// <summary>A set of columns as traits, of which the table has none that is a number.</summary>
    public static DiagnosticDescriptor NoneInTable { get; } = new(
        "WM2089",
        DiagnosticSeverity.Error,
        "No column of the set is in the table",
        "None of the columns of '{0}' that are numbers is in {1}.",
        "Check that the set is that of this table: names of columns differ with how a table was exported.");

    /// <summary>What another file declares, applied to a table that lacks columns of it.</summary>
    public static DiagnosticDescriptor ColumnsLacking { get; } = new(
        "WM2091",
        DiagnosticSeverity.Error,
        "Imported covariates ask for columns the table lacks",
        "'{0}' asks for {1} that {2} does not have: {3}.",
        "Add what is missing to the table, or name covariates that it has; names of columns differ with how a table was exported.");

    /// <summary>Those from WM2085 to WM2089, in order of their codes.</summary>
    internal static ImmutableArray<DiagnosticDescriptor> All { get; } = [NoSuchParameter, GivenTwice, NotAParameter, NotColumns, NoneInTable];
}
