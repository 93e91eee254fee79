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
    internal static string Tests { get; } = FindTests();

    /// <summary>A code, the file of the test that triggers it, and the test.</summary>
    public static TheoryData<string, string, string> Triggers => new()
    {
        { ScanCodes.PeopleRepeated.Code, "WhiteMatter.Runtime.Tests/Data/DataScanTests.cs", "A_person_with_two_rows_is_counted_and_not_named" },
        { ScanCodes.RowsWithoutPerson.Code, "WhiteMatter.Runtime.Tests/Data/DataScanTests.cs", "Rows_that_name_nobody_are_counted" },
        { ScanCodes.ValuesNotNumbers.Code, "WhiteMatter.Runtime.Tests/Data/DataScanTests.cs", "Values_that_are_no_numbers_are_told_with_the_line_of_the_first" },
        { ScanCodes.ValuesNotLevels.Code, "WhiteMatter.Runtime.Tests/Data/DataScanTests.cs", "Rows_with_undeclared_levels_are_counted_unless_they_are_few" },
        { ScanCodes.PeopleWithGenotypes.Code, "WhiteMatter.Runtime.Tests/Data/DataScanTests.cs", "People_of_a_table_who_have_genotypes_are_counted" },
        { ScanCodes.NobodyGenotyped.Code, "WhiteMatter.Runtime.Tests/Data/DataScanTests.cs", "A_table_and_genotypes_that_write_identifiers_differently_have_nobody_in_common" },
        { ScanCodes.PeopleWithImages.Code, "WhiteMatter.Runtime.Tests/Data/DataScanTests.cs", "People_who_have_images_are_counted" },
        { ScanCodes.PeopleInBoth.Code, "WhiteMatter.Runtime.Tests/Data/DataScanTests.cs", "People_whom_two_tables_have_in_common_are_counted" },
        { DataFileCodes.FileMissing.Code, "WhiteMatter.Runtime.Tests/Data/UnreadableFileTests.cs", "A_table_that_goes_away_before_it_is_read" },
        { DataFileCodes.FileUnreadable.Code, "WhiteMatter.Runtime.Tests/Data/UnreadableFileTests.cs", "A_table_that_becomes_unreadable_before_it_is_read" },
        { DataFileCodes.FileEmpty.Code, "WhiteMatter.Runtime.Tests/Data/BadInputTests.cs", "A_table_that_is_empty" },
        { DataFileCodes.FileChanged.Code, "WhiteMatter.Runtime.Tests/Data/UnreadableFileTests.cs", "Genotypes_that_change_while_they_are_associated" },
        { DataFileCodes.CompressionDamaged.Code, "WhiteMatter.Runtime.Tests/Data/UnreadableFileTests.cs", "A_gzip_file_cut_short" },
        { DataFileCodes.CompressionUnsupported.Code, "WhiteMatter.Runtime.Tests/Data/UnreadableFileTests.cs", "A_table_packed_by_bzip2" },
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
        { DataFileCodes.BedSize.Code, "WhiteMatter.Runtime.Tests/Data/BadInputTests.cs", "A_bed_file_cut_short" },
        { GenotypeCodes.GenotypesMagic.Code, "WhiteMatter.Runtime.Tests/Data/GenotypeFailureTests.cs", "A_file_of_another_format" },
        { GenotypeCodes.GenotypesVersion.Code, "WhiteMatter.Runtime.Tests/Data/GenotypeFailureTests.cs", "A_storage_mode_that_is_not_known" },
        { GenotypeCodes.GenotypesCutShort.Code, "WhiteMatter.Runtime.Tests/Data/GenotypeFailureTests.cs", "A_pgen_file_cut_short" },
        { GenotypeCodes.GenotypesCounts.Code, "WhiteMatter.Runtime.Tests/Data/GenotypeFailureTests.cs", "A_pvar_file_with_another_number_of_variants" },
        { GenotypeCodes.GenotypesDamaged.Code, "WhiteMatter.Runtime.Tests/Data/GenotypeFailureTests.cs", "A_vcf_file_with_a_call_of_no_allele" },
        { GenotypeCodes.VariantsMultiallelic.Code, "WhiteMatter.Runtime.Tests/Data/GenotypeFailureTests.cs", "A_pvar_file_with_a_variant_of_three_alleles" },
        { GenotypeCodes.PloidyNotRead.Code, "WhiteMatter.Runtime.Tests/Data/GenotypeFailureTests.cs", "A_vcf_file_with_triploid_calls" },
        { GenotypeCodes.GenotypesMissing.Code, "WhiteMatter.Runtime.Tests/Data/GenotypeFailureTests.cs", "A_vcf_file_without_genotypes" },
        { GenotypeCodes.GenotypesText.Code, "WhiteMatter.Runtime.Tests/Data/GenotypeFailureTests.cs", "A_vcf_file_with_a_blank_in_a_name" },
        { RelatednessCodes.VariantsUnsorted.Code, "WhiteMatter.Runtime.Tests/Data/RelatednessStudyTests.cs", "Variants_out_of_order_are_not_pruned" },
        { RelatednessCodes.NoVariants.Code, "WhiteMatter.Runtime.Tests/Data/RelatednessStudyTests.cs", "A_frequency_that_no_variant_has" },
        { RelatednessCodes.FewVariants.Code, "WhiteMatter.Runtime.Tests/Data/RelatednessStudyTests.cs", "Relatives_are_found_and_one_of_each_is_kept" },
        { RelatednessCodes.TooFewForComponents.Code, "WhiteMatter.Runtime.Tests/Data/RelatednessStudyTests.cs", "More_components_than_unrelated_people" },
        { RelatednessCodes.RelativesInLinear.Code, "WhiteMatter.Runtime.Tests/Data/RelatednessStudyTests.cs", "A_linear_association_says_how_many_pairs_of_its_people_are_related" },
        { DataFileCodes.CohortEmpty.Code, "WhiteMatter.Runtime.Tests/Data/BadInputTests.cs", "Nobody_meets_the_condition" },
        { DataFileCodes.SampleTooLarge.Code, "WhiteMatter.Runtime.Tests/Data/BadInputTests.cs", "More_people_to_draw_than_there_are" },
        { DataFileCodes.NobodyLeft.Code, "WhiteMatter.Runtime.Tests/Data/BadInputTests.cs", "Identifiers_of_families_in_place_of_people" },
        { DataFileCodes.TraitMissing.Code, "WhiteMatter.Runtime.Tests/Data/BadInputTests.cs", "A_trait_missing_in_everyone" },
        { DataFileCodes.TraitConstant.Code, "WhiteMatter.Runtime.Tests/Data/BadInputTests.cs", "A_trait_that_is_constant" },
        { DataFileCodes.TooFewPeople.Code, "WhiteMatter.Runtime.Tests/Data/BadInputTests.cs", "More_covariates_than_people" },
        { DataFileCodes.DesignImpossible.Code, "WhiteMatter.Runtime.Tests/Data/BadInputTests.cs", "A_formula_without_a_design" },
        { DataFileCodes.InteractionConstant.Code, "WhiteMatter.Runtime.Tests/Data/BadInputTests.cs", "An_interaction_with_a_constant" },
        { DataFileCodes.NoTraits.Code, "WhiteMatter.Runtime.Tests/Data/BadInputTests.cs", "A_table_without_numbers" },
        { DataFileCodes.PredicateTypes.Code, "WhiteMatter.Runtime.Tests/Data/BadInputTests.cs", "A_text_compared_with_a_number" },
        { DataFileCodes.JoinEmpty.Code, "WhiteMatter.Runtime.Tests/Data/TableHandlerTests.cs", "Nobody_of_a_joined_table_meets_the_condition" },
        { DataFileCodes.TablesDisjoint.Code, "WhiteMatter.Runtime.Tests/Data/TableHandlerTests.cs", "Tables_that_name_people_differently" },
        { DataFileCodes.PeopleWithoutRow.Code, "WhiteMatter.Runtime.Tests/Data/TableHandlerTests.cs", "A_condition_sees_the_columns_of_all_tables_by_their_new_names_and_losses_are_counted" },
        { GenotypeCodes.PeopleOfFilesDiffer.Code, "WhiteMatter.Runtime.Tests/Data/GenotypeFormatTests.cs", "Files_of_other_people_or_in_another_order_are_refused_by_the_first_who_differs" },
        { GenotypeCodes.PeopleUnnamed.Code, "WhiteMatter.Runtime.Tests/Data/GenotypeFailureTests.cs", "A_bgen_file_that_names_nobody" },
        { GenotypeCodes.ListedVariantsUnknown.Code, "WhiteMatter.Runtime.Tests/Data/ChosenVariantsTests.cs", "Lists_keep_the_variants_that_plinks_extract_and_exclude_keep" },
        { GenotypeCodes.ListsLeaveNone.Code, "WhiteMatter.Runtime.Tests/Data/ChosenVariantsTests.cs", "Lists_that_leave_no_variant_are_an_error" },
        { DataFileCodes.PeopleNotInEveryTable.Code, "WhiteMatter.Runtime.Tests/Data/TableHandlerTests.cs", "An_inner_join_says_how_many_of_which_table_it_leaves_out" },
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
        { LayoutCodes.ArchiveDamaged.Code, "WhiteMatter.Runtime.Tests/Data/ArchiveStepsTests.cs", "An_archive_cut_short_is_refused_with_its_name" },
        { LayoutCodes.ArchiveMemberMissing.Code, "WhiteMatter.Runtime.Tests/Data/ArchiveStepsTests.cs", "A_mask_that_its_archive_lacks_is_refused" },
        { LayoutCodes.ArchiveMemberTwice.Code, "WhiteMatter.Runtime.Tests/Data/ArchiveStepsTests.cs", "An_image_that_its_archive_holds_twice_is_refused" },
        { LayoutCodes.ArchiveEncrypted.Code, "WhiteMatter.Runtime.Tests/Data/ArchiveStepsTests.cs", "An_encrypted_image_is_refused" },
        { LayoutCodes.ArchiveMember.Code, "WhiteMatter.Runtime.Tests/Data/ArchiveStepsTests.cs", "A_damaged_image_in_an_archive_is_refused" },
        { LayoutCodes.ArchiveExpands.Code, "WhiteMatter.Runtime.Tests/Data/ArchiveStepsTests.cs", "An_image_that_expands_beyond_reason_is_refused" },
        { LayoutCodes.ImagesNotInArchives.Code, "WhiteMatter.Runtime.Tests/Data/ArchiveStepsTests.cs", "People_whose_archive_lacks_the_image_are_counted_apart_from_those_without_an_archive" },
        { LayoutCodes.DatasetAmbiguous.Code, "WhiteMatter.Runtime.Tests/Data/LayoutStepsTests.cs", "Two_runs_are_refused_with_their_names_and_the_entity_that_decides" },
        { LayoutCodes.DatasetVersion.Code, "WhiteMatter.Runtime.Tests/Data/LayoutStepsTests.cs", "A_dataset_of_another_major_version_is_read_with_a_warning" },
        { LayoutCodes.SeriesCount.Code, "WhiteMatter.Runtime.Tests/Data/LayoutStepsTests.cs", "A_list_of_another_length_than_the_series_is_refused" },
        { LayoutCodes.TransformUnreadable.Code, "WhiteMatter.Runtime.Tests/Data/GridStepsTests.cs", "A_file_that_is_no_transform_is_refused" },
        { LayoutCodes.TransformsDiffer.Code, "WhiteMatter.Runtime.Tests/Data/GridStepsTests.cs", "Transforms_of_fsl_and_of_itk_do_not_go_together" },
        { LayoutCodes.TransformsMissing.Code, "WhiteMatter.Runtime.Tests/Data/GridStepsTests.cs", "A_field_moves_and_people_without_one_are_counted" },
        { ImageCodes.NotNifti.Code, "WhiteMatter.Runtime.Tests/Data/ImageBadInputTests.cs", "A_text_in_place_of_an_image" },
        { ImageCodes.NiftiHeader.Code, "WhiteMatter.Runtime.Tests/Data/ImageBadInputTests.cs", "A_header_with_a_negative_size" },
        { ImageCodes.NiftiTruncated.Code, "WhiteMatter.Runtime.Tests/Data/ImageBadInputTests.cs", "An_image_cut_short" },
        { ImageCodes.NiftiDataType.Code, "WhiteMatter.Runtime.Tests/Data/ImageBadInputTests.cs", "An_image_of_complex_numbers" },
        { ImageCodes.NiftiExpands.Code, "WhiteMatter.Runtime.Tests/Data/ImageBadInputTests.cs", "A_packed_image_that_goes_on_and_on" },
        { ImageCodes.NiftiSeveralVolumes.Code, "WhiteMatter.Runtime.Tests/Data/ImageBadInputTests.cs", "An_image_of_several_volumes" },
        { ImageCodes.LabelNames.Code, "WhiteMatter.Runtime.Tests/Data/ImageBadInputTests.cs", "A_file_of_names_that_names_a_label_twice" },
        { ImageCodes.LabelValues.Code, "WhiteMatter.Runtime.Tests/Data/ImageBadInputTests.cs", "An_atlas_of_fractions" },
        { ImageCodes.PathValue.Code, "WhiteMatter.Runtime.Tests/Data/ImageBadInputTests.cs", "A_value_that_leads_out_of_the_folder" },
        { ImageCodes.NobodyHasAnImage.Code, "WhiteMatter.Runtime.Tests/Data/ImageBadInputTests.cs", "Nobody_of_the_cohort_with_an_image" },
        { ImageCodes.ImageOfTwoPeople.Code, "WhiteMatter.Runtime.Tests/Data/ImageBadInputTests.cs", "A_path_that_is_the_same_for_two_people" },
        { ImageCodes.ImageGridsDiffer.Code, "WhiteMatter.Runtime.Tests/Data/ImageBadInputTests.cs", "An_image_on_another_grid" },
        { ImageCodes.MaskEmpty.Code, "WhiteMatter.Runtime.Tests/Data/ImageBadInputTests.cs", "A_mask_of_nothing" },
        { ImageCodes.NobodyKept.Code, "WhiteMatter.Runtime.Tests/Data/ImageBadInputTests.cs", "A_keep_that_leaves_no_image" },
        { ImageCodes.AtlasGridDiffers.Code, "WhiteMatter.Runtime.Tests/Data/ImageBadInputTests.cs", "An_atlas_on_a_finer_grid" },
        { ImageCodes.AtlasAxesDiffer.Code, "WhiteMatter.Runtime.Tests/Data/ImageBadInputTests.cs", "An_atlas_whose_sides_are_exchanged_against_the_images_is_never_taken_voxel_by_voxel" },
        { ImageCodes.AtlasVoxelTooFine.Code, "WhiteMatter.Runtime.Tests/Data/ImageBadInputTests.cs", "A_grid_finer_than_the_atlas" },
        { ImageCodes.NoRegionMeasured.Code, "WhiteMatter.Runtime.Tests/Data/ImageBadInputTests.cs", "Regions_that_the_mask_or_the_coverage_leaves_without_a_mean" },
        { ImageCodes.ImagesMissing.Code, "WhiteMatter.Runtime.Tests/Data/ImageBadInputTests.cs", "People_without_an_image_are_a_counted_warning" },
        { ImageCodes.VoxelsNotFinite.Code, "WhiteMatter.Runtime.Tests/Data/ImageBadInputTests.cs", "Voxels_that_are_nan_are_a_counted_warning_and_enter_nowhere" },
        { ImageCodes.ImagesWithoutValues.Code, "WhiteMatter.Runtime.Tests/Data/ImageBadInputTests.cs", "An_image_of_zeros_is_a_counted_warning" },
        { ImageCodes.ImageOutliers.Code, "WhiteMatter.Runtime.Tests/Data/ImageBadInputTests.cs", "Images_far_from_the_others_are_flagged_and_stay" },
        { ImageCodes.OrientationAssumed.Code, "WhiteMatter.Runtime.Tests/Data/ImageBadInputTests.cs", "Images_without_an_orientation_are_a_counted_warning" },
        { ImageCodes.SlopeZero.Code, "WhiteMatter.Runtime.Tests/Data/ImageBadInputTests.cs", "An_intercept_without_a_slope_is_a_counted_warning" },
        { ImageCodes.HeaderOddities.Code, "WhiteMatter.Runtime.Tests/Data/ImageBadInputTests.cs", "An_odd_header_is_told" },
        { ImageCodes.AtlasSidesContradict.Code, "WhiteMatter.Runtime.Tests/Data/ImageBadInputTests.cs", "Names_that_contradict_the_header_are_a_warning_with_the_setting_to_write" },
        { ImageCodes.RegionsWithoutVoxels.Code, "WhiteMatter.Runtime.Tests/Data/ImageBadInputTests.cs", "Names_and_labels_without_each_other_are_counted_warnings" },
        { ImageCodes.LabelsWithoutNames.Code, "WhiteMatter.Runtime.Tests/Data/ImageBadInputTests.cs", "Names_and_labels_without_each_other_are_counted_warnings" },
        { ImageCodes.RegionsWithoutMeans.Code, "WhiteMatter.Runtime.Tests/Data/ImageBadInputTests.cs", "Regions_without_a_mean_are_no_traits_and_a_counted_warning" },
        { RegressionCodes.NoVariants.Code, "WhiteMatter.Runtime.Tests/Data/RidgeStudyTests.cs", "A_background_without_variants" },
        { RegressionCodes.PeopleWithoutBackground.Code, "WhiteMatter.Runtime.Tests/Data/RidgeStudyTests.cs", "A_background_of_fewer_people" },
        { RegressionCodes.BinaryTrait.Code, "WhiteMatter.Runtime.Tests/Data/RidgeStudyTests.cs", "A_trait_of_two_values" },
        { RegressionCodes.Resumed.Code, "WhiteMatter.Runtime.Tests/Data/RidgeStudyTests.cs", "A_regression_goes_on_after_the_blocks_of_a_run_that_was_stopped" },
        { RegressionCodes.TraitsOfDifferentPeople.Code, "WhiteMatter.Runtime.Tests/Data/RidgeStudyTests.cs", "Traits_that_many_of_the_people_lack_are_told" },
        { MixedModelCodes.PeopleWithoutRelationships.Code, "WhiteMatter.Runtime.Tests/Data/MixedStudyTests.cs", "People_whose_relatives_are_not_known" },
        { MixedModelCodes.BinaryTrait.Code, "WhiteMatter.Runtime.Tests/Data/MixedStudyTests.cs", "A_trait_of_two_values_is_refused" },
        { MixedModelCodes.FamilyTooLarge.Code, "WhiteMatter.Runtime.Tests/Data/MixedStudyTests.cs", "A_family_that_is_too_large" },
        { MixedModelCodes.NoHeritability.Code, "WhiteMatter.Runtime.Tests/Data/MixedStudyTests.cs", "Traits_without_heritability_and_with_nothing_else_are_told" },
        { MixedModelCodes.AllHeritable.Code, "WhiteMatter.Runtime.Tests/Data/MixedStudyTests.cs", "Traits_without_heritability_and_with_nothing_else_are_told" },
        { MixedModelCodes.FewToCalibrate.Code, "WhiteMatter.Runtime.Tests/Data/MixedStudyTests.cs", "Few_variants_to_calibrate_with_are_a_warning" },
        { MixedModelCodes.NoneToCalibrate.Code, "WhiteMatter.Runtime.Tests/Data/MixedStudyTests.cs", "No_variant_to_calibrate_with" },
        { MixedModelCodes.TooManyPeople.Code, "WhiteMatter.Runtime.Tests/Data/MixedStudyTests.cs", "A_dense_matrix_that_is_too_large" },
        { MixedModelCodes.TooManyGroups.Code, "WhiteMatter.Runtime.Tests/Data/MixedStudyTests.cs", "A_dense_matrix_that_is_too_large" },
        { JointCodes.TooFewTraits.Code, "WhiteMatter.Runtime.Tests/Data/JointStudyTests.cs", "A_joint_test_of_one_trait" },
        { JointCodes.DesignDiffers.Code, "WhiteMatter.Runtime.Tests/Data/JointStudyTests.cs", "A_joint_test_with_the_design_of_other_traits" },
        { JointCodes.FWithMissingTraits.Code, "WhiteMatter.Runtime.Tests/Data/JointStudyTests.cs", "The_exact_F_of_traits_with_missing_values" },
        { JointCodes.TooManyTraits.Code, "WhiteMatter.Runtime.Tests/Data/JointStudyTests.cs", "As_many_traits_as_people_less_covariates" },
        { JointCodes.RankReduced.Code, "WhiteMatter.Runtime.Tests/Data/JointStudyTests.cs", "A_trait_that_is_the_sum_of_others_is_a_counted_warning" },
        { JointCodes.VariantsUntested.Code, "WhiteMatter.Runtime.Tests/Data/JointStudyTests.cs", "A_joint_test_runs_to_its_table_its_loci_and_its_figures_and_nowhere_is_T_an_effect" },
        { JointCodes.ApproximateChiSquared.Code, "WhiteMatter.Runtime.Tests/Data/JointStudyTests.cs", "A_trait_that_is_the_sum_of_others_is_a_counted_warning" },
        { JointCodes.NoneTested.Code, "WhiteMatter.Runtime.Tests/Data/JointStudyTests.cs", "Too_few_people_for_every_variant" },
        { JointCodes.CausalVariantsUnknown.Code, "WhiteMatter.Runtime.Tests/Data/JointStudyTests.cs", "Loci_are_held_against_what_was_planted" },
        { BinaryTraitCodes.NotBinary.Code, "WhiteMatter.Runtime.Tests/Data/LogisticStudyTests.cs", "A_trait_of_more_than_two_values" },
        { BinaryTraitCodes.FewCases.Code, "WhiteMatter.Runtime.Tests/Data/LogisticStudyTests.cs", "It_runs_to_its_tables_its_loci_and_its_page_and_few_cases_are_a_warning" },
        { BinaryTraitCodes.CovariatesSeparate.Code, "WhiteMatter.Runtime.Tests/Data/LogisticStudyTests.cs", "A_covariate_that_tells_cases_from_controls" },
        { BinaryTraitCodes.FirthUsed.Code, "WhiteMatter.Runtime.Tests/Data/LogisticStudyTests.cs", "Alleles_that_cases_alone_have_are_tested_by_Firth_and_counted" },
        { BinaryTraitCodes.NotConverged.Code, "WhiteMatter.Runtime.Tests/Data/LogisticStudyTests.cs", "Without_Firth_separated_alleles_have_no_test" },
        { ChromosomeCodes.VariantUnknown.Code, "WhiteMatter.Runtime.Tests/Data/ConditionStudyTests.cs", "A_variant_that_is_not_there" },
        { ChromosomeCodes.VariantAmbiguous.Code, "WhiteMatter.Runtime.Tests/Data/ConditionStudyTests.cs", "A_name_that_two_variants_have" },
        { ChromosomeCodes.SexUnknown.Code, "WhiteMatter.Runtime.Tests/Data/ConditionStudyTests.cs", "People_of_unknown_sex_are_left_out_of_X_and_counted" },
        { JointCodes.CorrelatedTraitsCounted.Code, "WhiteMatter.Runtime.Tests/Data/SmallestPStudyTests.cs", "Correlated_traits_count_as_fewer_and_the_run_says_what_that_does_to_P" },
        { MetaCodes.NoRowUsable.Code, "WhiteMatter.Runtime.Tests/Data/MetaStudyTests.cs", "A_file_without_a_usable_row_is_refused" },
        { MetaCodes.RowsUnusable.Code, "WhiteMatter.Runtime.Tests/Data/MetaStudyTests.cs", "A_file_says_what_was_left_out_computed_and_not_there" },
        { MetaCodes.StatisticsOfOtherBuild.Code, "WhiteMatter.Runtime.Tests/Data/MetaStudyTests.cs", "A_file_of_another_build_is_refused" },
        { MetaCodes.StatisticsContradict.Code, "WhiteMatter.Runtime.Tests/Data/MetaStudyTests.cs", "A_file_says_what_was_left_out_computed_and_not_there" },
        { MetaCodes.EffectsNeverNegative.Code, "WhiteMatter.Runtime.Tests/Data/MetaStudyTests.cs", "Effects_that_are_never_negative_are_told" },
        { MetaCodes.StatisticsCompleted.Code, "WhiteMatter.Runtime.Tests/Data/MetaStudyTests.cs", "A_file_says_what_was_left_out_computed_and_not_there" },
        { MetaCodes.StatisticsIncomplete.Code, "WhiteMatter.Runtime.Tests/Data/MetaStudyTests.cs", "A_file_says_what_was_left_out_computed_and_not_there" },
        { MetaCodes.NoTraitShared.Code, "WhiteMatter.Runtime.Tests/Data/MetaStudyTests.cs", "Studies_of_other_traits_are_refused" },
        { MetaCodes.TraitsOfOneStudy.Code, "WhiteMatter.Runtime.Tests/Data/MetaStudyTests.cs", "Traits_of_one_study_are_left_out_and_counted" },
        { MetaCodes.StudyUnsorted.Code, "WhiteMatter.Runtime.Tests/Data/MetaStudyTests.cs", "Studies_out_of_order_are_refused" },
        { MetaCodes.StudyWithoutEffects.Code, "WhiteMatter.Runtime.Tests/Data/MetaStudyTests.cs", "Z_alone_is_combined_by_people_and_not_by_variance" },
        { MetaCodes.StudyWithoutPeople.Code, "WhiteMatter.Runtime.Tests/Data/MetaStudyTests.cs", "People_that_are_not_known_are_no_weights" },
        { MetaCodes.StrandUnknown.Code, "WhiteMatter.Runtime.Tests/Data/MetaStudyTests.cs", "Two_files_become_one_table_whatever_the_number_of_cores" },
        { MetaCodes.FrequenciesDiffer.Code, "WhiteMatter.Runtime.Tests/Data/MetaStudyTests.cs", "Two_files_become_one_table_whatever_the_number_of_cores" },
        { MetaCodes.TooFewStudies.Code, "WhiteMatter.Runtime.Tests/Data/MetaStudyTests.cs", "Two_files_become_one_table_whatever_the_number_of_cores" },
        { MetaCodes.NothingCombined.Code, "WhiteMatter.Runtime.Tests/Data/MetaStudyTests.cs", "Studies_without_a_variant_in_common_are_refused" },
        { MetaCodes.NotInReference.Code, "WhiteMatter.Runtime.Tests/Data/MetaStudyTests.cs", "Loci_of_a_file_are_those_of_the_reference_and_variants_outside_it_are_counted" },
        { MetaCodes.LeadsNotTested.Code, "WhiteMatter.Runtime.Tests/Data/ReplicationStudyTests.cs", "Leads_are_found_again_themselves_or_by_a_proxy_or_not_at_all" },
        { LociCodes.PublishedWithoutPlace.Code, "WhiteMatter.Runtime.Tests/Data/LociStudyTests.cs", "Loci_name_their_nearest_genes_are_known_or_novel_and_the_page_draws_them" },
        { LociCodes.NoChromosomeShared.Code, "WhiteMatter.Runtime.Tests/Data/LociStudyTests.cs", "A_table_of_genes_that_names_no_chromosome_of_the_genotypes_is_refused" },
        { PlanCodes.TooManySteps.Code, "WhiteMatter.Planning.Tests/PlanTests.fs", "A plan over its limit of steps is refused" },
        { PlanCodes.NotEnoughMemory.Code, "WhiteMatter.Planning.Tests/PlanTests.fs", "A step that needs more memory than there is is an error before it runs" },
        { PlanCodes.OtherReference.Code, "WhiteMatter.Planning.Tests/PlanTests.fs", "Loci of other genotypes than those tested are refused" },
        { PlanCodes.NoSuchGpu.Code, "WhiteMatter.Planning.Tests/GpuPlanTests.fs", "A GPU that is not here is a warning before anything runs" },
        { PlanCodes.PrecisionOfGpus.Code, "WhiteMatter.Planning.Tests/GpuPlanTests.fs", "A precision that only GPUs have is a warning on the processor" },
        { PlanCodes.UnreadablePlan.Code, "WhiteMatter.Cli.Tests/CommandTests.fs", "A document that is no plan is WM5004" },
        { PlanCodes.NoSuchStep.Code, "WhiteMatter.Cli.Tests/CommandTests.fs", "A step that is not there is WM5005 with the nearest name" },
        { NotebookCodes.LibraryMissing.Code, "WhiteMatter.Cli.Tests/JupyterTests.fs", "A machine without libzmq is WM6100 with the package to install" },
        { NotebookCodes.ConnectionUnusable.Code, "WhiteMatter.Cli.Tests/JupyterTests.fs", "A connection file that is none is WM6101" },
        { ModelCodes.GridTooSmall.Code, "WhiteMatter.Runtime.Tests/Data/Models/ModelFailureTests.cs", "A_grid_too_small_for_the_network" },
        { ModelCodes.TooFewPeople.Code, "WhiteMatter.Runtime.Tests/Data/Models/ModelFailureTests.cs", "Nobody_to_train_on" },
        { ModelCodes.VolumeUnusable.Code, "WhiteMatter.Runtime.Tests/Data/Models/ModelFailureTests.cs", "An_image_without_variance_is_named" },
        { ModelCodes.LossNotFinite.Code, "WhiteMatter.Runtime.Tests/Data/Models/ModelFailureTests.cs", "A_loss_that_is_no_number_is_told_with_people" },
        { ModelCodes.EnsembleOfFewPeople.Code, "WhiteMatter.Runtime.Tests/Data/Models/EnsembleStudyTests.cs", "Too_few_people_to_join_networks_by_are_refused" },
        { ImageCodes.MaskOfSeveralValues.Code, "WhiteMatter.Runtime.Tests/Data/ImageStepsTests.cs", "A_threshold_says_which_voxels_of_a_map_are_the_mask_and_without_one_that_is_told" },
        { ImageCodes.TwoTraitsOfOneName.Code, "WhiteMatter.Runtime.Tests/Data/ImageStepsTests.cs", "Two_traits_of_one_name_are_refused" },
        { ImageCodes.MaskBelow.Code, "WhiteMatter.Runtime.Tests/Data/ImageStepsTests.cs", "A_threshold_says_which_voxels_of_a_map_are_the_mask_and_without_one_that_is_told" },
        { ImageCodes.NoSides.Code, "WhiteMatter.Runtime.Tests/Data/ImageStepsTests.cs", "Sides_of_an_atlas_without_any_are_refused" },
        { ModelCodes.FittedPeopleTested.Code, "WhiteMatter.Runtime.Tests/Data/FittedPeopleTests.cs", "One_person_whom_the_model_was_fitted_on_ends_the_association" },
        { InterpretationCodes.NoDirection.Code, "WhiteMatter.Runtime.Tests/Data/Models/InterpretationStudyTests.cs", "The_region_that_changes_with_a_trait_is_found_along_it" },
        { InterpretationCodes.TooManyDirections.Code, "WhiteMatter.Runtime.Tests/Data/Models/InterpretationStudyTests.cs", "More_traits_than_are_mapped_at_once_are_refused" },
        { ModelCodes.PeopleWithoutModality.Code, "WhiteMatter.Runtime.Tests/Data/Models/ModalityStudyTests.cs", "People_who_lack_a_kind_are_left_out_and_counted" },
        { ModelCodes.ModalitiesOnOtherGrids.Code, "WhiteMatter.Runtime.Tests/Data/Models/ModalityStudyTests.cs", "Kinds_on_other_grids_end_the_run" },
        { ModelCodes.WeightsDamaged.Code, "WhiteMatter.Runtime.Tests/Data/Models/ModelFailureTests.cs", "Weights_that_are_no_safetensors_file_are_refused" },
        { ModelCodes.WeightsOfOtherNetwork.Code, "WhiteMatter.Runtime.Tests/Data/Models/ModelFailureTests.cs", "Weights_with_a_tensor_missing_or_of_another_shape_are_refused" },
        { ModelCodes.ImagesOfOtherModel.Code, "WhiteMatter.Runtime.Tests/Data/Models/ModelFailureTests.cs", "Images_with_another_mask_than_the_models_are_refused" },
        { ModelCodes.NobodyToEncode.Code, "WhiteMatter.Runtime.Tests/Data/Models/ModelFailureTests.cs", "Nobody_of_the_cohort_has_an_image" },
        { ModelCodes.LibraryMissing.Code, "WhiteMatter.Runtime.Tests/Data/Models/ModelFailureTests.cs", "A_program_without_libtorch_says_what_to_install" },
        { ModelCodes.NoCuda.Code, "WhiteMatter.Runtime.Tests/Data/Models/ModelFailureTests.cs", "A_cuda_device_that_is_not_there" },
        { ModelCodes.GpuMemoryFull.Code, "WhiteMatter.Runtime.Tests/Data/Models/ModelFailureTests.cs", "A_gpu_whose_memory_is_full_is_told_with_what_was_estimated" },
        { InterpretationCodes.TooFewPeople.Code, "WhiteMatter.Runtime.Tests/Data/Models/InterpretationStudyTests.cs", "Fewer_than_ten_people_are_refused" },
        { InterpretationCodes.NoLatentVaries.Code, "WhiteMatter.Runtime.Tests/Data/Models/InterpretationStudyTests.cs", "A_network_none_of_whose_latents_varies_is_refused" },
        { InterpretationCodes.NoRegionInside.Code, "WhiteMatter.Runtime.Tests/Data/Models/InterpretationStudyTests.cs", "An_atlas_without_a_region_inside_the_mask_is_refused" },
        { InterpretationCodes.FewerPeople.Code, "WhiteMatter.Runtime.Tests/Data/Models/InterpretationStudyTests.cs", "Fewer_people_than_asked_for_are_a_warning" },
        { InterpretationCodes.LatentsWithoutVariance.Code, "WhiteMatter.Runtime.Tests/Data/Models/InterpretationStudyTests.cs", "A_latent_that_is_the_same_in_everybody_is_left_out_and_told" },
        { InterpretationCodes.RegionsOutside.Code, "WhiteMatter.Runtime.Tests/Data/Models/InterpretationStudyTests.cs", "A_region_outside_the_mask_is_told_and_has_no_score" },
        { ModelCodes.PeopleWithoutImage.Code, "WhiteMatter.Runtime.Tests/Data/Models/ModelStudyTests.cs", "People_without_an_image_are_a_counted_warning" },
        { ModelCodes.PeopleFitted.Code, "WhiteMatter.Runtime.Tests/Data/Models/ModelStudyTests.cs", "People_that_the_model_was_fitted_on_are_seen_by_their_ids_and_counted" },
        { ModelCodes.OtherNumerics.Code, "WhiteMatter.Runtime.Tests/Data/Models/ModelStudyTests.cs", "A_machine_unlike_the_plans_is_a_warning" },
        { ModelCodes.CheckpointNotUsed.Code, "WhiteMatter.Runtime.Tests/Data/Models/ModelStudyTests.cs", "A_checkpoint_that_was_changed_is_a_warning_and_training_starts_anew" },
        { ModelCodes.TrainingResumed.Code, "WhiteMatter.Runtime.Tests/Data/Models/ModelStudyTests.cs", "A_stopped_training_goes_on_from_its_checkpoint_and_gives_the_weights_of_one_never_stopped" },
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
        { RunCodes.InputUnreadable.Code, "WhiteMatter.Runtime.Tests/Data/UnreadableFileTests.cs", "A_file_that_became_unreadable_since_planning" },
        { RunCodes.StepFailed.Code, "WhiteMatter.Runtime.Tests/Running/RunnerTests.cs", "A_failing_step_leaves_out_what_needs_it_and_nothing_else" },
        { RunCodes.OutOfMemory.Code, "WhiteMatter.Runtime.Tests/Running/RefusedResourceTests.cs", "A_step_that_runs_out_of_memory_is_told_with_its_estimate_and_leaves_nothing" },
        { RunCodes.UnknownStepKind.Code, "WhiteMatter.Runtime.Tests/Running/RunnerTests.cs", "A_kind_without_a_handler_is_named" },
        { RunCodes.PlanBroken.Code, "WhiteMatter.Runtime.Tests/Running/RunnerTests.cs", "A_part_whose_inputs_are_not_there_says_so" },
        { RunCodes.ResultInTheWay.Code, "WhiteMatter.Runtime.Tests/Running/PublishTests.cs", "A_file_of_somebody_else_is_never_replaced" },
        { RunCodes.ExpectationFailed.Code, "WhiteMatter.Runtime.Tests/Running/RunnerTests.cs", "An_expectation_that_does_not_hold_fails_the_study_also_when_it_is_cached" },
        { RunCodes.ResultsClosed.Code, "WhiteMatter.Runtime.Tests/Running/PublishTests.cs", "A_results_folder_that_cannot_be_made_is_told_before_anything_is_computed" },
        { RunCodes.ResultsOfAnotherStudy.Code, "WhiteMatter.Runtime.Tests/Running/PublishTests.cs", "Another_file_with_a_study_of_this_name_does_not_replace_its_results" },
        { RunCodes.NoStore.Code, "WhiteMatter.Runtime.Tests/Store/ArtifactStoreTests.cs", "A_folder_that_is_no_store_is_refused_and_left_as_it_is" },
        { RunCodes.InputNotMade.Code, "WhiteMatter.Runtime.Tests/Running/RunnerTests.cs", "A_part_whose_inputs_are_not_there_says_so" },
        { DiffusionCodes.GradientNumber.Code, "WhiteMatter.Runtime.Tests/Data/DiffusionStepsTests.cs", "A_b_value_that_is_text" },
        { DiffusionCodes.GradientShape.Code, "WhiteMatter.Runtime.Tests/Data/DiffusionStepsTests.cs", "Fewer_b_values_than_directions" },
        { DiffusionCodes.GradientDirection.Code, "WhiteMatter.Runtime.Tests/Data/DiffusionStepsTests.cs", "A_weighted_volume_without_a_direction" },
        { DiffusionCodes.GradientShell.Code, "WhiteMatter.Runtime.Tests/Data/DiffusionStepsTests.cs", "A_shell_that_is_not_there" },
        { DiffusionCodes.GradientScheme.Code, "WhiteMatter.Runtime.Tests/Data/DiffusionStepsTests.cs", "Directions_in_one_plane" },
        { DiffusionCodes.GradientUnit.Code, "WhiteMatter.Runtime.Tests/Data/DiffusionStepsTests.cs", "B_values_of_another_unit" },
        { DiffusionCodes.GradientUnweighted.Code, "WhiteMatter.Runtime.Tests/Data/DiffusionStepsTests.cs", "All_volumes_without_weighting" },
        { DiffusionCodes.NobodyHasASeries.Code, "WhiteMatter.Runtime.Tests/Data/DiffusionStepsTests.cs", "Where_nobody_has_all_files_the_one_that_is_missing_is_named" },
        { DiffusionCodes.DiffusivityImpossible.Code, "WhiteMatter.Runtime.Tests/Data/DiffusionStepsTests.cs", "A_diffusivity_that_no_water_has_is_told_of_its_person" },
        { DiffusionCodes.SeriesIncomplete.Code, "WhiteMatter.Runtime.Tests/Data/DiffusionStepsTests.cs", "Somebody_without_directions_is_left_out_and_counted_once" },
        { DiffusionCodes.BrainGridDiffers.Code, "WhiteMatter.Runtime.Tests/Data/DiffusionStepsTests.cs", "A_brain_mask_is_found_or_given" },
        { DiffusionCodes.TensorsNotPositive.Code, "WhiteMatter.Runtime.Tests/Data/DiffusionStepsTests.cs", "Voxels_without_a_signal_and_tensors_that_are_not_positive_are_counted" },
        { DiffusionCodes.VoxelsNotFitted.Code, "WhiteMatter.Runtime.Tests/Data/DiffusionStepsTests.cs", "Voxels_without_a_signal_and_tensors_that_are_not_positive_are_counted" },
        { DiffusionCodes.BrainsEmpty.Code, "WhiteMatter.Runtime.Tests/Data/DiffusionStepsTests.cs", "A_series_of_one_value_has_no_brain" },
        { PredictionCodes.OutcomeNotUsable.Code, "WhiteMatter.Runtime.Tests/Data/PredictionStepsTests.cs", "A_case_that_nobody_is" },
        { PredictionCodes.TooFewPeople.Code, "WhiteMatter.Runtime.Tests/Data/PredictionStepsTests.cs", "Fewer_cases_than_folds" },
        { PredictionCodes.PeopleLeftOut.Code, "WhiteMatter.Runtime.Tests/Data/PredictionStepsTests.cs", "People_who_lack_something_are_left_out_and_counted" },
        { PredictionCodes.FeatureIsOutcome.Code, "WhiteMatter.Runtime.Tests/Data/PredictionStepsTests.cs", "A_trait_that_is_the_outcome_in_another_unit" },
        { PredictionCodes.PenaltyAtEnd.Code, "WhiteMatter.Runtime.Tests/Data/PredictionStepsTests.cs", "A_smallest_penalty_that_is_chosen_is_a_warning" },
        { PredictionCodes.FewOrders.Code, "WhiteMatter.Runtime.Tests/Data/PredictionStepsTests.cs", "Groups_that_no_other_can_stand_for_are_a_warning" },
        { PredictionCodes.TreesAtEnd.Code, "WhiteMatter.Runtime.Tests/Data/PredictionStepsTests.cs", "A_greatest_number_of_trees_that_is_chosen_is_a_warning" },
        { PredictionCodes.CovariatesSeparate.Code, "WhiteMatter.Runtime.Tests/Data/PredictionStepsTests.cs", "Covariates_that_separate_the_classes_are_told" },
        { PredictionCodes.TreesUnavailable.Code, "WhiteMatter.Runtime.Tests/Data/PredictionStepsTests.cs", "A_machine_without_what_the_library_of_trees_needs" },
        { PredictionCodes.GroupOfSeveralFolds.Code, "WhiteMatter.Runtime.Tests/Data/PredictionStepsTests.cs", "A_family_of_two_sites" },
        { HarmonisationCodes.BatchOfOne.Code, "WhiteMatter.Runtime.Tests/Data/HarmoniseStepsTests.cs", "A_site_of_one_person" },
        { HarmonisationCodes.OneBatch.Code, "WhiteMatter.Runtime.Tests/Data/HarmoniseStepsTests.cs", "A_single_site" },
        { HarmonisationCodes.ReferenceUnknown.Code, "WhiteMatter.Runtime.Tests/Data/HarmoniseStepsTests.cs", "A_reference_that_is_no_site" },
        { HarmonisationCodes.NothingHarmonised.Code, "WhiteMatter.Runtime.Tests/Data/HarmoniseStepsTests.cs", "A_covariate_that_is_the_site" },
        { HarmonisationCodes.TraitsSetAside.Code, "WhiteMatter.Runtime.Tests/Data/HarmoniseStepsTests.cs", "A_trait_that_does_not_vary_is_left_out_with_a_warning" },
        { HarmonisationCodes.PeopleLeftOut.Code, "WhiteMatter.Runtime.Tests/Data/HarmoniseStepsTests.cs", "Somebody_without_site_or_age_has_no_harmonised_traits_and_is_counted" },
        { ModelCodes.AccumulatesBeyondEpoch.Code, "WhiteMatter.Runtime.Tests/Data/Models/ModelStudyTests.cs", "More_batches_a_step_than_an_epoch_has_are_told" },
        { ModelCodes.LatentsConstant.Code, "WhiteMatter.Runtime.Tests/Data/Models/ModelStudyTests.cs", "A_latent_that_is_the_same_in_everybody_is_named_and_left_out_of_the_traits" },
        { ModelCodes.LatentsCollapsed.Code, "WhiteMatter.Runtime.Tests/Data/Models/ModelStudyTests.cs", "A_variational_model_has_the_parts_of_its_loss_and_tells_of_latents_that_carry_nothing" },
        { ModelCodes.WeightsOfOtherImages.Code, "WhiteMatter.Language.Tests/TrainingTests.fs", "Weights of images that were prepared otherwise are told" },
        { InterpretationCodes.OneDirection.Code, "WhiteMatter.Runtime.Tests/Data/Models/InterpretationStudyTests.cs", "Where_one_latent_alone_varies_its_regions_have_nothing_to_be_compared_with" },
        { InterpretationCodes.TooFewInCommon.Code, "WhiteMatter.Runtime.Tests/Data/Models/InterpretationStudyTests.cs", "Too_few_people_for_canonical_correlations_are_told_and_pairs_are_there" },
        { HarmonisationCodes.BatchesAlike.Code, "WhiteMatter.Runtime.Tests/Data/HarmoniseStepsTests.cs", "Sites_that_look_like_one_are_told" },
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
        var end = text.IndexOf("Fact]", start, StringComparison.Ordinal);
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

    [Fact]
    public void Each_example_is_of_a_code_and_of_the_test_that_triggers_it()
    {
        var tests = Triggers.Select(row => (object[])row).ToDictionary(row => (string)row[0], row => ((string)row[1], (string)row[2]), StringComparer.Ordinal);
        foreach (var (code, cells) in RunExamples.Read())
        {
            Assert.NotNull(DiagnosticTable.Find(code));
            Assert.NotEmpty(cells[2]);
            if (tests.TryGetValue(code, out var test) && test.Item1.EndsWith(".cs", StringComparison.Ordinal))
            {
                Assert.Equal(test.Item2, cells[1]);
            }
        }
    }

    /// <summary>How a test may name a code: as text, or as the property of its block.</summary>
    private static IEnumerable<string> NamesOf(DiagnosticDescriptor row)
    {
        yield return row.Code;
        foreach (var block in new[]
        {
            typeof(DataFileCodes), typeof(GenotypeCodes), typeof(ImageCodes), typeof(ModelCodes), typeof(InterpretationCodes), typeof(JointCodes), typeof(LociCodes), typeof(MetaCodes), typeof(RegressionCodes), typeof(MixedModelCodes), typeof(SimulationCodes), typeof(RelatednessCodes), typeof(BinaryTraitCodes), typeof(ChromosomeCodes), typeof(DiffusionCodes), typeof(HarmonisationCodes), typeof(ScanCodes), typeof(LayoutCodes), typeof(PredictionCodes), typeof(PlanCodes), typeof(RunCodes), typeof(NotebookCodes),
        })
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
