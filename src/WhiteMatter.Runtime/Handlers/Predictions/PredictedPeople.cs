using System.Collections.Immutable;
using System.Globalization;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Genetics.Traits;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Handlers.Models;
using WhiteMatter.Runtime.Handlers.Relatedness;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Statistics.Designs;
using WhiteMatter.Statistics.Prediction;

namespace WhiteMatter.Runtime.Handlers.Predictions;

/// <summary>The people of a prediction with all that is known of them.</summary>
/// <param name="Ids">Their identifiers.</param>
/// <param name="Families">Their families, where people are named by both.</param>
/// <param name="Problem">Features, covariates and outcome.</param>
/// <param name="Names">Names of the features.</param>
/// <param name="Case">What a case is called; null for numbers.</param>
internal sealed record PredictedPeople(string[] Ids, string[]? Families, PredictionProblem Problem, string[] Names, string? Case)
{
    /// <summary>Joins the cohort's people with traits, covariates, outcome, folds and groups, and leaves out who lacks something.</summary>
    public static PredictedPeople Read(StepContext<PredictionParameters> context, CancellationToken cancellationToken)
    {
        var parameters = context.Parameters;
        var cohort = PeopleList.Read(context.Input("cohort"));
        var (names, columns, sources) = Features(context, cohort);
        var reference = parameters.Table;
        var covariates = new CovariateData(parameters.Formula);
        var table = ReadTable(context, [.. covariates.Requests.Where(request => !ComponentColumns.Has(context.Step, request.Name))], cancellationToken);
        table = ComponentColumns.AddTo(table, context.Step, context.Input, covariates.Requests.Select(request => request.Name), cancellationToken);
        ColumnRequest[] texts = [.. new[] { parameters.FoldBy, parameters.Group }.OfType<string>().Distinct(StringComparer.Ordinal).Select(name => new ColumnRequest(name, ColumnReading.Text))];
        var labels = ReadTable(context, texts, cancellationToken);
        var outcomes = ReadTable(context, [TableReading.Request(parameters.Outcome, reference, parameters.Columns)], cancellationToken);
        var (rowOf, labelOf, outcomeOf) = (PersonRows.Find(table, cohort, reference), PersonRows.Find(labels, cohort, reference), PersonRows.Find(outcomes, cohort, reference));
        string? Label(string? column, int person) => column is null ? null : ((TextColumn)labels[column])[labelOf(person)];

        var stages = new List<FlowStage>();
        int[] people = [.. Enumerable.Range(0, cohort.Ids.Count)];
        void Keep(string stage, string reason, Func<int, bool> has)
        {
            int[] left = [.. people.Where(has)];
            stages.Add(new FlowStage(stage, people.Length, left.Length, [new FlowReason(reason, people.Length - left.Length)]));
            people = left;
        }

        Keep("traits", "they lack a trait", person => columns.All(column => !double.IsNaN(column[person])));
        Keep("table of the cohort", "they are not in the cohort's table", person => rowOf(person) >= 0 && labelOf(person) >= 0 && outcomeOf(person) >= 0);
        Keep("outcome", $"they have no {parameters.Outcome}", person => !outcomes[parameters.Outcome].IsMissing(outcomeOf(person)));
        int[] rows = [.. people.Select(rowOf)];
        var complete = DesignMatrix.CompleteRows(covariates.Formula, covariates.For(table, rows), rows.Length);
        var known = people.Where((_, i) => complete[i]).ToHashSet();
        Keep("covariates", "they lack a covariate", known.Contains);
        if (parameters.FoldBy is { } foldBy)
        {
            Keep("folds", $"they have no {foldBy}", person => Label(foldBy, person) is not null);
        }

        new StepFlow("people", [.. stages]).Write(context.Output);
        if (people.Length < cohort.Ids.Count)
        {
            context.Report(
                PredictionCodes.PeopleLeftOut,
                WholeNumber.Text(cohort.Ids.Count - people.Length),
                WholeNumber.Text(cohort.Ids.Count),
                string.Join("; ", stages.Where(stage => stage.In > stage.Out).Select(stage => $"{WholeNumber.Text(stage.In - stage.Out)} because {stage.Losses[0].Reason}")));
        }

        if (people.Length < PredictionHandler.LeastPeople)
        {
            throw new RunFailureException(PredictionCodes.TooFewPeople, $"{WholeNumber.Text(people.Length)} people", WholeNumber.Text(PredictionHandler.LeastPeople), "fewer tell nothing");
        }

        foreach (var (step, of, rowOfPerson) in sources)
        {
            FittedPeople.RefuseTested(context, step, of, [.. people.Select(person => rowOfPerson[person])]);
        }

        var (outcome, isClass, caseName) = Outcome(context, outcomes[parameters.Outcome], [.. people.Select(outcomeOf)]);
        int[] kept = [.. people.Select(rowOf)];
        var design = DesignMatrix.Create(covariates.Formula, covariates.For(table, kept), kept.Length);
        string Key(int person) => cohort.Families is { } families ? families[person] + "\0" + cohort.Ids[person] : cohort.Ids[person];

        // Who has no group is alone in one that nobody else can have.
        ImmutableArray<string>? groups = parameters.Group is { } group ? [.. people.Select(person => Label(group, person) is { } label ? "group\0" + label : "person\0" + Key(person))] : null;
        ImmutableArray<string>? sites = parameters.FoldBy is { } by ? [.. people.Select(person => Label(by, person)!)] : null;
        RequireWholeGroups(parameters, groups, sites);
        return new PredictedPeople(
            [.. people.Select(person => cohort.Ids[person])],
            cohort.Families is null ? null : [.. people.Select(person => cohort.Families[person])],
            new PredictionProblem
            {
                Keys = [.. people.Select(Key)],
                Features = [.. columns.Select(column => people.Select(person => column[person]).ToArray())],
                Covariates = [.. design.Columns.Skip(design.HasIntercept ? 1 : 0)],
                Use = parameters.Place switch
                {
                    CovariatePlace.Features => CovariateUse.Features,
                    CovariatePlace.Outcome => CovariateUse.Outcome,
                    CovariatePlace.Both => CovariateUse.Both,
                    _ => CovariateUse.Beside,
                },
                Outcome = outcome,
                IsBinary = isClass,
                Groups = groups,
                Sites = sites,
            },
            names,
            caseName);
    }

