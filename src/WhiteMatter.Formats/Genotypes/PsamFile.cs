using System.Text;

namespace WhiteMatter.Formats.Genotypes;

/// <summary>The people beside a .pgen file: PLINK 2's .psam, or a .fam without a header.</summary>
public static class PsamFile
{
    /// <summary>Writes the people as lines of a .fam file. Without a column FID the family is 0; without PAT and MAT parents are 0.</summary>
    /// <param name="path">The .psam file.</param>
    /// <param name="fam">Receives the lines.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The number of people.</returns>
    /// <exception cref="DataFormatException">A line is invalid.</exception>
    public static long Convert(string path, Stream fam, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(fam);
        return HeadedLines.ForEach(
            path,
            (columns, text, fields, number) =>
            {
                if (columns is null && fields.Length is < 5 or > 6)
                {
                    throw new DataFormatException(
                        DataProblem.FieldCount, path, $"the line has {fields.Length} fields", "5 or 6, as a .fam file without header has", "Check that this is a .psam file", number);
                }

                if (columns is not null && Array.IndexOf(columns, "IID") < 0)
                {
                    throw new DataFormatException(
                        DataProblem.ColumnMissing, path, "the header has no column IID", "#IID, or #FID and IID", "Check that this is a .psam file");
                }

                fam.Write(FamLine.Of(
                    path,
                    number,
                    Field(text, fields, columns, "FID", 0),
                    Field(text, fields, columns, "IID", 1),
                    Field(text, fields, columns, "PAT", 2),
                    Field(text, fields, columns, "MAT", 3),
                    Field(text, fields, columns, "SEX", 4)));
            },
            cancellationToken);
    }

    private static string Field(ReadOnlySpan<byte> text, ReadOnlySpan<Range> fields, string[]? columns, string name, int place)
    {
        var at = columns is null ? place : Array.IndexOf(columns, name);
        return at < 0 ? "0" : Encoding.UTF8.GetString(text[fields[at]]);
    }
}
