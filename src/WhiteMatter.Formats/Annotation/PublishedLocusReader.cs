using System.Collections.Immutable;
using System.Globalization;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Formats.Tables;

namespace WhiteMatter.Formats.Annotation;

/// <summary>
/// Reads published loci from a table with a header, whatever stands between its fields. Columns are known by name: those of the GWAS
/// Catalog's download, of GWAS-SSF, of FUMA's risk loci and of this product's own <c>loci.tsv</c> among them.
/// </summary>
public static class PublishedLocusReader
{
    private static readonly string[] Chromosomes = ["chromosome", "chr", "chrom", "#chrom", "chr_id"];
    private static readonly string[] Starts = ["start", "locus_start", "start_bp", "chromstart"];
    private static readonly string[] Ends = ["end", "locus_end", "end_bp", "chromend"];
    private static readonly string[] Positions = ["position", "base_pair_location", "pos", "bp", "chr_pos"];
    private static readonly string[] Names = ["lead", "lead_variant", "snps", "rsid", "snp", "variant_id", "variant", "id", "name", "locus"];
    private static readonly string[] Traits = ["trait", "mapped_trait", "disease/trait", "phenotype"];

    /// <summary>Reads the loci.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="DataFormatException">The file is no such table, or has no columns that say where loci lie.</exception>
    public static PublishedLoci Read(string path, CancellationToken cancellation = default)
    {
        var names = DelimitedTable.ReadHeader(path, TableOptions.Default with { HeaderRows = 1 }, cancellation).Columns.Select(column => column.Name).ToList();
        var chromosome = Find(Chromosomes) ?? throw Missing("chromosome", Chromosomes);
        var position = Find(Positions);
        var (start, end) = (Find(Starts), Find(Ends));
        if (start is null || end is null)
        {
            start = end = position ?? throw Missing("position", Positions);
        }

        var wanted = new[] { chromosome, start, end, Find(Names), Find(Traits) }.OfType<string>().Distinct();
        var columns = DelimitedTable.Read(path, [.. wanted.Select(name => new ColumnRequest(name, ColumnReading.Text))], null, cancellation)
            .Cast<TextColumn>()
            .ToDictionary(column => column.Name);
        var loci = ImmutableArray.CreateBuilder<PublishedLocus>();
        var rows = columns[chromosome].Count;
        for (var row = 0; row < rows; row++)
        {
            if (columns[chromosome][row] is { } on && Place(start, row) is { } from && Place(end, row) is { } to && from <= to)
            {
                loci.Add(new PublishedLocus(Text(Find(Names), row), Text(Find(Traits), row), Chromosome.Normalise(on), from, to));
            }
        }

        return new PublishedLoci(loci.ToImmutable(), rows - loci.Count);

        string? Find(string[] known) =>
            known.Select(name => names.Find(found => string.Equals(found, name, StringComparison.OrdinalIgnoreCase))).FirstOrDefault(found => found is not null);
        long? Place(string column, int row) =>
            long.TryParse(columns[column][row], NumberStyles.None, CultureInfo.InvariantCulture, out var place) ? place : null;
        string Text(string? column, int row) => column is null ? "" : columns[column][row] ?? "";
        DataFormatException Missing(string what, string[] known) => new(
            DataProblem.ColumnMissing,
            path,
            $"no column says the {what} of a locus (its columns are {string.Join(", ", names.Take(20))})",
            "one of " + string.Join(", ", known),
            "Rename the column");
    }
}
