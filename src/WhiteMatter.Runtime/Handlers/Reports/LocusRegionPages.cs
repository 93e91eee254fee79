using System.Collections.Immutable;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Reporting;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers.Reports;

/// <summary>Makes the pictures of the strongest loci of one table.</summary>
internal static class LocusRegionPages
{
    public static ImmutableArray<RegionPicture> Of(Artifact artifact, LociParameters parameters, ImmutableArray<Locus> loci, double threshold)
    {
        if (loci.IsEmpty)
        {
            return [];
        }

        var genes = parameters.Genes is null ? Enumerable.Empty<(int Locus, RegionGene Gene)>().ToLookup(row => row.Locus, row => row.Gene) : Genes(artifact);
        return
        [
            .. Points(artifact)
                .OrderBy(region => region.Key)
                .Select(region => new RegionPicture(
                    loci[region.Key - 1].LeadVariant,
                    string.Join(", ", loci[region.Key - 1].Traits),
                    loci[region.Key - 1].Chromosome,
                    Math.Min(loci[region.Key - 1].Start, region.Min(point => point.Position)),
                    Math.Max(loci[region.Key - 1].End, region.Max(point => point.Position)),
                    loci[region.Key - 1].Position,
                    threshold,
                    [.. region],
                    [.. genes[region.Key]])),
        ];
    }

    private static ILookup<int, RegionPoint> Points(Artifact artifact)
    {
        var columns = Read(artifact, LociTables.RegionsName, "locus", "position", "neg_log_10_p_value", "r2");
        return Enumerable.Range(0, columns[0].Count).ToLookup(
            row => (int)Number(columns[0], row), row => new RegionPoint((long)Number(columns[1], row), Number(columns[2], row), Number(columns[3], row)));
    }

    private static ILookup<int, RegionGene> Genes(Artifact artifact)
    {
        // A table without rows is read by nobody.
        if (File.ReadLines(artifact.PathOf(LociTables.RegionGenesName)).Skip(1).FirstOrDefault() is null)
        {
            return Enumerable.Empty<int>().ToLookup(row => row, _ => default(RegionGene));
        }

        var columns = Read(artifact, LociTables.RegionGenesName, "locus", "start", "end", "gene", "strand");
        return Enumerable.Range(0, columns[0].Count).ToLookup(
            row => (int)Number(columns[0], row),
            row => new RegionGene(((TextColumn)columns[3])[row] ?? "", (long)Number(columns[1], row), (long)Number(columns[2], row), ((TextColumn)columns[4])[row] == "-"));
    }

    private static IReadOnlyList<TableColumn> Read(Artifact artifact, string table, params string[] names) => DelimitedTable.Read(
        artifact.PathOf(table),
        [.. names.Select(name => new ColumnRequest(name, name is "gene" or "strand" ? ColumnReading.Text : ColumnReading.Numeric))],
        new TableOptions { Delimiter = Delimiter.Tab, MissingCodes = ["NA"] });

    private static double Number(TableColumn column, int row) => ((NumericColumn)column).Values[row];
}
