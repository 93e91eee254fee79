using WhiteMatter.Plan;
using WhiteMatter.Plan.Parameters;

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
        return step is
        {
            Parameters: CohortParameters or TraitsParameters or DesignParameters or GenotypesParameters or ImagesParameters or TensorParameters or HarmoniseParameters or RegionMeansParameters
                or ModelParameters or EncodingParameters or RelatednessParameters or ComponentsParameters or RelationshipsParameters,
        }
            && (value is "count" or "people" or "samples" or "missing" or "removed" or "outliers" or "fitted" or "unrelated"
                or "related_pairs" or "pairs" or "left_out");
    }

    /// <summary>Whether a count is too small to be shown; none at all tells of nobody.</summary>
    /// <param name="count">The count.</param>
    /// <param name="limit">Counts under this are not shown.</param>
    public static bool IsSmall(double count, int limit) => count > 0 && count < limit;
}
