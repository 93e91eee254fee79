using System.Text;

namespace WhiteMatter.Formats.Genotypes;

/// <summary>The people beside a .bgen file: a .sample file of Oxford's tools, with one or two identifiers and two header lines.</summary>
public static class SampleFile
{
    /// <summary>Writes the people as lines of a .fam file: ID_1 is the family and ID_2 the person; a single identifier is the person, of family 0.</summary>
    /// <param name="path">The .sample file.</param>
    /// <param name="fam">Receives the lines.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The number of people.</returns>
    /// <exception cref="DataFormatException">The headers or a line are invalid.</exception>
    public static long Convert(string path, Stream fam, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(fam);
        string[]? names = null;
        var types = false;
        long people = 0;
        HeadedLines.ForEach(
            path,
            (_, text, fields, number) =>
            {
                if (names is null)
                {
                    names = Texts(text, fields);
                    if (names[0] is not ("ID_1" or "ID"))
                    {
                        throw new DataFormatException(
                            DataProblem.ColumnMissing, path, $"the header begins with {DataFormatException.Quote(names[0])}", "ID_1 ID_2 missing …, or ID …", "Check that this is a .sample file", number);
                    }

                    return;
                }

                if (fields.Length != names.Length)
                {
                    throw new DataFormatException(
                        DataProblem.FieldCount, path, $"the line has {fields.Length} fields", $"{names.Length}, as the header has", "Mend the line; a file that was cut short ends in one", number);
                }

                var row = Texts(text, fields);
                if (!types)
                {
                    types = true;
                    if (row[0] != "0")
                    {
                        throw new DataFormatException(
                            DataProblem.FieldCount, path, $"the second line begins with {DataFormatException.Quote(row[0])}", "the line of types, 0 0 0 D …", "Add the line of types that a .sample file has", number);
                    }

                    return;
                }

                var two = names[0] == "ID_1" && names.Length > 1;
                var sex = Array.FindIndex(names, name => name.Equals("sex", StringComparison.OrdinalIgnoreCase));
                fam.Write(FamLine.Of(path, number, two ? row[0] : "0", two ? row[1] : row[0], sex: sex < 0 ? "0" : row[sex]));
                people++;
            },
            cancellationToken);
        return people > 0
            ? people
            : throw new DataFormatException(DataProblem.FileEmpty, path, "the file holds no people", "one line per person below two header lines", "Check that the file was written completely");
    }

    private static string[] Texts(ReadOnlySpan<byte> text, ReadOnlySpan<Range> fields)
    {
        var texts = new string[fields.Length];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = Encoding.UTF8.GetString(text[fields[i]]);
        }

        return texts;
    }
}
