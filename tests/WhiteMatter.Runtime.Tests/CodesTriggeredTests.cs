using WhiteMatter.Plan.Diagnostics;
using Xunit;

namespace WhiteMatter.Runtime.Tests;

/// <summary>
/// Every code of the table is triggered by a test. Those of the text of a study have a study of their own in tests/Baselines; those
/// of data, planning and runs have the test named here. A new code without a test, and a test that is renamed or asserts another
/// code, fail here.
/// </summary>
public sealed class CodesTriggeredTests
{
    private static readonly string Tests = FindTests();

    /// <summary>A code, the file of the test that triggers it, and the test.</summary>
    public static TheoryData<string, string, string> Triggers => new()
    {
        { DataFileCodes.FileMissing.Code, "WhiteMatter.Runtime.Tests/Data/UnreadableFileTests.cs", "A_table_that_goes_away_before_it_is_read" },
        { DataFileCodes.FileUnreadable.Code, "WhiteMatter.Runtime.Tests/Data/UnreadableFileTests.cs", "A_table_that_becomes_unreadable_before_it_is_read" },
        { DataFileCodes.FileEmpty.Code, "WhiteMatter.Runtime.Tests/Data/BadInputTests.cs", "A_table_that_is_empty" },
        { DataFileCodes.FileChanged.Code, "WhiteMatter.Runtime.Tests/Data/UnreadableFileTests.cs", "Genotypes_that_change_while_they_are_associated" },
        { DataFileCodes.CompressionDamaged.Code, "WhiteMatter.Runtime.Tests/Data/UnreadableFileTests.cs", "A_gzip_file_cut_short" },
        { DataFileCodes.CompressionUnsupported.Code, "WhiteMatter.Runtime.Tests/Data/UnreadableFileTests.cs", "A_table_packed_by_zstd" },
        { DataFileCodes.TooLarge.Code, "WhiteMatter.Runtime.Tests/Data/UnreadableFileTests.cs", "A_table_longer_than_its_readers_limit" },
        { DataFileCodes.NotText.Code, "WhiteMatter.Runtime.Tests/Data/UnreadableFileTests.cs", "A_table_with_a_zero_byte" },
        { DataFileCodes.NotUtf8.Code, "WhiteMatter.Runtime.Tests/Data/UnreadableFileTests.cs", "A_table_in_latin_1" },
        { DataFileCodes.LineTooLong.Code, "WhiteMatter.Runtime.Tests/Data/UnreadableFileTests.cs", "An_identifier_longer_than_any" },
        { DataFileCodes.QuoteNotClosed.Code, "WhiteMatter.Runtime.Tests/Data/UnreadableFileTests.cs", "A_quote_that_is_not_closed" },
        { DataFileCodes.FieldCount.Code, "WhiteMatter.Runtime.Tests/Data/BadInputTests.cs", "A_bim_file_with_a_line_cut_short" },
        { DataFileCodes.DuplicateColumn.Code, "WhiteMatter.Runtime.Tests/Data/BadValueTests.cs", "A_column_that_is_there_twice" },
        { DataFileCodes.ColumnMissing.Code, "WhiteMatter.Runtime.Tests/Data/BadInputTests.cs", "A_trait_that_is_not_there" },
        { DataFileCodes.NoRows.Code, "WhiteMatter.Runtime.Tests/Data/BadValueTests.cs", "A_table_with_a_header_alone" },
        { DataFileCodes.NotANumber.Code, "WhiteMatter.Runtime.Tests/Data/BadInputTests.cs", "A_trait_that_is_text" },
        { DataFileCodes.NotFinite.Code, "WhiteMatter.Runtime.Tests/Data/BadValueTests.cs", "A_number_that_is_infinite" },
        { DataFileCodes.IdMissing.Code, "WhiteMatter.Runtime.Tests/Data/BadValueTests.cs", "A_row_without_an_identifier" },
        { DataFileCodes.DuplicateId.Code, "WhiteMatter.Runtime.Tests/Data/BadInputTests.cs", "A_person_twice_in_the_fam_file" },
        { DataFileCodes.AmbiguousPerson.Code, "WhiteMatter.Runtime.Tests/Data/BadValueTests.cs", "An_identifier_that_two_families_have" },
        { DataFileCodes.PositionInvalid.Code, "WhiteMatter.Runtime.Tests/Data/BadInputTests.cs", "A_position_that_is_none" },
        { DataFileCodes.GeneticPositionInvalid.Code, "WhiteMatter.Runtime.Tests/Data/BadValueTests.cs", "A_genetic_position_that_is_none" },
        { DataFileCodes.ChromosomeInvalid.Code, "WhiteMatter.Runtime.Tests/Data/BadValueTests.cs", "A_chromosome_that_is_none" },
        { DataFileCodes.AlleleInvalid.Code, "WhiteMatter.Runtime.Tests/Data/BadInputTests.cs", "An_allele_that_is_none" },
        { DataFileCodes.AllelesIdentical.Code, "WhiteMatter.Runtime.Tests/Data/BadValueTests.cs", "A_variant_whose_alleles_are_the_same" },
        { DataFileCodes.BedMagic.Code, "WhiteMatter.Runtime.Tests/Data/BadInputTests.cs", "A_bed_file_of_regions" },
        { DataFileCodes.BedIndividualMajor.Code, "WhiteMatter.Runtime.Tests/Data/BadInputTests.cs", "A_bed_file_by_person" },
        { DataFileCodes.BedSize.Code, "WhiteMatter.Runtime.Tests/Data/BadInputTests.cs", "A_bed_file_cut_short" },
        { DataFileCodes.CohortEmpty.Code, "WhiteMatter.Runtime.Tests/Data/BadInputTests.cs", "Nobody_meets_the_condition" },
        { DataFileCodes.SampleTooLarge.Code, "WhiteMatter.Runtime.Tests/Data/BadInputTests.cs", "More_people_to_draw_than_there_are" },
        { DataFileCodes.NobodyLeft.Code, "WhiteMatter.Runtime.Tests/Data/BadInputTests.cs", "Identifiers_of_families_in_place_of_people" },
        { DataFileCodes.TraitMissing.Code, "WhiteMatter.Runtime.Tests/Data/BadInputTests.cs", "A_trait_missing_in_everyone" },
        { DataFileCodes.TraitConstant.Code, "WhiteMatter.Runtime.Tests/Data/BadInputTests.cs", "A_trait_that_is_constant" },
        { DataFileCodes.TooFewPeople.Code, "WhiteMatter.Runtime.Tests/Data/BadInputTests.cs", "More_covariates_than_people" },
        { DataFileCodes.DesignImpossible.Code, "WhiteMatter.Runtime.Tests/Data/BadInputTests.cs", "A_formula_without_a_design" },
        { DataFileCodes.NoTraits.Code, "WhiteMatter.Runtime.Tests/Data/BadInputTests.cs", "A_table_without_numbers" },
        { DataFileCodes.PredicateTypes.Code, "WhiteMatter.Runtime.Tests/Data/BadInputTests.cs", "A_text_compared_with_a_number" },
        { DataFileCodes.PeopleUnmatched.Code, "WhiteMatter.Runtime.Tests/Data/BadInputTests.cs", "People_without_genotypes_are_a_counted_warning" },
        { DataFileCodes.OtherReadingOfIds.Code, "WhiteMatter.Runtime.Tests/Data/BadValueTests.cs", "Identifiers_that_mostly_fit_otherwise_are_a_counted_warning" },
        { DataFileCodes.CovariateConstant.Code, "WhiteMatter.Runtime.Tests/Data/BadInputTests.cs", "Constant_and_collinear_covariates_are_counted_warnings" },
        { DataFileCodes.CovariateCollinear.Code, "WhiteMatter.Runtime.Tests/Data/BadInputTests.cs", "Constant_and_collinear_covariates_are_counted_warnings" },
        { DataFileCodes.VariantsMonomorphic.Code, "WhiteMatter.Runtime.Tests/Data/WholeStudyTests.cs", "A_small_study_runs_to_its_tables_and_its_page" },
        { DataFileCodes.VariantsCollinear.Code, "WhiteMatter.Runtime.Tests/Data/BadInputTests.cs", "Variants_that_the_covariates_determine_are_a_counted_warning" },
        { DataFileCodes.VariantsTooFewPeople.Code, "WhiteMatter.Runtime.Tests/Data/BadValueTests.cs", "A_variant_that_too_few_people_have_is_a_counted_warning" },
        { DataFileCodes.VariantsNoneTested.Code, "WhiteMatter.Runtime.Tests/Data/BadInputTests.cs", "A_keep_that_leaves_no_variant" },
        { DataFileCodes.VariantsOfOneName.Code, "WhiteMatter.Runtime.Tests/Data/BadInputTests.cs", "Symbolic_alleles_one_name_for_two_variants_and_disorder_are_warnings" },
        { DataFileCodes.AllelesNotNucleotides.Code, "WhiteMatter.Runtime.Tests/Data/BadInputTests.cs", "Symbolic_alleles_one_name_for_two_variants_and_disorder_are_warnings" },
        { DataFileCodes.VariantsUnsorted.Code, "WhiteMatter.Runtime.Tests/Data/BadInputTests.cs", "Symbolic_alleles_one_name_for_two_variants_and_disorder_are_warnings" },
        { DataFileCodes.ColumnsAllMissing.Code, "WhiteMatter.Runtime.Tests/Data/WholeStudyTests.cs", "Every_numeric_column_is_a_trait_when_none_is_named" },
        { DataFileCodes.WithdrawalsUnknown.Code, "WhiteMatter.Runtime.Tests/Data/WholeStudyTests.cs", "Include_withdrawals_and_sample_count_their_losses" },
        { DataFileCodes.RowsLeftOut.Code, "WhiteMatter.Runtime.Tests/Data/BadInputTests.cs", "Variants_that_the_covariates_determine_are_a_counted_warning" },
        { DataFileCodes.VariantsOutsideAutosomes.Code, "WhiteMatter.Runtime.Tests/Data/BadInputTests.cs", "Tested_variants_outside_the_autosomes_are_a_warning_counted_by_class" },
        { DataFileCodes.ChromosomesWithoutNumber.Code, "WhiteMatter.Runtime.Tests/Data/BadInputTests.cs", "Chromosomes_that_gwas_ssf_has_no_number_for_are_a_counted_warning" },
        { SimulationCodes.RegionUnknown.Code, "WhiteMatter.Runtime.Tests/Data/Simulations/SimulationCodesTests.cs", "A_region_that_the_atlas_does_not_have" },
        { SimulationCodes.VariantUnusable.Code, "WhiteMatter.Runtime.Tests/Data/Simulations/SimulationCodesTests.cs", "A_named_variant_that_cannot_be_causal" },
        { SimulationCodes.SharesExceed.Code, "WhiteMatter.Runtime.Tests/Data/Simulations/SimulationCodesTests.cs", "Effects_that_explain_more_than_everything" },
        { SimulationCodes.TooFewVariants.Code, "WhiteMatter.Runtime.Tests/Data/Simulations/SimulationCodesTests.cs", "More_variants_than_there_is_room_for" },
        { SimulationCodes.IdentifierUnusable.Code, "WhiteMatter.Runtime.Tests/Data/Simulations/SimulationCodesTests.cs", "An_identifier_that_cannot_name_a_volume" },
        { SimulationCodes.VariantsLinked.Code, "WhiteMatter.Runtime.Tests/Data/Simulations/SimulationCodesTests.cs", "Named_variants_in_linkage_disequilibrium_are_a_warning" },
        { SimulationCodes.CovariateConstant.Code, "WhiteMatter.Runtime.Tests/Data/Simulations/SimulationCodesTests.cs", "A_covariate_that_everybody_is_alike_in" },
        { SimulationCodes.ValuesClipped.Code, "WhiteMatter.Runtime.Tests/Data/Simulations/SimulationCodesTests.cs", "Values_that_are_clipped_are_a_counted_warning" },
        { PlanCodes.TooManySteps.Code, "WhiteMatter.Planning.Tests/PlanTests.fs", "A plan over its limit of steps is refused" },
        { PlanCodes.NotEnoughMemory.Code, "WhiteMatter.Planning.Tests/PlanTests.fs", "A step that needs more memory than there is is an error before it runs" },
        { PlanCodes.OtherReference.Code, "WhiteMatter.Planning.Tests/PlanTests.fs", "Loci of other genotypes than those tested are refused" },
        { PlanCodes.UnreadablePlan.Code, "WhiteMatter.Cli.Tests/CommandTests.fs", "A document that is no plan is WM5004" },
        { PlanCodes.NoSuchStep.Code, "WhiteMatter.Cli.Tests/CommandTests.fs", "A step that is not there is WM5005 with the nearest name" },
        { RunCodes.StoreLocked.Code, "WhiteMatter.Runtime.Tests/Store/StoreLockTests.cs", "A_run_says_which_process_holds_the_store_and_runs_when_it_is_given_back" },
        { RunCodes.StoreLockUnsupported.Code, "WhiteMatter.Runtime.Tests/Running/RefusedResourceTests.cs", "A_lock_that_the_system_refuses_names_the_file" },
        { RunCodes.DiskFull.Code, "WhiteMatter.Runtime.Tests/Store/FullDiskTests.cs", "A_full_disk_is_said_with_place_and_need_and_the_next_run_goes_on" },
        { RunCodes.CannotWrite.Code, "WhiteMatter.Runtime.Tests/Running/RunnerTests.cs", "A_store_that_cannot_be_made_is_named" },
        { RunCodes.ArtifactDamaged.Code, "WhiteMatter.Runtime.Tests/Store/ArtifactStoreTests.cs", "A_changed_byte_is_found_when_it_is_read_and_the_next_run_computes_anew" },
        { RunCodes.ArtifactSetAside.Code, "WhiteMatter.Runtime.Tests/Store/ArtifactStoreTests.cs", "A_file_cut_short_is_set_aside_and_computed_anew_in_the_same_run" },
        { RunCodes.StoreOfLaterVersion.Code, "WhiteMatter.Runtime.Tests/Store/ArtifactStoreTests.cs", "A_store_of_a_later_layout_is_refused" },
        { RunCodes.InputChanged.Code, "WhiteMatter.Runtime.Tests/Running/RunnerTests.cs", "A_file_that_changed_after_planning_is_refused" },
        { RunCodes.InputChangedWhileRead.Code, "WhiteMatter.Runtime.Tests/Running/RunnerTests.cs", "A_file_that_changes_while_a_step_reads_it_spoils_the_step_and_leaves_nothing" },
        { RunCodes.InputGone.Code, "WhiteMatter.Runtime.Tests/Running/RunnerTests.cs", "A_file_that_is_gone_is_named" },
        { RunCodes.InputUnreadable.Code, "WhiteMatter.Runtime.Tests/Data/UnreadableFileTests.cs", "A_table_that_is_a_folder_is_told_before_planning" },
        { RunCodes.StepFailed.Code, "WhiteMatter.Runtime.Tests/Running/RunnerTests.cs", "A_failing_step_leaves_out_what_needs_it_and_nothing_else" },
        { RunCodes.OutOfMemory.Code, "WhiteMatter.Runtime.Tests/Running/RefusedResourceTests.cs", "A_step_that_runs_out_of_memory_is_told_with_its_estimate_and_leaves_nothing" },
        { RunCodes.UnknownStepKind.Code, "WhiteMatter.Runtime.Tests/Running/RunnerTests.cs", "A_kind_without_a_handler_is_named" },
        { RunCodes.PlanBroken.Code, "WhiteMatter.Runtime.Tests/Running/RunnerTests.cs", "A_part_whose_inputs_are_not_there_says_so" },
        { RunCodes.ResultInTheWay.Code, "WhiteMatter.Runtime.Tests/Running/PublishTests.cs", "A_file_of_somebody_else_is_never_replaced" },
        { RunCodes.ExpectationFailed.Code, "WhiteMatter.Runtime.Tests/Running/RunnerTests.cs", "An_expectation_that_does_not_hold_fails_the_study_also_when_it_is_cached" },
        { RunCodes.InputNotMade.Code, "WhiteMatter.Runtime.Tests/Running/RunnerTests.cs", "A_part_whose_inputs_are_not_there_says_so" },
    };

