// Every expected value here is computed cell by cell by least_squares_oracle.cpp in long double.
#include <gtest/gtest.h>

#include <cmath>

#include "association_comparison.hpp"
#include "least_squares_oracle.hpp"

namespace {

Comparison check(const StudyShape& shape) {
    const Study study(shape);
    return compare(study, associate(study));
}

}  // namespace

TEST(AssociationExactness, CompleteDataAgreeWithLeastSquares) {
    EXPECT_EQ(check({.file_people = 203, .variants = 130, .traits = 7}).tested, 130 * 7);
}

TEST(AssociationExactness, MissingGenotypesAreDroppedVariantByVariant) {
    EXPECT_EQ(check({.file_people = 301, .genotype_gaps = 0.02}).tested, 70 * 5);
}

TEST(AssociationExactness, MissingTraitsAreDroppedTraitByTrait) {
    EXPECT_EQ(check({.file_people = 301, .trait_gaps = 0.05}).tested, 70 * 5);
}

TEST(AssociationExactness, TraitsThatLackTheSamePeopleAgreeToo) {
    EXPECT_EQ(check({.file_people = 301, .traits = 9, .trait_gaps = 0.3, .shared_trait_gaps = true}).tested,
              70 * 9);
}

TEST(AssociationExactness, MissingGenotypesAndTraitsCompose) {
    EXPECT_EQ(
        check({.file_people = 402, .traits = 6, .covariates = 7, .genotype_gaps = 0.02, .trait_gaps = 0.05})
            .tested,
        70 * 6);
}

TEST(AssociationExactness, HeavyGapsOnBothSidesAgree) {
    check({.file_people = 150, .traits = 6, .genotype_gaps = 0.6, .trait_gaps = 0.6});
}

TEST(AssociationExactness, MorePeopleWhoLackBothThanAreListedAgree) {
    // 1,350 of 3,000 lack a genotype, and half of the 420 traits each: 283,500 together, more than 2^18.
    check({.file_people = 3000,
           .variants = 3,
           .traits = 420,
           .covariates = 3,
           .genotype_gaps = 0.45,
           .trait_gaps = 0.5});
}

TEST(AssociationExactness, ManyPeopleOverSeveralPanelsAgree) {
    check({.file_people = 9001, .variants = 6, .traits = 3, .genotype_gaps = 0.01, .trait_gaps = 0.03});
}

TEST(AssociationExactness, AnOrderedSubsetOfPeopleAgrees) {
    check({.file_people = 611, .genotype_gaps = 0.02, .people = StudyShape::People::Subset});
}

TEST(AssociationExactness, PeopleInAnotherOrderAgree) {
    check({.file_people = 613,
           .genotype_gaps = 0.02,
           .trait_gaps = 0.05,
           .people = StudyShape::People::Shuffled});
}

TEST(AssociationExactness, NumbersOfPeopleThatFillNoGroupAgree) {
    for (const int people : {31, 32, 33, 34, 35, 63, 64, 65, 511, 512, 513})
        check({.file_people = people,
               .variants = 9,
               .traits = 2,
               .covariates = 3,
               .genotype_gaps = 0.01,
               .seed = static_cast<std::uint64_t>(people)});
}

TEST(AssociationExactness, OneDegreeOfFreedomIsTestedAndNoneIsNot) {
    // n = c + 2 leaves one degree of freedom; a gap takes it away. With one degree of freedom the residual of
    // a close fit is small against the trait, so the tolerance is on what rounding to 39 bits allows.
    const Study one({.file_people = 8, .variants = 200, .traits = 3, .covariates = 6});
    compare(one, associate(one), 1e-7);
    const Study six({.file_people = 8, .variants = 200, .traits = 3, .covariates = 6});
    compare(six, associate(six, {.limbs = 6}), 1e-9);
    const Study gaps({.file_people = 8, .variants = 60, .traits = 3, .covariates = 6, .genotype_gaps = 0.03});
    compare(gaps, associate(gaps, {.limbs = 6}), 1e-8);
}

TEST(AssociationExactness, OneTraitAndTwoHundredTraitsAgree) {
    check({.file_people = 120, .variants = 65, .traits = 1, .genotype_gaps = 0.02});
    check({.file_people = 120, .variants = 12, .traits = 200, .genotype_gaps = 0.02});
}

