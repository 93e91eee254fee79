using System.Globalization;
using WhiteMatter.Formats;
using WhiteMatter.Genetics.Designs;
using WhiteMatter.Plan.Diagnostics;

namespace WhiteMatter.Runtime.Running;

/// <summary>Gives the problems that the libraries find in data their codes.</summary>
internal static class DataFailure
{
    /// <summary>The diagnostic of a data file that is not what its format promises.</summary>
    public static Diagnostic Of(DataFormatException exception, SourceSpan? span)
    {
        var row = RowOf(exception.Problem);
        var diagnostic = Diagnostic.Create(row, span, Describe(exception));
        return exception.Remedy.Length == 0 ? diagnostic : diagnostic with { Advice = exception.Remedy + "." };
    }

    /// <summary>The diagnostic of an association that cannot be set up.</summary>
    public static Diagnostic Of(DesignException exception, SourceSpan? span)
    {
        var people = WholeNumber.Text(exception.People);
        var rank = WholeNumber.Text(exception.Rank);
        return exception.Problem switch
        {
            DesignProblem.NobodyLeft => Diagnostic.Create(DataFileCodes.NobodyLeft, span, "the tables and the genotypes have nobody in common"),
            DesignProblem.TraitMissing => Diagnostic.Create(DataFileCodes.TraitMissing, span, exception.Trait, people),
            DesignProblem.TraitNotBinary => Diagnostic.Create(BinaryTraitCodes.NotBinary, span, exception.Trait, exception.Values),
            DesignProblem.TraitConstant => Diagnostic.Create(DataFileCodes.TraitConstant, span, exception.Trait, people),
            _ => Diagnostic.Create(DataFileCodes.TooFewPeople, span, exception.Trait, people, rank),
        };
    }

    /// <summary>The row of a problem of a data file.</summary>
    internal static DiagnosticDescriptor RowOf(DataProblem problem) => problem switch
    {
        DataProblem.FileMissing => DataFileCodes.FileMissing,
        DataProblem.FileUnreadable => DataFileCodes.FileUnreadable,
        DataProblem.FileEmpty => DataFileCodes.FileEmpty,
        DataProblem.FileChanged => DataFileCodes.FileChanged,
        DataProblem.CompressionDamaged => DataFileCodes.CompressionDamaged,
        DataProblem.CompressionUnsupported => DataFileCodes.CompressionUnsupported,
        DataProblem.TooLarge => DataFileCodes.TooLarge,
        DataProblem.ArchiveDamaged => LayoutCodes.ArchiveDamaged,
        DataProblem.ArchiveMemberMissing => LayoutCodes.ArchiveMemberMissing,
        DataProblem.ArchiveMemberTwice => LayoutCodes.ArchiveMemberTwice,
        DataProblem.ArchiveEncrypted => LayoutCodes.ArchiveEncrypted,
        DataProblem.ArchiveMember => LayoutCodes.ArchiveMember,
        DataProblem.ArchiveExpands => LayoutCodes.ArchiveExpands,
        DataProblem.DatasetAmbiguous => LayoutCodes.DatasetAmbiguous,
        DataProblem.SeriesCount => LayoutCodes.SeriesCount,
        DataProblem.TransformUnreadable => LayoutCodes.TransformUnreadable,
        DataProblem.NotText => DataFileCodes.NotText,
        DataProblem.NotUtf8 => DataFileCodes.NotUtf8,
        DataProblem.LineTooLong => DataFileCodes.LineTooLong,
        DataProblem.QuoteNotClosed => DataFileCodes.QuoteNotClosed,
        DataProblem.FieldCount => DataFileCodes.FieldCount,
        DataProblem.DuplicateColumn => DataFileCodes.DuplicateColumn,
        DataProblem.ColumnMissing => DataFileCodes.ColumnMissing,
        DataProblem.NoRows => DataFileCodes.NoRows,
        DataProblem.NotANumber => DataFileCodes.NotANumber,
        DataProblem.NotFinite => DataFileCodes.NotFinite,
        DataProblem.IdMissing => DataFileCodes.IdMissing,
        DataProblem.DuplicateId => DataFileCodes.DuplicateId,
        DataProblem.AmbiguousPerson => DataFileCodes.AmbiguousPerson,
        DataProblem.PositionInvalid => DataFileCodes.PositionInvalid,
        DataProblem.GeneticPositionInvalid => DataFileCodes.GeneticPositionInvalid,
        DataProblem.ChromosomeInvalid => DataFileCodes.ChromosomeInvalid,
        DataProblem.AlleleInvalid => DataFileCodes.AlleleInvalid,
        DataProblem.AllelesIdentical => DataFileCodes.AllelesIdentical,
        DataProblem.BedMagic => DataFileCodes.BedMagic,
        DataProblem.BedSize => DataFileCodes.BedSize,
        DataProblem.GenotypesMagic => GenotypeCodes.GenotypesMagic,
        DataProblem.GenotypesVersion => GenotypeCodes.GenotypesVersion,
        DataProblem.GenotypesCutShort => GenotypeCodes.GenotypesCutShort,
        DataProblem.GenotypesCounts => GenotypeCodes.GenotypesCounts,
        DataProblem.GenotypesDamaged => GenotypeCodes.GenotypesDamaged,
        DataProblem.VariantsMultiallelic => GenotypeCodes.VariantsMultiallelic,
        DataProblem.PloidyNotRead => GenotypeCodes.PloidyNotRead,
        DataProblem.GenotypesMissing => GenotypeCodes.GenotypesMissing,
        DataProblem.GenotypesText => GenotypeCodes.GenotypesText,
        DataProblem.NotNifti => ImageCodes.NotNifti,
        DataProblem.NiftiHeader => ImageCodes.NiftiHeader,
        DataProblem.NiftiTruncated => ImageCodes.NiftiTruncated,
        DataProblem.NiftiDataType => ImageCodes.NiftiDataType,
        DataProblem.NiftiExpands => ImageCodes.NiftiExpands,
        DataProblem.NiftiSeveralVolumes => ImageCodes.NiftiSeveralVolumes,
        DataProblem.LabelNames => ImageCodes.LabelNames,
        DataProblem.LabelValues => ImageCodes.LabelValues,
        DataProblem.PathValue => ImageCodes.PathValue,
        DataProblem.GradientNumber => DiffusionCodes.GradientNumber,
        DataProblem.GradientShape => DiffusionCodes.GradientShape,
        DataProblem.GradientDirection => DiffusionCodes.GradientDirection,
        DataProblem.GradientShell => DiffusionCodes.GradientShell,
        DataProblem.GradientScheme => DiffusionCodes.GradientScheme,
        DataProblem.GradientUnit => DiffusionCodes.GradientUnit,
        DataProblem.GradientUnweighted => DiffusionCodes.GradientUnweighted,
        _ => throw new ArgumentOutOfRangeException(nameof(problem), problem, "The problem has no code."),
    };

    private static string Describe(DataFormatException exception)
    {
        var culture = CultureInfo.InvariantCulture;
        var where = (exception.Line, exception.OtherLine) switch
        {
            ({ } line, { } other) => string.Create(culture, $", lines {other} and {line}"),
            ({ } line, null) => string.Create(culture, $", line {line}"),
            _ => exception.ByteOffset is { } offset ? string.Create(culture, $", byte {offset}") : "",
        };
        var column = exception.Column is null ? "" : $", column {exception.Column}";
        var expected = exception.Expected.Length == 0 ? "" : $"; expected {exception.Expected}";
        return $"{exception.Path}{where}{column}: {exception.Found}{expected}.";
    }
}
