using System.Collections.Immutable;
using WhiteMatter.Formats;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Hosting;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Store;
using WhiteMatter.Runtime.Tests.Toy;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Data;

/// <summary>A folder as that of a small study: its files as a plan names them, its plan, and its runs.</summary>
internal static class StudyFolder
{
    public const string Store = ".wmstudy";

    private const long Memory = 1L << 30;

    /// <summary>A file as a plan names it; without an identity where it is not there.</summary>
    public static FileReference Reference(this TemporaryFolder folder, string name) =>
        new(name, DataFile.Exists(folder[name]) ? FileIdentifier.Identify(folder[name]) : null);

    /// <summary>A PLINK 1 file set as a plan names it.</summary>
    public static GenotypesParameters PlinkSet(this TemporaryFolder folder, string name) =>
        ToyStudy.Genotypes(folder.Reference(name + ".bed"), folder.Reference(name + ".bim"), folder.Reference(name + ".fam"));

    /// <summary>Files of genotypes with the lists that stand beside them, as a plan names them.</summary>
    public static GenotypesParameters Genotypes(this TemporaryFolder folder, GenotypeFormat format, params string[] names)
    {
        var extension = format == GenotypeFormat.Vcf ? ".vcf.gz" : "." + format.ToString().ToLowerInvariant();
        return new GenotypesParameters(format, [.. names.Select(name => new GenotypeFileSet(
            folder.Reference(name + extension),
            GenotypeFileNames.Variants(format, name) is [var list, ..] ? folder.Reference(list) : null,
            GenotypeFileNames.Samples(format, name) is { } people ? folder.Reference(people) : null))]);
    }

    /// <summary>The artifact of a step that was run.</summary>
    public static Artifact ArtifactOf(this TemporaryFolder folder, PlanStep step) =>
        Assert.IsType<StoreLookup.Whole>(ArtifactStore.OpenForReading(folder[Store]).Find(step.Fingerprint)).Artifact;

    public static ExecutionPlan PlanOf(this TemporaryFolder folder, ImmutableArray<PlanStep> steps, long seed = 1) => new(
        PlanJson.FormatVersion, "small", "Small", "small.wmstudy", folder.Path, "GRCh37", seed, "results", new ResourceLimits(null, null), steps);

    public static async Task<RunResult> RunAsync(
        this TemporaryFolder folder,
        ExecutionPlan plan,
        HandlerTable handlers,
        IProgress<RunEvent>? progress = null,
        int cores = 2,
        long memory = Memory,
        string store = Store,
        CancellationToken cancellationToken = default)
    {
        var asked = RunExamples.Here();
        var result = await new StudyRunner(handlers).RunAsync(plan, new RunOptions(folder[store], new MachineResources(cores, memory)), progress, cancellationToken);
        RunExamples.Take(asked, result.Diagnostics, folder.Path);
        return result;
    }
}