TEST(AssociationExactness, CovariatesThatLoseRankWithTheMissingPeopleAgree) {
    Study study({.file_people = 240, .variants = 40, .traits = 4, .covariates = 6, .genotype_gaps = 0.01});
    // Two small sites as indicator covariates; variants 0-9 are missing throughout site one, 10-14 in both.
    auto& site_one = study.covariates.emplace_back(240, 0.0);
    auto& site_two = study.covariates.emplace_back(240, 0.0);
    for (std::size_t i = 0; i < 20; ++i) site_one[i] = 1.0;
    for (std::size_t i = 20; i < 32; ++i) site_two[i] = 1.0;
    for (std::size_t v = 0; v < 15; ++v)
        for (std::size_t i = 0; i < (v < 10 ? 20u : 32u); ++i) study.genotypes[v][i] = -1;
    // Variant 15: all but one person of site one are gone, so the site's own mean fits that person exactly.
    for (std::size_t i = 1; i < 20; ++i) study.genotypes[15][i] = -1;
    study.pack();
    study.residualise();
    EXPECT_EQ(compare(study, associate(study)).tested, 40 * 4);
}

TEST(AssociationExactness, CovariatesThatLoseRankInATraitsPeopleAgree) {
    Study study({.file_people = 240,
                 .variants = 40,
                 .traits = 4,
                 .covariates = 4,
                 .genotype_gaps = 0.02,
                 .trait_gaps = 0.04});
    auto& site = study.covariates.emplace_back(240, 0.0);
    for (std::size_t i = 0; i < 25; ++i) site[i] = 1.0;
    for (const std::size_t t : {0u, 2u})
        for (std::size_t i = 0; i < 25; ++i) study.traits[t][i] = std::nan("");
    study.residualise();
    EXPECT_EQ(compare(study, associate(study)).tested, 40 * 4);
}

TEST(AssociationExactness, NearlyLostDirectionsTakeTheExactPathAndAgree) {
    // A covariate almost constant but in three people: without them what is left of it is tiny, and not
    // nothing.
    Study study({.file_people = 300, .variants = 20, .traits = 3, .covariates = 3, .trait_gaps = 0.03});
    auto& odd = study.covariates.emplace_back(300, 0.0);
    for (std::size_t i = 0; i < 300; ++i) odd[i] = i < 3 ? 100.0 : 0.01 * std::sin(static_cast<double>(i));
    for (std::size_t v = 0; v < 10; ++v)
        for (std::size_t i = 0; i < 3; ++i) study.genotypes[v][i] = -1;
    study.pack();
    study.residualise();
    EXPECT_EQ(compare(study, associate(study)).tested, 20 * 3);
}

TEST(AssociationExactness, RareAndNearlyFixedVariantsAgree) {
    Study study({.file_people = 2000, .variants = 24, .traits = 3});
    for (std::size_t v = 0; v < 24; ++v)
        for (std::size_t i = 0; i < 2000; ++i)
            study.genotypes[v][i] = (v % 2 == 0 ? 0 : 2) + (i % 400 == v ? (v % 2 == 0 ? 1 : -1) : 0);
    study.pack();
    EXPECT_EQ(compare(study, associate(study)).tested, 24 * 3);
}

TEST(AssociationExactness, MonomorphicVariantsAreNotTested) {
    Study study({.file_people = 90, .variants = 8, .traits = 3, .trait_gaps = 0.1});
    for (std::size_t v = 0; v < 4; ++v)
        for (auto& g : study.genotypes[v]) g = v == 3 ? -1 : static_cast<int>(v);
    // Variant 4 varies only in people who lack trait 0.
    for (std::size_t i = 0; i < 90; ++i) study.genotypes[4][i] = std::isnan(study.traits[0][i]) ? 2 : 1;
    study.pack();
    const StudyResults run = associate(study);
    compare(study, run);
    for (std::size_t cell = 0; cell < 9; ++cell) EXPECT_EQ(run.reason[cell], WM_MONOMORPHIC);
    for (std::size_t cell = 9; cell < 12; ++cell) EXPECT_EQ(run.reason[cell], WM_TOO_FEW_PEOPLE);
    EXPECT_EQ(run.reason[4 * 3], WM_MONOMORPHIC);
}

