using WhiteMatter.Formats.Plink;
using WhiteMatter.Genetics.Association;

namespace WhiteMatter.Runtime.Handlers;

/// <summary>Finds the variants of chromosomes of which people do not all have two.</summary>
/// <remarks>Memory: the runs; the list of variants is read line by line.</remarks>
internal static class PloidyRuns
{
    /// <summary>The runs of X, Y and MT in a list of variants.</summary>
    public static IReadOnlyList<PloidyRun> Read(string bim, CancellationToken cancellationToken)
    {
        var runs = new List<PloidyRun>();
        var variant = 0L;
        string last = "";
        var ploidy = ChromosomePloidy.Two;
        foreach (var line in File.ReadLines(bim).Where(line => !string.IsNullOrWhiteSpace(line)))
        {
            var name = line.AsSpan().TrimStart(" \t");
            var end = name.IndexOfAny(" \t");
            name = end < 0 ? name : name[..end];
            if (!name.SequenceEqual(last))
            {
                last = name.ToString();
                ploidy = PloidyOf(last);
                if (ploidy != ChromosomePloidy.Two)
                {
                    runs.Add(new PloidyRun(variant, 0, ploidy));
                }
            }

            if (ploidy != ChromosomePloidy.Two)
            {
                runs[^1] = runs[^1] with { Count = runs[^1].Count + 1 };
            }

            if (++variant % 100_000 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        return runs;
    }

    private static ChromosomePloidy PloidyOf(string chromosome) => Chromosome.Normalise(chromosome) switch
    {
        "X" => ChromosomePloidy.X,
        "Y" => ChromosomePloidy.Y,
        "MT" => ChromosomePloidy.One,
        _ => ChromosomePloidy.Two,
    };
}
