#include <gtest/gtest.h>

#include <cmath>

#include "association_study.hpp"

namespace {

// Squared correlation from two plain vectors, people with both; NaN where one is constant.
double plain_r2(const std::vector<int>& a, const std::vector<int>& b) {
    long double n = 0, sa = 0, sb = 0, saa = 0, sbb = 0, sab = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (a[i] < 0 || b[i] < 0) continue;
        n += 1;
        sa += a[i];
        sb += b[i];
        saa += a[i] * a[i];
        sbb += b[i] * b[i];
        sab += a[i] * b[i];
    }
    const long double va = n * saa - sa * sa, vb = n * sbb - sb * sb, c = n * sab - sa * sb;
    if (va <= 0 || vb <= 0) return std::nan("");
    return static_cast<double>(c * c / (va * vb));
}

}  // namespace

TEST(Genotypes, CorrelationAgreesWithPlainVectors) {
    for (const auto people :
         {StudyShape::People::All, StudyShape::People::Subset, StudyShape::People::Shuffled})
        for (const int count : {37, 64, 333}) {
            Study study({.file_people = count,
                         .variants = 140,
                         .traits = 1,
                         .covariates = 1,
                         .genotype_gaps = 0.1,
                         .people = people});
            for (auto& g : study.genotypes[3]) g = 1;
            study.genotypes[4] = study.genotypes[0];
            study.pack();
            std::vector<double> r2(140);
            const bool all = people == StudyShape::People::All;
            ASSERT_EQ(wm_genotype_r2_block(study.bed.data(), study.bed.data(), study.stride, count,
                                           all ? nullptr : study.sample_index.data(), study.n(), 140, 0, 2,
                                           r2.data()),
                      WM_OK);
            for (int v = 0; v < 140; ++v) {
                const double expected = plain_r2(study.analysed(0), study.analysed(v));
                if (std::isnan(expected))
                    EXPECT_TRUE(std::isnan(r2[static_cast<std::size_t>(v)]));
                else
                    EXPECT_NEAR(r2[static_cast<std::size_t>(v)], expected, 1e-14);
            }
            EXPECT_TRUE(std::isnan(r2[3]));
            EXPECT_NEAR(r2[4], 1.0, 1e-15);
        }
}

// r² over haplotypes by plain EM, from the start that makes the alleles independent and from both extremes,
// the likeliest end taken.
double haplotype_r2_by_em(const std::vector<int>& a, const std::vector<int>& b) {
    double known[2][2] = {}, both = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (a[i] < 0 || b[i] < 0) continue;
        if (a[i] == 1 && b[i] == 1)
            ++both;
        else
            for (int copy = 0; copy < 2; ++copy) ++known[a[i] > copy][b[i] > copy];
    }
    const double all = known[0][0] + known[0][1] + known[1][0] + known[1][1] + 2 * both;
    double best = -INFINITY, found = NAN;
    for (double share : {0.5, 1e-3, 1 - 1e-3}) {
        double h[2][2];
        for (int step = 0; step < 20000; ++step) {
            h[0][0] = (known[0][0] + both * share) / all;
            h[1][1] = (known[1][1] + both * share) / all;
            h[0][1] = (known[0][1] + both * (1 - share)) / all;
            h[1][0] = (known[1][0] + both * (1 - share)) / all;
            share = h[0][0] * h[1][1] / (h[0][0] * h[1][1] + h[0][1] * h[1][0]);
        }
        double likelihood = both * std::log(h[0][0] * h[1][1] + h[0][1] * h[1][0]);
        for (int i = 0; i < 4; ++i)
            if (known[i / 2][i % 2] > 0) likelihood += known[i / 2][i % 2] * std::log(h[i / 2][i % 2]);
        const double p = h[1][0] + h[1][1], q = h[0][1] + h[1][1], d = h[1][1] - p * q;
        if (likelihood > best + 1e-9) {
            best = likelihood;
            found = d * d / (p * (1 - p) * q * (1 - q));
        }
    }
    return found;
}

TEST(Genotypes, HaplotypeCorrelationAgreesWithEm) {
    Study study({.file_people = 333,
                 .variants = 60,
                 .traits = 1,
                 .covariates = 1,
                 .genotype_gaps = 0.1,
                 .people = StudyShape::People::Subset});
    for (auto& g : study.genotypes[3]) g = 1;
    study.genotypes[4] = study.genotypes[0];
    for (std::size_t i = 0; i < 333; i += 5) study.genotypes[5][i] = study.genotypes[0][i];
    for (std::size_t i = 0; i < 333; i += 2) study.genotypes[6][i] = study.genotypes[0][i];
    study.pack();
    std::vector<double> r2(60);
    ASSERT_EQ(wm_genotype_r2_block(study.bed.data(), study.bed.data(), study.stride, 333,
                                   study.sample_index.data(), study.n(), 60, 1, 2, r2.data()),
              WM_OK);
    for (std::size_t v = 0; v < 60; ++v) {
        if (v == 3) continue;
        EXPECT_NEAR(r2[v], haplotype_r2_by_em(study.analysed(0), study.analysed(static_cast<int>(v))), 1e-6)
            << v;
    }
    EXPECT_NEAR(r2[4], 1.0, 1e-12);
}

TEST(Genotypes, CountsAgreeWithPlainVectors) {
    for (const auto people :
         {StudyShape::People::All, StudyShape::People::Subset, StudyShape::People::Shuffled})
        for (const int count : {5, 64, 331, 2049}) {
            const Study study({.file_people = count,
                               .variants = 70,
                               .traits = 1,
                               .covariates = 1,
                               .genotype_gaps = 0.1,
                               .people = people});
            std::vector<std::int32_t> counts(280);
            const bool all = people == StudyShape::People::All;
            ASSERT_EQ(
                wm_count_block(study.bed.data(), study.stride, count,
                               all ? nullptr : study.sample_index.data(), study.n(), 70, 2, counts.data()),
                WM_OK);
            for (std::size_t v = 0; v < 70; ++v) {
                int expected[4] = {};
                for (const int g : study.analysed(static_cast<int>(v))) ++expected[g < 0 ? 3 : 2 - g];
                for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(counts[v * 4 + i], expected[i]);
            }
        }
}
