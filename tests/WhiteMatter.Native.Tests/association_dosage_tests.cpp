// Association of dosages: every expected value is computed cell by cell by least_squares_oracle.cpp in long
// double.
#include <gtest/gtest.h>

#include <cmath>

#include "association_comparison.hpp"

namespace {

// Three digits of twelve bits carry 36 bits, four 48.
constexpr double three_digits = 1e-8, four_digits = 1e-11;

Comparison check(StudyShape shape) {
    shape.dosages = true;
    const Study study(shape);
    compare(study, associate(study, {.limbs = 6}), four_digits);
    return compare(study, associate(study), three_digits);
}

}  // namespace

TEST(AssociationOfDosages, CompleteDataAgreeWithLeastSquares) {
    EXPECT_EQ(check({.file_people = 203, .variants = 130, .traits = 7}).tested, 130 * 7);
}

TEST(AssociationOfDosages, MissingDosagesAreDroppedVariantByVariant) {
    EXPECT_EQ(check({.file_people = 301, .genotype_gaps = 0.02}).tested, 70 * 5);
}

TEST(AssociationOfDosages, MissingTraitsAreDroppedTraitByTrait) {
    EXPECT_EQ(check({.file_people = 301, .trait_gaps = 0.05}).tested, 70 * 5);
    EXPECT_EQ(check({.file_people = 301, .traits = 9, .trait_gaps = 0.3, .shared_trait_gaps = true}).tested,
              70 * 9);
}

TEST(AssociationOfDosages, MissingDosagesAndTraitsCompose) {
    EXPECT_EQ(
        check({.file_people = 402, .traits = 6, .covariates = 7, .genotype_gaps = 0.02, .trait_gaps = 0.05})
            .tested,
        70 * 6);
    check({.file_people = 150, .traits = 6, .genotype_gaps = 0.6, .trait_gaps = 0.6});
}

TEST(AssociationOfDosages, ManyPeopleOverSeveralPanelsAgree) {
    check({.file_people = 9001, .variants = 6, .traits = 3, .genotype_gaps = 0.01, .trait_gaps = 0.03});
}

TEST(AssociationOfDosages, ASubsetAndAnotherOrderOfPeopleAgree) {
    check({.file_people = 611, .genotype_gaps = 0.02, .people = StudyShape::People::Subset});
    check({.file_people = 613,
           .genotype_gaps = 0.02,
           .trait_gaps = 0.05,
           .people = StudyShape::People::Shuffled});
}

TEST(AssociationOfDosages, NumbersOfPeopleThatFillNoPairAgree) {
    for (const int people : {31, 32, 33, 63, 65, 511, 512, 513})
        check({.file_people = people,
               .variants = 9,
               .traits = 2,
               .covariates = 3,
               .genotype_gaps = 0.01,
               .seed = static_cast<std::uint64_t>(people)});
}

TEST(AssociationOfDosages, RareAndNearlyFixedVariantsAgree) {
    Study study({.file_people = 3000, .variants = 24, .traits = 3, .dosages = true});
    // One person in 500 carries most of a copy, and imputation leaves a little in everybody.
    for (std::size_t v = 0; v < 24; ++v)
        for (std::size_t i = 0; i < 3000; ++i) {
            const int little = static_cast<int>((i * 7 + v) % 5), carried = i % 500 == v ? 15000 : 0;
            study.genotypes[v][i] = v % 2 == 0 ? little + carried : 32768 - little - carried;
        }
    study.pack();
    EXPECT_EQ(compare(study, associate(study), three_digits).tested, 24 * 3);
}

TEST(AssociationOfDosages, WithoutAnInterceptTheOriginStays) {
    Study study({.file_people = 400,
                 .variants = 40,
                 .traits = 3,
                 .covariates = 4,
                 .genotype_gaps = 0.02,
                 .dosages = true});
    study.covariates.erase(study.covariates.begin());
    for (auto& column : study.covariates)
        for (auto& x : column) x -= 3.0;
    study.residualise();
    EXPECT_EQ(compare(study, associate(study), three_digits).tested, 40 * 3);
}

TEST(AssociationOfDosages, ConstantAndExplainedVariantsAreNotTested) {
    Study study(
        {.file_people = 90, .variants = 8, .traits = 3, .covariates = 4, .trait_gaps = 0.1, .dosages = true});
    for (auto& g : study.genotypes[0]) g = 777;
    for (auto& g : study.genotypes[1]) g = -1;
    // Varies only in people who lack trait 0.
    for (std::size_t i = 0; i < 90; ++i) study.genotypes[2][i] = std::isnan(study.traits[0][i]) ? 9000 : 8000;
    for (std::size_t i = 0; i < 90; ++i)
        study.genotypes[3][i] = 100 + 5000 * static_cast<int>(study.covariates[1][i]);
    study.pack();
    const StudyResults run = associate(study);
    compare(study, run, three_digits);
    for (std::size_t t = 0; t < 3; ++t) {
        EXPECT_EQ(run.reason[t], WM_MONOMORPHIC);
        EXPECT_EQ(run.reason[3 + t], WM_TOO_FEW_PEOPLE);
        EXPECT_EQ(run.reason[9 + t], WM_COLLINEAR);
    }
    EXPECT_EQ(run.reason[6], WM_MONOMORPHIC);
}

