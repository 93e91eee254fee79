using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Expressions;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Tests.Toy;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Data;

/// <summary>Each thing that goes wrong with data has its code, names what and where, and points at the line of the study.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public BadInputTests() => _ = new SmallFileset(_folder);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task A_bed_file_cut_short() => Fails(DataFileCodes.BedSize, () => Cut("g.bed", 20), "g.bed");

    [Fact]
    public Task A_bed_file_of_regions() => Fails(DataFileCodes.BedMagic, () => _folder.Write("g.bed", "chr1\t10\t20\n" + new string('x', 800)), "g.bed");

    [Fact]
    public Task A_bed_file_by_person() => Fails(DataFileCodes.BedIndividualMajor, () => Patch("g.bed", 2, 0), "g.bed");

    [Fact]
    public Task A_bim_file_with_a_line_cut_short() => Fails(DataFileCodes.FieldCount, () => Cut("g.bim", 6), "line 50");

    [Fact]
    public Task A_bim_file_with_another_number_of_variants() => Fails(DataFileCodes.BedSize, () => CutLine("g.bim"), "g.bed");

    [Fact]
    public Task A_fam_file_with_another_number_of_people() => Fails(DataFileCodes.BedSize, () => { CutLine("g.fam"); CutLine("g.fam"); CutLine("g.fam"); CutLine("g.fam"); }, "g.bed");

    [Fact]
    public Task A_person_twice_in_the_fam_file() => Fails(DataFileCodes.DuplicateId, () => Replace("g.fam", "F2 P2 ", "F1 P1 "), "lines 1 and 2");

    [Fact]
    public Task A_person_twice_in_the_table() => Fails(DataFileCodes.DuplicateId, () => Replace("people.tsv", "\nP2\t", "\nP1\t"), "lines 2 and 3");

    [Fact]
    public Task A_position_that_is_none() => Fails(DataFileCodes.PositionInvalid, () => Replace("g.bim", "\t3000\t", "\there\t"), "line 3");

    [Fact]
    public Task An_allele_that_is_none() => Fails(DataFileCodes.AlleleInvalid, () => Replace("g.bim", "\t3000\tA\tG", "\t3000\tA\t5!"), "line 3");

    [Fact]
    public Task A_row_of_the_table_cut_short() => Fails(DataFileCodes.FieldCount, () => Cut("people.tsv", 20), "line 61");

    [Fact]
    public Task A_table_that_is_empty() => Fails(DataFileCodes.FileEmpty, () => _folder.Write("people.tsv", ""), "people.tsv");

    [Fact]
    public Task A_trait_that_is_text() =>
        Fails(DataFileCodes.NotANumber, () => { }, "column word", new SmallAssociation(_folder) { Traits = ["word"] });

    [Fact]
    public Task A_trait_that_is_not_there() =>
        Fails(DataFileCodes.ColumnMissing, () => { }, "heigth", new SmallAssociation(_folder) { Traits = ["heigth"] });

    [Fact]
    public Task A_trait_missing_in_everyone() =>
        Fails(DataFileCodes.TraitMissing, () => { }, "void", new SmallAssociation(_folder) { Traits = ["height", "void"] });

    [Fact]
    public Task A_trait_that_is_constant() =>
        Fails(DataFileCodes.TraitConstant, () => { }, "one", new SmallAssociation(_folder) { Traits = ["one"] });

    [Fact]
    public Task A_trait_that_is_a_covariate() =>
        Fails(DataFileCodes.TraitConstant, () => { }, "twice", new SmallAssociation(_folder) { Traits = ["twice"] });

    [Fact]
    public Task Nobody_meets_the_condition() =>
        Fails(
            DataFileCodes.CohortEmpty,
            () => { },
            "60 are out because they do not meet the condition",
            new SmallAssociation(_folder) { Include = new BinaryExpression(BinaryOperation.Greater, new ColumnExpression("age"), new NumberExpression(200)) });

    [Fact]
    public Task Identifiers_of_families_in_place_of_people() =>
        Fails(DataFileCodes.NobodyLeft, () => Replace("people.tsv", "\nP", "\nF"), "family identifiers (FID)");

    [Fact]
    public Task More_people_to_draw_than_there_are() =>
        Fails(DataFileCodes.SampleTooLarge, () => { }, "61", new SmallAssociation(_folder) { Sample = new(61, null, "k") });

    [Fact]
    public Task More_covariates_than_people() =>
        Fails(DataFileCodes.TooFewPeople, () => { }, "height", new SmallAssociation(_folder) { Formula = new ColumnFormula("word", ColumnRole.Factor) });

    [Fact]
    public Task A_text_compared_with_a_number() =>
        Fails(
            DataFileCodes.PredicateTypes,
            () => { },
            "'M'",
            new SmallAssociation(_folder) { Include = new BinaryExpression(BinaryOperation.Less, new ColumnExpression("sex"), new NumberExpression(3)) });

    [Fact]
    public Task A_table_without_numbers() =>
        Fails(
            DataFileCodes.NoTraits,
            () => _folder.Write("people.tsv", "eid\tword\n" + string.Concat(Enumerable.Range(1, SmallFileset.People).Select(i => $"P{i}\tw{i}\n"))),
            "people.tsv",
            new SmallAssociation(_folder) { Traits = [], Formula = new EmptyFormula() });

    [Fact]
    public Task A_formula_without_a_design() =>
        Fails(
            DataFileCodes.DesignImpossible,
            () => { },
            "power",
            new SmallAssociation(_folder) { Formula = new PowerFormula(new ColumnFormula("age", ColumnRole.Numeric), 0) });

    [Fact]
    public async Task A_keep_that_leaves_no_variant_is_a_warning()
    {
        var result = await new SmallAssociation(_folder)
        {
            Keep = new BinaryExpression(BinaryOperation.Greater, new ColumnExpression("maf"), new NumberExpression(0.5)),
        }.RunAsync();
        Assert.Equal(RunEnding.Done, result.Ending);
        Assert.Single(result.Diagnostics, found => found.Code == DataFileCodes.VariantsNoneTested.Code);
    }

    [Fact]
    public async Task Variants_that_the_covariates_determine_are_a_counted_warning()
    {
        // The second variant becomes a copy of the covariate: two copies of A1 in women (every second person), none in men.
        var bytes = File.ReadAllBytes(_folder["g.bed"]);
        Array.Fill(bytes, (byte)0b00_11_00_11, 3 + 15, 15);
        File.WriteAllBytes(_folder["g.bed"], bytes);
        var result = await new SmallAssociation(_folder) { Formula = new ColumnFormula("sex", ColumnRole.Factor) }.RunAsync();
        Assert.Equal(RunEnding.Done, result.Ending);
        var found = Assert.Single(result.Diagnostics, found => found.Code == DataFileCodes.VariantsCollinear.Code);
        Assert.StartsWith("1 of 50 variants", found.Message, StringComparison.Ordinal);
        Assert.Single(result.Diagnostics, found => found.Code == DataFileCodes.RowsLeftOut.Code);
    }

    [Fact]
    public async Task Constant_and_collinear_covariates_are_counted_warnings()
    {
        var formula = new SumFormula(
            new SumFormula(new ColumnFormula("age", ColumnRole.Numeric), new ColumnFormula("twice", ColumnRole.Numeric)),
            new ColumnFormula("one", ColumnRole.Numeric));
        var result = await new SmallAssociation(_folder) { Formula = formula }.RunAsync();
        Assert.Equal(RunEnding.Done, result.Ending);
        Assert.Contains("age", Assert.Single(result.Diagnostics, found => found.Code == DataFileCodes.CovariateCollinear.Code).Message, StringComparison.Ordinal);
        Assert.Contains("one", Assert.Single(result.Diagnostics, found => found.Code == DataFileCodes.CovariateConstant.Code).Message, StringComparison.Ordinal);

        // Intercept and age are left.
        Assert.Equal(2, result.Steps.Single(step => step.Step.Id == "design:gwas").Record!.Values["rank"]);
    }

    [Fact]
    public async Task A_factor_of_one_level_is_a_counted_warning()
    {
        var result = await new SmallAssociation(_folder) { Formula = new ColumnFormula("one", ColumnRole.Factor) }.RunAsync();
        Assert.Equal(RunEnding.Done, result.Ending);
        Assert.Single(result.Diagnostics, found => found.Code == DataFileCodes.CovariateConstant.Code);
    }

    [Fact]
    public async Task People_without_genotypes_are_a_counted_warning()
    {
        Replace("people.tsv", "\nP1\t", "\nQ1\t");
        var result = await new SmallAssociation(_folder).RunAsync();
        Assert.Equal(RunEnding.Done, result.Ending);
        var found = Assert.Single(result.Diagnostics, found => found.Code == DataFileCodes.PeopleUnmatched.Code);
        Assert.Contains("1 of 60 people of the cohort are not in the genotypes (such as Q1)", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Symbolic_alleles_one_name_for_two_variants_and_disorder_are_warnings()
    {
        Replace("g.bim", "rs3\t0\t4000\tA", "rs4\t0\t9\tD");
        var result = await new SmallAssociation(_folder).RunAsync();
        Assert.Equal(RunEnding.Done, result.Ending);
        Assert.All(
            [DataFileCodes.VariantsOfOneName, DataFileCodes.AllelesNotNucleotides, DataFileCodes.VariantsUnsorted],
            row => Assert.Contains(result.Diagnostics, found => found.Code == row.Code));
    }

    private async Task Fails(DiagnosticDescriptor expected, Action damage, string named, SmallAssociation? study = null)
    {
        damage();
        var result = await (study ?? new SmallAssociation(_folder)).RunAsync();
        Assert.Equal(RunEnding.Failed, result.Ending);
        var found = result.Diagnostics.First(found => found.Severity == DiagnosticSeverity.Error);
        Assert.Equal((expected.Code, 3), (found.Code, found.Span!.Line));
        Assert.Contains(named, found.Message, StringComparison.Ordinal);
        Assert.NotEmpty(found.Advice);
        Assert.False(Directory.Exists(_folder["results"]));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder[".wmstudy/tmp"]));
    }

    private void Cut(string name, int bytes)
    {
        using var file = File.OpenWrite(_folder[name]);
        file.SetLength(file.Length - bytes);
    }

    private void CutLine(string name) => File.WriteAllLines(_folder[name], File.ReadAllLines(_folder[name])[..^1]);

    private void Patch(string name, int offset, byte value)
    {
        using var file = File.OpenWrite(_folder[name]);
        file.Position = offset;
        file.WriteByte(value);
    }

    private void Replace(string name, string from, string to) =>
        File.WriteAllText(_folder[name], File.ReadAllText(_folder[name]).Replace(from, to, StringComparison.Ordinal));
}
