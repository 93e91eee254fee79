// Studies of binary traits for tests, and what the library finds in them.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <memory>
#include <random>
#include <vector>

#include "whitematter.h"

namespace logistic_study {

struct FreeDesign {
    void operator()(wm_logistic_design* d) const { wm_logistic_free(d); }
};
using Design = std::unique_ptr<wm_logistic_design, FreeDesign>;

inline constexpr double missing_dosage = -1.0;

// People, an intercept with further covariates, traits, and variants as copies of A1 (missing_dosage: none).
struct BinaryStudy {
    int people = 0, covariates = 1, traits = 1;
    std::vector<double> covariate_columns;  // people x covariates, column-major, the intercept first
    std::vector<double> outcomes;           // people x traits
    std::vector<std::uint8_t> missing;
    std::vector<std::vector<double>> variants;
    std::vector<double> environment, offset;  // a covariate again, and people x traits; empty: none

    // Gram-Schmidt, twice.
    std::vector<double> basis() const {
        std::vector<double> q = covariate_columns;
        const auto at = [&](int j) { return q.data() + static_cast<std::size_t>(j) * people; };
        for (int j = 0; j < covariates; ++j)
            for (int pass = 0; pass < 2; ++pass) {
                for (int k = 0; k < j; ++k) {
                    double product = 0;
                    for (int i = 0; i < people; ++i) product += at(j)[i] * at(k)[i];
                    for (int i = 0; i < people; ++i) at(j)[i] -= product * at(k)[i];
                }
                double norm = 0;
                for (int i = 0; i < people; ++i) norm += at(j)[i] * at(j)[i];
                for (int i = 0; i < people; ++i) at(j)[i] /= std::sqrt(norm);
            }
        return q;
    }

    std::vector<std::uint16_t> dosages() const {
        std::vector<std::uint16_t> out;
        for (const auto& variant : variants)
            for (const double g : variant)
                out.push_back(g == missing_dosage ? 65535
                                                  : static_cast<std::uint16_t>(std::lround(g * 16384)));
        return out;
    }

    std::size_t stride() const { return static_cast<std::size_t>(people + 3) / 4; }