TEST(AssociationExactness, VariantsTheCovariatesExplainAreNotTested) {
    Study study({.file_people = 200, .variants = 5, .traits = 2, .covariates = 4});
    for (std::size_t i = 0; i < 200; ++i) {
        study.genotypes[0][i] = static_cast<int>(study.covariates[1][i]);
        study.genotypes[1][i] = 2 - 2 * static_cast<int>(study.covariates[1][i]);
    }
    study.pack();
    const StudyResults run = associate(study);
    for (std::size_t cell = 0; cell < 4; ++cell) {
        EXPECT_EQ(run.reason[cell], WM_COLLINEAR);
        EXPECT_TRUE(std::isnan(run.beta[cell]));
    }
    EXPECT_EQ(compare(study, run).untested, 4);
}

TEST(AssociationExactness, NearlyCollinearVariantsAgree) {
    // One covariate is a variant plus little noise: all but 1e-6 of the variant's variance is explained.
    Study study({.file_people = 300, .variants = 6, .traits = 2, .covariates = 3});
    auto& copy = study.covariates.emplace_back();
    for (std::size_t i = 0; i < 300; ++i)
        copy.push_back(study.genotypes[2][i] + 5e-4 * std::sin(17.0 * static_cast<double>(i)));
    study.residualise();
    EXPECT_EQ(compare(study, associate(study)).tested, 12);
}

TEST(AssociationExactness, ATraitWithoutVarianceIsNotTested) {
    Study study({.file_people = 100, .variants = 5, .traits = 3});
    for (auto& y : study.traits[1]) y = 0.0;
    study.residualise();
    const StudyResults run = associate(study);
    for (std::size_t v = 0; v < 5; ++v) {
        EXPECT_EQ(run.reason[v * 3 + 1], WM_CONSTANT_TRAIT);
        EXPECT_TRUE(std::isnan(run.se[v * 3 + 1]));
        EXPECT_EQ(run.reason[v * 3], WM_TESTED);
    }
}

TEST(AssociationExactness, FewerLimbsAreLessExactAndMoreAreMore) {
    const Study study({.file_people = 500, .variants = 64, .traits = 4, .genotype_gaps = 0.01});
    const double three = compare(study, associate(study, {.limbs = 3}), 1e-4).worst_beta;
    const double four = compare(study, associate(study, {.limbs = 4}), 1e-6).worst_beta;
    const double five = compare(study, associate(study, {.limbs = 5}), 1e-9).worst_beta;
    const double six = compare(study, associate(study, {.limbs = 6}), 1e-11).worst_beta;
    EXPECT_GT(three, 8 * four);
    EXPECT_GT(four, 8 * five);
    EXPECT_GT(five, 8 * six);
}

TEST(AssociationExactness, CountsAreOfTheAnalysedPeople) {
    const Study study({.file_people = 317, .genotype_gaps = 0.1, .people = StudyShape::People::Shuffled});
    const StudyResults run = associate(study);
    for (std::size_t v = 0; v < study.genotypes.size(); ++v) {
        int expected[4] = {};
        for (const int g : study.analysed(static_cast<int>(v))) ++expected[g < 0 ? 3 : 2 - g];
        for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(run.counts[v * 4 + i], expected[i]);
    }
}

// The oracle takes whole numbers: everything times the number of genotypes, the sum of which is then their
// mean.
TEST(AssociationExactness, MeansInThePlaceOfMissingGenotypesAreGenotypes) {
    for (const bool dosages : {false, true})
        for (const double trait_gaps : {0.0, 0.08}) {
            const Study study({.file_people = 157,
                               .variants = 20,
                               .genotype_gaps = 0.05,
                               .trait_gaps = trait_gaps,
                               .dosages = dosages});
            const StudyResults run = associate(study, {.impute = true});
            for (std::size_t v = 0; v < 20; ++v) {
                std::vector<int> genotype = study.analysed(static_cast<int>(v));
                int sum = 0, known = 0;
                for (const int g : genotype)
                    if (g >= 0) {
                        sum += g;
                        ++known;
                    }
                for (int& g : genotype) g = g < 0 ? sum : g * known;
                for (std::size_t t = 0; t < study.traits.size(); ++t) {
                    const LeastSquares expected = regress(study.covariates, genotype, study.traits[t]);
                    const double scale = static_cast<double>(known) * study.unit();
                    const std::size_t at = v * study.traits.size() + t;
                    EXPECT_EQ(run.n_used[at], expected.people);
                    EXPECT_EQ(run.df[at], expected.df());
                    const double se = static_cast<double>(expected.se) * scale;
                    EXPECT_NEAR(run.beta[at], static_cast<double>(expected.beta) * scale, 1e-8 * se);
                    EXPECT_NEAR(run.se[at] / se, 1.0, 1e-8);
                }
            }
        }
}
