using System.Globalization;
using System.Text;
using Blake3;
using WhiteMatter.Formats;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Hosting;
using WhiteMatter.Runtime.Images;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Running;

/// <summary>
/// Makes sure that the image files of a step are those the study was planned with. The files of a set are known together, by size
/// and time of change, so that tens of thousands cost about a second.
/// </summary>
internal static class OutsideImageCheck
{
    /// <summary>What differs from the plan; null where nothing does, or the step reads no images outside.</summary>
    /// <exception cref="RunFailureException">No image was there when the study was planned, or none is there now.</exception>
    public static (string Template, string Difference)? DifferenceOf(ExecutionPlan plan, PlanStep step, int threads)
    {
        foreach (var (images, table) in ImagesOf(step))
        {
            if (DifferenceOf(plan, step, images, table, threads) is { } difference)
            {
                return difference;
            }
        }

        return null;
    }

    private static (string Template, string Difference)? DifferenceOf(ExecutionPlan plan, PlanStep step, OutsideImages images, TableReference table, int threads)
    {
        if (images.Identity is not { } planned)
        {
            throw new RunFailureException(RunCodes.InputGone, images.Template, step.Id);
        }

        var set = FindNow(plan, table, images, threads);
        var now = set.Identity;
        if (now.Files == 0)
        {
            throw new RunFailureException(RunCodes.InputGone, images.Template, step.Id);
        }

        return now == planned ? null : (images.Template, Describe(now, planned, set.Latest));
    }

    /// <summary>The difference as a diagnostic before a run begins. Images that were not there when planning stop their own step only.</summary>
    public static Diagnostic? DifferenceBeforeRun(ExecutionPlan plan, PlanStep step, int threads)
    {
        if (ImagesOf(step) is not { Count: > 0 } sets || sets.Any(set => set.Images.Identity is null))
        {
            return null;
        }

        try
        {
            return DifferenceOf(plan, step, threads) is { } found ? Diagnostic.Create(RunCodes.InputChanged, step.Source, found.Template, found.Difference) : null;
        }
        catch (RunFailureException failure)
        {
            return failure.ToDiagnostic(step.Source);
        }
        catch (DataFormatException)
        {
            // The table of people is another one, or gone: that is said of the table itself.
            return null;
        }
    }

    /// <summary>The full hash of the set for provenance: BLAKE3 over each person's identifier and the BLAKE3 of the image, of a pair that of header and voxels, and of what belongs to it.</summary>
    public static IEnumerable<ArtifactInput> Hash(ExecutionPlan plan, PlanStep step, int threads, CancellationToken cancellationToken) =>
        [.. ImagesOf(step).Select(set => Hash(plan, set.Images, set.Table, threads, cancellationToken))];

    private static ArtifactInput Hash(ExecutionPlan plan, OutsideImages images, TableReference table, int threads, CancellationToken cancellationToken)
    {
        using var all = Hasher.New();
        var now = FindNow(plan, table, images, threads);
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        string HashOf(string path) => known.TryGetValue(path, out var hash) ? hash
            : known[path] = FileHash.Of(PlanPaths.Full(plan, path), cancellationToken);
        for (var i = 0; i < now.Files.Count; i++)
        {
            var hashes = now.Beside[i].Prepend(now.Files[i].Path).Select(HashOf);
            all.Update(Encoding.UTF8.GetBytes($"{now.Files[i].Person}\t{string.Join('\t', hashes)}{(now.Files[i].Volume > 0 ? $"\t{now.Files[i].Volume}" : "")}\n"));
        }

        return new ArtifactInput("outside", images.Template, images.Identity!.Hash, ContentHash.Text(all));
    }

    /// <summary>The sets of files outside that a step reads by people, images first, and the table that lists their people.</summary>
    internal static IReadOnlyList<(OutsideImages Images, TableReference Table)> ImagesOf(PlanStep step)
    {
        var (sets, table) = step.Parameters switch
        {
            ImagesParameters images => ((OutsideImages?[])[images.Outside, images.Resampling?.Affines, images.Resampling?.Warps], images.Table),
            TensorParameters tensors => ([tensors.Series], tensors.Table),
            _ => ([], null!),
        };
        return [.. sets.OfType<OutsideImages>().Select(set => (set, set.Listing ?? table))];
    }

    private static ImageSet FindNow(ExecutionPlan plan, TableReference table, OutsideImages images, int threads)
    {
        try
        {
            return ImageSet.Find(
                images, table, PlanPaths.Full(plan, table.File.Path), path => PlanPaths.Full(plan, path), threads, CancellationToken.None);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RunFailureException(RunCodes.InputUnreadable, exception, images.Template, exception.Message);
        }
    }

    private static string Describe(ImageSetIdentity now, ImageSetIdentity planned, LatestChange? latest)
    {
        var difference = now.Files != planned.Files ? string.Create(CultureInfo.InvariantCulture, $"it has {now.Files} files and had {planned.Files}")
            : now.Bytes != planned.Bytes ? string.Create(CultureInfo.InvariantCulture, $"its files have {now.Bytes} bytes and had {planned.Bytes}")
            : "a file of it was changed";
        return latest is null ? difference : $"{difference}; {latest.Text}";
    }
}
