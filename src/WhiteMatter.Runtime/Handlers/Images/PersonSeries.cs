using System.Collections.Immutable;
using WhiteMatter.Formats;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Images;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers.Images;

/// <summary>The files of a person's diffusion series, as the study names them.</summary>
/// <param name="Person">The person's place in the cohort.</param>
/// <param name="Image">The series.</param>
/// <param name="BValues">Its b-values.</param>
/// <param name="Directions">Its directions.</param>
/// <param name="Brain">Its brain mask, where it is given.</param>
internal sealed record PersonSeries(int Person, string Image, string BValues, string Directions, string? Brain)
{
    /// <summary>Looks for the series and reports who has none, and who lacks which of the files that belong to it.</summary>
    /// <returns>The series that are there, in the order of the people.</returns>
    /// <exception cref="RunFailureException">Nobody has a series, or two people have the same.</exception>
    public static IReadOnlyList<PersonSeries> Find(StepContext<TensorParameters> context, PeopleList people, CancellationToken cancellationToken)
    {
        var parameters = context.Parameters;
        var (series, reference) = (parameters.Series, parameters.Table);
        ImmutableArray<ImageLocator> templates =
            [.. series.Beside.Prepend(series.Template).Select(text => ImageLocator.Parse(text, path => PlanPaths.Full(context.Plan, path)))];
        if (templates[0] is BidsLocator { OddVersion: { } odd } dataset)
        {
            context.Report(LayoutCodes.DatasetVersion, dataset.Folder, odd);
        }

        ColumnRequest[] columns = [.. templates.SelectMany(template => template.Columns)
            .Distinct(StringComparer.Ordinal)
            .Where(name => name != reference.IdColumn && name != reference.FamilyColumn)
            .Select(name => new ColumnRequest(name, ColumnReading.Text))];
        var table = PeopleTable.Read(
            context.PathOf(reference.File), reference.IdColumn, reference.FamilyColumn, columns, TableReading.OptionsOf(reference), cancellationToken);
        var rowOf = PersonRows.Find(table, people, reference);
        Func<int, ImagePlace?>[] names = [.. templates.Select(template => PersonImages.Named(template, people, table, rowOf, reference))];
        var there = new List<PersonSeries>(people.Ids.Count);
        var lacking = Array.ConvertAll(names, _ => new List<(int Person, string? Sought)>());
        var owner = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var person = 0; person < people.Ids.Count; person++)
        {
            string?[] paths = [.. names.Select(name => name(person)?.Path)];
            var absent = Array.FindIndex(paths, path => path is null || !DataFile.Exists(PlanPaths.Full(context.Plan, path)));
            if (absent >= 0)
            {
                lacking[absent].Add((person, paths[absent]));
                continue;
            }

            if (!owner.TryAdd(paths[0]!, person))
            {
                throw new RunFailureException(
                    ImageCodes.ImageOfTwoPeople, paths[0]!, PersonImages.NameOf(people, owner[paths[0]!]), PersonImages.NameOf(people, person));
            }

            there.Add(new PersonSeries(person, paths[0]!, paths[1]!, paths[2]!, paths.Length > 3 ? paths[3] : null));
        }

        var all = WholeNumber.Text(people.Ids.Count);
        if (there.Count == 0)
        {
            var most = Array.IndexOf(lacking, lacking.MaxBy(each => each.Count)!);
            var count = WholeNumber.Text(lacking[most].Count);
            var sought = lacking[most].Select(each => each.Sought).FirstOrDefault(path => path is not null);
            throw new RunFailureException(
                DiffusionCodes.NobodyHasASeries, all, count, templates[most].Text, sought ?? "none, as values are missing");
        }

        for (var file = 0; file < lacking.Length; file++)
        {
            if (lacking[file].Count > 0)
            {
                // Without the series itself nothing is said of what belongs to it.
                context.Report(
                    file == 0 ? ImageCodes.ImagesMissing : DiffusionCodes.SeriesIncomplete,
                    WholeNumber.Text(lacking[file].Count),
                    all,
                    templates[file].Text,
                    string.Join(", ", lacking[file].Take(PersonImages.NamesInMessages).Select(each => people.Ids[each.Person])));
            }
        }

        return there;
    }
}
