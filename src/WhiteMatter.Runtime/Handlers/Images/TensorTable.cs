using System.Globalization;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers.Images;

/// <summary>What was fitted to a person's series.</summary>
/// <param name="Person">The person's place in the cohort.</param>
/// <param name="Volumes">Volumes that the tensor was fitted to.</param>
/// <param name="Voxels">Voxels of the brain mask.</param>
/// <param name="NotFitted">Those without a tensor.</param>
/// <param name="NotPositive">Those whose tensor is not positive definite.</param>
/// <param name="Raised">Those in which a signal was raised to the least that has a logarithm.</param>
/// <param name="MeanDiffusivity">The median of mean diffusivity over the voxels with a tensor, in mm²/s; NaN where there is none.</param>
internal sealed record FittedSeries(int Person, int Volumes, int Voxels, int NotFitted, int NotPositive, int Raised, double MeanDiffusivity);

/// <summary>The table <c>tensors.tsv</c> of an artifact: whose maps have which number, and how their fit went.</summary>
internal static class TensorTable
{
    public const string Name = "tensors.tsv";

    /// <summary>The folder of the map of a measure.</summary>
    public static string FolderOf(TensorMeasure measure) => measure.ToString().ToLowerInvariant();

    /// <summary>The name of a person's map; numbers count from 1, since an identifier need not be a file's name.</summary>
    public static string FileOf(string folder, int number) => string.Create(CultureInfo.InvariantCulture, $"{folder}/{number}.nii.gz");

    /// <summary>Writes a row for each person with a series, in their order.</summary>
    public static void Write(Stream stream, PeopleList people, IReadOnlyList<FittedSeries> fitted)
    {
        string[] names = people.Families is null ? ["id"] : ["family", "id"];
        using var table = new TsvWriter(stream, [.. names, "number", "volumes", "voxels", "not_fitted", "not_positive", "raised", "median_md"]);
        for (var i = 0; i < fitted.Count; i++)
        {
            var series = fitted[i];
            object?[] who = people.Families is { } families ? [families[series.Person], people.Ids[series.Person]] : [people.Ids[series.Person]];
            table.WriteRow([.. who, i + 1, series.Volumes, series.Voxels, series.NotFitted, series.NotPositive, series.Raised, double.IsNaN(series.MeanDiffusivity) ? null : series.MeanDiffusivity]);
        }
    }

    /// <summary>The names of the maps in a folder, by the people's families, where they have some, and identifiers.</summary>
    public static IReadOnlyDictionary<(string? Family, string Id), string> Read(Artifact artifact, string folder)
    {
        var path = artifact.PathOf(Name);
        var options = new TableOptions { Delimiter = Delimiter.Tab, MissingCodes = [] };
        var hasFamilies = DelimitedTable.ReadHeader(path, options, CancellationToken.None).Columns.Any(column => column.Name == "family");
        ColumnRequest[] asked = [new("id", ColumnReading.Text), new("number", ColumnReading.Numeric), .. hasFamilies ? [new ColumnRequest("family", ColumnReading.Text)] : (ColumnRequest[])[]];
        var columns = DelimitedTable.Read(path, asked, options, CancellationToken.None);
        return Enumerable.Range(0, columns[0].Count).ToDictionary(
            row => (hasFamilies ? ((TextColumn)columns[2])[row] : null, ((TextColumn)columns[0])[row]!),
            row => FileOf(folder, (int)((NumericColumn)columns[1]).Values[row]));
    }
}
