using System.Collections.Immutable;
using WhiteMatter.Formats;
using WhiteMatter.Formats.Genotypes;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Runtime.Handlers;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Queries;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Scanning;

/// <summary>
/// Reads all of the data that name people, and says before a run what only all rows tell: people with several rows, values that are not what
/// is declared, and how many people tables, genotypes and images have in common. Counts of few people are not told, and nobody is named.
/// Memory: the identifiers of the people.
/// </summary>
/// <param name="locate">Where a file is that the study names.</param>
/// <param name="smallCounts">Counts of people under this are not told.</param>
public sealed class DataScan(Func<string, string> locate, int smallCounts)
{
    private readonly ImmutableArray<Diagnostic>.Builder _found = ImmutableArray.CreateBuilder<Diagnostic>();
    private readonly Dictionary<string, (ScannedTable Table, TableScan Scan)> _scans = new(StringComparer.Ordinal);

    /// <summary>Reads the data of a study.</summary>
    /// <param name="request">What the study reads.</param>
    /// <param name="locate">Where a file is that the study names.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static ImmutableArray<Diagnostic> Read(ScanRequest request, Func<string, string> locate, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var scan = new DataScan(locate, request.SmallCounts);
        foreach (var table in request.Tables)
        {
            scan.Attempt(table.Place, () => scan.Look(table, cancellationToken));
        }

        foreach (var genotypes in request.Genotypes)
        {
            scan.Attempt(genotypes.Place, () => scan.Look(genotypes, cancellationToken));
        }

        foreach (var images in request.Images)
        {
            scan.Look(images);
        }

