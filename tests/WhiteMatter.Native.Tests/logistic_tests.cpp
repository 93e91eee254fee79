// Logistic regression against closed forms and against Newton's method written plainly in long double.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <random>
#include <utility>
#include <vector>

#include "logistic_study.hpp"
#include "whitematter.h"

using namespace logistic_study;

namespace {

// The greatest (penalised) likelihood of one variant and trait, plainly: beta of the genotype and its error.
std::pair<Real, Real> fit(const BinaryStudy& study, std::size_t variant, int trait, bool firth) {
    std::vector<std::vector<Real>> rows;
    std::vector<Real> y, offsets;
    for (int i = 0; i < study.people; ++i) {
        const auto person = static_cast<std::size_t>(i);
        const std::size_t cell =
            static_cast<std::size_t>(trait) * static_cast<std::size_t>(study.people) + person;
        const double g = study.variants[variant][person];
        if (g == missing_dosage || (!study.missing.empty() && study.missing[cell] != 0)) continue;
        std::vector<Real> row;
        for (int j = 0; j < study.covariates; ++j)
            row.push_back(study.covariate_columns[static_cast<std::size_t>(j * study.people + i)]);
        row.push_back(g);
        if (!study.environment.empty()) row.push_back(g * study.environment[person]);
        offsets.push_back(study.offset.empty() ? 0 : study.offset[cell]);
        rows.push_back(row);
        y.push_back(study.outcomes[cell]);
    }
    const std::size_t p = rows[0].size();
    std::vector<Real> b(p, 0), information(p * p);
    const auto inverse_row = [&](const std::vector<Real>& x) { return solve(information, x); };
    for (int iteration = 0; iteration < 300; ++iteration) {
        std::vector<Real> probability(y.size()), score(p, 0);
        information.assign(p * p, 0);
        for (std::size_t i = 0; i < y.size(); ++i) {
            Real eta = offsets[i];
            for (std::size_t j = 0; j < p; ++j) eta += b[j] * rows[i][j];
            probability[i] = 1 / (1 + std::exp(-eta));
            for (std::size_t j = 0; j < p; ++j)
                for (std::size_t k = 0; k < p; ++k)
                    information[j * p + k] += probability[i] * (1 - probability[i]) * rows[i][j] * rows[i][k];
        }
        for (std::size_t i = 0; i < y.size(); ++i) {
            Real residual = y[i] - probability[i];
            if (firth) {
                const auto half = inverse_row(rows[i]);
                Real leverage = 0;
                for (std::size_t j = 0; j < p; ++j) leverage += half[j] * rows[i][j];
                residual += probability[i] * (1 - probability[i]) * leverage * (0.5L - probability[i]);
            }
            for (std::size_t j = 0; j < p; ++j) score[j] += residual * rows[i][j];
        }
        const auto step = solve(information, score);
        Real size = 0;
        for (std::size_t j = 0; j < p; ++j) size = std::max(size, std::fabs(step[j]));
        if (size < 1e-15L) break;  // Half steps, since whole ones overshoot Firth's likelihood.
        for (std::size_t j = 0; j < p; ++j) b[j] += step[j] / std::max<Real>(firth ? 2 : 1, size / 2);
    }
    std::vector<Real> last(p, 0);
    last[p - 1] = 1;
    return {b[p - 1], std::sqrt(solve(information, last)[p - 1])};
}

void expect_close(const BinaryStudy& study, const Found& found, std::size_t v, int t, bool firth) {
    const auto [beta, se] = fit(study, v, t, firth);
    const std::size_t at = v * static_cast<std::size_t>(study.traits) + static_cast<std::size_t>(t);
    EXPECT_NEAR(found.beta[at], static_cast<double>(beta), 1e-8 * static_cast<double>(se)) << v << " " << t;
    EXPECT_NEAR(found.se[at] / static_cast<double>(se), 1.0, 1e-8) << v << " " << t;
}

}  // namespace

// A table of two by two is fitted perfectly: log(ad/bc), its variance the sum of the reciprocals.
TEST(Logistic, ATwoByTwoTableGivesItsLogOddsRatio) {
    const Found found = associate(table_of(30, 70, 12, 88), WM_FIRTH_FALLBACK);
    EXPECT_EQ(found.reason[0], WM_TESTED);
    EXPECT_NEAR(found.beta[0], std::log(30.0 * 88 / (70 * 12)), 1e-10);
    EXPECT_NEAR(found.se[0], std::sqrt(1 / 30.0 + 1 / 70.0 + 1 / 12.0 + 1 / 88.0), 1e-10);
    EXPECT_NEAR(found.z[0], found.beta[0] / found.se[0], 1e-14);
    EXPECT_EQ(found.used[0], 200);
    EXPECT_EQ(found.df[0], 198);
    // -log10 of the two-sided P of the normal, from erfc of the C library.
    EXPECT_NEAR(found.neglog10p[0], -std::log10(std::erfc(found.z[0] / std::sqrt(2.0))), 1e-11);
}

