// Interactions against least squares the long way: the product of genotype and covariate beside both.
#include <gtest/gtest.h>

#include <cmath>
#include <memory>

#include "association_study.hpp"
#include "least_squares_oracle.hpp"

namespace {

struct FreeDesign {
    void operator()(wm_interaction_design* d) const { wm_interaction_free(d); }
};

struct Found {
    std::vector<double> beta, se;
    std::vector<std::int32_t> used, df;
    std::vector<std::uint8_t> reason;
};

// Whole numbers, so that the product is one.
Study with_environment(const StudyShape& shape) {
    Study study(shape);
    for (std::size_t i = 0; i < study.covariates[1].size(); ++i)
        study.covariates[1][i] = static_cast<double>((i * 7 + 3) % 11);
    study.residualise();
    return study;
}

Found associate(const Study& study, int threads, wm_cpu cpu) {
    wm_interaction_design* made = nullptr;
    const int covariates = static_cast<int>(study.basis.size()) / study.n();
    EXPECT_EQ(wm_interaction_create(study.n(), covariates, study.basis.data(), study.covariates[1].data(),
                                    study.shape.traits, study.residuals.data(),
                                    study.shape.trait_gaps > 0 ? study.missing.data() : nullptr, cpu, &made),
              WM_OK)
        << wm_last_error();
    const std::unique_ptr<wm_interaction_design, FreeDesign> design(made);
    const std::size_t cells = study.genotypes.size() * static_cast<std::size_t>(study.shape.traits);
    Found found{std::vector<double>(cells), std::vector<double>(cells), std::vector<std::int32_t>(cells),
                std::vector<std::int32_t>(cells), std::vector<std::uint8_t>(cells)};
    wm_association_results results{};
    results.beta = found.beta.data();
    results.se = found.se.data();
    results.n_used = found.used.data();
    results.df = found.df.data();
    results.reason = found.reason.data();
    const auto variants = static_cast<std::int64_t>(study.genotypes.size());
    const auto status =
        study.shape.dosages
            ? wm_interaction_dosages(design.get(), study.dosages.data(), study.stride,
                                     study.shape.file_people, study.sample_index.data(), variants, threads,
                                     nullptr, &results)
            : wm_interaction_block(design.get(), study.bed.data(), study.stride, study.shape.file_people,
                                   study.sample_index.data(), variants, threads, nullptr, &results);
    EXPECT_EQ(status, WM_OK) << wm_last_error();
    return found;
}

void check(const Study& study) {
    const Found found = associate(study, 1, WM_CPU_AUTO);
    for (std::size_t v = 0; v < study.genotypes.size(); ++v) {
        const std::vector<int> genotype = study.analysed(static_cast<int>(v));
        std::vector<std::vector<double>> covariates = study.covariates;
        covariates.emplace_back();
        std::vector<int> product;
        for (std::size_t i = 0; i < genotype.size(); ++i) {
            covariates.back().push_back(static_cast<double>(genotype[i]));
            product.push_back(genotype[i] < 0 ? -1 : genotype[i] * static_cast<int>(study.covariates[1][i]));
        }
        for (std::size_t t = 0; t < study.traits.size(); ++t) {
            const LeastSquares expected = regress(covariates, product, study.traits[t]);
            const std::size_t at = v * study.traits.size() + t;
            ASSERT_EQ(found.reason[at], WM_TESTED);
            EXPECT_EQ(found.used[at], expected.people);
            EXPECT_EQ(found.df[at], expected.df());
            const double se = static_cast<double>(expected.se) * study.unit();
            EXPECT_NEAR(found.beta[at], static_cast<double>(expected.beta) * study.unit(), 1e-9 * se);
            EXPECT_NEAR(found.se[at] / se, 1.0, 1e-9);
        }
    }
}

void check(const StudyShape& shape) { check(with_environment(shape)); }

}  // namespace

TEST(Interaction, TheProductIsTestedBesideGenotypeAndCovariate) {
    check({.file_people = 173, .variants = 12});
    check({.file_people = 173, .variants = 12, .dosages = true});
}

TEST(Interaction, MissingGenotypesAndTraitsAreLeftOutOfEachCell) {
    check({.file_people = 205, .variants = 12, .genotype_gaps = 0.03});
    check({.file_people = 205, .variants = 12, .trait_gaps = 0.05});
    check({.file_people = 205,
           .variants = 12,
           .genotype_gaps = 0.03,
           .trait_gaps = 0.05,
           .people = StudyShape::People::Shuffled});
    check({.file_people = 205, .variants = 12, .genotype_gaps = 0.03, .trait_gaps = 0.05, .dosages = true});
}

// More than a quarter, of whom everything is summed anew, and traits that lack more and fewer people.
TEST(Interaction, ManyMissingGenotypesAndTraitsAreLeftOutToo) {
    check({.file_people = 205, .variants = 6, .genotype_gaps = 0.4, .trait_gaps = 0.05});
    check({.file_people = 205, .variants = 6, .genotype_gaps = 0.03, .trait_gaps = 0.35});
    check({.file_people = 205, .variants = 6, .genotype_gaps = 0.24, .trait_gaps = 0.24, .dosages = true});
}

// A covariate of three people, all of whom lack the first variant's genotype or the first trait: it is gone
// there, and takes no degree of freedom.
TEST(Interaction, ACovariateThatGoesWithTheMissingPeopleTakesNoDegreeOfFreedom) {
    for (const bool of_trait : {false, true}) {
        Study study =
            with_environment({.file_people = 120, .variants = 4, .genotype_gaps = 0.02, .trait_gaps = 0.02});
        auto& site = study.covariates.back();
        std::fill(site.begin(), site.end(), 0.0);
        for (const std::size_t person : {5, 25, 45}) {
            site[person] = 1.0;
            if (of_trait)
                study.traits[0][person] = NAN;
            else
                study.genotypes[0][static_cast<std::size_t>(study.sample_index[person])] = -1;
        }
        study.pack();
        study.residualise();
        check(study);
    }
}

TEST(Interaction, TheBitsAreTheSameForAnyThreadsAndInstructionSets) {
    const Study study =
        with_environment({.file_people = 150, .variants = 20, .genotype_gaps = 0.02, .trait_gaps = 0.03});
    const Found once = associate(study, 1, WM_CPU_AUTO);
    for (const wm_cpu cpu : {WM_CPU_SCALAR, WM_CPU_AVX2, WM_CPU_AVX512_VNNI}) {
        if (wm_cpu_supported(cpu) == 0) continue;
        const Found again = associate(study, 3, cpu);
        EXPECT_EQ(once.beta, again.beta);
        EXPECT_EQ(once.se, again.se);
    }
}
