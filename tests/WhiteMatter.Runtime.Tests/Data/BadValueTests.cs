using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Expressions;
using WhiteMatter.Runtime.Running;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Data;

/// <summary>Values and rows that contradict what tables, samples and variants are.</summary>
public sealed class BadValueTests : BadInput
{
    [Fact]
    public Task A_column_that_is_there_twice() =>
        Fails(DataFileCodes.DuplicateColumn, () => Replace("people.tsv", "\ttwice\t", "\tone\t"), "people.tsv, line 1, column one");

    [Fact]
    public Task A_table_with_a_header_alone() =>
        Fails(DataFileCodes.NoRows, () => File.WriteAllText(Folder["people.tsv"], File.ReadLines(Folder["people.tsv"]).First() + "\n"), "people.tsv");

    [Fact]
    public Task A_number_that_is_infinite() =>
        Fails(DataFileCodes.NotFinite, () => SetCell(4, "height", "inf"), "people.tsv, line 4, column height");

    [Fact]
    public Task A_row_without_an_identifier() =>
        Fails(DataFileCodes.IdMissing, () => SetCell(4, "eid", "NA"), "people.tsv, line 4, column eid");

    [Fact]
    public Task An_identifier_that_two_families_have() =>
        Fails(DataFileCodes.AmbiguousPerson, () => Replace("g.fam", "F2 P2 ", "F2 P1 "), "g.fam, lines 1 and 2: the IID \"P1\" occurs in several families");

    [Fact]
    public Task A_genetic_position_that_is_none() =>
        Fails(DataFileCodes.GeneticPositionInvalid, () => Replace("g.bim", "\trs2\t0\t", "\trs2\tfar\t"), "g.bim, line 3");

    [Fact]
    public Task A_chromosome_that_is_none() =>
        Fails(DataFileCodes.ChromosomeInvalid, () => Replace("g.bim", "1\trs2\t", new string('9', 101) + "\trs2\t"), "g.bim, line 3");

    [Fact]
    public Task A_variant_whose_alleles_are_the_same() =>
        Fails(DataFileCodes.AllelesIdentical, () => Replace("g.bim", "\t3000\tA\tG", "\t3000\tG\tG"), "g.bim, line 3");

    [Fact]
    public async Task Identifiers_that_mostly_fit_otherwise_are_a_counted_warning()
    {
        for (var i = 10; i <= SmallFileset.People; i++)
        {
            Replace("people.tsv", $"\nP{i}\t", $"\nF{i}\t");
        }

        var result = await new SmallAssociation(Folder) { Formula = new EmptyFormula() }.RunAsync();
        Assert.Equal(RunEnding.Done, result.Ending);
        var found = Assert.Single(result.Diagnostics, found => found.Code == DataFileCodes.OtherReadingOfIds.Code);
        Assert.StartsWith("51 of 60 identifiers name people of 'g.fam' if they are taken for family identifiers", found.Message, StringComparison.Ordinal);
        Assert.EndsWith("as they are, 9 do.", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_variant_that_too_few_people_have_is_a_counted_warning()
    {
        // The second variant is known in five people, 0 1 2 1 0 copies of A1; code 01 of the BED format is missing. Intercept, age
        // and two columns of site leave 5 - 4 - 1 = 0 degrees of freedom.
        var bytes = File.ReadAllBytes(Folder["g.bed"]);
        var variant = bytes.AsSpan(3 + 15, 15);
        variant.Fill(0b01_01_01_01);
        variant[0] = 0b10_00_10_11;
        variant[1] = 0b01_01_01_11;
        File.WriteAllBytes(Folder["g.bed"], bytes);
        var result = await new SmallAssociation(Folder) { Traits = ["height"] }.RunAsync();
        Assert.Equal(RunEnding.Done, result.Ending);
        var found = Assert.Single(result.Diagnostics, found => found.Code == DataFileCodes.VariantsTooFewPeople.Code);
        Assert.EndsWith(": 1 of 50 variants.", found.Message, StringComparison.Ordinal);
        Assert.Equal(48, result.Steps.Single(step => step.Step.Id == "association:gwas").Record!.Values["variants"]);
    }
}