    private static PeopleTable ReadTable(StepContext<PredictionParameters> context, IReadOnlyList<ColumnRequest> columns, CancellationToken cancellationToken)
    {
        var reference = context.Parameters.Table;
        return PeopleTable.Read(context.PathOf(reference.File), reference.IdColumn, reference.FamilyColumn, [.. columns], TableReading.OptionsOf(reference), cancellationToken);
    }

    /// <summary>Each trait over the cohort's people, NaN where they lack it; several sets' traits of one name are told apart by their set. Of each set its step, its people, and the row of each person of the cohort, −1 where none.</summary>
    private static (string[] Names, double[][] Columns, List<(string Step, PeopleList People, int[] Rows)> Sources) Features(StepContext<PredictionParameters> context, PeopleList cohort)
    {
        var (names, columns, sources) = (new List<(string Set, string Name)>(), new List<double[]>(), new List<(string, PeopleList, int[])>());
        foreach (var input in context.Step.Inputs.Where(input => input.Role.StartsWith("features", StringComparison.Ordinal)))
        {
            TraitMatrix traits;
            using (var stream = context.Upstream(input.StepId).OpenRead(TraitsHandler.FileName))
            {
                traits = TraitMatrix.Read(stream);
            }

            var byFamily = traits.Families is not null && cohort.Families is not null;
            var places = new Dictionary<(string Family, string Id), int>();
            for (var i = 0; i < traits.Ids.Length; i++)
            {
                places.TryAdd((byFamily ? traits.Families!.Value[i] : "", traits.Ids[i]), i);
            }

            int[] rows = [.. Enumerable.Range(0, cohort.Ids.Count).Select(person => places.GetValueOrDefault((byFamily ? cohort.Families![person] : "", cohort.Ids[person]), -1))];
            sources.Add((input.StepId, new PeopleList(traits.Ids, traits.Families), rows));
            for (var t = 0; t < traits.Names.Length; t++)
            {
                names.Add((context.Plan.Find(input.StepId)!.Declaration, traits.Names[t]));
                columns.Add([.. rows.Select(row => row < 0 ? double.NaN : traits.Values[t][row])]);
            }
        }

        var twice = names.CountBy(name => name.Name).Where(count => count.Value > 1).Select(count => count.Key).ToHashSet(StringComparer.Ordinal);
        return ([.. names.Select(name => twice.Contains(name.Name) ? $"{name.Set}.{name.Name}" : name.Name)], [.. columns], sources);
    }

