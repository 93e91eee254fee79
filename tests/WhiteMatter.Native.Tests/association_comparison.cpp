#include "association_comparison.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>

#include "least_squares_oracle.hpp"

Comparison compare(const Study& study, const StudyResults& run, double tolerance) {
    Comparison found;
    for (std::size_t v = 0; v < study.genotypes.size(); ++v) {
        const auto genotype = study.analysed(static_cast<int>(v));
        for (std::size_t t = 0; t < study.traits.size(); ++t) {
            const std::size_t cell = v * study.traits.size() + t;
            auto expected = regress(study.covariates, genotype, study.traits[t]);
            expected.beta *= study.unit();
            expected.se *= study.unit();
            EXPECT_EQ(run.n_used[cell], expected.people) << "variant " << v << " trait " << t;
            bool constant = true;
            int first = -1;
            for (std::size_t i = 0; i < genotype.size(); ++i)
                if (genotype[i] >= 0 && !std::isnan(study.traits[t][i])) {
                    if (first < 0) first = genotype[i];
                    constant = constant && genotype[i] == first;
                }
            const bool testable = !constant && expected.df() >= 1 && expected.explained > 1e-9L;
            if (!testable) {
                ++found.untested;
                EXPECT_TRUE(run.reason[cell] == WM_MONOMORPHIC || run.reason[cell] == WM_COLLINEAR ||
                            run.reason[cell] == WM_TOO_FEW_PEOPLE)
                    << "variant " << v << " trait " << t << " reason " << int(run.reason[cell]);
                EXPECT_TRUE(std::isnan(run.beta[cell]) && std::isnan(run.se[cell]) &&
                            std::isnan(run.neglog10p[cell]));
                continue;
            }
            ++found.tested;
            EXPECT_EQ(run.reason[cell], WM_TESTED) << "variant " << v << " trait " << t;
            EXPECT_EQ(run.df[cell], expected.df()) << "variant " << v << " trait " << t;
            const double beta_error =
                static_cast<double>(std::fabs(run.beta[cell] - expected.beta) / expected.se);
            const double se_error = static_cast<double>(std::fabs(run.se[cell] - expected.se) / expected.se);
            EXPECT_LT(beta_error, tolerance) << "variant " << v << " trait " << t;
            EXPECT_LT(se_error, tolerance) << "variant " << v << " trait " << t;
            const double p =
                wm_neglog10p_student_t(static_cast<double>(expected.beta / expected.se), expected.df());
            EXPECT_NEAR(run.neglog10p[cell], p, 10 * tolerance * (1 + p));
            EXPECT_NEAR(run.t[cell], run.beta[cell] / run.se[cell], 1e-12 * (1 + std::fabs(run.t[cell])));
            found.worst_beta = std::fmax(found.worst_beta, beta_error);
            found.worst_se = std::fmax(found.worst_se, se_error);
        }
    }
    ::testing::Test::RecordProperty("cells", found.tested);
    printf("    %d cells tested, %d not testable; worst error: effect %.1e SE, standard error %.1e\n",
           found.tested, found.untested, found.worst_beta, found.worst_se);
    return found;
}
