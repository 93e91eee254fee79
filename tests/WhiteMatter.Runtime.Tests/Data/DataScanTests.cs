using System.Collections.Immutable;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Runtime.Scanning;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Data;

/// <summary>What reading all rows of tables, and all identifiers of genotypes, shows before a run.</summary>
public sealed class DataScanTests : InFolder
{
    private static readonly ImmutableArray<string> Codes = ["", "NA"];

    [Fact]
    public void A_person_with_two_rows_is_counted_and_not_named()
    {
        Folder.Write("people.tsv", "IID\tage\nP1\t40\nP2\t41\nP1\t42\n" + More(3, 20));
        var found = Assert.Single(Scan([Table("people.tsv")]));
        Assert.Equal(ScanCodes.PeopleRepeated.Code, found.Code);
        Assert.Equal("Of the 20 people of 'people.tsv' fewer than 5 have more than one row.", found.Message);
    }

    [Fact]
    public void Rows_that_name_nobody_are_counted()
    {
        Folder.Write("people.tsv", "IID\tage\nP1\t40\n\t41\nNA\t42\n");
        var found = Assert.Single(Scan([Table("people.tsv")]));
        Assert.Equal(ScanCodes.RowsWithoutPerson.Code, found.Code);
        Assert.Equal("2 rows of 'people.tsv' have no identifier in the column 'IID'.", found.Message);
    }

    [Fact]
    public void Values_that_are_no_numbers_are_told_with_the_line_of_the_first()
    {
        Folder.Write("people.tsv", "IID\tage\nP1\t40\nP2\tNA\nP3\tforty\nP4\tinf\nP5\t1e1\n");
        var found = Assert.Single(Scan([Table("people.tsv", new ScannedColumn("age", true, [], "declared as a number in y", null))]));
        Assert.Equal(ScanCodes.ValuesNotNumbers.Code, found.Code);
        Assert.Equal(
            "The column 'age' of 'people.tsv' is declared as a number in y, and 2 of its values are no finite numbers; the first is 'forty', in line 4.",
            found.Message);
    }

    [Fact]
    public void Rows_with_undeclared_levels_are_counted_unless_they_are_few()
    {
        Folder.Write("people.tsv", "IID\tsex\nP1\tF\nP2\tm\nP3\t\nP4\tM\n");
        var column = new ScannedColumn("sex", false, ["F", "M"], "a factor", null);
        var found = Assert.Single(Scan([Table("people.tsv", column)]));
        Assert.Equal(ScanCodes.ValuesNotLevels.Code, found.Code);
        Assert.Equal("In fewer than 5 rows of 'people.tsv' the column 'sex' has a value that is none of its declared levels, such as 'm'.", found.Message);
    }

    [Fact]
    public void People_of_a_table_who_have_genotypes_are_counted()
    {
        Folder.Write("people.tsv", "IID\tage\n" + More(1, 20));
        Folder.Write("g.fam", string.Concat(Enumerable.Range(11, 20).Select(i => $"F{i} P{i} 0 0 0 -9\n")));
        var found = Assert.Single(Scan([Table("people.tsv")], [Genotypes("g.bed")]));
        Assert.Equal(ScanCodes.PeopleWithGenotypes.Code, found.Code);
        Assert.Equal("Of the 20 people of 'people.tsv' 10 have genotypes in 'g.bed', which has 20 people.", found.Message);
    }

