using System.Collections.Immutable;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Runtime.Faults;
using WhiteMatter.Runtime.Interop;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Publishing;

/// <summary>
/// Puts artifacts' files into the study's results folder: as a second name of the stored file where the file system allows it, else
/// as a copy, each renamed into place. The manifest names a file before it appears, so that a killed run's files are known too.
/// </summary>
internal sealed class ResultsFolder(ExecutionPlan plan, ArtifactStore store, FaultPoint faults)
{
    /// <summary>Files of artifacts that are for the program alone.</summary>
    private static readonly ImmutableHashSet<string> Internal = [StepFindings.FileName, "flow.json", "association.bin", "traits.bin", "association.json", "variants.bim", "meta.json"];

    private readonly string _folder = PlanPaths.Results(plan);
    private readonly HashSet<Fingerprint> _damaged = [];

    /// <summary>What became of one file.</summary>
    private enum Placing
    {
        Put,
        ThereAlready,
        SomebodyElsesFile,
        ArtifactDamaged,
    }

    /// <summary>Puts the files of steps into place.</summary>
    /// <param name="steps">The steps with their artifacts.</param>
    /// <param name="complete">Whether <paramref name="steps"/> holds all the study publishes, so that what is no longer published goes.</param>
    /// <param name="published">Told the path of each file that was put.</param>
    /// <param name="report">Told what went wrong.</param>
    /// <returns>The paths of all files, in order.</returns>
    public ImmutableArray<string> Publish(
        IReadOnlyList<(PlanStep Step, ArtifactRecord Record)> steps,
        bool complete,
        Action<string> published,
        Action<PlanStep, Diagnostic> report)
    {
        if (steps.Count == 0)
        {
            return [];
        }

        // Another study may have published since the run began.
        if (PublishedManifest.OtherStudy(plan) is { } other)
        {
            report(steps[0].Step, Diagnostic.Create(RunCodes.ResultsOfAnotherStudy, steps[0].Step.Source, _folder, other, plan.Study));
            return [];
        }

        var wanted = steps.SelectMany(entry => FilesOf(entry.Step, entry.Record)).OrderBy(item => item.Target, StringComparer.Ordinal).ToArray();
        var manifestPath = PublishedManifest.PathFor(_folder, plan.Study);
        var before = PublishedManifest.Read(manifestPath, plan.Study);
        var owned = before.Files.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        var current = new SortedDictionary<string, PublishedFile>(StringComparer.Ordinal);
        try
        {
            Directory.CreateDirectory(_folder);
            DurableFile.ClearTemporaries(_folder);
            foreach (var folder in wanted.Select(item => Path.GetDirectoryName(Path.Combine(_folder, item.Target))!).Distinct())
            {
                DurableFile.ClearTemporaries(folder);
            }

            Announce(before, wanted, owned, manifestPath);
            var toldAlready = new HashSet<string>(StringComparer.Ordinal);
            foreach (var item in wanted)
            {
                switch (Put(item, owned, report))
                {
                    case Placing.Put:
                        // A folder within an artifact holds a file for each person, and is told once.
                        var told = item.Source.Contains('/') ? item.Target[..(item.Target.LastIndexOf('/') + 1)] : item.Target;
                        if (toldAlready.Add(told))
                        {
                            published(Path.Combine(_folder, told));
                        }

                        current[item.Target] = item.Entry;
                        break;
                    case Placing.ThereAlready:
                        current[item.Target] = item.Entry;
                        break;
                    case Placing.ArtifactDamaged when before.Files.FirstOrDefault(file => file.Path == item.Target) is { } earlier:
                        current[item.Target] = earlier;
                        break;
                }
            }

            var present = steps.Select(entry => entry.Step.Id).ToHashSet(StringComparer.Ordinal);
            foreach (var file in before.Files.Where(file => !current.ContainsKey(file.Path)))
            {
                // A step that failed keeps what it published before; one that is no longer in the study does not.
                if (present.Contains(file.Step) || (complete && plan.Find(file.Step)?.Publish is null))
                {
                    Remove(file.Path);
                }
                else
                {
                    current[file.Path] = file;
                }
            }

            new PublishedManifest(1, plan.Study, [.. current.Values], PublishedManifest.SourceOf(plan)).Write(manifestPath);
            faults.Pass(FaultPoint.PublishFinished);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            report(steps[0].Step, ResultsPlace.Failure(exception, _folder, wanted.Sum(item => item.Size)).ToDiagnostic(null));
        }

        return [.. wanted.Where(item => current.ContainsKey(item.Target)).Select(item => Path.Combine(_folder, item.Target)).Where(File.Exists)];
    }

