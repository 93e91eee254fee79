using System.Collections.Immutable;
using System.Globalization;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Genetics.Traits;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Handlers.Models;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Statistics.Designs;
using WhiteMatter.Statistics.Harmonisation;

namespace WhiteMatter.Runtime.Handlers;

/// <summary>Takes the effects of scanners or sites out of traits.</summary>
/// <remarks>Memory: the matrix of traits three times, and the columns of batch and covariates: 8 bytes a value each.</remarks>
public sealed class HarmoniseHandler : IStepHandler<HarmoniseParameters>
{
    private const int NamesInMessages = 5;

    /// <inheritdoc/>
    public bool OwnerOnly => true;

    /// <inheritdoc/>
    public ValueTask RunAsync(StepContext<HarmoniseParameters> context, CancellationToken cancellationToken)
    {
        var parameters = context.Parameters;
        TraitMatrix traits;
        using (var stream = context.Input("traits").OpenRead(TraitsHandler.FileName))
        {
            traits = TraitMatrix.Read(stream);
        }

        var (batches, names, covariates) = Read(context, traits, cancellationToken);
        ReportAlike(context, names);
        var sizes = Sizes(context, batches, names);
        var reference = Reference(parameters, names);
        var result = ComBat.Run(
            traits.Values,
            batches,
            covariates,
            new ComBatOptions
            {
                Prior = parameters.Prior switch
                {
                    BatchPrior.NonParametric => ComBatPrior.NonParametric,
                    BatchPrior.None => ComBatPrior.None,
                    _ => ComBatPrior.Parametric,
                },
                MeanOnly = parameters.MeanOnly,
                Reference = reference,
                Threads = context.Cores,
            },
            cancellationToken);
        int[] kept = [.. Enumerable.Range(0, traits.Names.Length).Where(t => result.Problems[t] == ComBatProblem.None)];
        ReportSetAside(context, traits, result, kept);
        using (var stream = context.Output.Create(TraitsHandler.FileName))
        {
            new TraitMatrix(traits.Ids, traits.Families, [.. kept.Select(t => traits.Names[t])], [.. kept.Select(t => result.Features[t])]).Write(stream);
        }

        FittedPeople.Pass(context.Input("traits"), context.Output);
        using (var stream = context.Output.Create("batches.tsv"))
        using (var table = new TsvWriter(stream, ["batch", "people"]))
        {
            for (var batch = 0; batch < names.Length; batch++)
            {
                table.WriteRow(names[batch], sizes[batch]);
            }
        }

        var leftOut = batches.Count(batch => batch < 0);
        new StepFlow(
            "people",
            [new FlowStage("batch and covariates", traits.Ids.Length, traits.Ids.Length - leftOut, [new FlowReason("they lack the batch or a covariate", leftOut)])])
            .Write(context.Output);
        context.Output.SetValue("people", traits.Ids.Length - leftOut);
        context.Output.SetValue("traits", kept.Length);
        context.Output.SetValue("batches", names.Length);
        context.Output.SetValue("left_out", leftOut);
        context.Output.SetValue("set_aside", traits.Names.Length - kept.Length);
        return ValueTask.CompletedTask;
    }

