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

    /// <summary>Insertions, deletions and substitutions between two texts.</summary>
    private static int Edits(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var change = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j] + 1, row[j - 1] + 1));
            }
        }

        return row[^1];
    }
}
