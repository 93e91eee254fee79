using System.Text.Json;
using WhiteMatter.Plan;

namespace WhiteMatter.Runtime.Store;

/// <summary>What a collection removed.</summary>
/// <param name="Artifacts">Artifacts removed.</param>
/// <param name="BytesFreed">Bytes removed, those of quarantined artifacts, checkpoints and stale drafts included.</param>
/// <param name="BytesKept">Bytes of the artifacts that stay.</param>
public sealed record CollectionResult(int Artifacts, long BytesFreed, long BytesKept);

/// <summary>Removes artifacts that nothing refers to any more.</summary>
public static class StoreCollection
{
    private static readonly TimeSpan CheckpointPatience = TimeSpan.FromDays(7);

    /// <summary>
    /// Removes every artifact that is neither the last result of a step of any study in the store nor part of a plan given,
    /// what was set aside, and checkpoints of steps that are done or that no run touched for a week. The caller holds the store's lock.
    /// </summary>
    /// <param name="store">The store.</param>
    /// <param name="keep">Plans whose artifacts stay.</param>
    /// <param name="dryRun">Whether to count only.</param>
    /// <param name="cancellationToken">Stops between two artifacts.</param>
    public static CollectionResult Run(
        ArtifactStore store, IEnumerable<ExecutionPlan> keep, bool dryRun, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(keep);
        var wanted = Wanted(store, keep);
        var removed = 0;
        long freed = 0;
        long kept = 0;
        foreach (var fingerprint in StoreContents.Fingerprints(store.Layout))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var size = StoreContents.Size(store.Layout.Artifact(fingerprint));
            if (wanted.Contains(fingerprint))
            {
                kept += size;
                continue;
            }

            removed++;
            freed += size;
            if (!dryRun)
            {
                store.Remove(fingerprint);
            }
        }

        freed += SweepCheckpoints(store, wanted, dryRun);
        freed += StoreContents.Size(store.Layout.Quarantine);
        if (!dryRun)
        {
            if (Directory.Exists(store.Layout.Quarantine))
            {
                Directory.Delete(store.Layout.Quarantine, recursive: true);
            }

            var drafts = StoreContents.Size(store.Layout.Drafts);
            store.ClearStaleDrafts();
            freed += drafts - StoreContents.Size(store.Layout.Drafts);
        }

        return new CollectionResult(removed, freed, kept);
    }

    /// <summary>An unfinished step of a plan given keeps its checkpoint; another one while a run may still go on from it.</summary>
    private static long SweepCheckpoints(ArtifactStore store, HashSet<Fingerprint> wanted, bool dryRun)
    {
        long freed = 0;
        foreach (var folder in Directory.Exists(store.Layout.Checkpoints) ? Directory.GetDirectories(store.Layout.Checkpoints) : [])
        {
            var fingerprint = new Fingerprint(Path.GetFileName(folder));
            var done = fingerprint.Value.Length < 2 || Directory.Exists(store.Layout.Artifact(fingerprint));
            if (done || (!wanted.Contains(fingerprint) && DateTime.UtcNow - LastWrite(folder) > CheckpointPatience))
            {
                freed += StoreContents.Size(folder);
                if (!dryRun)
                {
                    store.RemoveCheckpoint(fingerprint);
                }
            }
        }

        return freed;
    }

    private static DateTime LastWrite(string folder) =>
        Directory.EnumerateFiles(folder).Select(File.GetLastWriteTimeUtc).Append(Directory.GetLastWriteTimeUtc(folder)).Max();

    private static HashSet<Fingerprint> Wanted(ArtifactStore store, IEnumerable<ExecutionPlan> keep)
    {
        var wanted = new HashSet<Fingerprint>();
        foreach (var step in keep.SelectMany(plan => plan.Steps))
        {
            wanted.Add(step.Fingerprint);
            wanted.UnionWith(step.Shards.Select(shard => shard.Fingerprint));
        }

        foreach (var path in StoreContents.LatestRecords(store.Layout))
        {
            try
            {
                if (JsonSerializer.Deserialize<ArtifactRecord>(File.ReadAllBytes(path), PlanJson.Options) is { } record)
                {
                    wanted.Add(record.Fingerprint);
                }
            }
            catch (Exception exception) when (exception is JsonException or IOException)
            {
                // A record that cannot be read refers to nothing; the step's next run replaces it.
            }
        }

        return wanted;
    }
}
