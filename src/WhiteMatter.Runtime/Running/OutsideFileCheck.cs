using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using WhiteMatter.Formats;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Hosting;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Running;

/// <summary>
/// Makes sure that the outside files a step reads are those the study was planned with, and takes their full hashes for
/// provenance. A hash is taken once for each identity and kept in the store.
/// </summary>
internal sealed class OutsideFileCheck(ExecutionPlan plan, StoreLayout store, int threads)
{
    private readonly ConcurrentDictionary<FileIdentity, Lazy<Task<string>>> _hashes = new();

    /// <summary>Compares every file a step names with its planned identity.</summary>
    /// <exception cref="RunFailureException">A file is not there, or is another one.</exception>
    public void BeforeStep(PlanStep step)
    {
        foreach (var (_, file) in FilesOf(step))
        {
            if (DifferenceOf(file, step) is { } difference)
            {
                throw new RunFailureException(RunCodes.InputChanged, file.Path, difference);
            }
        }

        if (OutsideImageCheck.DifferenceOf(plan, step, threads) is { } images)
        {
            throw new RunFailureException(RunCodes.InputChanged, images.Template, images.Difference);
        }
    }

    /// <summary>
    /// What differs from the plan before a run begins, each file once: results of files that changed since would be shown as those
    /// of the files that are there now, also where every step is in the store. Files that were not there when the study was planned
    /// stop their own steps only.
    /// </summary>
    public ImmutableArray<Diagnostic> BeforeRun(IEnumerable<PlanStep> steps)
    {
        var found = ImmutableArray.CreateBuilder<Diagnostic>();
        var seen = new HashSet<FileReference>();
        foreach (var step in steps)
        {
            foreach (var (_, file) in FilesOf(step))
            {
                if (file.Identity is null || !seen.Add(file))
                {
                    continue;
                }

                try
                {
                    if (DifferenceOf(file, step) is { } difference)
                    {
                        found.Add(Diagnostic.Create(RunCodes.InputChanged, step.Source, file.Path, difference));
                    }
                }
                catch (RunFailureException failure)
                {
                    found.Add(failure.ToDiagnostic(step.Source));
                }
            }

            if (OutsideImageCheck.DifferenceBeforeRun(plan, step, threads) is { } images)
            {
                found.Add(images);
            }
        }

        return found.ToImmutable();
    }

    /// <summary>Compares again, after the step has read them.</summary>
    /// <exception cref="RunFailureException">A file changed meanwhile.</exception>
    public void AfterStep(PlanStep step)
    {
        foreach (var (_, file) in FilesOf(step))
        {
            if (DifferenceOf(file, step) is not null)
            {
                throw new RunFailureException(RunCodes.InputChangedWhileRead, file.Path, step.Id);
            }
        }

        if (OutsideImageCheck.DifferenceOf(plan, step, threads) is { } images)
        {
            throw new RunFailureException(RunCodes.InputChangedWhileRead, images.Template, step.Id);
        }
    }

    /// <summary>The step's outside files with their full hashes, each file once.</summary>
    public async Task<ImmutableArray<ArtifactInput>> HashAsync(PlanStep step, CancellationToken cancellationToken)
    {
        var inputs = ImmutableArray.CreateBuilder<ArtifactInput>();
        foreach (var (role, file) in FilesOf(step))
        {
            var path = PlanPaths.Full(plan, file.Path);
            var identity = file.Identity!;
            var hash = _hashes.GetOrAdd(
                identity, key => new Lazy<Task<string>>(() => Task.Run(() => KnownOrTaken(path, key, cancellationToken), cancellationToken)));
            inputs.Add(new ArtifactInput(role, file.Path, identity.SampleHash, await hash.Value.ConfigureAwait(false)));
        }

        if (OutsideImageCheck.ImagesOf(step).Count > 0)
        {
            inputs.AddRange(await Task.Run(() => OutsideImageCheck.Hash(plan, step, threads, cancellationToken), cancellationToken).ConfigureAwait(false));
        }

        return inputs.ToImmutable();
    }

    private static IEnumerable<(string Role, FileReference File)> FilesOf(PlanStep step) =>
        OutsideReference.Of(step.Parameters).Where(outside => outside.File is not null).Select(outside => (outside.Role, outside.File!));

    private string KnownOrTaken(string path, FileIdentity identity, CancellationToken cancellationToken)
    {
        var key = Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{identity.Size}\n{identity.ModifiedTicks}\n{identity.SampleHash}\n"));
        var known = Path.Combine(store.Known, Convert.ToHexStringLower(SHA256.HashData(key)) + ".blake3");
        if (File.Exists(known) && File.ReadAllText(known).Trim() is { Length: 64 } kept)
        {
            return kept;
        }

        var text = FileHash.Of(path, cancellationToken);
        DurableFile.Replace(known, Encoding.ASCII.GetBytes(text + "\n"));
        return text;
    }

    private string? DifferenceOf(FileReference file, PlanStep step)
    {
        var path = PlanPaths.Full(plan, file.Path);
        if (file.Identity is null || !DataFile.Exists(path))
        {
            throw new RunFailureException(RunCodes.InputGone, file.Path, step.Id);
        }

        FileIdentity now;
        try
        {
            now = FileIdentifier.Identify(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RunFailureException(RunCodes.InputUnreadable, exception, file.Path, exception.Message);
        }
        catch (DataFormatException exception)
        {
            throw new RunFailureException(RunCodes.InputUnreadable, exception, file.Path, exception.InnerException?.Message ?? exception.Found);
        }

        if (now == file.Identity)
        {
            return null;
        }

        if (now.Size != file.Identity.Size)
        {
            return string.Create(CultureInfo.InvariantCulture, $"it has {now.Size} bytes and had {file.Identity.Size}");
        }

        return now.ModifiedTicks != file.Identity.ModifiedTicks
            ? $"it was changed at {new DateTime(now.ModifiedTicks, DateTimeKind.Utc):u} and then was of {new DateTime(file.Identity.ModifiedTicks, DateTimeKind.Utc):u}"
            : "its content differs";
    }
}
