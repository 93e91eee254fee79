// Approximate Firth fits against the formulas of Mbatchou and others (2021) in long double, their one
// coefficient by bisection.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "logistic_study.hpp"
#include "whitematter.h"

using namespace logistic_study;

namespace {

struct Expected {
    Real beta, se, neglog10p;
    bool penalised;
};

// The covariates of a trait fitted alone: fitted probabilities, or with the penalty what they give as log
// odds.
std::vector<Real> fit_covariates(const std::vector<std::vector<Real>>& rows, const std::vector<Real>& y,
                                 bool firth, bool log_odds) {
    const std::size_t p = rows[0].size();
    std::vector<Real> b(p, 0), eta(y.size()), information(p * p);
    for (int iteration = 0; iteration < 400; ++iteration) {
        information.assign(p * p, 0);
        for (std::size_t i = 0; i < y.size(); ++i) {
            eta[i] = 0;
            for (std::size_t j = 0; j < p; ++j) eta[i] += b[j] * rows[i][j];
            const Real pr = 1 / (1 + std::exp(-eta[i]));
            for (std::size_t j = 0; j < p; ++j)
                for (std::size_t k = 0; k < p; ++k)
                    information[j * p + k] += pr * (1 - pr) * rows[i][j] * rows[i][k];
        }
        std::vector<Real> score(p, 0);
        for (std::size_t i = 0; i < y.size(); ++i) {
            const Real pr = 1 / (1 + std::exp(-eta[i]));
            Real residual = y[i] - pr;
            if (firth) {
                const auto half = solve(information, rows[i]);
                Real leverage = 0;
                for (std::size_t j = 0; j < p; ++j) leverage += half[j] * rows[i][j];
                residual += pr * (1 - pr) * leverage * (0.5L - pr);
            }
            for (std::size_t j = 0; j < p; ++j) score[j] += residual * rows[i][j];
        }
        const auto step = solve(information, score);
        Real size = 0;
        for (std::size_t j = 0; j < p; ++j) size = std::max(size, std::fabs(step[j]));
        if (size < 1e-16L) break;
        for (std::size_t j = 0; j < p; ++j) b[j] += step[j] / (firth ? 2 : 1);
    }
    for (Real& value : eta)
        if (!log_odds) value = 1 / (1 + std::exp(-value));
    return eta;
}

Expected approximate(const BinaryStudy& study, std::size_t variant, int trait) {
    // People without the genotype have the mean of the others, with the trait or without.
    Real sum = 0, count = 0;
    for (const double g : study.variants[variant])
        if (g != missing_dosage) {
            sum += g;
            count += 1;
        }
    std::vector<std::vector<Real>> rows;
    std::vector<Real> y, g;
    for (int i = 0; i < study.people; ++i) {
        const auto person = static_cast<std::size_t>(i);
        const std::size_t cell =
            static_cast<std::size_t>(trait) * static_cast<std::size_t>(study.people) + person;
        if (study.missing[cell] != 0) continue;
        const double copies = study.variants[variant][person];
        g.push_back(copies == missing_dosage ? sum / count : static_cast<Real>(copies));
        y.push_back(study.outcomes[cell]);
        std::vector<Real> row;
        for (int j = 0; j < study.covariates; ++j)
            row.push_back(study.covariate_columns[static_cast<std::size_t>(j * study.people + i)]);
        rows.push_back(row);
    }
    const std::size_t p = rows[0].size(), n = y.size();
    const std::vector<Real> fitted = fit_covariates(rows, y, false, false);
    std::vector<Real> information(p * p, 0), shared(p, 0);
    for (std::size_t i = 0; i < n; ++i) {
        const Real w = fitted[i] * (1 - fitted[i]);
        for (std::size_t j = 0; j < p; ++j) {
            shared[j] += w * rows[i][j] * g[i];
            for (std::size_t k = 0; k < p; ++k) information[j * p + k] += w * rows[i][j] * rows[i][k];
        }
    }
    const auto weights = solve(information, shared);
    Real score = 0, square = 0;
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < p; ++j) g[i] -= weights[j] * rows[i][j];
        score += g[i] * (y[i] - fitted[i]);
        square += g[i] * g[i] * fitted[i] * (1 - fitted[i]);
    }
    const Real z = std::fabs(score) / std::sqrt(square);
    const Real p_value = std::erfc(z / std::sqrt(2.0L));
    if (p_value > 0.05L) return {score / square, 1 / std::sqrt(square), -std::log10(p_value), false};

    const std::vector<Real> offset = fit_covariates(rows, y, true, true);
    const auto look = [&](Real beta, Real& likelihood, Real& slope) {
        Real spread = 0;
        for (std::size_t i = 0; i < n; ++i) {
            const Real pr = 1 / (1 + std::exp(-(offset[i] + beta * g[i])));
            spread += pr * (1 - pr) * g[i] * g[i];
        }
        likelihood = std::log(spread) / 2;
        slope = 0;
        for (std::size_t i = 0; i < n; ++i) {
            const Real pr = 1 / (1 + std::exp(-(offset[i] + beta * g[i])));
            likelihood += y[i] == 1 ? std::log(pr) : std::log(1 - pr);
            slope += g[i] * (y[i] - pr + pr * (1 - pr) * g[i] * g[i] / spread * (0.5L - pr));
        }
        return spread;
    };
    Real low = -12, high = 12, likelihood = 0, slope = 0, none = 0;
    for (int halving = 0; halving < 120; ++halving) {
        const Real middle = (low + high) / 2;
        look(middle, likelihood, slope);
        (slope > 0 ? low : high) = middle;
    }
    const Real spread = look(low, likelihood, slope);
    look(0, none, slope);
    return {low, 1 / std::sqrt(spread), -std::log10(std::erfc(std::sqrt(likelihood - none))), true};
}

}  // namespace