    /// <summary>Each person's batch, −1 of those who lack it or a covariate; the batches' names; the covariates' columns over all people.</summary>
    private static (int[] Batches, string[] Names, IReadOnlyList<double[]> Covariates) Read(
        StepContext<HarmoniseParameters> context, TraitMatrix traits, CancellationToken cancellationToken)
    {
        var parameters = context.Parameters;
        var reference = parameters.Table;
        var covariates = new CovariateData(parameters.Preserve);
        var table = PeopleTable.Read(
            context.PathOf(reference.File),
            reference.IdColumn,
            reference.FamilyColumn,
            [new ColumnRequest(parameters.Batch, ColumnReading.Text), .. covariates.Requests.Where(request => request.Name != parameters.Batch)],
            TableReading.OptionsOf(reference),
            cancellationToken);
        var rowOf = PersonRows.Find(table, new PeopleList(traits.Ids, traits.Families), reference);
        var batch = (TextColumn)table[parameters.Batch];
        int[] rows = [.. Enumerable.Range(0, traits.Ids.Length).Select(rowOf)];
        int[] known = [.. Enumerable.Range(0, rows.Length).Where(person => rows[person] >= 0 && batch[rows[person]] is not null)];
        int[] knownRows = [.. known.Select(person => rows[person])];
        var data = covariates.For(table, knownRows);
        var complete = DesignMatrix.CompleteRows(covariates.Formula, data, known.Length);
        int[] people = [.. known.Where((_, i) => complete[i])];
        int[] peopleRows = [.. people.Select(person => rows[person])];
        string[] names = [.. people.Select(person => batch[rows[person]]!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var batches = new int[rows.Length];
        Array.Fill(batches, -1);
        foreach (var person in people)
        {
            batches[person] = Array.BinarySearch(names, batch[rows[person]], StringComparer.Ordinal);
        }

        if (people.Length < rows.Length)
        {
            context.Report(
                HarmonisationCodes.PeopleLeftOut,
                WholeNumber.Text(rows.Length - people.Length),
                WholeNumber.Text(rows.Length),
                parameters.Batch,
                string.Join(", ", Enumerable.Range(0, rows.Length).Where(person => batches[person] < 0).Take(NamesInMessages).Select(person => traits.Ids[person])));
        }

        return (batches, names, Columns(covariates, table, people, peopleRows, rows.Length));
    }

    /// <summary>The covariates' columns that add something to those before them and the intercept.</summary>
    private static IReadOnlyList<double[]> Columns(CovariateData covariates, PeopleTable table, int[] people, int[] rows, int all)
    {
        if (people.Length == 0)
        {
            return [];
        }

        var matrix = DesignMatrix.Create(covariates.Formula, covariates.For(table, rows), rows.Length);
        var basis = OrthonormalBasis.Create(matrix.Columns, matrix.ColumnNames);
        var columns = new List<double[]>();
        foreach (var kept in basis.Kept.Where(column => !matrix.HasIntercept || column > 0))
        {
            var column = new double[all];
            for (var i = 0; i < people.Length; i++)
            {
                column[people[i]] = matrix.Columns[kept][i];
            }

            columns.Add(column);
        }

        return columns;
    }

    /// <summary>Names that differ in how a number is written, or in blanks and capitals, are told before they are found to be small.</summary>
    private static void ReportAlike(StepContext<HarmoniseParameters> context, string[] names)
    {
        var alike = names.GroupBy(Plain, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        if (alike is not null)
        {
            context.Report(
                HarmonisationCodes.BatchesAlike,
                context.Parameters.Batch,
                string.Join(", ", alike.Take(NamesInMessages).Select(name => $"'{name}'")));
        }
    }

    private static string Plain(string name) =>
        double.TryParse(name, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number.ToString("R", CultureInfo.InvariantCulture)
            : string.Concat(name.Where(char.IsLetterOrDigit)).ToUpperInvariant();

    private static int[] Sizes(StepContext<HarmoniseParameters> context, int[] batches, string[] names)
    {
        var column = context.Parameters.Batch;
        var sizes = new int[names.Length];
        foreach (var batch in batches.Where(batch => batch >= 0))
        {
            sizes[batch]++;
        }

        if (names.Length < 2)
        {
            throw new RunFailureException(
                HarmonisationCodes.OneBatch, column, names.Length == 0 ? "no value" : $"the one value '{names[0]}'", WholeNumber.Text(sizes.Sum()));
        }

        var alone = Enumerable.Range(0, names.Length).Where(batch => sizes[batch] < 2).ToArray();
        return alone.Length == 0 ? sizes : throw new RunFailureException(
            HarmonisationCodes.BatchOfOne, names[alone[0]], column, WholeNumber.Text(alone.Length), WholeNumber.Text(names.Length));
    }

    private static int? Reference(HarmoniseParameters parameters, string[] names)
    {
        if (parameters.Reference is not { } reference)
        {
            return null;
        }

        var found = Array.BinarySearch(names, reference, StringComparer.Ordinal);
        return found >= 0 ? found : throw new RunFailureException(
            HarmonisationCodes.ReferenceUnknown, reference, parameters.Batch, string.Join(", ", names.Take(NamesInMessages).Select(name => $"'{name}'")));
    }

    private static void ReportSetAside(StepContext<HarmoniseParameters> context, TraitMatrix traits, ComBatResult result, int[] kept)
    {
        var reasons = string.Join("; ", result.Problems.Where(problem => problem != ComBatProblem.None).CountBy(problem => problem).OrderBy(count => count.Key).Select(count =>
            $"{WholeNumber.Text(count.Value)} {Why(count.Key)}"));
        var all = WholeNumber.Text(traits.Names.Length);
        if (kept.Length == 0)
        {
            throw new RunFailureException(HarmonisationCodes.NothingHarmonised, all, reasons);
        }

        if (kept.Length < traits.Names.Length)
        {
            context.Report(
                HarmonisationCodes.TraitsSetAside,
                WholeNumber.Text(traits.Names.Length - kept.Length),
                all,
                string.Join(", ", traits.Names.Where((_, t) => result.Problems[t] != ComBatProblem.None).Take(NamesInMessages)),
                reasons);
        }
    }

    private static string Why(ComBatProblem problem) => problem switch
    {
        ComBatProblem.Constant => "do not vary, over all people or in a batch",
        ComBatProblem.OutOfRange => "have values too large or too small for their variance to be a number (give them in another unit)",
        ComBatProblem.BatchTooSmall => "have fewer than two values in a batch",
        _ => "leave batches and covariates that make each other up",
    };
}
