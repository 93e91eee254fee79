using WhiteMatter.Formats;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Evaluation;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Images;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers.Images;

/// <summary>A person's image file.</summary>
/// <param name="Person">The person's place in the cohort.</param>
/// <param name="Path">The file on the disk.</param>
/// <param name="Name">What messages call it.</param>
/// <param name="Volume">Which of the file's volumes it is, from 0 on.</param>
internal sealed record PersonImage(int Person, string Path, string Name, int Volume = 0)
{
    /// <summary>The file of its affine transform; null for none.</summary>
    public string? Affine { get; init; }

    /// <summary>The file of its displacement field; null for none.</summary>
    public string? Warp { get; init; }
}

/// <summary>The images of a cohort's people.</summary>
internal sealed class PersonImages
{
    /// <summary>People that a message names at most.</summary>
    internal const int NamesInMessages = 5;

    private readonly PeopleTable? _table;
    private readonly Func<int, int> _rowOf;

    private PersonImages(PeopleList people, IReadOnlyList<PersonImage> there, PeopleTable? table, Func<int, int> rowOf)
    {
        People = people;
        There = there;
        _table = table;
        _rowOf = rowOf;
    }

    /// <summary>The cohort's people.</summary>
    public PeopleList People { get; }

    /// <summary>The images that are there, in the order of the people; those of one series in the order of its volumes.</summary>
    public IReadOnlyList<PersonImage> There { get; }

    /// <summary>The file whose volumes the images are; null where each has a file.</summary>
    public string? Series { get; private init; }

    /// <summary>How many have an image and lack its transform.</summary>
    public int WithoutTransform { get; private init; }

    /// <summary>How many of those without an image have an archive that lacks it.</summary>
    public int NotInArchives { get; private init; }

    /// <summary>Looks for the images and reports who has none.</summary>
    /// <exception cref="RunFailureException">Nobody has an image, or two people have the same.</exception>
    public static PersonImages Find(StepContext<ImagesParameters> context, CancellationToken cancellationToken)
    {
        var parameters = context.Parameters;
        var people = PeopleList.Read(context.Input("cohort"));
        var template = parameters.Outside is { } outside ? ImageLocator.Parse(outside.Template, path => PlanPaths.Full(context.Plan, path)) : null;
        if (template is BidsLocator { OddVersion: { } odd } dataset)
        {
            context.Report(LayoutCodes.DatasetVersion, dataset.Folder, odd);
        }

        ImageLocator? LocatorOf(OutsideImages? set) => set is null ? null : ImageLocator.Parse(set.Template, path => PlanPaths.Full(context.Plan, path));
        var (affines, warps) = (LocatorOf(parameters.Resampling?.Affines), LocatorOf(parameters.Resampling?.Warps));
        var (table, rowOf) = ReadTable(context, people, [.. ((ImageLocator?[])[template, affines, warps]).OfType<ImageLocator>()], cancellationToken);
        var name = parameters.Measure is { } measure ? TensorMaps(context, people, measure) : template is null ? SimulatedFiles(context, people) : Named(template, people, table!, rowOf, parameters.Table);
        var made = parameters.Measure is { } measured ? $"{measured.ToString().ToUpperInvariant()} map" : "simulated volume";
        var there = new List<PersonImage>(people.Ids.Count);
        var missing = new List<string>();
        var notInside = new List<string>();
        var transforms = new PersonTransforms(context, people, affines, warps, locator => Named(locator, people, table!, rowOf, parameters.Table));
        var owner = new Dictionary<(string, int), int>();
        string? sought = template?.Needed;
        for (var person = 0; person < people.Ids.Count; person++)
        {
            var place = name(person);
            var path = place?.Path;
            var full = path is null ? null : template is null ? path : PlanPaths.Full(context.Plan, path);
            sought ??= path;
            if (full is null || !DataFile.Exists(full))
            {
                (full is not null && DataFile.IsMissingInside(full) ? notInside : missing).Add(people.Ids[person]);
                continue;
            }

            if (!owner.TryAdd((full, place!.Value.Volume), person))
            {
                throw new RunFailureException(ImageCodes.ImageOfTwoPeople, path!, NameOf(people, owner[(full, place.Value.Volume)]), NameOf(people, person));
            }

            // A file of the store is nothing that the study names: its person is.
            var image = new PersonImage(person, full, template is not null ? path! : $"{made} of {NameOf(people, person)}", place.Value.Volume);
            if (transforms.With(image) is { } complete)
            {
                there.Add(complete);
            }
        }

        var shown = template?.Text ?? (parameters.Measure is null ? "simulation" : "tensors");
        transforms.Report(nobody: there.Count == 0);
        if (there.Count == 0)
        {
            throw new RunFailureException(ImageCodes.NobodyHasAnImage, WholeNumber.Text(people.Ids.Count), shown, sought ?? "none, as values are missing");
        }

        // Whose series is missing was said when tensors were fitted.
        if (missing.Count > 0 && parameters.Measure is null)
        {
            context.Report(ImageCodes.ImagesMissing, WholeNumber.Text(missing.Count), WholeNumber.Text(people.Ids.Count), shown, string.Join(", ", missing.Take(NamesInMessages)));
        }

        if (notInside.Count > 0)
        {
            context.Report(LayoutCodes.ImagesNotInArchives, WholeNumber.Text(notInside.Count), WholeNumber.Text(people.Ids.Count), shown, string.Join(", ", notInside.Take(NamesInMessages)));
        }

        // A series is read once from its beginning to its end.
        var series = template?.Series is { } file ? PlanPaths.Full(context.Plan, file) : null;
        return new PersonImages(people, series is null ? there : [.. there.OrderBy(image => image.Volume)], table, rowOf)
        {
            NotInArchives = notInside.Count,
            WithoutTransform = transforms.Missing,
            Series = series,
        };
    }

