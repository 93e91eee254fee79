namespace WhiteMatter.Formats.Plink;

/// <summary>Names of chromosomes: one spelling for each.</summary>
public static class Chromosome
{
    /// <summary>
    /// One spelling for a chromosome's code: a leading "chr" is dropped; 23, 24, 25, 26 and M become X, Y, XY and MT as PLINK
    /// reads them; other codes stay as they are.
    /// </summary>
    public static string Normalise(string code)
    {
        var bare = code.StartsWith("chr", StringComparison.OrdinalIgnoreCase) && code.Length > 3 ? code[3..] : code;
        return bare.ToUpperInvariant() switch
        {
            "X" or "23" => "X",
            "Y" or "24" => "Y",
            "XY" or "25" or "PAR1" or "PAR2" => "XY",
            "M" or "MT" or "26" => "MT",
            _ => bare.Length is 2 && bare[0] == '0' && char.IsAsciiDigit(bare[1]) ? bare[1..] : bare,
        };
    }

    /// <summary>Whether a normalised name is one of the 22 autosomes.</summary>
    public static bool IsAutosome(string name) =>
        name.Length is 1 or 2 && int.TryParse(name, System.Globalization.NumberStyles.None, null, out var number) && number is >= 1 and <= 22;

    /// <summary>The number of a normalised name in GWAS-SSF v1.0 (X and XY 23, Y 24, MT 25); null where that format has none.</summary>
    public static int? SummaryStatisticsNumber(string name) => name switch
    {
        "X" or "XY" => 23,
        "Y" => 24,
        "MT" => 25,
        _ when IsAutosome(name) => int.Parse(name, System.Globalization.CultureInfo.InvariantCulture),
        _ => null,
    };
}