    private static (double[] Outcome, bool IsClass, string? Case) Outcome(StepContext<PredictionParameters> context, TableColumn column, int[] rows)
    {
        var parameters = context.Parameters;
        RunFailureException Unusable(string found) => new(PredictionCodes.OutcomeNotUsable, parameters.Outcome, found, WholeNumber.Text(rows.Length));
        string[] levels;
        Func<int, string> levelOf;
        if (column is NumericColumn numbers)
        {
            double[] values = [.. rows.Select(row => numbers.Values[row])];
            double[] distinct = [.. values.Distinct().Take(3).Order()];
            if (distinct.Length > 2)
            {
                if (parameters.Case is not null)
                {
                    throw Unusable("more than two values, and a case is named,");
                }

                return (values, false, null);
            }

            string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
            levels = [.. distinct.Select(Text)];
            levelOf = row => Text(numbers.Values[row]);
        }
        else
        {
            var texts = (TextColumn)column;
            levels = [.. rows.Select(row => texts[row]!).Distinct(StringComparer.Ordinal).Order(LevelOrder.Instance)];
            if (!parameters.Levels.IsEmpty)
            {
                levels = [.. levels.OrderBy(level => parameters.Levels.IndexOf(level) is var place and >= 0 ? place : int.MaxValue)];
            }

            levelOf = row => texts[row]!;
        }

        if (levels.Length != 2)
        {
            throw Unusable(levels.Length < 2 ? "one value" : $"the levels {string.Join(", ", levels.Take(5))}{(levels.Length > 5 ? ", …" : "")}");
        }

        var found = parameters.Case ?? levels[1];
        if (!levels.Contains(found, StringComparer.Ordinal))
        {
            throw Unusable($"the levels {levels[0]} and {levels[1]}, and not the case '{found}'");
        }

        return parameters.Place is CovariatePlace.Outcome or CovariatePlace.Both && parameters.Formula is not Plan.Expressions.EmptyFormula
            ? throw new RunFailureException(PredictionCodes.ResidualsOfClass, parameters.Outcome)
            : ([.. rows.Select(row => levelOf(row) == found ? 1.0 : 0)], true, found);
    }

    private static void RequireWholeGroups(PredictionParameters parameters, ImmutableArray<string>? groups, ImmutableArray<string>? sites)
    {
        if (groups is not { } group || sites is not { } site)
        {
            return;
        }

        var torn = Enumerable.Range(0, group.Length).GroupBy(i => group[i], StringComparer.Ordinal).Where(members => members.Select(i => site[i]).Distinct(StringComparer.Ordinal).Count() > 1).ToArray();
        if (torn.Length > 0)
        {
            throw new RunFailureException(
                PredictionCodes.GroupOfSeveralFolds, WholeNumber.Text(torn.Length), parameters.Group!, parameters.FoldBy!, torn[0].Key[(torn[0].Key.IndexOf('\0') + 1)..]);
        }
    }
}
