using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Runtime.Faults;
using WhiteMatter.Runtime.Interop;

namespace WhiteMatter.Runtime.Store;

/// <summary>
/// The results of steps by fingerprint, in a folder beside the study. An artifact is written under a temporary name, flushed and
/// renamed into place: it is whole or not there, also on network file systems.
/// </summary>
public sealed class ArtifactStore
{
    /// <summary>The file of an artifact that holds its provenance.</summary>
    public const string RecordName = "artifact.json";

    private readonly FaultPoint _faults;
    private readonly ConcurrentDictionary<string, bool> _checked = new(StringComparer.Ordinal);

    private ArtifactStore(StoreLayout layout, FaultPoint faults)
    {
        Layout = layout;
        _faults = faults;
    }

    /// <summary>Where things stand.</summary>
    public StoreLayout Layout { get; }

    /// <summary>Opens a store to look into it; the folder need not be there.</summary>
    /// <param name="root">The store's folder.</param>
    /// <exception cref="RunFailureException">The store has the layout of a later version.</exception>
    public static ArtifactStore OpenForReading(string root) => Open(root, FaultPoint.None);

    /// <summary>Opens a store to write to it, and makes its folders where they are not there.</summary>
    /// <param name="root">The store's folder.</param>
    /// <param name="faults">Where a test ends the process.</param>
    /// <exception cref="RunFailureException">The store has the layout of a later version, or cannot be written.</exception>
    public static ArtifactStore OpenForWriting(string root, FaultPoint? faults = null)
    {
        var store = Open(root, faults ?? FaultPoint.None);
        try
        {
            Directory.CreateDirectory(store.Layout.Artifacts);
            Directory.CreateDirectory(store.Layout.Drafts);
            if (!File.Exists(store.Layout.Format))
            {
                DurableFile.Replace(store.Layout.Format, Encoding.ASCII.GetBytes(WholeNumber.Text(StoreLayout.FormatVersion) + "\n"));
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw StorageFailure.Of(exception, store.Layout.Root, null, 0);
        }

        return store;
    }

    /// <summary>Opens a store that is there, to look after it; makes nothing.</summary>
    /// <param name="root">The store's folder.</param>
    /// <exception cref="RunFailureException">The folder is no store, or one of a later version.</exception>
    public static ArtifactStore OpenExisting(string root)
    {
        var store = Open(root, FaultPoint.None);
        return VersionOf(store.Layout) is null ? throw new RunFailureException(RunCodes.NoStore, store.Layout.Root) : store;
    }

    /// <summary>Looks for the artifact of a fingerprint. Sizes are compared with the record; contents are hashed when used.</summary>
    /// <param name="fingerprint">The fingerprint.</param>
    public StoreLookup Find(Fingerprint fingerprint)
    {
        if (!fingerprint.IsKnown)
        {
            return new StoreLookup.Absent();
        }

        var folder = Layout.Artifact(fingerprint);
        if (!Directory.Exists(folder))
        {
            return new StoreLookup.Absent();
        }

        ArtifactRecord record;
        try
        {
            record = JsonSerializer.Deserialize<ArtifactRecord>(File.ReadAllBytes(Path.Combine(folder, RecordName)), PlanJson.Options)
                ?? throw new JsonException("it is empty");
        }
        catch (Exception exception) when (exception is IOException or JsonException or UnauthorizedAccessException)
        {
            return new StoreLookup.Damaged(RecordName, exception.Message);
        }

        if (record.Fingerprint != fingerprint)
        {
            return new StoreLookup.Damaged(RecordName, $"it states the fingerprint {record.Fingerprint.Short}");
        }

        foreach (var file in record.Files)
        {
            var info = new FileInfo(Path.Combine(folder, file.Name));
            if (!info.Exists)
            {
                return new StoreLookup.Damaged(file.Name, "it is gone");
            }

            if (info.Length != file.Size)
            {
                return new StoreLookup.Damaged(file.Name, $"it has {WholeNumber.Text(info.Length)} bytes and was written with {WholeNumber.Text(file.Size)}");
            }
        }

        return new StoreLookup.Whole(new Artifact(this, record));
    }

    /// <summary>The last record a step of a study made, whether or not its artifact is still there.</summary>
    /// <param name="study">The study.</param>
    /// <param name="stepId">The step.</param>
    public ArtifactRecord? FindLatest(string study, string stepId)
    {
        try
        {
            return JsonSerializer.Deserialize<ArtifactRecord>(File.ReadAllBytes(Layout.LatestOf(study, stepId)), PlanJson.Options);
        }
        catch (Exception exception) when (exception is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Begins an artifact.</summary>
    /// <param name="ownerOnly">Whether it tells of single people.</param>
    public ArtifactDraft Begin(bool ownerOnly) => new(Path.Combine(Layout.Drafts, DraftOwner.NewName()), ownerOnly, _faults);

    /// <summary>Puts a finished draft in its place.</summary>
    /// <param name="draft">The draft.</param>
    /// <param name="record">Its provenance; files and values are filled in here.</param>
    public Artifact Commit(ArtifactDraft draft, ArtifactRecord record)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(record);
        record = record with { Files = draft.Seal(), Values = draft.Values };
        var recordPath = Path.Combine(draft.Folder, RecordName);
        using (var stream = new FileStream(recordPath, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 1 << 12))
        {
            JsonSerializer.Serialize(stream, record, PlanJson.Options);
            stream.Flush(flushToDisk: true);
        }

        _faults.Pass(FaultPoint.RecordWritten);
        PosixFile.SyncDirectory(draft.Folder);
        _faults.Pass(FaultPoint.DraftSynced);

        var target = Layout.Artifact(record.Fingerprint);
        var parent = Path.GetDirectoryName(target)!;
        if (!Directory.Exists(parent))
        {
            Directory.CreateDirectory(parent);
            PosixFile.SyncDirectory(Layout.Artifacts);
        }

        switch (Find(record.Fingerprint))
        {
            case StoreLookup.Whole present:
                return present.Artifact;
            case StoreLookup.Damaged:
                SetAside(record.Fingerprint);
                break;
        }

        try
        {
            Directory.Move(draft.Folder, target);
        }
        catch (IOException) when (Find(record.Fingerprint) is StoreLookup.Whole)
        {
            // Another process made the same artifact at the same moment; the two are equal.
        }

        _faults.Pass(FaultPoint.ArtifactRenamed);
        PosixFile.SyncDirectory(parent);
        foreach (var file in record.Files)
        {
            _checked[Key(record.Fingerprint, file.Name)] = true;
        }

        _faults.Pass(FaultPoint.ArtifactCommitted);
        return new Artifact(this, record);
    }

    /// <summary>States that a step's last result is this artifact.</summary>
    /// <param name="study">The study.</param>
    /// <param name="stepId">The step.</param>
    /// <param name="record">The artifact's record.</param>
    public void SetLatest(string study, string stepId, ArtifactRecord record)
    {
        var path = Layout.LatestOf(study, stepId);
        var content = JsonSerializer.SerializeToUtf8Bytes(record, PlanJson.Options);
        if (File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(content))
        {
            return;
        }

        DurableFile.Replace(path, content, () => _faults.Pass(FaultPoint.LatestWritten), ownerOnly: true);
        _faults.Pass(FaultPoint.LatestRenamed);
    }

    /// <summary>Removes an artifact.</summary>
    /// <param name="fingerprint">Its fingerprint.</param>
    public void Remove(Fingerprint fingerprint)
    {
        var folder = Layout.Artifact(fingerprint);
        if (!Directory.Exists(folder))
        {
            return;
        }

        // Out of its place first, so that a half-removed artifact is never found.
        var aside = Path.Combine(Layout.Drafts, DraftOwner.NewName());
        Directory.CreateDirectory(Layout.Drafts);
        Directory.Move(folder, aside);
        Directory.Delete(aside, recursive: true);
    }

    /// <summary>
    /// The folder in which the step of a fingerprint keeps what it goes on from after a kill, made where it is not there. For its owner's eyes
    /// alone; gone once the step's artifact is in its place.
    /// </summary>
    /// <param name="fingerprint">The step's fingerprint.</param>
    public string CheckpointOf(Fingerprint fingerprint)
    {
        var folder = Layout.Checkpoint(fingerprint);
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            const UnixFileMode ownerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            Directory.CreateDirectory(Layout.Checkpoints, ownerOnly);
            Directory.CreateDirectory(folder, ownerOnly);
        }

        return folder;
    }

    /// <summary>Removes what the step of a fingerprint would go on from.</summary>
    /// <param name="fingerprint">The step's fingerprint.</param>
    public void RemoveCheckpoint(Fingerprint fingerprint)
    {
        var folder = Layout.Checkpoint(fingerprint);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Moves a damaged artifact out of the way, so that its step runs again, and keeps it for inspection.</summary>
    /// <param name="fingerprint">Its fingerprint.</param>
    /// <returns>Where it is now.</returns>
    public string SetAside(Fingerprint fingerprint)
    {
        Directory.CreateDirectory(Layout.Quarantine);
        var target = Path.Combine(Layout.Quarantine, fingerprint.Value);
        for (var n = 2; Directory.Exists(target); n++)
        {
            target = Path.Combine(Layout.Quarantine, fingerprint.Value + "." + WholeNumber.Text(n));
        }

        Directory.Move(Layout.Artifact(fingerprint), target);
        return target;
    }

    /// <summary>Removes what killed runs left half-written. Only for the holder of the store's lock.</summary>
    public void ClearStaleDrafts()
    {
        _faults.Pass(FaultPoint.StoreOpened);
        DurableFile.ClearTemporaries(Layout.Root);
        DurableFile.ClearTemporaries(Layout.Known);
        foreach (var study in Directory.Exists(Layout.Latest) ? Directory.EnumerateDirectories(Layout.Latest) : [])
        {
            DurableFile.ClearTemporaries(study);
        }

        foreach (var folder in Directory.Exists(Layout.Drafts) ? Directory.EnumerateDirectories(Layout.Drafts) : [])
        {
            if (DraftOwner.IsGone(Path.GetFileName(folder), Directory.GetLastWriteTimeUtc(folder)))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    /// <summary>Hashes a file of an artifact unless this process already has.</summary>
    internal void EnsureWhole(ArtifactRecord record, ArtifactFile file)
    {
        var key = Key(record.Fingerprint, file.Name);
        if (_checked.ContainsKey(key))
        {
            return;
        }

        if (DamageOf(record, file) is { } problem)
        {
            throw new RunFailureException(RunCodes.ArtifactDamaged, file.Name, record.StepId, record.Fingerprint.Short, problem)
            {
                DamagedArtifact = record.Fingerprint,
            };
        }

        _checked[key] = true;
    }

    /// <summary>What is wrong with the content of a file, or null.</summary>
    internal string? DamageOf(ArtifactRecord record, ArtifactFile file)
    {
        try
        {
            using var stream = new FileStream(
                Path.Combine(Layout.Artifact(record.Fingerprint), file.Name), FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20);
            if (stream.Length != file.Size)
            {
                return $"it has {WholeNumber.Text(stream.Length)} bytes and was written with {WholeNumber.Text(file.Size)}";
            }

            return ContentHash.Of(stream) == file.Blake3 ? null : "its content is not what was written";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception.Message;
        }
    }

    private static ArtifactStore Open(string root, FaultPoint faults)
    {
        var layout = new StoreLayout(Path.GetFullPath(root));
        if (VersionOf(layout) is { } version && version > StoreLayout.FormatVersion)
        {
            throw new RunFailureException(RunCodes.StoreOfLaterVersion, layout.Root, WholeNumber.Text(version), WholeNumber.Text(StoreLayout.FormatVersion));
        }

        return new ArtifactStore(layout, faults);
    }

    /// <summary>The layout's version that a store states, or null where nothing does.</summary>
    private static int? VersionOf(StoreLayout layout) =>
        File.Exists(layout.Format)
        && int.TryParse(File.ReadAllText(layout.Format).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : null;

    private static string Key(Fingerprint fingerprint, string file) => fingerprint.Value + "/" + file;
}
