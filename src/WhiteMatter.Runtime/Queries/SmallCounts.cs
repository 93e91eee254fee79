using WhiteMatter.Plan;
using WhiteMatter.Plan.Expressions;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Reporting;
using WhiteMatter.Runtime.Evaluation;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Queries;

/// <summary>Which values of results are counts of people, and which of them tell of too few.</summary>
public static class SmallCounts
{
    /// <summary>Whether a value that a step's result states counts people.</summary>
    /// <param name="step">The step.</param>
    /// <param name="value">The value's name.</param>
    public static bool IsOfPeople(PlanStep step, string value)
    {
        ArgumentNullException.ThrowIfNull(step);
        return value is "people" or "samples" or "unrelated" or "related_pairs" or "fitted" or "left_out"
            || (value == "cases" && step is { Parameters: PredictionParameters })
            || (value is "count" or "missing" or "removed" or "outliers" or "pairs"
                && step is
                {
                    Parameters: CohortParameters or TableParameters or SimulationParameters or TraitsParameters or DesignParameters or GenotypesParameters or ImagesParameters or TensorParameters
                        or HarmoniseParameters or RegionMeansParameters or ModelParameters or EncodingParameters or EnsembleParameters or RelatednessParameters or ComponentsParameters or RelationshipsParameters,
                });
    }

    /// <summary>Whether a count is too small to be shown; none at all tells of nobody.</summary>
    /// <param name="count">The count.</param>
    /// <param name="limit">Counts under this are not shown.</param>
    public static bool IsSmall(double count, int limit) => count > 0 && count < limit;

    /// <summary>Whether an expression takes a count of people that is not shown as it is: too small a one, or one that would tell of such a one by subtraction.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="plan">The plan whose steps it names.</param>
    /// <param name="artifactOf">The result of a step.</param>
    /// <param name="shown">How counts of people are shown.</param>
    internal static bool AreIn(PlanExpression expression, ExecutionPlan plan, Func<PlanStep, Artifact> artifactOf, SmallCountRule shown) =>
        ExpressionColumns.StepValues(expression).Any(value =>
            plan.Find(value.Step) is { } step && IsOfPeople(step, value.Member) && !shown.Show((long)artifactOf(step).Value(value.Member)).IsExact);

    /// <summary>Whether a value that a step's result states is computed from a count of people that is not shown, as the threshold of a replication may be.</summary>
    /// <param name="step">The step.</param>
    /// <param name="value">The value's name.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="artifactOf">The result of a step.</param>
    /// <param name="shown">How counts of people are shown.</param>
    public static bool AreBehind(PlanStep step, string value, ExecutionPlan plan, Func<PlanStep, Artifact> artifactOf, SmallCountRule shown)
    {
        ArgumentNullException.ThrowIfNull(step);
        return value == "p" && step.Parameters is ReplicationParameters { P: { } threshold } && AreIn(threshold, plan, artifactOf, shown);
    }
}
