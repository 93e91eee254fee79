using WhiteMatter.Formats.Nifti;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers.Simulations;

/// <summary>The regions that volumes are simulated in.</summary>
/// <param name="Labels">Label of each region.</param>
/// <param name="Names">Name of each region.</param>
/// <param name="Volume">The label of every voxel.</param>
internal sealed record SimulatedAtlas(int[] Labels, string[] Names, NiftiVolume Volume)
{
    /// <summary>The label volume of an atlas's artifact.</summary>
    public const string LabelsName = "labels.nii.gz";

    private const string RegionsName = "regions.tsv";

    public static SimulatedAtlas Read(Artifact atlas, CancellationToken cancellationToken)
    {
        var columns = DelimitedTable.Read(
            atlas.PathOf(RegionsName),
            [new ColumnRequest("label", ColumnReading.Numeric), new ColumnRequest("name", ColumnReading.Text)],
            new TableOptions { Delimiter = Delimiter.Tab, MissingCodes = [] },
            cancellationToken);
        var (labels, names) = ((NumericColumn)columns[0], (TextColumn)columns[1]);
        return new SimulatedAtlas(
            Array.ConvertAll(labels.Values, label => (int)label),
            [.. Enumerable.Range(0, names.Count).Select(row => names[row]!)],
            NiftiFile.Read(atlas.PathOf(LabelsName), cancellationToken));
    }

    /// <summary>The regions of a name; none when there is no such name.</summary>
    public IEnumerable<int> Find(string name) => Enumerable.Range(0, Names.Length).Where(region => Names[region] == name);
}
