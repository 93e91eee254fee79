using WhiteMatter.Formats.Annotation;
using Xunit;

namespace WhiteMatter.Formats.Tests;

public sealed class AnnotationTests : InFolder
{
    [Fact]
    public void Gene_locations_of_magma_and_of_bed_say_the_same()
    {
        // The first lines of MAGMA's NCBI37.3.gene.loc.
        Folder.Write("genes.gene.loc", "79501\t1\t69091\t70008\t+\tOR4F5\n100996442\t1\t142447\t174392\t-\tLOC100996442\n");
        Folder.Write("genes.bed", "track name=genes\nchr1\t69090\t70008\tOR4F5\t0\t+\nchr1\t142446\t174392\tLOC100996442\t0\t-\n");
        var genes = GeneLocationReader.Read(Folder["genes.gene.loc"]);
        Assert.Equal([new GeneLocation("OR4F5", "1", 69091, 70008, false), new GeneLocation("LOC100996442", "1", 142447, 174392, true)], genes.ToArray());
        Assert.Equal(genes.ToArray(), GeneLocationReader.Read(Folder["genes.bed"]).ToArray());
    }

    [Fact]
    public void The_offset_from_a_gene_goes_along_its_reading_and_is_0_inside()
    {
        var forward = new GeneLocation("A", "1", 100, 200, false);
        Assert.Equal([-10, 0, 0, 0, 5], new long[] { 90, 100, 150, 200, 205 }.Select(forward.OffsetOf));
        Assert.Equal([10, 0, -5], new long[] { 90, 150, 205 }.Select((forward with { IsReverse = true }).OffsetOf));
    }

    [Theory]
    [InlineData("1\t69091\n", DataProblem.FieldCount)]
    [InlineData("79501\t1\tstart\tend\t+\tOR4F5\n", DataProblem.PositionInvalid)]
    [InlineData("79501\t1\t70008\t69091\t+\tOR4F5\n", DataProblem.PositionInvalid)]
    [InlineData("# nothing\n", DataProblem.NoRows)]
    public void A_file_that_is_no_table_of_genes_is_refused(string text, DataProblem problem)
    {
        Folder.Write("genes.loc", text);
        Assert.Equal(problem, Assert.Throws<DataFormatException>(() => GeneLocationReader.Read(Folder["genes.loc"])).Problem);
    }

    [Fact]
    public void Published_loci_are_read_from_the_columns_of_the_catalogue_and_rows_without_one_place_are_counted()
    {
        // Columns as in the GWAS Catalog's download of all associations; it writes several places with ";" or " x ".
        Folder.Write(
            "catalogue.tsv",
            "PUBMEDID\tDISEASE/TRAIT\tCHR_ID\tCHR_POS\tSNPS\tMAPPED_TRAIT\n"
                + "1\tFA\t2\t5000\trs1\tfractional anisotropy\n2\tFA\t2;3\t10;20\trs2; rs3\tx\n3\tFA\t\t\trs4\tx\n4\tFA\tX\t77\trs5\theight\n");
        var published = PublishedLocusReader.Read(Folder["catalogue.tsv"]);
        Assert.Equal(2, published.WithoutPlace);
        Assert.Equal(
            [new PublishedLocus("rs1", "fractional anisotropy", "2", 5000, 5000), new PublishedLocus("rs5", "height", "X", 77, 77)], published.Loci.ToArray());

        Folder.Write("own.tsv", "chr start end name\nchr6 100 900 HLA\n");
        Assert.Equal([new PublishedLocus("HLA", "", "6", 100, 900)], PublishedLocusReader.Read(Folder["own.tsv"]).Loci.ToArray());

        Folder.Write("none.tsv", "chr\tbegin\n1\t5\n");
        Assert.Equal(DataProblem.ColumnMissing, Assert.Throws<DataFormatException>(() => PublishedLocusReader.Read(Folder["none.tsv"])).Problem);
    }
}
