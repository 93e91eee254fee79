using System.Globalization;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Expressions;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Running;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Data;

/// <summary>Associations conditioned on variants, and with people whose sex is not known.</summary>
public sealed class ConditionStudyTests : InSmallFileset
{
    private SmallAssociation Study => new(Folder) { Condition = ["rs5"] };

    [Fact]
    public async Task A_variant_given_is_a_covariate_like_a_column_of_the_table()
    {
        var given = await Run(Study with { WithReport = true });
        var page = File.ReadAllText(Folder["results/paper.html"]);
        Assert.Contains("copies of rs5", page, StringComparison.Ordinal);
        Assert.Contains(given.Diagnostics, found => found.Code == DataFileCodes.VariantsCollinear.Code && found.Message.EndsWith("1 of 50 variants.", StringComparison.Ordinal));
        var conditioned = Bytes("association.bin");

        // The same study with the copies in the table, from the bytes of the file.
        var bed = File.ReadAllBytes(Folder["g.bed"]);
        var lines = File.ReadAllLines(Folder["people.tsv"]);
        File.WriteAllLines(
            Folder["people.tsv"], lines.Select((line, i) => i == 0 ? line + "\tdose" : string.Create(CultureInfo.InvariantCulture, $"{line}\t{Copies(bed, 5, i - 1)}")));
        Directory.Delete(Folder[".wmstudy"], recursive: true);
        var formula = new SumFormula(Study.Formula, new ColumnFormula("dose", ColumnRole.Numeric));
        await Run(new SmallAssociation(Folder) { Formula = formula });
        Assert.Equal(conditioned, Bytes("association.bin"));
    }

    [Fact]
    public async Task A_variant_that_is_not_there()
    {
        var result = await (Study with { Condition = ["rs5", "rs500"] }).RunAsync();
        var found = Assert.Single(result.Diagnostics, found => found.Code == ChromosomeCodes.VariantUnknown.Code);
        Assert.Contains("no variant named 'rs500'", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_two_variants_have()
    {
        File.WriteAllText(Folder["g.bim"], File.ReadAllText(Folder["g.bim"]).Replace("\trs6\t", "\trs5\t", StringComparison.Ordinal));
        var result = await Study.RunAsync();
        var found = Assert.Single(result.Diagnostics, found => found.Code == ChromosomeCodes.VariantAmbiguous.Code);
        Assert.Contains("2 variants named 'rs5'", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task People_of_unknown_sex_are_left_out_of_X_and_counted()
    {
        var bim = File.ReadAllLines(Folder["g.bim"]);
        File.WriteAllLines(Folder["g.bim"], bim.Select((line, v) => v >= 40 ? "X" + line[1..] : line));
        File.WriteAllLines(Folder["g.fam"], File.ReadAllLines(Folder["g.fam"]).Select((line, i) => i < 3 ? line.Replace(" 0 0 1 ", " 0 0 0 ", StringComparison.Ordinal).Replace(" 0 0 2 ", " 0 0 0 ", StringComparison.Ordinal) : line));
        var result = await Run(new SmallAssociation(Folder));
        var found = Assert.Single(result.Diagnostics, found => found.Code == ChromosomeCodes.SexUnknown.Code);
        Assert.Contains("3 of 60 people", found.Message, StringComparison.Ordinal);
    }

    private byte[] Bytes(string name) =>
        File.ReadAllBytes(Directory.EnumerateFiles(Folder[".wmstudy"], name, SearchOption.AllDirectories).Single());

    private static int Copies(byte[] bed, int variant, int person)
    {
        var four = bed[3 + (variant * ((SmallFileset.People + 3) / 4)) + (person / 4)];
        return ((four >> (2 * (person % 4))) & 3) switch { 0 => 2, 2 => 1, _ => 0 };
    }

    private static async Task<RunResult> Run(SmallAssociation study)
    {
        var result = await study.RunAsync();
        Assert.True(result.Ending == RunEnding.Done, string.Join('\n', result.Diagnostics.Select(found => found.Message)));
        return result;
    }
}
