namespace WhiteMatter.Runtime;

/// <summary>Finds the name that was probably meant.</summary>
public static class NearestName
{
    /// <summary>The name of the fewest edits from what was written, letters' case aside; null when none is within a third of its length.</summary>
    /// <param name="written">What was written.</param>
    /// <param name="names">The names there are; of names equally near the first is meant.</param>
    public static string? Of(string written, IEnumerable<string> names)
    {
        string? nearest = null;
        var fewest = int.MaxValue;
        foreach (var name in names)
        {
            var edits = Edits(name.ToUpperInvariant(), written.ToUpperInvariant());
            if (edits <= Math.Max(1, name.Length / 3) && edits < fewest)
            {
                (nearest, fewest) = (name, edits);
            }
        }

        return nearest;
    }

    /// <summary>
    /// Insertions, deletions, substitutions and swaps of neighbours between two texts, no letter in two of them: the optimal string alignment of
    /// Boytsov (2011), doi:10.1145/1963190.1963191.
    /// </summary>
    private static int Edits(string left, string right)
    {
        var before = new int[right.Length + 1];
        var last = new int[right.Length + 1];
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            (before, last, row) = (last, row, before);
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var change = last[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                row[j] = Math.Min(change, Math.Min(last[j] + 1, row[j - 1] + 1));
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }
        }

        return row[^1];
    }
}
