using System.Collections.Immutable;
using WhiteMatter.Plan.Hosting;

namespace WhiteMatter.Plan;

/// <summary>Limits a study sets to its runs.</summary>
/// <param name="Cores">At most this many cores; null takes what the machine has.</param>
/// <param name="MemoryBytes">At most this much memory; null takes what the machine has.</param>
public sealed record ResourceLimits(int? Cores, long? MemoryBytes)
{
    /// <summary>What a run has: what the machine offers, within these limits.</summary>
    /// <param name="machine">What the machine offers.</param>
    public MachineResources Within(MachineResources machine)
    {
        ArgumentNullException.ThrowIfNull(machine);
        return new MachineResources(Math.Min(Cores ?? int.MaxValue, machine.Cores), Math.Min(MemoryBytes ?? long.MaxValue, machine.MemoryBytes));
    }
}

/// <summary>
/// What carrying out a study means: steps in an order in which each follows its inputs. Immutable; serialised by
/// <see cref="PlanJson"/>.
/// </summary>
/// <param name="FormatVersion">Version of the JSON form; <see cref="PlanJson"/> refuses a later one than its own.</param>
/// <param name="Study">Name of the study.</param>
/// <param name="Title">Title of the study.</param>
/// <param name="StudyPath">The study file as the user named it.</param>
/// <param name="BaseDirectory">The folder that the plan's relative paths start from; empty means the current one.</param>
/// <param name="Build">The genome build.</param>
/// <param name="Seed">The study's seed.</param>
/// <param name="ResultsPath">Folder of the results, relative to <paramref name="BaseDirectory"/> or absolute.</param>
/// <param name="Limits">Limits of the study.</param>
/// <param name="Steps">The steps.</param>
public sealed record ExecutionPlan(
    int FormatVersion,
    string Study,
    string Title,
    string StudyPath,
    string BaseDirectory,
    string Build,
    long Seed,
    string ResultsPath,
    ResourceLimits Limits,
    ImmutableArray<PlanStep> Steps)
{
    /// <summary>The step of an id, or <see langword="null"/>.</summary>
    /// <param name="id">The id.</param>
    public PlanStep? Find(string id)
    {
        foreach (var step in Steps)
        {
            if (string.Equals(step.Id, id, StringComparison.Ordinal))
            {
                return step;
            }
        }

        return null;
    }
}
