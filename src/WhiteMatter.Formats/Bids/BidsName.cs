using System.Collections.Immutable;

namespace WhiteMatter.Formats.Bids;

/// <summary>The name of a file of a BIDS dataset: entities, a suffix and an ending, as in <c>sub-01_ses-1_space-MNI152NLin6Asym_FA.nii.gz</c>.</summary>
/// <param name="Entities">Keys and labels, in the order of the name.</param>
/// <param name="Suffix">The last part, such as <c>dwi</c>.</param>
/// <param name="Extension">From the first dot on, such as <c>.nii.gz</c>.</param>
public sealed record BidsName(ImmutableArray<KeyValuePair<string, string>> Entities, string Suffix, string Extension)
{
    /// <summary>Takes a file's name apart.</summary>
    /// <param name="fileName">The name without its folder.</param>
    /// <returns>Null where it is no name of the standard.</returns>
    public static BidsName? Parse(string fileName)
    {
        ArgumentNullException.ThrowIfNull(fileName);
        var dot = fileName.IndexOf('.', StringComparison.Ordinal);
        var parts = (dot < 0 ? fileName : fileName[..dot]).Split('_');
        var entities = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>(parts.Length - 1);
        foreach (var part in parts[..^1])
        {
            var dash = part.IndexOf('-', StringComparison.Ordinal);
            if (dash < 1 || dash == part.Length - 1)
            {
                return null;
            }

            entities.Add(new(part[..dash], part[(dash + 1)..]));
        }

        return parts[^1].Length == 0 || parts[^1].Contains('-', StringComparison.Ordinal) ? null
            : new BidsName(entities.MoveToImmutable(), parts[^1], dot < 0 ? "" : fileName[dot..]);
    }

    /// <summary>The label of an entity; null where the name has none.</summary>
    /// <param name="key">The entity's key, such as <c>ses</c>.</param>
    public string? LabelOf(string key)
    {
        foreach (var (name, label) in Entities)
        {
            if (name == key)
            {
                return label;
            }
        }

        return null;
    }

    /// <summary>Whether two labels of an entity are one: <c>run-01</c> is <c>run-1</c>, since the zeros before an index have no meaning.</summary>
    /// <param name="key">The entity's key.</param>
    /// <param name="first">A label.</param>
    /// <param name="second">Another.</param>
    public static bool AreOne(string key, string? first, string? second) =>
        first == second
        || (key is "run" or "echo" or "flip" or "inv" or "split" && first is not null && second is not null
            && first.All(char.IsAsciiDigit) && second.All(char.IsAsciiDigit) && first.TrimStart('0') == second.TrimStart('0'));
}
