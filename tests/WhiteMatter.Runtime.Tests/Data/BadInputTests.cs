using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Expressions;
using WhiteMatter.Runtime.Running;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Data;

/// <summary>Each thing that goes wrong with data has its code, names what and where, and points at the line of the study.</summary>
public sealed class BadInputTests : BadInput
{
    [Fact]
    public Task A_bed_file_cut_short() => Fails(DataFileCodes.BedSize, () => Cut("g.bed", 20), "g.bed");

    [Fact]
    public Task A_bed_file_of_regions() => Fails(DataFileCodes.BedMagic, () => Folder.Write("g.bed", "chr1\t10\t20\n" + new string('x', 800)), "g.bed");

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
    public Task A_table_that_is_empty() => Fails(DataFileCodes.FileEmpty, () => Folder.Write("people.tsv", ""), "people.tsv");

    [Fact]
    public Task A_trait_that_is_text() =>
        Fails(DataFileCodes.NotANumber, () => { }, "column word", new SmallAssociation(Folder) { Traits = ["word"] });

    [Fact]
    public Task A_trait_that_is_not_there() =>
        Fails(DataFileCodes.ColumnMissing, () => { }, "heigth", new SmallAssociation(Folder) { Traits = ["heigth"] });

    [Fact]
    public Task A_trait_missing_in_everyone() =>
        Fails(DataFileCodes.TraitMissing, () => { }, "void is missing in all 60 people", new SmallAssociation(Folder) { Traits = ["height", "void"] });

    [Fact]
    public Task A_trait_that_is_constant() =>
        Fails(DataFileCodes.TraitConstant, () => { }, "one", new SmallAssociation(Folder) { Traits = ["one"] });

    [Fact]
    public Task A_trait_that_is_a_covariate() =>
        Fails(DataFileCodes.TraitConstant, () => { }, "twice", new SmallAssociation(Folder) { Traits = ["twice"] });

    [Fact]
    public Task Nobody_meets_the_condition() =>
        Fails(
            DataFileCodes.CohortEmpty,
            () => { },
            "60 are out because they do not meet the condition",
            new SmallAssociation(Folder) { Include = new BinaryExpression(BinaryOperation.Greater, new ColumnExpression("age"), new NumberExpression(200)) });

    [Fact]
    public Task Identifiers_of_families_in_place_of_people() =>
        Fails(DataFileCodes.NobodyLeft, () => Replace("people.tsv", "\nP", "\nF"), "family identifiers (FID)");

