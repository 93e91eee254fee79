using System.Collections.Immutable;
using System.Text.Json;
using WhiteMatter.Plan;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Publishing;

/// <summary>A file that runs put into the results folder.</summary>
/// <param name="Path">Its path in the results folder, with <c>/</c> as separator.</param>
/// <param name="Step">The step it came from.</param>
/// <param name="Fingerprint">The step's fingerprint.</param>
/// <param name="Blake3">Its content's hash, as <c>b3sum</c> prints it.</param>
public sealed record PublishedFile(string Path, string Step, Fingerprint Fingerprint, string Blake3);

/// <summary>What runs of a study put into its results folder: only these files are ever replaced or removed.</summary>
/// <param name="FormatVersion">Version of this form.</param>
/// <param name="Study">The study.</param>
/// <param name="Files">The files, in order of path.</param>
/// <param name="Source">The study's file, from the results folder; null in a manifest of earlier versions.</param>
public sealed record PublishedManifest(int FormatVersion, string Study, ImmutableArray<PublishedFile> Files, string? Source = null)
{
    /// <summary>The file of another study of this name whose results the folder holds; null where there is none, or it is there no longer.</summary>
    /// <param name="plan">The plan of this study.</param>
    internal static string? OtherStudy(ExecutionPlan plan)
    {
        var results = PlanPaths.Results(plan);
        var manifest = Read(PathFor(results, plan.Study), plan.Study);
        if (manifest.Source is not { } source || manifest.Files.IsEmpty)
        {
            return null;
        }

        var (other, own) = (Path.GetFullPath(Path.Combine(results, source)), StudyFile(plan));
        return File.Exists(other) && LinksTo(other) != LinksTo(own) ? other : null;
    }

    /// <summary>The study's file as a path from its results folder.</summary>
    /// <param name="plan">The plan.</param>
    internal static string SourceOf(ExecutionPlan plan) => Path.GetRelativePath(PlanPaths.Results(plan), StudyFile(plan));

    private static string StudyFile(ExecutionPlan plan) => Path.GetFullPath(Path.Combine(plan.BaseDirectory.Length == 0 ? "." : plan.BaseDirectory, plan.StudyPath));

    private static string LinksTo(string file) => File.Exists(file) ? File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file : file;

    internal static string PathFor(string resultsFolder, string study) =>
        Path.Combine(resultsFolder, ".wmstudy-" + StoreLayout.FileName(study) + ".json");

    internal static PublishedManifest Read(string path, string study)
    {
        try
        {
            return JsonSerializer.Deserialize<PublishedManifest>(File.ReadAllBytes(path), DocumentJson.Options) ?? new(1, study, []);
        }
        catch (Exception exception) when (exception is IOException or JsonException or UnauthorizedAccessException)
        {
            return new PublishedManifest(1, study, []);
        }
    }

    internal void Write(string path) => DurableFile.Replace(path, JsonSerializer.SerializeToUtf8Bytes(this, DocumentJson.Options), ownerOnly: true);
}
