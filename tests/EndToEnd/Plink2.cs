namespace EndToEnd;

/// <summary>A row of PLINK 2's <c>--glm</c> for a quantitative trait; numbers are null where PLINK printed NA.</summary>
internal readonly record struct GlmRow(
    string Id, string A1, int Observations, PrintedNumber? Beta, PrintedNumber? StandardError, PrintedNumber? P);

/// <summary>Debian's PLINK 2 (v2.00a3.5), the peer whose regressions ours must equal.</summary>
internal static class Plink2
{
    /// <summary>Regresses every trait of a table on every variant; A1 is the .bim file's first allele.</summary>
    /// <returns>The path of each trait's results by trait.</returns>
    public static Dictionary<string, string> Glm(string folder, string name, params string[] arguments)
    {
        var output = Path.Combine(folder, name);
        Command.Run(
            "plink2",
            folder,
            [.. arguments, "--glm", "omit-ref", "hide-covar", "allow-no-covars", "cols=chrom,pos,ref,alt,nobs,beta,se,p", "--out", output])
            .Expect(0);
        return Directory.EnumerateFiles(folder, name + ".*.glm.linear")
            .ToDictionary(path => Path.GetFileName(path)[(name.Length + 1)..^".glm.linear".Length]);
    }

    public static IEnumerable<GlmRow> Read(string path)
    {
        using var reader = new StreamReader(path);
        var header = reader.ReadLine()!.Split('\t');
        int Column(string column) => Array.IndexOf(header, column) is var found and >= 0
            ? found
            : throw new InvalidDataException($"{path} has no column {column}.");
        var (id, a1, n) = (Column("ID"), Column("A1"), Column("OBS_CT"));
        var (beta, se, p) = (Column("BETA"), Column("SE"), Column("P"));
        while (reader.ReadLine() is { } line)
        {
            var fields = line.Split('\t');
            yield return new GlmRow(fields[id], fields[a1], int.Parse(fields[n]), Number(fields[beta]), Number(fields[se]), Number(fields[p]));
        }
    }

    private static PrintedNumber? Number(string text) => text == "NA" ? null : PrintedNumber.Parse(text);
}
