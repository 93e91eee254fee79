using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers;

/// <summary>Makes the list of a cohort's people.</summary>
/// <remarks>
/// Memory: the identifiers of every row of the table and the columns that the condition names; the rest of the table is read
/// past.
/// </remarks>
public sealed class CohortHandler : IStepHandler<CohortParameters>
{
    /// <inheritdoc/>
    public bool OwnerOnly => true;

    /// <inheritdoc/>
    public ValueTask RunAsync(StepContext<CohortParameters> context, CancellationToken cancellationToken)
    {
        var selection = new CohortSelection(
            context.Step,
            context.Parameters,
            context.PathOf,
            role => PeopleList.Read(context.Input(role)).Keys().ToHashSet(),
            (step, member) => context.Upstream(step).Value(member))
        {
            Report = (descriptor, arguments) => context.Report(descriptor, arguments),
        };
        if (context.Parameters.Sample is { } sample)
        {
            context.NoteSeed(sample.Seed);
        }

        var (people, stages) = selection.Select(cancellationToken);
        people.Write(context.Output);
        new StepFlow("people", stages).Write(context.Output);
        context.Output.SetValue("count", people.Ids.Count);
        return ValueTask.CompletedTask;
    }
}