    /// <summary>The function that reads a column of the cohort's table for a person.</summary>
    public Func<int, Cell> Reader(string column)
    {
        // Of a column that was read twice the second is the one read as declared.
        var read = TableRows.Reader(
            _table?.Columns.LastOrDefault(candidate => candidate.Name == column)
                ?? throw new RunFailureException(DataFileCodes.PredicateTypes, $"The column {column} was not read."));
        return person => _rowOf(person) is var row and >= 0 ? read(row) : Cell.Missing;
    }

    /// <summary>A person in words.</summary>
    public static string NameOf(PeopleList people, int person) =>
        people.Families is null ? people.Ids[person] : $"{people.Families[person]} {people.Ids[person]}";

    private static (PeopleTable? Table, Func<int, int> RowOf) ReadTable(
        StepContext<ImagesParameters> context, PeopleList people, IReadOnlyList<ImageLocator> locators, CancellationToken cancellationToken)
    {
        var parameters = context.Parameters;
        var reference = parameters.Table;
        var columns = ExpressionColumns.Of(parameters.Keep)
            .Except(ImageQualityTable.Columns, StringComparer.Ordinal)
            .Select(name => TableReading.Request(name, reference, parameters.Columns))
            .ToList();
        if (locators.Count == 0 && columns.Count == 0)
        {
            return (null, _ => -1);
        }

        // A column that both the template and the condition name is read once for each: as text, and as declared.
        columns.InsertRange(0, locators.SelectMany(locator => locator.Columns).Distinct(StringComparer.Ordinal)
            .Where(name => name != reference.IdColumn && name != reference.FamilyColumn)
            .Select(name => new ColumnRequest(name, ColumnReading.Text)));
        var table = PeopleTable.Read(
            context.PathOf(reference.File), reference.IdColumn, reference.FamilyColumn, columns, TableReading.OptionsOf(reference), cancellationToken);
        return (table, PersonRows.Find(table, people, reference));
    }

    /// <summary>Finds a person's file; nothing where the person has no row or no value.</summary>
    internal static Func<int, ImagePlace?> Named(ImageLocator locator, PeopleList people, PeopleTable table, Func<int, int> rowOf, TableReference reference) => person =>
        rowOf(person) is var row and >= 0
            ? locator.Find(new SoughtPerson(
                table.Ids[row],
                column => column == reference.IdColumn ? table.Ids[row]
                    : column == reference.FamilyColumn ? table.Families![row]
                    : ((TextColumn)table.Columns.First(read => read.Name == column))[row],
                reference.File.Path,
                NameOf(people, person)))
            : null;

    private static Func<int, ImagePlace?> SimulatedFiles(StepContext<ImagesParameters> context, PeopleList people)
    {
        var simulation = context.Input("simulation");
        var files = simulation.Record.Files.Select(file => file.Name).ToHashSet(StringComparer.Ordinal);
        return person => $"fa/{people.Ids[person]}.nii.gz" is var name && files.Contains(name) ? new ImagePlace(simulation.PathOf(name)) : null;
    }

    private static Func<int, ImagePlace?> TensorMaps(StepContext<ImagesParameters> context, PeopleList people, TensorMeasure measure)
    {
        var tensors = context.Input("tensors");
        var files = TensorTable.Read(tensors, TensorTable.FolderOf(measure));
        return person => files.TryGetValue((people.Families?[person], people.Ids[person]), out var name) ? new ImagePlace(tensors.PathOf(name)) : null;
    }
}