    [Fact]
    public async Task Arithmetic_that_has_no_value_in_anybody()
    {
        var formula = new ArithmeticFormula(new BinaryExpression(BinaryOperation.Divide, new ColumnExpression("age"), new NumberExpression(0)), "age/0");
        var result = await new SmallAssociation(Folder) { Formula = formula }.RunAsync();
        var found = Assert.Single(result.Diagnostics, found => found.Code == DataFileCodes.NobodyLeft.Code);
        Assert.Contains("arithmetic of the covariates has no value", found.Message, StringComparison.Ordinal);
        Assert.StartsWith("Correct the arithmetic", found.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public Task More_people_to_draw_than_there_are() =>
        Fails(DataFileCodes.SampleTooLarge, () => { }, "61", new SmallAssociation(Folder) { Sample = new(61, null, 1, "everyone") });

    [Fact]
    public Task More_covariates_than_people() =>
        Fails(DataFileCodes.TooFewPeople, () => { }, "height", new SmallAssociation(Folder) { Formula = new ColumnFormula("word", ColumnRole.Factor) });

    [Fact]
    public Task A_text_compared_with_a_number() =>
        Fails(
            DataFileCodes.PredicateTypes,
            () => { },
            "'M'",
            new SmallAssociation(Folder) { Include = new BinaryExpression(BinaryOperation.Less, new ColumnExpression("sex"), new NumberExpression(3)) });

    [Fact]
    public Task A_table_without_numbers() =>
        Fails(
            DataFileCodes.NoTraits,
            () => Folder.Write("people.tsv", "eid\tword\n" + string.Concat(Enumerable.Range(1, SmallFileset.People).Select(i => $"P{i}\tw{i}\n"))),
            "people.tsv",
            new SmallAssociation(Folder) { Traits = [], Formula = new EmptyFormula() });

    [Fact]
    public Task A_formula_without_a_design() =>
        Fails(
            DataFileCodes.DesignImpossible,
            () => { },
            "power",
            new SmallAssociation(Folder) { Formula = new PowerFormula(new ColumnFormula("age", ColumnRole.Numeric), 0) });

    [Fact]
    public Task An_interaction_with_a_constant() =>
        Fails(
            DataFileCodes.InteractionConstant,
            () => { },
            "'one' (gxe), which has one value in all 60 people",
            new SmallAssociation(Folder) { Formula = new ColumnFormula("one", ColumnRole.Numeric), Interaction = "one" });

    /// <summary>The only person with another value lacks the trait.</summary>
    [Fact]
    public Task An_interaction_with_what_is_constant_in_the_people_of_a_trait() =>
        Fails(
            DataFileCodes.InteractionConstant,
            () =>
            {
                SetCell(5, "one", "2");
                SetCell(5, "height", "NA");
            },
            "the trait height",
            new SmallAssociation(Folder) { Formula = new ColumnFormula("one", ColumnRole.Numeric), Interaction = "one" });

    [Fact]
    public Task A_keep_that_leaves_no_variant() =>
        Fails(
            DataFileCodes.VariantsNoneTested,
            () => { },
            "the genotypes' keep removes 50",
            new SmallAssociation(Folder) { Keep = new BinaryExpression(BinaryOperation.Greater, new ColumnExpression("maf"), new NumberExpression(0.5)) });

    [Fact]
    public async Task Tested_variants_outside_the_autosomes_are_a_warning_counted_by_class()
    {
        MoveToOtherChromosomes();
        var result = await new SmallAssociation(Folder).RunAsync();
        Assert.Equal(RunEnding.Done, result.Ending);
        var found = Assert.Single(result.Diagnostics, found => found.Code == DataFileCodes.VariantsOutsideAutosomes.Code);
        Assert.Contains("2 on X, 1 on MT, 1 on other sequences", found.Message, StringComparison.Ordinal);

        // Positions of the file set are 1000 times the line: only the first 40 variants, all on chromosome 1, are kept.
        var keep = new BinaryExpression(BinaryOperation.Less, new ColumnExpression("position"), new NumberExpression(40_001));
        var kept = await new SmallAssociation(Folder) { Keep = keep }.RunAsync();
        Assert.DoesNotContain(kept.Diagnostics, found => found.Code == DataFileCodes.VariantsOutsideAutosomes.Code);
    }

    [Fact]
    public async Task Chromosomes_that_gwas_ssf_has_no_number_for_are_a_counted_warning()
    {
        MoveToOtherChromosomes();
        var result = await new SmallAssociation(Folder).RunAsync();
        var found = Assert.Single(result.Diagnostics, found => found.Code == DataFileCodes.ChromosomesWithoutNumber.Code);
        Assert.Contains("Variants of 'g.bim' on chromosomes that GWAS-SSF has no number for: 1 (such as", found.Message, StringComparison.Ordinal);
        Assert.Contains("GL000192.1", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Variants_that_the_covariates_determine_are_a_counted_warning()
    {
        // The second variant becomes a copy of the covariate: two copies of A1 in women (every second person), none in men.
        var bytes = File.ReadAllBytes(Folder["g.bed"]);
        Array.Fill(bytes, (byte)0b00_11_00_11, 3 + 15, 15);
        File.WriteAllBytes(Folder["g.bed"], bytes);
        var result = await new SmallAssociation(Folder) { Formula = new ColumnFormula("sex", ColumnRole.Factor) }.RunAsync();
        Assert.Equal(RunEnding.Done, result.Ending);
        var found = Assert.Single(result.Diagnostics, found => found.Code == DataFileCodes.VariantsCollinear.Code);
        Assert.EndsWith(": 1 of 50 variants.", found.Message, StringComparison.Ordinal);
        Assert.Single(result.Diagnostics, found => found.Code == DataFileCodes.RowsLeftOut.Code);
    }

    [Fact]
    public async Task Constant_and_collinear_covariates_are_counted_warnings()
    {
        var formula = new SumFormula(
            new SumFormula(new ColumnFormula("age", ColumnRole.Numeric), new ColumnFormula("twice", ColumnRole.Numeric)),
            new ColumnFormula("one", ColumnRole.Numeric));
        var result = await new SmallAssociation(Folder) { Formula = formula }.RunAsync();
        Assert.Equal(RunEnding.Done, result.Ending);
        Assert.Contains("age", Assert.Single(result.Diagnostics, found => found.Code == DataFileCodes.CovariateCollinear.Code).Message, StringComparison.Ordinal);
        Assert.Contains("one", Assert.Single(result.Diagnostics, found => found.Code == DataFileCodes.CovariateConstant.Code).Message, StringComparison.Ordinal);

        // Intercept and age are left.
        Assert.Equal(2, result.Steps.Single(step => step.Step.Id == "design:gwas").Record!.Values["rank"]);
    }

    [Fact]
    public async Task A_factor_of_one_level_is_a_counted_warning()
    {
        var result = await new SmallAssociation(Folder) { Formula = new ColumnFormula("one", ColumnRole.Factor) }.RunAsync();
        Assert.Equal(RunEnding.Done, result.Ending);
        Assert.Single(result.Diagnostics, found => found.Code == DataFileCodes.CovariateConstant.Code);
    }

    [Fact]
    public async Task People_without_genotypes_are_a_counted_warning()
    {
        Replace("people.tsv", "\nP1\t", "\nQ1\t");
        var result = await new SmallAssociation(Folder).RunAsync();
        Assert.Equal(RunEnding.Done, result.Ending);
        var found = Assert.Single(result.Diagnostics, found => found.Code == DataFileCodes.PeopleUnmatched.Code);
        Assert.Contains("Not in the genotypes: 1 of 60 people of the cohort (such as Q1)", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Symbolic_alleles_one_name_for_two_variants_and_disorder_are_warnings()
    {
        Replace("g.bim", "rs3\t0\t4000\tA", "rs4\t0\t9\tD");
        var result = await new SmallAssociation(Folder).RunAsync();
        Assert.Equal(RunEnding.Done, result.Ending);
        Assert.All(
            [DataFileCodes.VariantsOfOneName, DataFileCodes.AllelesNotNucleotides, DataFileCodes.VariantsUnsorted],
            row => Assert.Contains(result.Diagnostics, found => found.Code == row.Code));
    }

    /// <summary>The last four variants go to X (as X and 23), MT and a sequence that is no chromosome.</summary>
    private void MoveToOtherChromosomes()
    {
        Replace("g.bim", "1\trs46\t", "X\trs46\t");
        Replace("g.bim", "1\trs47\t", "23\trs47\t");
        Replace("g.bim", "1\trs48\t", "chrM\trs48\t");
        Replace("g.bim", "1\trs49\t", "GL000192.1\trs49\t");
    }
}
