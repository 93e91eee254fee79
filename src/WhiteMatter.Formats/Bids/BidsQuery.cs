using System.Collections.Immutable;

namespace WhiteMatter.Formats.Bids;

/// <summary>Which file of a person is meant.</summary>
/// <param name="Suffix">The last part of its name before the ending, such as <c>dwi</c> or <c>FA</c>.</param>
/// <param name="Entities">Labels that its name must have by their keys; <see cref="None"/> where it must not have the entity. Entities that are not named may have any label.</param>
public sealed record BidsQuery(string Suffix, ImmutableArray<KeyValuePair<string, string>> Entities)
{
    /// <summary>The label that stands for no entity.</summary>
    public const string None = "none";

    /// <summary>The folder of the kind of data in which the file must be, such as <c>dwi</c>; null for any.</summary>
    public string? DataType { get; init; }

    /// <summary>A label without the key that tables often write before it: <c>01</c> of <c>sub-01</c>.</summary>
    /// <param name="key">The entity's key.</param>
    /// <param name="label">The label, as a table has it.</param>
    public static string Bare(string key, string label)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(label);
        return label.StartsWith(key + "-", StringComparison.Ordinal) ? label[(key.Length + 1)..] : label;
    }

    /// <summary>Whether an image's name answers to the query.</summary>
    /// <param name="name">The name.</param>
    public bool Matches(BidsName name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Suffix == Suffix && (name.Extension is ".nii" or ".nii.gz")
            && Entities.All(wanted => wanted.Value == None ? name.LabelOf(wanted.Key) is null : BidsName.AreOne(wanted.Key, name.LabelOf(wanted.Key), wanted.Value));
    }
}