        scan.Compare();
        return scan._found.ToImmutable();
    }

    /// <summary>What cannot be read is said as a run would say it.</summary>
    private void Attempt(SourceSpan? place, Action look)
    {
        try
        {
            look();
        }
        catch (DataFormatException problem)
        {
            _found.Add(DataFailure.Of(problem, place));
        }
    }

    private void Look(ScannedTable table, CancellationToken cancellationToken)
    {
        var path = table.Request.Path;
        var options = new TableOptions { Delimiter = TableReading.DelimiterOf(table.Request.Format), MissingCodes = table.Request.MissingCodes };
        var scan = TableScan.Read(
            locate(path), table.IdColumn, table.FamilyColumn, [.. table.Columns.Select(column => new ColumnQuestion(column.Name, column.IsNumber, column.Levels))], options, cancellationToken);
        _scans[table.Cohort] = (table, scan);
        if (scan.WithoutId > 0)
        {
            Report(ScanCodes.RowsWithoutPerson, table.Place, WholeNumber.Text(scan.WithoutId), path, table.IdColumn);
        }

        if (scan.Repeated > 0)
        {
            Report(ScanCodes.PeopleRepeated, table.Place, Count(scan.Repeated), WholeNumber.Text(scan.People.Count), path);
        }

        foreach (var answer in scan.Columns)
        {
            var column = table.Columns.First(column => column.Name == answer.Name);
            if (answer.NotNumbers > 0)
            {
                Report(
                    ScanCodes.ValuesNotNumbers,
                    column.Place ?? table.Place,
                    answer.Name,
                    path,
                    column.Declared,
                    WholeNumber.Text(answer.NotNumbers),
                    answer.FirstText ?? "",
                    WholeNumber.Text(answer.FirstLine));
            }

            if (answer.NotLevels > 0)
            {
                Report(
                    ScanCodes.ValuesNotLevels,
                    column.Place ?? table.Place,
                    Count(answer.NotLevels),
                    path,
                    answer.Name,
                    string.Join(", ", answer.OtherLevels.Select(level => $"'{level}'")));
            }
        }
    }

    private void Look(ScannedGenotypes genotypes, CancellationToken cancellationToken)
    {
        if (!_scans.TryGetValue(genotypes.Cohort, out var known))
        {
            return;
        }

        var (table, scan) = known;
        var path = genotypes.Request.Paths[0];
        var people = People(genotypes.Request, cancellationToken);
        var ids = table.FamilyColumn is null ? null : scan.People;
        var named = scan.People.Select(person => person.Id).ToHashSet(StringComparer.Ordinal);
        var common = people.Count(person => ids is null ? named.Contains(person.Id) : ids.Contains((person.Family, person.Id)));
        if (common == 0 && scan.People.Count > 0)
        {
            Report(
                ScanCodes.NobodyGenotyped,
                genotypes.Place,
                WholeNumber.Text(scan.People.Count),
                table.Request.Path,
                WholeNumber.Text(people.Count),
                path,
                Prefixed(scan.People, people));
        }
        else
        {
            Report(
                ScanCodes.PeopleWithGenotypes,
                genotypes.Place,
                WholeNumber.Text(scan.People.Count),
                table.Request.Path,
                Shown(common, scan.People.Count),
                path,
                WholeNumber.Text(people.Count));
        }
    }

    /// <summary>Of people who are in one of two files alone: how many are in the other too once what stands before a <c>_</c> is left out, as in FID_IID.</summary>
    private string Prefixed(IReadOnlyCollection<(string Family, string Id)> table, IReadOnlyCollection<(string Family, string Id)> genotypes)
    {
        var (ofTable, ofGenotypes) = (Without(table, genotypes), Without(genotypes, table));
        return ofTable > 0
            ? $"; without what stands before a '_' (as in FID_IID), the identifiers of {Count(ofTable)} people of the table are"
            : ofGenotypes > 0
                ? $"; without what stands before a '_' (as in FID_IID), the identifiers of {Count(ofGenotypes)} people of the genotypes are in the table"
                : "";

        static int Without(IReadOnlyCollection<(string Family, string Id)> longer, IReadOnlyCollection<(string Family, string Id)> shorter)
        {
            var ids = shorter.Select(person => person.Id).ToHashSet(StringComparer.Ordinal);
            return longer.Count(person => Behind(person.Id).Any(ids.Contains));
        }

        // Families and identifiers may hold a '_' themselves.
        static IEnumerable<string> Behind(string id)
        {
            for (var at = id.IndexOf('_', StringComparison.Ordinal); at >= 0; at = id.IndexOf('_', at + 1))
            {
                yield return id[(at + 1)..];
            }
        }
    }

    private void Look(ScannedImages images)
    {
        if (_scans.TryGetValue(images.Cohort, out var known))
        {
            var files = images.Header.Identity.Files;
            Report(
                ScanCodes.PeopleWithImages,
                images.Place,
                WholeNumber.Text(images.Header.People),
                known.Table.Request.Path,
                Shown(files, images.Header.People),
                images.Template);
        }
    }

    /// <summary>Holds the people of each two tables against each other; identifiers of one file are one table's.</summary>
    private void Compare()
    {
        var scans = _scans.Values.DistinctBy(one => one.Table.Request.Path).ToArray();
        for (var i = 0; i < scans.Length; i++)
        {
            for (var j = i + 1; j < scans.Length; j++)
            {
                var (one, other) = (scans[i], scans[j]);
                if (one.Table.FamilyColumn is null != other.Table.FamilyColumn is null)
                {
                    continue;
                }

                var common = one.Scan.People.Count(other.Scan.People.Contains);
                if (common > 0)
                {
                    var found = Diagnostic.Create(
                        ScanCodes.PeopleInBoth,
                        other.Table.Place,
                        InBoth(common, one.Scan.People.Count, other.Scan.People.Count),
                        one.Table.Request.Path,
                        one.Table.Cohort,
                        other.Table.Request.Path,
                        other.Table.Cohort);
                    _found.Add(
                        one.Table.Place is { } place
                            ? found with { Related = [new RelatedLocation(place, $"the people of '{one.Table.Cohort}'")] }
                            : found);
                }
            }
        }
    }

    private List<(string Family, string Id)> People(GenotypeRequest request, CancellationToken cancellationToken)
    {
        var path = request.Paths[0];
        var list = request.Samples ?? GenotypeFileNames.Samples(request.Format, path);
        if (request.Format == GenotypeFormat.Bed)
        {
            return [.. FamFile.Read(locate(list!), cancellationToken).People.Select(person => (person.FamilyId, person.Id))];
        }

        if (list is not null && File.Exists(locate(list)))
        {
            using var lines = new MemoryStream();
            _ = request.Format == GenotypeFormat.Pgen
                ? PsamFile.Convert(locate(list), lines, cancellationToken)
                : SampleFile.Convert(locate(list), lines, cancellationToken);
            lines.Position = 0;
            using var reader = new StreamReader(lines);
            var people = new List<(string, string)>();
            while (reader.ReadLine() is { } line)
            {
                var fields = line.Split('\t');
                people.Add((fields[0], fields[1]));
            }

            return people;
        }

        using var genotypes = NativeGenotypes.Open(locate(path), GenotypeSet.FormatOf(request.Format));
        return [.. genotypes.SampleNames().Select(name => ("0", name))];
    }

    /// <summary>A count of people, or that it is small.</summary>
    private string Count(long count) =>
        SmallCounts.IsSmall(count, smallCounts) ? $"fewer than {WholeNumber.Text(smallCounts)}" : WholeNumber.Text(count);

    /// <summary>A part of people; neither it nor what is left is told where it is of few.</summary>
    private string Shown(long count, long of) =>
        SmallCounts.IsSmall(count, smallCounts) ? $"fewer than {WholeNumber.Text(smallCounts)}"
        : SmallCounts.IsSmall(of - count, smallCounts) ? $"all but fewer than {WholeNumber.Text(smallCounts)}"
        : WholeNumber.Text(count);

    /// <summary>How many people two tables share; neither that nor who is in one alone is told where it is few.</summary>
    private string InBoth(long common, long first, long second) =>
        SmallCounts.IsSmall(first - common, smallCounts) || SmallCounts.IsSmall(second - common, smallCounts) ? "most" : Count(common);

    private void Report(DiagnosticDescriptor descriptor, SourceSpan? place, params ReadOnlySpan<string> arguments) =>
        _found.Add(Diagnostic.Create(descriptor, place, arguments));
}
