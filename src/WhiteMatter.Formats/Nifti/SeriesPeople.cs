using WhiteMatter.Formats.Text;

namespace WhiteMatter.Formats.Nifti;

/// <summary>The people of a 4-D image with one volume a person, as TBSS writes <c>all_FA.nii.gz</c>, from a text that lists them in the volumes' order.</summary>
public static class SeriesPeople
{
    private const int LongestLine = 4096;
    private const long MostBytes = 1L << 28;

    private static readonly string[] Endings = [".nii.gz", ".nii", ".hdr", ".img"];
    private static readonly string[] Suffixes = ["_masked_FAskel", "_masked_FA", "_FA_to_target", "_FAskel", "_FAi", "_FA"];

    /// <summary>
    /// Reads a list: each line a person's identifier or the name of the person's image, whose folder and ending do not count; blank lines
    /// and lines that begin with <c>#</c> are no people.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="DataFormatException">The file cannot be read, lists nobody, or somebody twice.</exception>
    public static IReadOnlyList<string> Read(string path, CancellationToken cancellationToken = default)
    {
        var people = new List<string>();
        var lineOf = new Dictionary<string, long>(StringComparer.Ordinal);
        using var lines = new LineReader(path, LongestLine, MostBytes, cancellationToken);
        while (lines.Read(out var line))
        {
            var words = System.Text.Encoding.UTF8.GetString(line).Split([' ', '\t', ',', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0 || words[0].StartsWith('#'))
            {
                continue;
            }

            var name = words[0][(words[0].LastIndexOf('/') + 1)..];
            name = Endings.FirstOrDefault(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) is { } found ? name[..^found.Length] : name;
            if (!lineOf.TryAdd(name, lines.Line))
            {
                throw new DataFormatException(
                    DataProblem.DuplicateId, path, $"{DataFormatException.Quote(name)} stands twice", "each person once", "List each volume's person once, in the volumes' order", lines.Line, otherLine: lineOf[name]);
            }

            // One person's volumes under two endings, as NAME_FA and NAME_FAskel.
            if (Suffixes.FirstOrDefault(suffix => name.EndsWith(suffix, StringComparison.Ordinal)) is { } ending && !lineOf.TryAdd(name[..^ending.Length], lines.Line) && lineOf[name[..^ending.Length]] != lines.Line)
            {
                throw new DataFormatException(
                    DataProblem.DuplicateId,
                    path,
                    $"{DataFormatException.Quote(name[..^ending.Length])} stands twice",
                    "each person once",
                    "List each volume's person once, in the volumes' order",
                    lines.Line,
                    otherLine: lineOf[name[..^ending.Length]]);
            }

            people.Add(name);
        }

        return people.Count > 0 ? people : throw new DataFormatException(
            DataProblem.FileEmpty, path, "the file lists nobody", "each volume's person on a line", "List the people in the order of the volumes");
    }

    /// <summary>The place of each person's volume by the person's identifier: as it is listed, and without what ENIGMA's protocol and TBSS put behind it (<c>_FA</c>, <c>_masked_FAskel</c>).</summary>
    /// <param name="people">The list.</param>
    public static IReadOnlyDictionary<string, int> Index(IReadOnlyList<string> people)
    {
        ArgumentNullException.ThrowIfNull(people);
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < people.Count; i++)
        {
            index.Add(people[i], i);
        }

        for (var i = 0; i < people.Count; i++)
        {
            if (Suffixes.FirstOrDefault(suffix => people[i].EndsWith(suffix, StringComparison.Ordinal)) is { } found)
            {
                index.TryAdd(people[i][..^found.Length], i);
            }
        }

        return index;
    }
}