    std::vector<std::uint8_t> bed() const {
        std::vector<std::uint8_t> out(variants.size() * stride(), 0);
        for (std::size_t v = 0; v < variants.size(); ++v)
            for (int i = 0; i < people; ++i) {
                const double g = variants[v][static_cast<std::size_t>(i)];
                const unsigned code = g == missing_dosage ? 1 : g == 2 ? 0 : g == 1 ? 2 : 3;
                out[v * stride() + static_cast<std::size_t>(i) / 4] |=
                    static_cast<std::uint8_t>(code << (2 * (i % 4)));
            }
        return out;
    }
};

struct Found {
    std::vector<double> beta, se, z, neglog10p;
    std::vector<std::int32_t> used, df;
    std::vector<std::uint8_t> reason;
};

inline Found associate(const BinaryStudy& study, wm_firth firth, bool as_dosages = false, int threads = 1,
                       wm_cpu cpu = WM_CPU_AUTO) {
    const wm_logistic_options options{firth,
                                      0,
                                      cpu,
                                      threads,
                                      study.environment.empty() ? nullptr : study.environment.data(),
                                      study.offset.empty() ? nullptr : study.offset.data()};
    wm_logistic_design* made = nullptr;
    const auto basis = study.basis();
    EXPECT_EQ(
        wm_logistic_create(study.people, study.covariates, basis.data(), study.traits, study.outcomes.data(),
                           study.missing.empty() ? nullptr : study.missing.data(), &options, &made),
        WM_OK)
        << wm_last_error();
    const Design design(made);
    const std::size_t cells = study.variants.size() * static_cast<std::size_t>(study.traits);
    Found found{std::vector<double>(cells),       std::vector<double>(cells),
                std::vector<double>(cells),       std::vector<double>(cells),
                std::vector<std::int32_t>(cells), std::vector<std::int32_t>(cells),
                std::vector<std::uint8_t>(cells)};
    wm_association_results results{};
    results.beta = found.beta.data();
    results.se = found.se.data();
    results.t = found.z.data();
    results.neglog10p = found.neglog10p.data();
    results.n_used = found.used.data();
    results.df = found.df.data();
    results.reason = found.reason.data();
    const auto count = static_cast<std::int64_t>(study.variants.size());
    if (as_dosages) {
        const auto dosages = study.dosages();
        EXPECT_EQ(wm_logistic_dosages(design.get(), dosages.data(), study.people, study.people, nullptr,
                                      count, threads, nullptr, &results),
                  WM_OK)
            << wm_last_error();
    } else {
        const auto bed = study.bed();
        EXPECT_EQ(wm_logistic_block(design.get(), bed.data(), static_cast<std::int64_t>(study.stride()),
                                    study.people, nullptr, count, threads, nullptr, &results),
                  WM_OK)
            << wm_last_error();
    }
    return found;
}

// Counts of a table of two genotypes and two outcomes, as one variant of a study without covariates.
inline BinaryStudy table_of(int case_carriers, int case_others, int control_carriers, int control_others) {
    BinaryStudy study;
    study.variants.emplace_back();
    const auto add = [&](int count, double outcome, double copies) {
        for (int i = 0; i < count; ++i) {
            study.outcomes.push_back(outcome);
            study.variants[0].push_back(copies);
            study.covariate_columns.push_back(1.0);
            ++study.people;
        }
    };
    add(case_carriers, 1, 1);
    add(case_others, 1, 0);
    add(control_carriers, 0, 1);
    add(control_others, 0, 0);
    return study;
}

using Real = long double;

// Solves a x = b by elimination with pivots; a is order x order.
inline std::vector<Real> solve(std::vector<Real> a, std::vector<Real> b) {
    const std::size_t n = b.size();
    for (std::size_t j = 0; j < n; ++j) {
        std::size_t best = j;
        for (std::size_t i = j; i < n; ++i)
            if (std::fabs(a[i * n + j]) > std::fabs(a[best * n + j])) best = i;
        for (std::size_t k = 0; k < n; ++k) std::swap(a[j * n + k], a[best * n + k]);
        std::swap(b[j], b[best]);
        for (std::size_t i = 0; i < n; ++i) {
            if (i == j) continue;
            const Real m = a[i * n + j] / a[j * n + j];
            for (std::size_t k = j; k < n; ++k) a[i * n + k] -= m * a[j * n + k];
            b[i] -= m * b[j];
        }
    }
    for (std::size_t j = 0; j < n; ++j) b[j] /= a[j * n + j];
    return b;
}

// A study with covariates, missing genotypes and traits, rare alleles and a constant variant.
inline BinaryStudy drawn(int people, int variants, unsigned seed) {
    BinaryStudy study;
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> uniform;
    study.people = people;
    study.covariates = 4;
    study.traits = 3;
    for (int j = 0; j < study.covariates; ++j)
        for (int i = 0; i < people; ++i)
            study.covariate_columns.push_back(j == 0 ? 1.0 : j == 1 ? double(i % 2) : normal(random));
    for (int v = 0; v < variants; ++v) {
        const double frequency = v == 3 ? 0.0 : v % 4 == 0 ? 0.01 : 0.3;
        auto& variant = study.variants.emplace_back();
        for (int i = 0; i < people; ++i) {
            const double g = (uniform(random) < frequency) + (uniform(random) < frequency);
            variant.push_back(v % 3 == 1 && uniform(random) < 0.04 ? missing_dosage : g);
        }
    }
    for (int t = 0; t < study.traits; ++t)
        for (int i = 0; i < people; ++i) {
            const auto person = static_cast<std::size_t>(i);
            const double carried = std::max(0.0, study.variants[5][person]);
            const double eta = (t == 2 ? -2.0 : -0.3) + 0.8 * carried +
                               0.7 * study.covariate_columns[static_cast<std::size_t>(2 * people + i)];
            study.outcomes.push_back(uniform(random) < 1 / (1 + std::exp(-eta)) ? 1 : 0);
            study.missing.push_back(t == 1 && uniform(random) < 0.06 ? 1 : 0);
        }
    return study;
}

}  // namespace logistic_study
