using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Statistics;

namespace WhiteMatter.Runtime.Handlers.Models.Interpretation;

/// <summary>The people by whom a model is interpreted.</summary>
internal static class InterpretedPeople
{
    private const string Purpose = "people of an interpretation";

    /// <summary>
    /// Rows of the images, rising: where a number is asked for, so many drawn by a keyed hash of the cohort's people whom the model was not fitted on,
    /// or all of those where there are fewer; else everybody of the cohort. Writes their flow.
    /// </summary>
    public static int[] Choose(StepContext<InterpretationParameters> context, StoredVolumes volumes)
    {
        var people = PeopleList.Read(context.Input("cohort"));
        var (rows, absent) = volumes.Find(people);
        var withImage = rows.Length;
        var flow = new List<FlowStage> { new("images of the cohort", people.Ids.Count, withImage, [new FlowReason("they have no image", absent.Count)]) };
        StoredVolumes.ReportAbsent(context, people, absent);
        var fitted = volumes.Find(FittedPeople.Read(context.Input("model"))).Rows.Intersect(rows).ToArray();
        if (context.Parameters.People is { } asked)
        {
            rows = [.. rows.Except(fitted)];
            flow.Add(new FlowStage("people the model does not know", withImage, rows.Length, [new FlowReason("the model was fitted on them", fitted.Length)]));
            if (rows.Length < asked)
            {
                context.Report(InterpretationCodes.FewerPeople, context.Step.Declaration, WholeNumber.Text(asked), WholeNumber.Text(rows.Length));
            }

            var left = rows;
            rows = [.. HashedSample.DrawNumber(context.Parameters.Seed!.Value, Purpose, [.. left.Select(row => volumes.Ids[row])], Math.Min(asked, left.Length)).Select(at => left[at])];
            flow.Add(new FlowStage("drawn", left.Length, rows.Length, [new FlowReason("they were not drawn", left.Length - rows.Length)]));
        }
        else if (fitted.Length > 0)
        {
            context.Report(
                ModelCodes.PeopleFitted,
                WholeNumber.Text(fitted.Length),
                WholeNumber.Text(rows.Length),
                context.Step.Declaration,
                string.Join(", ", fitted.Take(StoredVolumes.NamesInMessages).Select(row => volumes.Ids[row])));
        }

        if (rows.Length < InterpretationParameters.LeastPeople)
        {
            throw new RunFailureException(
                InterpretationCodes.TooFewPeople,
                context.Step.Declaration,
                WholeNumber.Text(rows.Length),
                WholeNumber.Text(InterpretationParameters.LeastPeople));
        }

        new StepFlow("people", [.. flow]).Write(context.Output);
        return rows;
    }
}
