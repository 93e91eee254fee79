using WhiteMatter.Plan;

namespace WhiteMatter.Runtime.Running;

/// <summary>Resolves the paths of a plan.</summary>
internal static class PlanPaths
{
    /// <summary>The full path of a path of the plan: its own, or from the plan's base folder.</summary>
    public static string Full(ExecutionPlan plan, string path) => Path.GetFullPath(Path.Combine(plan.BaseDirectory, path));

    /// <summary>The results folder.</summary>
    public static string Results(ExecutionPlan plan) => Full(plan, plan.ResultsPath);
}
