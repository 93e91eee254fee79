namespace EndToEnd;

/// <summary>Debian's PLINK 2 (v2.00a3.5), the peer whose regressions ours must equal.</summary>
internal static class Plink2
{
    /// <summary>Regresses every trait of a table on every variant; A1 is the .bim file's first allele.</summary>
    /// <returns>The path of each trait's results by trait, which <see cref="GlmReader"/> reads.</returns>
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
}
