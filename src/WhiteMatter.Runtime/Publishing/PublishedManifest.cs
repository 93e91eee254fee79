using System.Collections.Immutable;
using System.Text.Json;
using WhiteMatter.Plan;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Publishing;

/// <summary>A file that runs put into the results folder.</summary>
/// <param name="Path">Its path in the results folder, with <c>/</c> as separator.</param>
/// <param name="Step">The step it came from.</param>
/// <param name="Fingerprint">The step's fingerprint.</param>
/// <param name="Sha256">Hash of its content.</param>
public sealed record PublishedFile(string Path, string Step, Fingerprint Fingerprint, string Sha256);

/// <summary>What runs of a study put into its results folder: only these files are ever replaced or removed.</summary>
/// <param name="FormatVersion">Version of this form.</param>
/// <param name="Study">The study.</param>
/// <param name="Files">The files, in order of path.</param>
public sealed record PublishedManifest(int FormatVersion, string Study, ImmutableArray<PublishedFile> Files)
{
    internal static string PathFor(string resultsFolder, string study) =>
        Path.Combine(resultsFolder, ".wmstudy-" + StoreLayout.FileName(study) + ".json");

    internal static PublishedManifest Read(string path, string study)
    {
        try
        {
            return JsonSerializer.Deserialize<PublishedManifest>(File.ReadAllBytes(path), PlanJson.Options) ?? new(1, study, []);
        }
        catch (Exception exception) when (exception is IOException or JsonException or UnauthorizedAccessException)
        {
            return new PublishedManifest(1, study, []);
        }
    }

    internal void Write(string path) => DurableFile.Replace(path, JsonSerializer.SerializeToUtf8Bytes(this, PlanJson.Options), ownerOnly: true);
}
