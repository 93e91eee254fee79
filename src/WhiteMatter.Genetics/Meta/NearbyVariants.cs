using WhiteMatter.Formats.Plink;

namespace WhiteMatter.Genetics.Meta;

/// <summary>Those variants of a list that lie near some places, to be found by place and alleles. Memory: these variants.</summary>
internal sealed class NearbyVariants
{
    private readonly BimFile _variants;
    private readonly Dictionary<(string Chromosome, int Position), List<int>> _rows = [];

    /// <summary>Goes through a list once.</summary>
    /// <param name="variants">The list, in any order.</param>
    /// <param name="places">The places.</param>
    /// <param name="distance">Base pairs on either side that are near.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public NearbyVariants(BimFile variants, IEnumerable<(string Chromosome, int Position)> places, long distance, CancellationToken cancellationToken)
    {
        _variants = variants;
        var sorted = places.GroupBy(place => place.Chromosome).ToDictionary(group => group.Key, group => group.Select(place => place.Position).Distinct().Order().ToArray());
        for (var row = 0; row < variants.Count; row++)
        {
            if (row % 65536 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            var chromosome = variants.ChromosomeOf(row);
            if (!sorted.TryGetValue(chromosome, out var positions) || !IsNear(positions, variants.Position(row), distance))
            {
                continue;
            }

            var key = (chromosome, variants.Position(row));
            if (!_rows.TryGetValue(key, out var here))
            {
                _rows.Add(key, here = []);
            }

            here.Add(row);
        }
    }

    /// <summary>The row of a variant and how its alleles lie to those asked for; −1 where there is none.</summary>
    public (int Row, AlleleMatch Match) Find(string chromosome, int position, string effect, string other)
    {
        var rows = _rows.GetValueOrDefault((chromosome, position), []);
        AlleleMatch[] matches = [.. rows.Select(row => AlleleAlignment.Match(effect, other, _variants.Allele1(row), _variants.Allele2(row)))];
        var best = AlleleAlignment.Best(matches);
        return best < 0 ? (-1, AlleleMatch.None) : (rows[best], matches[best]);
    }

    /// <summary>Rows of a chromosome within a distance of a position, in ascending order.</summary>
    public List<int> Around(string chromosome, int position, long distance) =>
    [
        .. _rows.Where(entry => entry.Key.Chromosome == chromosome && Math.Abs((long)entry.Key.Position - position) <= distance).SelectMany(entry => entry.Value).Order(),
    ];

    private static bool IsNear(int[] sorted, int position, long distance)
    {
        var at = Array.BinarySearch(sorted, position);
        if (at >= 0)
        {
            return true;
        }

        at = ~at;
        return (at < sorted.Length && sorted[at] - (long)position <= distance) || (at > 0 && (long)position - sorted[at - 1] <= distance);
    }
}