TEST(AssociationOfDosages, WholeDosagesGiveTheResultsOfHardCalls) {
    const StudyShape shape{
        .file_people = 500, .variants = 60, .traits = 4, .genotype_gaps = 0.02, .trait_gaps = 0.03};
    const Study calls(shape);
    Study dosages(shape);
    dosages.shape.dosages = true;
    for (auto& variant : dosages.genotypes)
        for (auto& g : variant)
            if (g > 0) g *= 16384;
    dosages.pack();
    const StudyResults a = associate(calls, {.limbs = 6}), b = associate(dosages, {.limbs = 6});
    EXPECT_EQ(a.counts, b.counts);
    EXPECT_EQ(a.n_used, b.n_used);
    EXPECT_EQ(a.df, b.df);
    EXPECT_EQ(a.reason, b.reason);
    for (std::size_t cell = 0; cell < a.beta.size(); ++cell) {
        EXPECT_NEAR(a.beta[cell], b.beta[cell], 1e-11 * a.se[cell]);
        EXPECT_NEAR(a.se[cell], b.se[cell], 1e-11 * a.se[cell]);
    }
}

TEST(AssociationOfDosages, CountsAreHardCallsWithinATenth) {
    // 0.1 of a copy is 1638.4 units.
    Study study({.file_people = 9, .variants = 1, .traits = 1, .covariates = 1, .dosages = true});
    study.genotypes[0] = {0, 1638, 1639, 14746, 14745, 18022, 18023, 31130, -1};
    study.pack();
    const StudyResults run = associate(study);
    EXPECT_EQ(run.counts, (std::vector<std::int32_t>{1, 2, 2, 4}));
    wm_dosage_counts counts{};
    ASSERT_EQ(wm_count_dosages(study.dosages.data(), study.stride, 9, nullptr, 9, 1, 1, &counts), WM_OK);
    EXPECT_EQ(counts.missing, 1);
    EXPECT_EQ(counts.sum, 0 + 1638 + 1639 + 14746 + 14745 + 18022 + 18023 + 31130);
    std::int64_t squares = 0;
    for (const std::int64_t g : study.genotypes[0])
        if (g >= 0) squares += g * g;
    EXPECT_EQ(counts.squares, squares);
    EXPECT_EQ((std::vector<std::int32_t>(counts.calls, counts.calls + 4)), run.counts);
}

TEST(AssociationOfDosages, ManyCountsAreThoseOfOneByOne) {
    std::mt19937_64 random(7);
    for (const int people : {1, 15, 16, 17, 1000, 600000}) {
        std::vector<std::uint16_t> row(static_cast<std::size_t>(people));
        std::int64_t calls[4] = {}, missing = 0, sum = 0, squares = 0;
        for (auto& d : row) {
            const auto draw = random();
            d = static_cast<std::uint16_t>(draw % 4 == 0   ? (draw >> 8) % 32769
                                           : draw % 4 == 1 ? 65535
                                                           : (draw >> 8) % 3 * 16384);
            if (d == 65535) {
                ++missing;
                ++calls[3];
                continue;
            }
            sum += d;
            squares += std::int64_t{d} * d;
            const double copies = d / 16384.0, nearest = std::round(copies);
            ++calls[std::fabs(copies - nearest) <= 0.1 ? 2 - static_cast<int>(nearest) : 3];
        }
        wm_dosage_counts counts{};
        ASSERT_EQ(wm_count_dosages(row.data(), people, people, nullptr, people, 1, 1, &counts), WM_OK);
        for (int c = 0; c < 4; ++c) EXPECT_EQ(counts.calls[c], calls[c]) << people;
        EXPECT_EQ(counts.missing, missing);
        EXPECT_EQ(counts.sum, sum);
        EXPECT_EQ(counts.squares, squares);
    }
}

TEST(AssociationOfDosages, AKindOfDesignTakesItsKindOfGenotypes) {
    const Study study({.file_people = 50, .variants = 2, .traits = 1, .dosages = true});
    const wm_design_options options{5, WM_CPU_AUTO, 1, 0, 0};
    wm_design* design = nullptr;
    ASSERT_EQ(
        wm_design_create(50, 4, study.basis.data(), 1, study.residuals.data(), nullptr, &options, &design),
        WM_OK);
    wm_association_results none{};
    EXPECT_EQ(
        wm_associate_dosages(design, study.dosages.data(), study.stride, 50, nullptr, 2, 1, nullptr, &none),
        WM_INVALID_ARGUMENT);
    wm_design_free(design);
}

TEST(AssociationOfDosages, ADosageAboveTwoIsRefused) {
    Study study({.file_people = 50, .variants = 2, .traits = 1, .dosages = true});
    study.dosages[3] = 32769;
    const wm_design_options options{5, WM_CPU_AUTO, 1, 1, 0};
    wm_design* design = nullptr;
    ASSERT_EQ(
        wm_design_create(50, 4, study.basis.data(), 1, study.residuals.data(), nullptr, &options, &design),
        WM_OK);
    wm_association_results none{};
    EXPECT_EQ(
        wm_associate_dosages(design, study.dosages.data(), study.stride, 50, nullptr, 2, 1, nullptr, &none),
        WM_INVALID_ARGUMENT);
    wm_design_free(design);
}
