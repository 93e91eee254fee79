using System.Collections.Immutable;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Diagnostics;

namespace WhiteMatter.Runtime.Running;

/// <summary>Which steps follow which.</summary>
public static class PlanOrder
{
    /// <summary>Checks that every input is a step that stands before, and that names are unique.</summary>
    /// <param name="plan">The plan.</param>
    /// <exception cref="RunFailureException">The plan does not hold together.</exception>
    public static void Check(ExecutionPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var step in plan.Steps)
        {
            foreach (var input in step.Inputs)
            {
                if (!seen.Contains(input.StepId))
                {
                    throw new RunFailureException(
                        RunCodes.PlanBroken, $"the step {step.Id} needs {input.StepId}, which does not stand before it");
                }
            }

            if (!seen.Add(step.Id))
            {
                throw new RunFailureException(RunCodes.PlanBroken, $"two steps are named {step.Id}");
            }
        }
    }

    /// <summary>Every step a step follows from, at any distance.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="step">The step.</param>
    public static ImmutableHashSet<string> Upstream(ExecutionPlan plan, PlanStep step)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var found = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
        var open = new Stack<PlanStep>([step]);
        while (open.TryPop(out var next))
        {
            foreach (var input in next.Inputs)
            {
                if (found.Add(input.StepId) && plan.Find(input.StepId) is { } before)
                {
                    open.Push(before);
                }
            }
        }

        return found.ToImmutable();
    }

    /// <summary>The steps to run: all, or those asked for with all they need, in the plan's order.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="only">Ids of those asked for; empty asks for all.</param>
    /// <exception cref="RunFailureException">A step asked for is not in the plan.</exception>
    public static ImmutableArray<PlanStep> Select(ExecutionPlan plan, ImmutableArray<string> only)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (only.IsDefaultOrEmpty)
        {
            return plan.Steps;
        }

        var wanted = new HashSet<string>(StringComparer.Ordinal);
        foreach (var id in only)
        {
            var step = plan.Find(id) ?? throw new RunFailureException(RunCodes.PlanBroken, $"it has no step {id}");
            wanted.Add(id);
            wanted.UnionWith(Upstream(plan, step));
        }

        return [.. plan.Steps.Where(step => wanted.Contains(step.Id))];
    }
}
