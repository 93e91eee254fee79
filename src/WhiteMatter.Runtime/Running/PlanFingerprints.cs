using WhiteMatter.Plan;
using WhiteMatter.Plan.Diagnostics;

namespace WhiteMatter.Runtime.Running;

/// <summary>
/// Makes sure that every fingerprint of a plan is that of the parameters beside it: a plan is a file that people can edit, and
/// results under a wrong fingerprint would be taken for right ones by every later run.
/// </summary>
internal static class PlanFingerprints
{
    /// <summary>Computes every fingerprint anew.</summary>
    /// <exception cref="RunFailureException">One is another than the plan's.</exception>
    public static void Check(ExecutionPlan plan)
    {
        var known = new Dictionary<string, Fingerprint>(StringComparer.Ordinal);
        foreach (var step in plan.Steps)
        {
            var inputs = step.Inputs.Select(input => KeyValuePair.Create(input.Role, known[input.StepId])).ToArray();
            if (!StepFingerprint.Of(step.Parameters, inputs).Equals(step.Fingerprint))
            {
                throw new RunFailureException(
                    RunCodes.PlanBroken, $"the fingerprint of the step {step.Id} is not that of its parameters and inputs; the plan was edited");
            }

            foreach (var shard in step.Shards.IsDefault ? [] : step.Shards)
            {
                if (!StepFingerprint.OfShard(step.Fingerprint, shard.First, shard.Count).Equals(shard.Fingerprint))
                {
                    throw new RunFailureException(
                        RunCodes.PlanBroken, $"the fingerprint of {StepExecution.ShardId(step, shard)} is not that of its step and range; the plan was edited");
                }
            }

            known[step.Id] = step.Fingerprint;
        }
    }
}
