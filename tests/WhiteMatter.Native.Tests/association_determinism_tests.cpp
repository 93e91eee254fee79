// The same bytes whatever the instruction set, the threads and the blocks.
#include <gtest/gtest.h>

#include "association_study.hpp"

namespace {

const StudyShape shapes[] = {
    {.file_people = 1030, .variants = 150, .traits = 13, .covariates = 5},
    {.file_people = 1030, .variants = 150, .traits = 13, .covariates = 5, .genotype_gaps = 0.03},
    {.file_people = 5003,
     .variants = 70,
     .traits = 4,
     .covariates = 5,
     .genotype_gaps = 0.01,
     .trait_gaps = 0.05},
    {.file_people = 777,
     .variants = 70,
     .traits = 40,
     .covariates = 9,
     .genotype_gaps = 0.01,
     .people = StudyShape::People::Subset},
    {.file_people = 60,
     .variants = 70,
     .traits = 3,
     .covariates = 5,
     .genotype_gaps = 0.1,
     .trait_gaps = 0.2,
     .people = StudyShape::People::Shuffled},
    {.file_people = 1030,
     .variants = 150,
     .traits = 13,
     .covariates = 5,
     .genotype_gaps = 0.03,
     .dosages = true},
    {.file_people = 5003,
     .variants = 70,
     .traits = 4,
     .covariates = 5,
     .genotype_gaps = 0.01,
     .trait_gaps = 0.05,
     .people = StudyShape::People::Subset,
     .dosages = true},
};

class EveryPath : public ::testing::TestWithParam<wm_cpu> {};

}  // namespace

TEST_P(EveryPath, GivesTheBitsOfTheScalarPath) {
    if (wm_cpu_supported(GetParam()) == 0) GTEST_SKIP() << "this machine lacks the instruction set";
    for (const auto& shape : shapes) {
        const Study study(shape);
        for (const int limbs : {3, 5, 6})
            EXPECT_TRUE(associate(study, {.limbs = limbs, .cpu = GetParam()}) ==
                        associate(study, {.limbs = limbs, .cpu = WM_CPU_SCALAR}));
    }
}

TEST_P(EveryPath, SurvivesTheExtremeDigitsOfSixteenBitSums) {
    if (wm_cpu_supported(GetParam()) == 0) GTEST_SKIP() << "this machine lacks the instruction set";
    // Everybody carries two copies and the trait's values sit where digits are -128 and 127: the largest sums
    // there are.
    Study study({.file_people = 1024, .variants = 64, .traits = 2, .covariates = 1});
    for (auto& variant : study.genotypes)
        for (std::size_t i = 0; i < variant.size(); ++i) variant[i] = i < 1000 ? 0 : 2;
    for (std::size_t v = 0; v < 64; ++v) study.genotypes[v][v] = 1;
    study.pack();
    for (std::size_t i = 0; i < 1024; ++i) {
        study.residuals[i] = i == 0 ? 0x1p39 : i % 2 == 0 ? -0x80808080p0 : -0x7f7f7f80p0;
        study.residuals[1024 + i] = i == 0 ? 0x1p39 : 0x7f7f7f7fp0;
    }
    EXPECT_TRUE(associate(study, {.cpu = GetParam()}) == associate(study, {.cpu = WM_CPU_SCALAR}));
}

TEST_P(EveryPath, SurvivesTheExtremeDigitsOfDosages) {
    if (wm_cpu_supported(GetParam()) == 0) GTEST_SKIP() << "this machine lacks the instruction set";
    // Two copies counted as -32768 without an intercept, and digits all -2047 or 2048: the largest sums of 32
    // people.
    Study study({.file_people = 1024, .variants = 64, .traits = 2, .covariates = 1, .dosages = true});
    study.covariates.clear();
    study.residualise();
    for (auto& variant : study.genotypes)
        for (auto& g : variant) g = 32768;
    for (std::size_t v = 0; v < 64; ++v) study.genotypes[v][v] = 0;
    study.pack();
    for (std::size_t i = 0; i < 1024; ++i) {
        study.residuals[i] = i == 0 ? 0x1p34 : -0x7ff7ff7ffp-4;
        study.residuals[1024 + i] = i == 0 ? 0x1p34 : 0x800800p0;
    }
    EXPECT_TRUE(associate(study, {.cpu = GetParam()}) == associate(study, {.cpu = WM_CPU_SCALAR}));
}

TEST_P(EveryPath, SurvivesSumsThatDoNotFitSixtyFourBits) {
    if (wm_cpu_supported(GetParam()) == 0) GTEST_SKIP() << "this machine lacks the instruction set";
    // Everybody but one person carries two copies, and the intercept's six digits are near their largest:
    // twice 0.99 * 2^46 of 70,000 people is above 2^63.
    Study study({.file_people = 70000, .variants = 2, .traits = 2, .covariates = 2, .trait_gaps = 0.01});
    for (auto& variant : study.genotypes)
        for (auto& g : variant) g = 2;
    study.genotypes[0][7] = 0;
    study.genotypes[1][8] = 1;
    study.pack();
    study.covariates.erase(study.covariates.begin());
    // Without the intercept alleles are not exchanged, so that the many copies are summed.
    for (auto& x : study.covariates[0]) x = 1.0 + 1e-3 * (x > 0 ? 1.0 : -1.0);
    study.residualise();
    for (const int limbs : {3, 5, 6})
        EXPECT_TRUE(associate(study, {.limbs = limbs, .cpu = GetParam()}) ==
                    associate(study, {.limbs = limbs, .cpu = WM_CPU_SCALAR}));
}

INSTANTIATE_TEST_SUITE_P(Cpu, EveryPath,
                         ::testing::Values(WM_CPU_AVX2, WM_CPU_AVX_VNNI, WM_CPU_AVX512_VNNI,
                                           WM_CPU_AMX_INT8));

TEST(AssociationDeterminism, ThreadsDoNotChangeABit) {
    for (auto shape : shapes) {
        shape.variants = 400;
        const Study study(shape);
        const StudyResults one = associate(study, {.threads = 1});
        EXPECT_TRUE(one == associate(study, {.threads = 2}));
        EXPECT_TRUE(one == associate(study, {.threads = 3}));
    }
}

TEST(AssociationDeterminism, BlocksDoNotChangeABit) {
    for (auto shape : shapes) {
        shape.variants = 300;
        const Study study(shape);
        const StudyResults whole = associate(study);
        for (const int block : {1, 7, 64, 100, 129}) EXPECT_TRUE(whole == associate(study, {.block = block}));
    }
}

TEST(AssociationDeterminism, TilesDoNotChangeABit) {
    // Where sums are looked up, a tile has up to 1,024 variants; the people are not a multiple of anything.
    for (const double gaps : {0.0, 0.05}) {
        const Study study({.file_people = 131,
                           .variants = 2300,
                           .traits = 17,
                           .covariates = 3,
                           .genotype_gaps = gaps,
                           .trait_gaps = gaps});
        const StudyResults whole = associate(study);
        EXPECT_TRUE(whole == associate(study, {.cpu = WM_CPU_SCALAR}));
        EXPECT_TRUE(whole == associate(study, {.threads = 3}));
        EXPECT_TRUE(whole == associate(study, {.block = 1100}));
    }
}
