using System.Text;

namespace WhiteMatter.Formats.Genotypes;

/// <summary>A person of any format as a line of a .fam file.</summary>
internal static class FamLine
{
    /// <summary>Writes a line; sex is 1, M or male, 2, F or female, else unknown, and the phenotype is missing.</summary>
    /// <exception cref="DataFormatException">An identifier is empty or holds a blank.</exception>
    public static byte[] Of(string path, long line, string family, string id, string father = "0", string mother = "0", string sex = "0")
    {
        foreach (var name in (ReadOnlySpan<string>)[family, id, father, mother])
        {
            if (name.Length == 0 || name.AsSpan().ContainsAny(" \t\r\n"))
            {
                throw new DataFormatException(
                    DataProblem.IdMissing,
                    path,
                    name.Length == 0 ? "an identifier is empty" : $"the identifier {DataFormatException.Quote(name)} holds a blank",
                    "identifiers without blanks",
                    "Rename the person, for example with plink2 --update-ids",
                    line);
            }
        }

        var code = sex.ToUpperInvariant() switch { "1" or "M" or "MALE" => '1', "2" or "F" or "FEMALE" => '2', _ => '0' };
        return Encoding.UTF8.GetBytes($"{family}\t{id}\t{father}\t{mother}\t{code}\t-9\n");
    }
}
