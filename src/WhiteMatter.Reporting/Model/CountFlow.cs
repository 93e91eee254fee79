using System.Collections.Immutable;

namespace WhiteMatter.Reporting;

/// <summary>How a number of people or variants shrinks from step to step.</summary>
/// <param name="Name">The declaration the flow belongs to ("discovery", "height_gwas").</param>
/// <param name="Steps">The steps in order. A step's <see cref="FlowStep.In"/> is normally the previous step's <see cref="FlowStep.Out"/>.</param>
public sealed record CountFlow(string Name, ImmutableArray<FlowStep> Steps);

/// <summary>One step of a flow.</summary>
/// <param name="Label">What the step does ("linked to genotypes").</param>
/// <param name="In">Count before the step.</param>
/// <param name="Losses">Reasons of loss with their counts; they sum to <paramref name="In"/> − <see cref="Out"/>.</param>
public sealed record FlowStep(string Label, long In, ImmutableArray<FlowLoss> Losses)
{
    /// <summary>Count after the step.</summary>
    public long Out
    {
        get
        {
            var left = In;
            foreach (var loss in Losses)
            {
                left -= loss.Count;
            }

            return left;
        }
    }
}

/// <summary>Why people or variants were left out, and how many.</summary>
/// <param name="Reason">The reason in words ("no genotypes", "MAF &lt; 0.01").</param>
/// <param name="Count">How many were left out; not negative.</param>
public sealed record FlowLoss(string Reason, long Count);
