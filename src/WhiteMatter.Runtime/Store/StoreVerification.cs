using System.Collections.Immutable;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Diagnostics;

namespace WhiteMatter.Runtime.Store;

/// <summary>What a verification found.</summary>
/// <param name="Artifacts">Artifacts looked at.</param>
/// <param name="Bytes">Bytes hashed.</param>
/// <param name="Damaged">A diagnostic for each damaged artifact, now set aside.</param>
public sealed record VerificationResult(int Artifacts, long Bytes, ImmutableArray<Diagnostic> Damaged);

/// <summary>Hashes every file of a store. Damaged artifacts are set aside, so that their steps run again.</summary>
public static class StoreVerification
{
    /// <summary>Verifies a store. The caller holds its lock.</summary>
    /// <param name="store">The store.</param>
    /// <param name="progress">Told the number of artifacts done.</param>
    /// <param name="cancellationToken">Stops between two artifacts.</param>
    public static VerificationResult Run(ArtifactStore store, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        var damaged = ImmutableArray.CreateBuilder<Diagnostic>();
        var artifacts = 0;
        long bytes = 0;
        foreach (var fingerprint in StoreContents.Fingerprints(store.Layout))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (file, step, problem) = Look(store, fingerprint, ref bytes);
            if (problem is not null)
            {
                var aside = store.SetAside(fingerprint);
                damaged.Add(Diagnostic.Create(RunCodes.ArtifactSetAside, null, file, step, fingerprint.Short, problem, aside));
            }

            artifacts++;
            progress?.Report(artifacts);
        }

        return new VerificationResult(artifacts, bytes, damaged.ToImmutable());
    }

    private static (string File, string Step, string? Problem) Look(ArtifactStore store, Fingerprint fingerprint, ref long bytes)
    {
        switch (store.Find(fingerprint))
        {
            case StoreLookup.Damaged damage:
                return (damage.File, "unknown", damage.Problem);
            case StoreLookup.Whole { Artifact.Record: var record }:
                foreach (var file in record.Files)
                {
                    bytes += file.Size;
                    if (store.DamageOf(record, file) is { } problem)
                    {
                        return (file.Name, record.StepId, problem);
                    }
                }

                return ("", record.StepId, null);
            default:
                return ("", "", null);
        }
    }
}