// Firth's penalty of a saturated table is half a person more in each of its cells (Heinze and Schemper 2002).
TEST(Logistic, FirthAddsHalfAPersonToEachCellOfATable) {
    for (const wm_firth firth : {WM_FIRTH_FALLBACK, WM_FIRTH_ALWAYS}) {
        const Found found = associate(table_of(5, 95, 0, 100), firth);
        EXPECT_EQ(found.reason[0], WM_FIRTH);
        EXPECT_NEAR(found.beta[0], std::log(5.5 * 100.5 / (95.5 * 0.5)), 1e-9);
        const double carriers = 5.5 / 6, others = 95.5 / 196;
        EXPECT_NEAR(found.se[0],
                    std::sqrt(1 / (5 * carriers * (1 - carriers)) + 1 / (195 * others * (1 - others))), 1e-8);
    }
    const Found never = associate(table_of(5, 95, 0, 100), WM_FIRTH_NEVER);
    EXPECT_EQ(never.reason[0], WM_SEPARATED);
    EXPECT_TRUE(std::isnan(never.beta[0]));
    // So is a genotype that every case has, though neither allele is in one group alone.
    EXPECT_EQ(associate(table_of(100, 0, 60, 40), WM_FIRTH_FALLBACK).reason[0], WM_FIRTH);
}

TEST(Logistic, EveryCellIsTheGreatestLikelihoodOfItsOwnPeople) {
    const BinaryStudy study = drawn(211, 24, 7);
    for (const bool dosages : {false, true}) {
        const Found found = associate(study, WM_FIRTH_FALLBACK, dosages);
        int tested = 0, penalised = 0;
        for (std::size_t v = 0; v < study.variants.size(); ++v)
            for (int t = 0; t < study.traits; ++t) {
                const auto reason = found.reason[v * 3 + static_cast<std::size_t>(t)];
                if (v == 3) {
                    EXPECT_EQ(reason, WM_MONOMORPHIC);
                    continue;
                }
                ASSERT_TRUE(reason == WM_TESTED || reason == WM_FIRTH) << int(reason);
                expect_close(study, found, v, t, reason == WM_FIRTH);
                (reason == WM_FIRTH ? penalised : tested) += 1;
            }
        EXPECT_GT(tested, 40);
        EXPECT_GT(penalised, 3);
    }
}

TEST(Logistic, FirthInEveryCellIsTheGreatestPenalisedLikelihood) {
    const BinaryStudy study = drawn(150, 12, 11);
    const Found found = associate(study, WM_FIRTH_ALWAYS);
    for (std::size_t v = 0; v < study.variants.size(); ++v)
        for (int t = 0; t < study.traits; ++t)
            if (v != 3) expect_close(study, found, v, t, true);
}

TEST(Logistic, FractionsOfCopiesAreTakenAsTheyAre) {
    BinaryStudy study = drawn(160, 8, 13);
    std::mt19937_64 random(5);
    for (auto& variant : study.variants)
        for (double& g : variant)
            if (g != missing_dosage) g = static_cast<double>(random() % 32769) / 16384;
    const Found found = associate(study, WM_FIRTH_FALLBACK, true);
    for (std::size_t v = 0; v < study.variants.size(); ++v)
        for (int t = 0; t < study.traits; ++t) expect_close(study, found, v, t, false);
}

TEST(Logistic, AnOffsetIsAddedToTheLogOdds) {
    BinaryStudy study = drawn(211, 16, 41);
    std::mt19937_64 random(6);
    std::normal_distribution<double> normal;
    for (std::size_t i = 0; i < study.outcomes.size(); ++i) study.offset.push_back(0.5 * normal(random));
    for (const wm_firth firth : {WM_FIRTH_FALLBACK, WM_FIRTH_ALWAYS}) {
        const Found found = associate(study, firth);
        for (std::size_t v = 0; v < study.variants.size(); ++v)
            for (int t = 0; t < study.traits; ++t)
                if (v != 3)
                    expect_close(study, found, v, t,
                                 found.reason[v * 3 + static_cast<std::size_t>(t)] == WM_FIRTH);
    }
}

