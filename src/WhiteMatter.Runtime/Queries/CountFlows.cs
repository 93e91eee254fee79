using System.Collections.Immutable;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Reporting;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Queries;

/// <summary>How people or variants became fewer over the steps of a study, for its report and for sessions.</summary>
public static class CountFlows
{
    /// <summary>The flows of steps that have one, in the order of the steps.</summary>
    /// <param name="results">The steps with their results.</param>
    /// <param name="counted">What is counted: <c>people</c> or <c>variants</c>.</param>
    public static ImmutableArray<CountFlow> Of(IEnumerable<(PlanStep Step, Artifact Result)> results, string counted)
    {
        ArgumentNullException.ThrowIfNull(results);
        var flows = ImmutableArray.CreateBuilder<CountFlow>();
        // Permuted genotypes lose the variants that the association itself lost.
        foreach (var (step, result) in results.Where(one => one.Step.Parameters is not PermutedLinearParameters))
        {
            if (StepFlow.Read(result) is { } flow && flow.Counted == counted)
            {
                flows.Add(new CountFlow(
                    step.Declaration,
                    [.. flow.Stages.Select(stage => new FlowStep(
                        stage.Label,
                        stage.In,
                        [.. stage.Losses.Where(loss => loss.Count > 0).Select(loss => new FlowLoss(loss.Reason, loss.Count))]))]));
            }
        }

        return flows.ToImmutable();
    }
}
