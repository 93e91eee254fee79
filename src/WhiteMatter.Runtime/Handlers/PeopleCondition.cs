using System.Collections.Immutable;
using WhiteMatter.Runtime.Evaluation;
using WhiteMatter.Runtime.Handlers.Documents;

namespace WhiteMatter.Runtime.Handlers;

/// <summary>The condition that people of a table must meet.</summary>
internal static class PeopleCondition
{
    /// <summary>Who meets the condition; those who do not, and those in whom a value is missing, are counted apart.</summary>
    public static List<int> Apply(Func<int, Cell> condition, List<int> rows, ImmutableArray<FlowStage>.Builder stages)
    {
        var left = new List<int>(rows.Count);
        var missing = 0;
        foreach (var row in rows)
        {
            switch (condition(row).Truth)
            {
                case true:
                    left.Add(row);
                    break;
                case null:
                    missing++;
                    break;
            }
        }

        stages.Add(new FlowStage(
            "include",
            rows.Count,
            left.Count,
            [
                new FlowReason("they do not meet the condition", rows.Count - left.Count - missing),
                new FlowReason("a value the condition needs is missing", missing),
            ]));
        return left;
    }
}
