namespace WhiteMatter.Runtime.Hosting;

/// <summary>
/// Lengths of the human chromosomes in GRCh37 and GRCh38, from the assembly reports of the Genome Reference Consortium
/// (GCF_000001405.13 and GCF_000001405.26). A position beyond a chromosome's end rules a build out.
/// </summary>
internal static class ChromosomeLengths
{
    /// <summary>The length of a chromosome in both builds, or null for a name that is none of 1–22, X, Y.</summary>
    public static (long GRCh37, long GRCh38)? Of(string chromosome) => chromosome switch
    {
        "1" => (249250621, 248956422),
        "2" => (243199373, 242193529),
        "3" => (198022430, 198295559),
        "4" => (191154276, 190214555),
        "5" => (180915260, 181538259),
        "6" => (171115067, 170805979),
        "7" => (159138663, 159345973),
        "8" => (146364022, 145138636),
        "9" => (141213431, 138394717),
        "10" => (135534747, 133797422),
        "11" => (135006516, 135086622),
        "12" => (133851895, 133275309),
        "13" => (115169878, 114364328),
        "14" => (107349540, 107043718),
        "15" => (102531392, 101991189),
        "16" => (90354753, 90338345),
        "17" => (81195210, 83257441),
        "18" => (78077248, 80373285),
        "19" => (59128983, 58617616),
        "20" => (63025520, 64444167),
        "21" => (48129895, 46709983),
        "22" => (51304566, 50818468),
        "X" => (155270560, 156040895),
        "Y" => (59373566, 57227415),
        _ => null,
    };

    /// <summary>Whether a chromosome reaches to a position in one of the builds, or is none of those whose lengths are known.</summary>
    public static bool IsPossible(string chromosome, int position) => Of(chromosome) is not var (grch37, grch38) || position <= Math.Max(grch37, grch38);

    /// <summary>The build that the largest positions allow when they rule the other out, else null.</summary>
    public static string? Evidence(IEnumerable<(string Chromosome, long Largest)> positions)
    {
        var (old, current) = (true, true);
        foreach (var (chromosome, largest) in positions)
        {
            if (Of(chromosome) is var (grch37, grch38))
            {
                old &= largest <= grch37;
                current &= largest <= grch38;
            }
        }

        return (old, current) switch
        {
            (true, false) => "GRCh37",
            (false, true) => "GRCh38",
            _ => null,
        };
    }
}