    /// <summary>The files of an artifact and their places in the results folder.</summary>
    internal static IEnumerable<(string Source, string Target)> Places(string publish, IEnumerable<string> files)
    {
        var visible = files.Where(file => !Internal.Contains(file)).ToArray();
        var extension = Path.GetExtension(publish);
        return visible.Length == 1 && extension.Length > 0 && extension == Path.GetExtension(visible[0])
            ? [(visible[0], publish)]
            : visible.Select(file => (file, publish.TrimEnd('/') + "/" + file));
    }

    private IEnumerable<Item> FilesOf(PlanStep step, ArtifactRecord record)
    {
        foreach (var (source, target) in Places(step.Publish!, record.Files.Select(file => file.Name)))
        {
            var file = record.Files.First(file => file.Name == source);
            yield return new Item(
                step, record, source, target, file.Size, new PublishedFile(target, step.Id, record.Fingerprint, file.Blake3));
        }
    }

    /// <summary>Writes down the files to come before any of them appears.</summary>
    private void Announce(PublishedManifest before, Item[] wanted, HashSet<string> owned, string manifestPath)
    {
        var coming = wanted.Where(item => !owned.Contains(item.Target) && !File.Exists(Path.Combine(_folder, item.Target))).ToArray();
        if (coming.Length == 0)
        {
            return;
        }

        (before with { Files = [.. before.Files, .. coming.Select(item => item.Entry)], Source = PublishedManifest.SourceOf(plan) }).Write(manifestPath);
        owned.UnionWith(coming.Select(item => item.Target));
        faults.Pass(FaultPoint.ManifestWritten);
    }

    private Placing Put(Item item, HashSet<string> owned, Action<PlanStep, Diagnostic> report)
    {
        if (_damaged.Contains(item.Record.Fingerprint))
        {
            return Placing.ArtifactDamaged;
        }

        var target = Path.Combine(_folder, item.Target);
        var source = Path.Combine(store.Layout.Artifact(item.Record.Fingerprint), item.Source);
        var there = new FileInfo(target);
        if (there.Exists && !owned.Contains(item.Target))
        {
            report(item.Step, Diagnostic.Create(RunCodes.ResultInTheWay, item.Step.Source, target));
            return Placing.SomebodyElsesFile;
        }

        var original = new FileInfo(source);
        if (there.Exists && there.Length == original.Length && there.LastWriteTimeUtc == original.LastWriteTimeUtc)
        {
            return Placing.ThereAlready;
        }

        try
        {
            store.EnsureWhole(item.Record, item.Record.Files.First(file => file.Name == item.Source));
        }
        catch (RunFailureException damage)
        {
            _damaged.Add(item.Record.Fingerprint);
            store.SetAside(item.Record.Fingerprint);
            report(item.Step, damage.ToDiagnostic(item.Step.Source));
            return Placing.ArtifactDamaged;
        }

        var folder = Path.GetDirectoryName(target)!;
        MakeFolder(folder, source);
        var temporary = DurableFile.TemporaryName(target);
        try
        {
            if (!PosixFile.TryLink(source, temporary))
            {
                File.Copy(source, temporary);
                using (var copy = new FileStream(temporary, FileMode.Open, FileAccess.Read))
                {
                    copy.Flush(flushToDisk: true);
                }

                File.SetLastWriteTimeUtc(temporary, original.LastWriteTimeUtc);
            }

            faults.Pass(FaultPoint.ResultLinked);
            File.Move(temporary, target, overwrite: true);
            faults.Pass(FaultPoint.ResultRenamed);
        }
        finally
        {
            // Renaming one name of a file to another name of the same file does nothing and leaves both.
            DurableFile.DeleteQuietly(temporary);
        }

        PosixFile.SyncDirectory(folder);
        return Placing.Put;
    }

    /// <summary>Makes a folder for a file. Names in it may be those of people, so that of a private file is private too.</summary>
    private static void MakeFolder(string folder, string source)
    {
        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        const UnixFileMode ownerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(source) & others) == 0)
        {
            // An existing folder, such as that of all results, keeps its mode.
            Directory.CreateDirectory(folder, ownerOnly);
        }
        else
        {
            Directory.CreateDirectory(folder);
        }
    }

    private void Remove(string path)
    {
        var target = Path.Combine(_folder, path);
        DurableFile.DeleteQuietly(target);
        var folder = Path.GetDirectoryName(target)!;
        if (folder != _folder && Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }
    }

    private sealed record Item(PlanStep Step, ArtifactRecord Record, string Source, string Target, long Size, PublishedFile Entry);
}
