using System.Globalization;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Genetics.Association;

namespace WhiteMatter.Runtime.Handlers;

/// <summary>Counts tested variants that are on none of the 22 autosomes.</summary>
/// <remarks>Memory: one block of variants; the list of variants is read line by line beside it.</remarks>
internal static class OtherChromosomes
{
    /// <summary>Each class with its number of tested variants, such as <c>3 on X</c>; empty when there are none.</summary>
    /// <param name="table">The results, in the order of the .bim file.</param>
    /// <param name="bim">The .bim file.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static string Describe(AssociationTable table, string bim, CancellationToken cancellationToken)
    {
        var counts = new SortedDictionary<int, (string Name, long Count)>();
        var block = table.CreateBuffer(traits: 0);
        using var lines = File.ReadLines(bim).Where(line => !string.IsNullOrWhiteSpace(line)).GetEnumerator();
        var at = -1L;
        for (var b = 0; b < table.Blocks; b++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            table.ReadTraits(b, [], block);
            for (var v = 0; v < block.Count; v++)
            {
                while (at < block.Variant[v] && lines.MoveNext())
                {
                    at++;
                }

                if (block.Reason[v].IsTested() && ClassOf(lines.Current) is var (order, name))
                {
                    counts[order] = (name, counts.GetValueOrDefault(order).Count + 1);
                }
            }
        }

        return string.Join(", ", counts.Values.Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Count} on {entry.Name}")));
    }

    private static (int Order, string Name)? ClassOf(string line)
    {
        var start = line.AsSpan().TrimStart(" \t");
        var end = start.IndexOfAny(" \t");
        var name = Chromosome.Normalise((end < 0 ? start : start[..end]).ToString());
        return name switch
        {
            _ when Chromosome.IsAutosome(name) => null,
            "X" => (0, "X"),
            "Y" => (1, "Y"),
            "XY" => (2, "XY"),
            "MT" => (3, "MT"),
            "0" => (4, "0 (no chromosome)"),
            _ => (5, "other sequences"),
        };
    }
}
