using System.Collections.Immutable;
using WhiteMatter.Formats;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;

namespace WhiteMatter.Runtime.Handlers.Genotypes;

/// <summary>Names variants as users find them: by the line of a single .bim file, else by their number in their file of genotypes.</summary>
/// <param name="parameters">The files.</param>
/// <param name="files">What they hold.</param>
internal sealed class VariantPlaces(GenotypesParameters parameters, ImmutableArray<GenotypesDocumentFile> files)
{
    private bool IsOneBim => parameters is { Format: GenotypeFormat.Bed, Files.Length: 1 };

    /// <summary>What messages call the list of variants.</summary>
    public string Name => IsOneBim
        ? parameters.Files[0].Variants!.Path
        : parameters.Files[0].Genotypes.Path + (files.Length == 1 ? "" : $" and {WholeNumber.Text(files.Length - 1)} more");

    /// <summary>A line of the joined list as a user finds it.</summary>
    /// <param name="line">The line, from 1.</param>
    public string Of(long line)
    {
        if (IsOneBim)
        {
            return "line " + WholeNumber.Text(line);
        }

        var (file, variant) = Find(line);
        return $"variant {WholeNumber.Text(variant)} of {parameters.Files[file].Genotypes.Path}";
    }

    /// <summary>What is wrong with a line of the joined list, told of the file it came from.</summary>
    public DataFormatException Translate(DataFormatException exception)
    {
        if (IsOneBim || exception.Line is not { } line)
        {
            return exception;
        }

        var other = exception.OtherLine is { } earlier ? $" and {Of(earlier)}" : "";
        return new DataFormatException(
            exception.Problem, Of(line) + other, exception.Found, exception.Expected, exception.Remedy, column: exception.Column, inner: exception);
    }

    private (int File, long Variant) Find(long line)
    {
        var file = 0;
        while (file < files.Length - 1 && line > files[file].Variants)
        {
            line -= files[file].Variants;
            file++;
        }

        return (file, line);
    }
}
