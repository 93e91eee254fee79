using System.Globalization;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Running;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Data;

/// <summary>Loci of a small file set with tables beside them. Which variants clump is the business of the libraries' tests.</summary>
public sealed class LociStudyTests : InSmallFileset
{
    private SmallAssociation Study => new(Folder);

    [Fact]
    public async Task Loci_name_their_nearest_genes_are_known_or_novel_and_the_page_draws_them()
    {
        // Variants stand at every 1,000 base pairs up to 50,000 on chromosome 1.
        Folder.Write("genes.gene.loc", "1 1 1 1500 + EARLY\n2 1 20000 30000 - MIDDLE\n3 1 60000 70000 + LATE\n");
        Folder.Write("published.tsv", "CHR_ID\tCHR_POS\tSNPS\n1\t25000\trsA\n1;2\t5;6\trsB\n");
        var result = await (Study with
        {
            WithReport = true,
            LociTables = loci => loci with
            {
                Window = 2_000,
                Genes = Folder.Reference("genes.gene.loc"),
                Known = new PublishedLociReference(Folder.Reference("published.tsv"), 5_000),
            },
        }).RunAsync();
        Assert.True(result.Ending == RunEnding.Done, string.Join('\n', result.Diagnostics.Select(found => found.Message)));
        Assert.Contains(result.Diagnostics, found => found.Code == LociCodes.PublishedWithoutPlace.Code && found.Message.Contains(": 1 of 2 rows", StringComparison.Ordinal));
        var rows = File.ReadAllLines(Folder["results/leads/loci.tsv"]).Select(line => line.Split('\t')).ToArray();
        var columns = rows[0].Select((name, i) => (name, i)).ToDictionary(column => column.name, column => column.i);
        Assert.Contains(rows.Skip(1), row => row[columns["known"]] == "novel");
        foreach (var row in rows.Skip(1))
        {
            var (start, end, position) = (Whole("start", row), Whole("end", row), Whole("position", row));
            var distance = Math.Max(0, Math.Max(25_000 - end, start - 25_000));
            Assert.Equal((distance.ToString(CultureInfo.InvariantCulture), distance <= 5_000 ? "known" : "novel", "rsA"), (row[columns["published_distance"]], row[columns["known"]], row[columns["nearest_published"]]));

            // MIDDLE is read backwards: its end comes first.
            var (toEarly, toMiddle, toLate) = (Math.Max(0, position - 1_500), position < 20_000 ? 20_000 - position : position > 30_000 ? 30_000 - position : 0, position - 60_000);
            var least = new (string Name, long Offset, string Strand)[] { ("EARLY", toEarly, "+"), ("MIDDLE", toMiddle, "-"), ("LATE", toLate, "+") }.MinBy(gene => Math.Abs(gene.Offset));
            Assert.StartsWith(least.Name, row[columns["nearest_gene"]], StringComparison.Ordinal);
            Assert.Equal((least.Offset.ToString(CultureInfo.InvariantCulture), least.Strand), (row[columns["nearest_gene_offset"]], row[columns["nearest_gene_strand"]][..1]));
            Assert.Equal(start <= 30_000 && end >= 20_000, row[columns["genes"]].Contains("MIDDLE", StringComparison.Ordinal));
        }

        var page = File.ReadAllText(Folder["results/paper.html"]);
        Assert.Contains("Nearest gene</th>", page, StringComparison.Ordinal);
        Assert.Contains("Nearest published</th>", page, StringComparison.Ordinal);
        Assert.Contains("<figure class=\"region\"><svg", page, StringComparison.Ordinal);
        Assert.Contains("←MIDDLE", page, StringComparison.Ordinal);

        long Whole(string column, string[] row) => long.Parse(row[columns[column]], CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Risk_loci_by_haplotype_r2_run_to_their_table()
    {
        var result = await (Study with
        {
            LociTables = loci => loci with { Measure = LinkageMeasure.Haplotype, Risk = new RiskLociDefinition(0.1, 0.01, "GRCh37"), R2 = 0.6, Merge = 3_000 },
        }).RunAsync();
        Assert.True(result.Ending == RunEnding.Done, string.Join('\n', result.Diagnostics.Select(found => found.Message)));
        var rows = File.ReadAllLines(Folder["results/leads/loci.tsv"]).Select(line => line.Split('\t')).ToArray();
        var (clumps, leads) = (Array.IndexOf(rows[0], "clumps"), Array.IndexOf(rows[0], "leads"));
        Assert.NotEmpty(rows[1..]);
        Assert.All(rows[1..], row => Assert.InRange(int.Parse(row[leads], CultureInfo.InvariantCulture), 1, int.Parse(row[clumps], CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task A_table_of_genes_that_names_no_chromosome_of_the_genotypes_is_refused()
    {
        // BED's columns in a file that is not called .bed: the start is taken for the chromosome.
        Folder.Write("genes.loc", "1 1000 2000 4000 + EARLY\n");
        var result = await (Study with { LociTables = loci => loci with { Genes = Folder.Reference("genes.loc") } }).RunAsync();
        Assert.Contains(result.Diagnostics, found => found.Code == LociCodes.NoChromosomeShared.Code && found.Message.Contains("it names 1000, they name 1", StringComparison.Ordinal));
    }
}
