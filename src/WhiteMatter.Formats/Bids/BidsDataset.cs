using System.Collections.Immutable;
using System.Text.Json;

namespace WhiteMatter.Formats.Bids;

/// <summary>
/// Finds people's files in a dataset of the Brain Imaging Data Structure (BIDS 1.10: file names, inheritance principle, derivatives). Only
/// the folders of the people asked for are listed: <c>sub-LABEL</c>, its sessions and their kinds of data, or the dataset's own folder where
/// a person has none. Safe for several threads at once.
/// </summary>
public sealed class BidsDataset
{
    /// <summary>The file that describes a dataset.</summary>
    public const string DescriptionName = "dataset_description.json";

    private const int NamedAtMost = 6;
    private const int DeepestFolder = 3;

    private readonly string _root;
    private readonly Lazy<ILookup<string, string>> _beside;

    /// <summary>Looks at a folder.</summary>
    /// <param name="root">The folder that holds the <c>sub-</c> folders.</param>
    public BidsDataset(string root)
    {
        _root = root;
        _beside = new(() => Directory.EnumerateFiles(root, "sub-*").ToLookup(file => Path.GetFileName(file).Split('_')[0], StringComparer.Ordinal));
    }

    /// <summary>Whether the folder is there.</summary>
    public bool Exists => Directory.Exists(_root);

    /// <summary>What its description says of the version, where that is not version 1 of the standard, which is read here; null where nothing is odd or there is no description.</summary>
    public string? OddVersion
    {
        get
        {
            var path = Path.Combine(_root, DescriptionName);
            if (!File.Exists(path))
            {
                return null;
            }

            try
            {
                using var json = JsonDocument.Parse(File.ReadAllText(path));
                return json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("BIDSVersion", out var version) ? "says no BIDSVersion"
                    : version.ToString() is var said && (said == "1" || said.StartsWith("1.", StringComparison.Ordinal)) ? null
                    : $"says BIDSVersion {DataFormatException.Quote(said)}";
            }
            catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
            {
                return "cannot be read";
            }
        }
    }

    /// <summary>Finds a person's image.</summary>
    /// <param name="label">The person's label, without <c>sub-</c>.</param>
    /// <param name="query">Which image.</param>
    /// <returns>Its path; null where the person has none.</returns>
    /// <exception cref="DataFormatException">Several images answer to the query.</exception>
    public string? Find(string label, BidsQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var found = new List<(string Path, BidsName Name)>();
        foreach (var file in FilesOf(label))
        {
            if (BidsName.Parse(Path.GetFileName(file)) is { } name && name.LabelOf("sub") == label && query.Matches(name)
                && (query.DataType is null || Path.GetFileName(Path.GetDirectoryName(file)) == query.DataType))
            {
                found.Add((file, name));
            }
        }

        return found.Count > 1 ? throw Ambiguous(label, found) : found.Count == 1 ? found[0].Path : null;
    }

    /// <summary>
    /// Finds the file that belongs to an image by the inheritance principle: of the folder of the image and those above it, up to the
    /// dataset's, the nearest that has a file of the image's suffix, the ending, and no entity that the image has not with the same label.
    /// </summary>
    /// <param name="image">The image.</param>
    /// <param name="extension">The ending, such as <c>.bval</c>.</param>
    /// <returns>Its path; null where there is none.</returns>
    /// <exception cref="DataFormatException">Several files of one folder belong to the image.</exception>
    public string? Inherited(string image, string extension)
    {
        ArgumentNullException.ThrowIfNull(image);
        var own = BidsName.Parse(Path.GetFileName(image));
        var root = Path.GetFullPath(_root).TrimEnd('/');
        for (var folder = Path.GetDirectoryName(Path.GetFullPath(image)); own is not null && folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var found = Directory.EnumerateFiles(folder, "*" + extension)
                .Select(file => (Path: file, Name: BidsName.Parse(Path.GetFileName(file))))
                .Where(file => file.Name is { } name && name.Extension == extension && name.Suffix == own.Suffix
                    && name.Entities.All(entity => own.LabelOf(entity.Key) == entity.Value))
                .OrderBy(file => file.Path, StringComparer.Ordinal)
                .ToArray();
            if (found.Length > 1)
            {
                throw new DataFormatException(
                    DataProblem.DatasetAmbiguous,
                    image,
                    $"{found.Length} files of one folder belong to it by the inheritance principle: {Names(found.Select(file => file.Path))}",
                    "one at most",
                    "Name them so that one has the entities of the image, or name the file in the study");
            }

            if (found.Length == 1)
            {
                return found[0].Path;
            }

            if (folder == root)
            {
                break;
            }
        }

        return null;
    }

    private IEnumerable<string> FilesOf(string label)
    {
        var own = Path.Combine(_root, "sub-" + label);
        if (!Directory.Exists(own))
        {
            return Exists ? _beside.Value["sub-" + label] : [];
        }

        return Directory.EnumerateFiles(
                own, "sub-*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = DeepestFolder, IgnoreInaccessible = false, AttributesToSkip = FileAttributes.None })
            .Order(StringComparer.Ordinal);
    }

    private DataFormatException Ambiguous(string label, List<(string Path, BidsName Name)> found)
    {
        var deciding = found.SelectMany(each => each.Name.Entities.Select(entity => entity.Key))
            .Distinct(StringComparer.Ordinal)
            .Where(key => found.Select(each => each.Name.LabelOf(key)).Distinct(StringComparer.Ordinal).Count() > 1)
            .Select(key => $"{ArgumentOf(key)} ({string.Join(", ", found.Select(each => each.Name.LabelOf(key) ?? BidsQuery.None).Distinct(StringComparer.Ordinal).Take(NamedAtMost).Select(value => $"\"{value}\""))})")
            .ToArray();
        return new DataFormatException(
            DataProblem.DatasetAmbiguous,
            Path.Combine(_root, "sub-" + label),
            FormattableString.Invariant($"{found.Count} files answer to the query: {Names(found.Select(each => each.Path))}"),
            "one",
            deciding.Length > 0 ? "Say which by " + string.Join(", or by ", deciding)
                : found.Select(each => Path.GetDirectoryName(each.Path)).Distinct(StringComparer.Ordinal).Count() > 1 ? "Say which by datatype, the folder they are in"
                : "Their names differ in the ending alone: keep one of them");
    }

    private string Names(IEnumerable<string> paths)
    {
        var names = paths.Select(path => Path.GetRelativePath(_root, path)).ToArray();
        return string.Join(", ", names.Take(NamedAtMost)) + (names.Length > NamedAtMost ? FormattableString.Invariant($" and {names.Length - NamedAtMost} more") : "");
    }

    /// <summary>What the study language calls an entity.</summary>
    private static string ArgumentOf(string key) => key switch
    {
        "sub" => "subject",
        "ses" => "session",
        "acq" => "acquisition",
        "dir" => "direction",
        "res" => "resolution",
        "desc" => "description",
        "run" or "space" or "model" or "param" or "task" => key,
        _ => $"entities = [\"{key}-…\"]",
    };
}