    [Fact]
    public void A_few_people_without_genotypes_are_no_number()
    {
        Folder.Write("people.tsv", "IID\tage\n" + More(1, 20));
        Folder.Write("g.fam", string.Concat(Enumerable.Range(3, 20).Select(i => $"F{i} P{i} 0 0 0 -9\n")));
        Assert.Contains("all but fewer than 5 have genotypes", Assert.Single(Scan([Table("people.tsv")], [Genotypes("g.bed")])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_and_genotypes_that_write_identifiers_differently_have_nobody_in_common()
    {
        Folder.Write("people.tsv", "IID\tage\n" + More(1, 20));
        Folder.Write("g.fam", string.Concat(Enumerable.Range(1, 20).Select(i => $"F{i} P0{i} 0 0 0 -9\n")));
        var found = Assert.Single(Scan([Table("people.tsv")], [Genotypes("g.bed")]));
        Assert.Equal((ScanCodes.NobodyGenotyped.Code, DiagnosticSeverity.Error), (found.Code, found.Severity));
        Assert.EndsWith("of the genotypes 'g.bed'.", found.Message, StringComparison.Ordinal);

        // No advice names a setting that the language does not have.
        Assert.DoesNotContain("'link'", found.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("F{0}_P{0}", "P{0}", 20, "; without what stands before a '_' (as in FID_IID), the identifiers of 20 people of the table are.")]
    [InlineData("P{0}", "P{0}_P{0}", 20, "; without what stands before a '_' (as in FID_IID), the identifiers of 20 people of the genotypes are in the table.")]
    [InlineData("F_{0}_P_{0}", "P_{0}", 20, "the identifiers of 20 people of the table are.")]
    [InlineData("F{0}_P{0}", "P{0}", 3, "the identifiers of fewer than 5 people of the table are.")]
    public void Identifiers_with_a_family_before_them_are_told_with_their_count(string inTable, string inGenotypes, int people, string told)
    {
        string Of(string form, int i) => string.Format(System.Globalization.CultureInfo.InvariantCulture, form, i);
        Folder.Write("people.tsv", "IID\tage\n" + string.Concat(Enumerable.Range(1, people).Select(i => $"{Of(inTable, i)}\t40\n")));
        Folder.Write("g.fam", string.Concat(Enumerable.Range(1, people).Select(i => $"F{i} {Of(inGenotypes, i)} 0 0 0 -9\n")));
        Assert.EndsWith(told, Assert.Single(Scan([Table("people.tsv")], [Genotypes("g.bed")])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_person_is_family_and_identifier_where_the_table_names_both()
    {
        Folder.Write("people.tsv", "FID\tIID\nA\t1\nB\t1\nA\t2\n");
        Folder.Write("g.fam", "A 1 0 0 0 -9\nC 1 0 0 0 -9\n");
        var table = Table("people.tsv") with { FamilyColumn = "FID" };
        Assert.Contains("Of the 3 people of 'people.tsv' fewer than 5 have", Assert.Single(Scan([table], [Genotypes("g.bed")])).Message, StringComparison.Ordinal);
        var without = Table("people.tsv");
        Assert.Equal([ScanCodes.PeopleRepeated.Code, ScanCodes.PeopleWithGenotypes.Code], Scan([without], [Genotypes("g.bed")]).Select(one => one.Code));
    }

    [Fact]
    public void People_who_have_images_are_counted()
    {
        Folder.Write("people.tsv", "IID\tage\n" + More(1, 20));
        var header = new ImageSetHeader(20, new ImageSetIdentity(12, 100, "aa"), new ImageHeader([2, 2, 2], [], "float32", new FileIdentity(1, 1, "aa")), "img/P1.nii");
        var found = Assert.Single(DataScan.Read(
            new ScanRequest([Table("people.tsv")], [], [new ScannedImages("everyone", header, "img/{IID}.nii", null)], 5), path => Folder[path], default));
        Assert.Equal(ScanCodes.PeopleWithImages.Code, found.Code);
        RunExamples.Take(RunExamples.Here(), [found], Folder.Path);
        Assert.Equal("Of the 20 people of 'people.tsv' 12 have the files of 'img/{IID}.nii'.", found.Message);
    }

    [Fact]
    public void People_whom_two_tables_have_in_common_are_counted()
    {
        Folder.Write("one.tsv", "IID\tage\n" + More(1, 20));
        Folder.Write("two.tsv", "IID\tage\n" + More(11, 30));
        var found = Assert.Single(Scan([Table("one.tsv"), Table("two.tsv") with { Cohort = "second" }]));
        Assert.Equal(ScanCodes.PeopleInBoth.Code, found.Code);
        Assert.StartsWith("10 people of 'one.tsv', from which 'everyone' is drawn, are also in 'two.tsv'", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_that_cannot_be_read_is_said_as_a_run_says_it()
    {
        Folder.Write("people.tsv", "IID\tage\nP1\t40\t7\n");
        Assert.Equal(DataFileCodes.FieldCount.Code, Assert.Single(Scan([Table("people.tsv")])).Code);
    }

    private static string More(int first, int last) => string.Concat(Enumerable.Range(first, last - first + 1).Select(i => $"P{i}\t{30 + i}\n"));

    private static ScannedTable Table(string path, params ScannedColumn[] columns) =>
        new("everyone", new TableRequest(path, TableFormat.TabSeparated, Codes), "IID", null, [.. columns], null);

    private static ScannedGenotypes Genotypes(string path) => new("everyone", new GenotypeRequest(GenotypeFormat.Bed, [path], null), null);

    private ImmutableArray<Diagnostic> Scan(ImmutableArray<ScannedTable> tables, params ImmutableArray<ScannedGenotypes> genotypes)
    {
        var found = DataScan.Read(new ScanRequest(tables, genotypes, [], 5), path => Folder[path], default);
        RunExamples.Take(RunExamples.Here(), found, Folder.Path);
        return found;
    }
}