    [Theory]
    [MemberData(nameof(Triggers))]
    public void The_test_that_triggers_a_code_is_there_and_names_it(string code, string file, string test)
    {
        var row = DiagnosticTable.Find(code);
        Assert.NotNull(row);
        var text = File.ReadAllText(Path.Combine(Tests, file));
        var start = text.IndexOf(file.EndsWith(".fs", StringComparison.Ordinal) ? $"``{test}``" : $" {test}(", StringComparison.Ordinal);
        Assert.True(start > 0, $"{file} has no test '{test}'.");
        var end = text.IndexOf("[Fact", start, StringComparison.Ordinal);
        var body = end < 0 ? text[start..] : text[start..end];
        Assert.True(NamesOf(row).Any(name => body.Contains(name, StringComparison.Ordinal)), $"{file}: '{test}' does not name {code}.");
    }

    [Fact]
    public void No_code_is_without_a_test()
    {
        var here = Triggers.Select(row => (string)((object[])row)[0]).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(Triggers.Count(), here.Count);
        foreach (var row in DiagnosticTable.All.Except(SyntaxCodes.All))
        {
            var study = Path.Combine(Tests, "Baselines", "diagnostics", row.Code + ".wmstudy");
            Assert.True(here.Contains(row.Code) || File.Exists(study), $"{row.Code} ({row.Title}) is triggered by no test.");
        }
    }

    /// <summary>How a test may name a code: as text, or as the property of its block.</summary>
    private static IEnumerable<string> NamesOf(DiagnosticDescriptor row)
    {
        yield return row.Code;
        foreach (var block in new[] { typeof(DataFileCodes), typeof(SimulationCodes), typeof(PlanCodes), typeof(RunCodes) })
        {
            foreach (var property in block.GetProperties().Where(property => ReferenceEquals(property.GetValue(null), row)))
            {
                yield return $"{block.Name}.{property.Name}";
            }
        }
    }

    private static string FindTests()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "WhiteMatter.Dsl.sln")))
            {
                return Path.Combine(folder.FullName, "tests");
            }
        }

        throw new DirectoryNotFoundException("The tests do not run inside the repository.");
    }
}
