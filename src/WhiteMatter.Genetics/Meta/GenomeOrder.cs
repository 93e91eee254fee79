using System.Globalization;
using WhiteMatter.Formats.Plink;

namespace WhiteMatter.Genetics.Meta;

/// <summary>The order of chromosomes: 1 to 22, X, Y, XY, MT, then others by their names.</summary>
public static class GenomeOrder
{
    /// <summary>Compares two chromosomes.</summary>
    /// <param name="a">A normalised name.</param>
    /// <param name="b">Another.</param>
    public static int Compare(string a, string b)
    {
        if (ReferenceEquals(a, b))
        {
            return 0;
        }

        var order = RankOf(a).CompareTo(RankOf(b));
        return order != 0 ? order : string.CompareOrdinal(a, b);
    }

    private static int RankOf(string chromosome) => chromosome switch
    {
        "X" => 23,
        "Y" => 24,
        "XY" => 25,
        "MT" => 26,
        _ when Chromosome.IsAutosome(chromosome) => int.Parse(chromosome, CultureInfo.InvariantCulture),
        _ => 27,
    };
}
