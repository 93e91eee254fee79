using System.Text;

namespace WhiteMatter.Formats.Genotypes;

/// <summary>The variants beside a .pgen file: PLINK 2's .pvar, or a .bim without a header.</summary>
public static class PvarFile
{
    private static readonly string[] Needed = ["CHROM", "POS", "ID", "REF", "ALT"];

    /// <summary>Writes the variants as lines of a .bim file: A1 is the alternate allele, A2 the reference.</summary>
    /// <param name="path">The .pvar file; gzip and zstd are unpacked.</param>
    /// <param name="bim">Receives the lines.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The number of variants.</returns>
    /// <exception cref="DataFormatException">A line is invalid, or a variant has several alternate alleles.</exception>
    public static long Convert(string path, Stream bim, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(bim);
        var line = new byte[256];
        int[]? places = null;
        long multiallelic = 0, firstMultiallelic = 0;
        var rows = HeadedLines.ForEach(
            path,
            (columns, text, fields, number) =>
            {
                places ??= Places(path, columns, fields.Length, number);
                if (fields.Length < 5 || (columns is null && fields.Length > 6))
                {
                    throw new DataFormatException(
                        DataProblem.FieldCount, path, $"the line has {fields.Length} fields", "5 or 6, as a .bim file without header has", "Check that this is a .pvar file", number);
                }

                var alternate = text[fields[places[4]]];
                if (alternate.Contains((byte)','))
                {
                    multiallelic++;
                    firstMultiallelic = multiallelic == 1 ? number : firstMultiallelic;
                }

                var centimorgans = places[5] < 0 ? "0"u8 : text[fields[places[5]]];
                Span<Range> written = [fields[places[0]], fields[places[2]], default, fields[places[1]], fields[places[4]], fields[places[3]]];
                var length = 6 + centimorgans.Length;
                foreach (var range in written)
                {
                    length += text[range].Length;
                }

                if (line.Length < length)
                {
                    line = new byte[2 * length];
                }

                var at = 0;
                for (var i = 0; i < written.Length; i++)
                {
                    var field = i == 2 ? centimorgans : text[written[i]];
                    if (field.IsEmpty || field.Contains((byte)' '))
                    {
                        throw new DataFormatException(
                            DataProblem.FieldCount, path, "a field is empty or holds a blank", "chromosome, position, identifier and alleles without blanks", "Mend the line", number);
                    }

                    field.CopyTo(line.AsSpan(at));
                    at += field.Length;
                    line[at++] = i == written.Length - 1 ? (byte)'\n' : (byte)'\t';
                }

                bim.Write(line, 0, at);
            },
            cancellationToken);
        return multiallelic == 0
            ? rows
            : throw new DataFormatException(
                DataProblem.VariantsMultiallelic,
                path,
                $"{multiallelic} variants have more than one alternate allele",
                "variants of two alleles",
                "Leave them out with plink2 --pfile … --max-alleles 2 --make-pgen, or split them with bcftools norm -m - before the import",
                firstMultiallelic);
    }

    /// <summary>Where chromosome, position, identifier, reference, alternate and centimorgans (-1: nowhere) stand.</summary>
    private static int[] Places(string path, string[]? columns, int fields, long line)
    {
        if (columns is null)
        {
            // A .bim file: allele 1 is the alternate one; without centimorgans in five columns.
            return fields == 5 ? [0, 2, 1, 4, 3, -1] : [0, 3, 1, 5, 4, 2];
        }

        var places = Needed.Select(name => Array.IndexOf(columns, name)).Append(Array.IndexOf(columns, "CM")).ToArray();
        var missing = Array.FindIndex(places, 0, Needed.Length, place => place < 0);
        return missing < 0
            ? places
            : throw new DataFormatException(
                DataProblem.ColumnMissing, path, $"the header has no column {Needed[missing]}", "#CHROM, POS, ID, REF and ALT", "Check that this is a .pvar file", line - 1);
    }
}