TEST(ApproximateFirth, ScoreTestsAndWhereTheyAreSmallPenalisedFitsOfTheGenotypeAlone) {
    const BinaryStudy study = drawn(211, 150, 31);
    for (const bool dosages : {false, true}) {
        const Found found = associate(study, WM_FIRTH_APPROXIMATE, dosages);
        int scores = 0, penalised = 0;
        for (std::size_t v = 0; v < study.variants.size(); ++v)
            for (int t = 0; t < study.traits; ++t) {
                const std::size_t at = v * 3 + static_cast<std::size_t>(t);
                if (v == 3) {
                    EXPECT_EQ(found.reason[at], WM_MONOMORPHIC);
                    continue;
                }
                const Expected expected = approximate(study, v, t);
                EXPECT_EQ(found.reason[at], expected.penalised ? WM_FIRTH : WM_TESTED) << v << " " << t;
                // A copied dosage is exact to 2^-15; the means of hardcalls are not rounded.
                EXPECT_NEAR(found.beta[at], static_cast<double>(expected.beta),
                            1e-8 * static_cast<double>(expected.se));
                EXPECT_NEAR(found.se[at] / static_cast<double>(expected.se), 1.0, 1e-8);
                EXPECT_NEAR(found.neglog10p[at], static_cast<double>(expected.neglog10p), 1e-8);
                (expected.penalised ? penalised : scores) += 1;
            }
        EXPECT_GT(scores, 100);
        EXPECT_GT(penalised, 12);
    }
}

// An allele that cases alone carry has a fit, and covariates that tell cases from controls do not take it
// away.
TEST(ApproximateFirth, SeparationHasAFit) {
    BinaryStudy study = drawn(160, 6, 37);
    study.traits = 1;
    study.outcomes.resize(160);
    study.missing.assign(160, 0);
    for (std::size_t i = 0; i < 160; ++i) study.variants[0][i] = study.outcomes[i] == 1 && i % 5 == 0 ? 1 : 0;
    const Expected expected = approximate(study, 0, 0);
    const Found found = associate(study, WM_FIRTH_APPROXIMATE);
    ASSERT_TRUE(expected.penalised);
    EXPECT_EQ(found.reason[0], WM_FIRTH);
    EXPECT_NEAR(found.beta[0], static_cast<double>(expected.beta), 1e-7);
    for (std::size_t i = 0; i < 160; ++i)
        study.outcomes[i] = study.covariate_columns[3 * 160 + i] > 0 ? 1 : 0;
    const Found separated = associate(study, WM_FIRTH_APPROXIMATE);
    for (std::size_t v = 0; v < study.variants.size(); ++v)
        if (v != 3) {
            EXPECT_TRUE(separated.reason[v] == WM_TESTED || separated.reason[v] == WM_FIRTH);
        }
}

TEST(ApproximateFirth, TheBitsAreTheSameForAnyThreadsAndInstructionSets) {
    const BinaryStudy study = drawn(205, 40, 19);
    const Found once = associate(study, WM_FIRTH_APPROXIMATE);
    for (const wm_cpu cpu : {WM_CPU_SCALAR, WM_CPU_AVX2, WM_CPU_AVX512_VNNI}) {
        if (wm_cpu_supported(cpu) == 0) continue;
        const Found again = associate(study, WM_FIRTH_APPROXIMATE, false, 3, cpu);
        EXPECT_EQ(std::memcmp(once.beta.data(), again.beta.data(), once.beta.size() * sizeof(double)), 0);
        EXPECT_EQ(
            std::memcmp(once.neglog10p.data(), again.neglog10p.data(), once.beta.size() * sizeof(double)), 0);
    }
}
