using System.Globalization;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers.Images;

/// <summary>Fits diffusion tensors to the series of a cohort's people.</summary>
/// <remarks>
/// Memory: for each series at work 4 bytes a voxel of each volume that is used and 110 bytes a voxel; as many are at work as there are
/// cores, and with fewer people than cores each has several. The maps are the same bytes on any number of cores.
/// </remarks>
public sealed class TensorHandler : IStepHandler<TensorParameters>
{
    private const string Unit = "series";
    private const int NamesInMessages = 5;

    // Of free water at body temperature, with some room, and of fixed tissue.
    private const double MostDiffusivity = 0.0032;
    private const double LeastDiffusivity = 0.0001;

    /// <inheritdoc/>
    public bool OwnerOnly => true;

    /// <inheritdoc/>
    public ValueTask RunAsync(StepContext<TensorParameters> context, CancellationToken cancellationToken)
    {
        var people = PeopleList.Read(context.Input("cohort"));
        var there = PersonSeries.Find(context, people, cancellationToken);
        var fit = new SeriesFit(
            context.Parameters, path => PlanPaths.Full(context.Plan, path), Math.Max(1, context.Cores / there.Count));
        ImageSurvey.Check(context, there, cancellationToken);
        var fitted = new List<FittedSeries>(there.Count);
        var done = 0L;
        foreach (var batch in there.Chunk(context.Cores))
        {
            foreach (var result in OrderedWork.Run(batch, context.Cores, cancellationToken, series =>
            {
                var result = fit.Run(series, cancellationToken);
                context.Advance(Interlocked.Increment(ref done), there.Count, Unit);
                return result;
            }))
            {
                fitted.Add(result.Fitted);
                foreach (var (folder, packed) in result.Maps)
                {
                    using var stream = context.Output.Create(TensorTable.FileOf(folder, fitted.Count));
                    packed.CopyTo(stream);
                }
            }
        }

        Report(context, people, fitted);
        Finish(context, people, fitted);
        return ValueTask.CompletedTask;
    }

    private static void Finish(StepContext<TensorParameters> context, PeopleList people, List<FittedSeries> fitted)
    {
        var output = context.Output;
        using (var stream = output.Create(TensorTable.Name))
        {
            TensorTable.Write(stream, people, fitted);
        }

        var absent = people.Ids.Count - fitted.Count;
        new StepFlow("people", [new FlowStage("diffusion series", people.Ids.Count, fitted.Count, [new FlowReason("they lack a file of their series", absent)])])
            .Write(output);
        output.SetValue("people", fitted.Count);
        output.SetValue("missing", absent);
        output.SetValue("voxels", fitted.Sum(series => (long)series.Voxels));
        output.SetValue("not_fitted", fitted.Sum(series => (long)series.NotFitted));
        output.SetValue("not_positive", fitted.Sum(series => (long)series.NotPositive));
    }

    private static void Report(StepContext<TensorParameters> context, PeopleList people, List<FittedSeries> fitted)
    {
        var all = WholeNumber.Text(fitted.Count);
        var voxels = WholeNumber.Text(fitted.Sum(series => (long)series.Voxels));
        void Count(DiagnosticDescriptor descriptor, Func<FittedSeries, int> count)
        {
            if (fitted.MaxBy(count) is { } most && count(most) > 0)
            {
                context.Report(
                    descriptor,
                    WholeNumber.Text(fitted.Sum(series => (long)count(series))),
                    voxels,
                    WholeNumber.Text(fitted.Count(series => count(series) > 0)),
                    all,
                    PersonImages.NameOf(people, most.Person));
            }
        }

        Count(DiffusionCodes.TensorsNotPositive, series => series.NotPositive);
        Count(DiffusionCodes.VoxelsNotFitted, series => series.NotFitted);
        ReportDiffusivities(context, people, fitted);
        var empty = fitted.FindAll(series => series.Voxels == 0);
        if (empty.Count > 0)
        {
            context.Report(
                DiffusionCodes.BrainsEmpty,
                WholeNumber.Text(empty.Count),
                all,
                string.Join(", ", empty.Take(NamesInMessages).Select(series => PersonImages.NameOf(people, series.Person))));
        }
    }

    /// <summary>b-values of another unit or order show in the diffusivity of the middle voxel. In noise outside the head it may be as small as one likes.</summary>
    private static void ReportDiffusivities(StepContext<TensorParameters> context, PeopleList people, List<FittedSeries> fitted)
    {
        var least = context.Parameters.Brain == BrainMask.Everywhere ? double.NegativeInfinity : LeastDiffusivity;
        var odd = fitted.FindAll(series => series.MeanDiffusivity > MostDiffusivity || series.MeanDiffusivity < least);
        if (odd.Count > 0)
        {
            context.Report(
                DiffusionCodes.DiffusivityImpossible,
                odd[0].MeanDiffusivity.ToString("G2", CultureInfo.InvariantCulture),
                WholeNumber.Text(odd.Count),
                WholeNumber.Text(fitted.Count),
                PersonImages.NameOf(people, odd[0].Person));
        }
    }
}
