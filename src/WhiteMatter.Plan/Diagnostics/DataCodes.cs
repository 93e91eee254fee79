using System.Collections.Immutable;

namespace WhiteMatter.Plan.Diagnostics;

/// <summary>Codes WM4000 to WM4999: the data.</summary>
public static class DataCodes
{
    /// <summary>A text longer than the host reads.</summary>
    public static DiagnosticDescriptor TextTooLong { get; } = new(
        "WM4001",
        DiagnosticSeverity.Error,
        "File too long",
        "The file '{0}' is longer than the {1} bytes that are read of such a file.",
        "Check that the path names a study and not a data file.");

    /// <summary>A data file that is not there.</summary>
    public static DiagnosticDescriptor FileNotFound { get; } = new(
        "WM4002",
        DiagnosticSeverity.Warning,
        "File not there",
        "The file '{0}' is not there{1}; what depends on its content is unchecked and will not run.",
        "Put the file there, or correct the path: it starts from the folder of the file that it is written in and ends as the file it names does; '~' and '$' stand for nothing in it.");

    /// <summary>An imported file that is not there.</summary>
    public static DiagnosticDescriptor ImportNotFound { get; } = new(
        "WM4003",
        DiagnosticSeverity.Error,
        "Imported file not there",
        "The imported file '{0}' is not there{1}",
        "Correct the path. It starts from the folder of the file that imports; a file that is not there is looked for in the folders of --library and WMSTUDY_PATH, and 'std/…' in the library that comes with the program.");

    /// <summary>A column declared as a number that holds text.</summary>
    public static DiagnosticDescriptor RoleContradictsData { get; } = new(
        "WM4004",
        DiagnosticSeverity.Error,
        "Column is not what is declared",
        "The column '{0}' is declared as {1}, but holds text such as {2}.",
        "Declare it as factor, or add those texts to the missing codes.");

    /// <summary>Genotypes on another build than the study.</summary>
    public static DiagnosticDescriptor BuildDiffers { get; } = new(
        "WM4005",
        DiagnosticSeverity.Error,
        "Genome builds differ",
        "The genotypes '{0}' are on {1}, but the study is on {2}.",
        "Lift the genotypes over, or set the study's build.");

    /// <summary>Positions that belong to another build than stated.</summary>
    public static DiagnosticDescriptor BuildContradictsData { get; } = new(
        "WM4006",
        DiagnosticSeverity.Error,
        "Positions contradict the genome build",
        "'{0}' is said to be on {1}, but its positions are those of {2}.",
        "Correct the build.");

    /// <summary>A column that is used but has no value.</summary>
    public static DiagnosticDescriptor EmptyColumn { get; } = new(
        "WM4007",
        DiagnosticSeverity.Warning,
        "Column without a value",
        "The column '{0}' of {1} has no value at all.",
        "Check the column and the missing codes.");

    /// <summary>A table of people without a row.</summary>
    public static DiagnosticDescriptor EmptyTable { get; } = new(
        "WM4008",
        DiagnosticSeverity.Error,
        "Table without people",
        "The table '{0}' has no rows.",
        "Check the file.");

    /// <summary>A covariate with one value.</summary>
    public static DiagnosticDescriptor ConstantColumn { get; } = new(
        "WM4009",
        DiagnosticSeverity.Warning,
        "Constant covariate",
        "The column '{0}' has only the value '{1}' and is left out of the design.",
        "Remove it from the formula.");

    /// <summary>A column that is used stands twice in the table's header.</summary>
    public static DiagnosticDescriptor ColumnTwice { get; } = new(
        "WM4010",
        DiagnosticSeverity.Error,
        "Column twice in the table",
        "Two columns of {0} are named '{1}'.",
        "Rename one in the file.");

    /// <summary>PLINK's list of samples named as a table.</summary>
    public static DiagnosticDescriptor FamIsNoTable { get; } = new(
        "WM4011",
        DiagnosticSeverity.Error,
        "A .fam file is no table",
        "'{0}' has no header line, which says what the columns of a table are.",
        "Write what is needed of it into a table: its columns are FID, IID, father, mother, sex and phenotype.");

    /// <summary>Values of a column that are none of its declared levels.</summary>
    public static DiagnosticDescriptor LevelsNotDeclared { get; } = new(
        "WM4012",
        DiagnosticSeverity.Warning,
        "Values that are no declared levels",
        "The column '{0}' of {1} has values that are none of its declared levels: {2}; declared are {3}.",
        "Add them to the levels or to the missing codes, or check which coding the table was exported with.");

    /// <summary>A set of columns of which the table has none.</summary>
    public static DiagnosticDescriptor SetNotInTable { get; } = new(
        "WM4013",
        DiagnosticSeverity.Warning,
        "No column of a set in the table",
        "None of the columns of '{0}' is in {1}: it says nothing of this table.",
        "Take it out, or check that it is the set of this table: names of columns differ with how a table was exported.");

    /// <summary>A mask whose box a host cannot know.</summary>
    public static DiagnosticDescriptor MaskBoxUnknown { get; } = new(
        "WM4014",
        DiagnosticSeverity.Error,
        "Mask whose box is not known here",
        "Which box of the mask '{0}' is inside is not known here, where headers alone are read: a model is cropped to it.",
        "Check the study where the voxels of the mask can be read, or take crop = mask out of the model.");

    /// <summary>Every row of this block, in order of its code.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        TextTooLong,
        FileNotFound,
        ImportNotFound,
        RoleContradictsData,
        BuildDiffers,
        BuildContradictsData,
        EmptyColumn,
        EmptyTable,
        ConstantColumn,
        ColumnTwice,
        FamIsNoTable,
        LevelsNotDeclared,
        SetNotInTable,
        MaskBoxUnknown,
        .. DataFileCodes.All,
        .. GenotypeCodes.All,
        .. ImageCodes.All,
        .. ModelCodes.All,
        .. InterpretationCodes.All,
        .. JointCodes.All,
        .. SimulationCodes.All,
        .. LociCodes.All,
        .. BinaryTraitCodes.All,
        .. ChromosomeCodes.All,
        .. RegressionCodes.All,
        .. MixedModelCodes.All,
        .. MetaCodes.All,
        .. RelatednessCodes.All,
        .. DiffusionCodes.All,
        .. HarmonisationCodes.All,
        .. ScanCodes.All,
        .. LayoutCodes.All,
        .. PredictionCodes.All,
        .. InterpretationCodes.Along,
        .. ModelCodes.Ensembles,
    ];
}
