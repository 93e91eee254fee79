using System.Collections.Immutable;
using WhiteMatter.Formats;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers;
using WhiteMatter.Runtime.Queries;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Scanning;

/// <summary>
/// Works out before a run who is in the cohorts of a plan, as far as tables alone tell: not where a table or the unrelated are first made by a
/// step. Says of cohorts that have nobody, or fewer people than are to be drawn, what a run would say. Counts of few people are not told.
/// </summary>
public static class CohortScan
{
    /// <summary>Selects the people of each cohort.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="smallCounts">Counts of people under this are not told.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static ImmutableArray<Diagnostic> Read(ExecutionPlan plan, int smallCounts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var found = ImmutableArray.CreateBuilder<Diagnostic>();
        var known = new Dictionary<string, HashSet<(string Family, string Id)>>(StringComparer.Ordinal);
        foreach (var step in plan.Steps)
        {
            // Of a cohort of which something is first made, and of one drawn from such a one, nothing is known yet. What inputs that are cohorts
            // state for its condition is how many people they have.
            if (step.Parameters is not CohortParameters { Table.File: { Input: null, Identity: not null } } cohort
                || cohort.Withdrawals is { Identity: null }
                || step.Inputs.Any(input => !known.ContainsKey(input.StepId)))
            {
                continue;
            }

            var selection = new CohortSelection(
                step,
                cohort,
                file => PlanPaths.Full(plan, file.Path),
                role => known[step.Inputs.First(input => input.Role == role).StepId],
                (other, _) => known[other].Count)
            {
                Shown = count => SmallCounts.IsSmall(count, smallCounts) ? $"fewer than {WholeNumber.Text(smallCounts)}" : WholeNumber.Text(count),
            };
            try
            {
                known[step.Id] = [.. selection.Select(cancellationToken).People.Keys()];
            }
            catch (RunFailureException failure)
            {
                found.Add(failure.ToDiagnostic(step.Source));
            }
            catch (DataFormatException)
            {
                // What is wrong with the file itself is told of its table.
            }
        }

        return found.ToImmutable();
    }
}