TEST(Logistic, TheProductWithACovariateIsTestedBesideBoth) {
    BinaryStudy study = drawn(211, 16, 43);
    study.environment.assign(study.covariate_columns.begin() + 2 * 211,
                             study.covariate_columns.begin() + 3 * 211);
    for (const bool dosages : {false, true})
        for (const wm_firth firth : {WM_FIRTH_FALLBACK, WM_FIRTH_ALWAYS}) {
            const Found found = associate(study, firth, dosages);
            int tested = 0, penalised = 0;
            for (std::size_t v = 0; v < study.variants.size(); ++v)
                for (int t = 0; t < study.traits; ++t) {
                    const auto reason = found.reason[v * 3 + static_cast<std::size_t>(t)];
                    if (v == 3) {
                        EXPECT_EQ(reason, WM_MONOMORPHIC);
                        continue;
                    }
                    // Where one person alone carries the allele the product says nothing of its own.
                    if (reason == WM_COLLINEAR) continue;
                    ASSERT_TRUE(reason == WM_TESTED || reason == WM_FIRTH) << int(reason);
                    expect_close(study, found, v, t, reason == WM_FIRTH);
                    (reason == WM_FIRTH ? penalised : tested) += 1;
                }
            EXPECT_GT(firth == WM_FIRTH_ALWAYS ? penalised : tested, 25);
            EXPECT_GT(penalised, 2);
        }
    wm_logistic_design* design = nullptr;
    const auto basis = study.basis();
    const wm_logistic_options approximate{WM_FIRTH_APPROXIMATE,     0,      WM_CPU_AUTO, 1,
                                          study.environment.data(), nullptr};
    EXPECT_EQ(
        wm_logistic_create(211, 4, basis.data(), 3, study.outcomes.data(), nullptr, &approximate, &design),
        WM_INVALID_ARGUMENT);
}

TEST(Logistic, ACovariateThatTellsCasesFromControlsLeavesFirthAlone) {
    BinaryStudy study = drawn(120, 6, 17);
    study.traits = 1;
    study.outcomes.resize(120);
    study.missing.clear();
    // Everybody of the last covariate's positive half is a case, and nobody else.
    for (int i = 0; i < 120; ++i)
        study.outcomes[static_cast<std::size_t>(i)] =
            study.covariate_columns[static_cast<std::size_t>(3 * 120 + i)] > 0 ? 1 : 0;
    wm_logistic_design* made = nullptr;
    const auto basis = study.basis();
    ASSERT_EQ(wm_logistic_create(120, 4, basis.data(), 1, study.outcomes.data(), nullptr, nullptr, &made),
              WM_OK);
    const Design design(made);
    EXPECT_EQ(wm_logistic_separated(design.get(), 0), 1);
    const Found found = associate(study, WM_FIRTH_FALLBACK);
    for (std::size_t v = 0; v < study.variants.size(); ++v)
        if (v != 3) {
            EXPECT_EQ(found.reason[v], WM_FIRTH);
            expect_close(study, found, v, 0, true);
        }
    EXPECT_EQ(associate(study, WM_FIRTH_NEVER).reason[1], WM_NOT_CONVERGED);
}

TEST(Logistic, TheBitsAreTheSameForAnyThreadsAndInstructionSets) {
    const BinaryStudy study = drawn(205, 30, 19);
    const Found once = associate(study, WM_FIRTH_FALLBACK);
    for (const wm_cpu cpu : {WM_CPU_SCALAR, WM_CPU_AVX2, WM_CPU_AVX512_VNNI}) {
        if (wm_cpu_supported(cpu) == 0) continue;
        const Found again = associate(study, WM_FIRTH_FALLBACK, false, 3, cpu);
        EXPECT_EQ(std::memcmp(once.beta.data(), again.beta.data(), once.beta.size() * sizeof(double)), 0);
        EXPECT_EQ(std::memcmp(once.se.data(), again.se.data(), once.se.size() * sizeof(double)), 0);
        EXPECT_EQ(once.reason, again.reason);
    }
}

TEST(Logistic, ATraitDoesNotDependOnTheTraitsBesideIt) {
    const BinaryStudy study = drawn(180, 10, 23);
    const Found all = associate(study, WM_FIRTH_FALLBACK);
    BinaryStudy one = study;
    one.traits = 1;
    one.outcomes.assign(study.outcomes.begin() + 180, study.outcomes.begin() + 360);
    one.missing.assign(study.missing.begin() + 180, study.missing.begin() + 360);
    const Found alone = associate(one, WM_FIRTH_FALLBACK);
    for (std::size_t v = 0; v < study.variants.size(); ++v)
        EXPECT_EQ(std::memcmp(&all.beta[v * 3 + 1], &alone.beta[v], sizeof(double)), 0);
}

TEST(Logistic, WhatCannotBeTestedSaysWhy) {
    BinaryStudy study = table_of(3, 3, 3, 3);
    study.variants.push_back(std::vector<double>(12, 1.0));
    EXPECT_EQ(associate(study, WM_FIRTH_FALLBACK).reason[1], WM_MONOMORPHIC);
    study.outcomes.assign(12, 1.0);
    EXPECT_EQ(associate(study, WM_FIRTH_FALLBACK).reason[0], WM_CONSTANT_TRAIT);
    study.outcomes[4] = 0.5;
    wm_logistic_design* design = nullptr;
    const auto basis = study.basis();
    EXPECT_EQ(wm_logistic_create(12, 1, basis.data(), 1, study.outcomes.data(), nullptr, nullptr, &design),
              WM_INVALID_ARGUMENT);
    EXPECT_EQ(design, nullptr);
}
