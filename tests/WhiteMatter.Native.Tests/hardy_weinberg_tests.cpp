#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "whitematter.h"

namespace {

// All tables with these allele counts, each probability by log-factorials in long double.
long double enumerated(int hom1, int het, int hom2) {
    const int n = hom1 + het + hom2, a = 2 * hom1 + het, b = 2 * n - a;
    const auto log_probability = [&](int h) {
        const int x = (a - h) / 2, y = (b - h) / 2;
        return h * std::log(2.0L) + std::lgamma(n + 1.0L) - std::lgamma(x + 1.0L) - std::lgamma(h + 1.0L) -
               std::lgamma(y + 1.0L) + std::lgamma(a + 1.0L) + std::lgamma(b + 1.0L) -
               std::lgamma(2.0L * n + 1.0L);
    };
    const long double observed = log_probability(het);
    long double sum = 0;
    for (int h = a % 2; h <= a && h <= b; h += 2)
        if (log_probability(h) <= observed + 1e-12L) sum += std::exp(log_probability(h));
    return sum;
}

}  // namespace

TEST(HardyWeinberg, AgreesWithTheEnumerationOfAllTables) {
    for (int hom1 = 0; hom1 <= 24; hom1 += 3)
        for (int het = 0; het <= 40; ++het)
            for (int hom2 = 0; hom2 <= 60; hom2 += 4) {
                const double expected = static_cast<double>(enumerated(hom1, het, hom2));
                EXPECT_NEAR(wm_hwe_exact(hom1, het, hom2) / expected, 1.0, 1e-11)
                    << hom1 << ' ' << het << ' ' << hom2;
            }
    for (const auto& [hom1, het, hom2] :
         {std::array{700, 350, 700}, {10, 1990, 0}, {3000, 900, 120}, {0, 1, 4000}})
        EXPECT_NEAR(wm_hwe_exact_neglog10p(hom1, het, hom2),
                    static_cast<double>(-std::log10(enumerated(hom1, het, hom2))),
                    1e-9 * (1 + wm_hwe_exact_neglog10p(hom1, het, hom2)));
}

TEST(HardyWeinberg, AgreesWithPlink) {
    // PLINK v2.00a3.5 (9 Aug 2022), plink2 --vcf h.vcf --hardy --nonfounders: column P, six digits.
    const struct {
        int hom1, het, hom2;
        double p;
    } table[] = {
        {57, 14, 50, 5.56205e-19},     {0, 100, 0, 1.51139e-29},
        {10, 0, 10, 1.3403e-06},       {3, 5, 0, 0.487179},
        {1469, 138, 5, 0.382519},      {500, 1000, 500, 1},
        {12, 80, 8, 1.87177e-09},      {0, 3, 97, 1},
        {600, 100, 300, 3.30127e-144}, {20, 21, 22, 0.0109387},
    };
    for (const auto& row : table)
        EXPECT_NEAR(wm_hwe_exact(row.hom1, row.het, row.hom2) / row.p, 1.0, 5e-6)
            << row.hom1 << ' ' << row.het;
}

TEST(HardyWeinberg, DoesNotUnderflowForABiobank) {
    // No heterozygote among 2m people of two homozygous halves: one table, probability C(2m, m) / C(4m, 2m).
    const int64_t m = 100000;
    const long double log_p = std::lgamma(2.0L * m + 1) - 2 * std::lgamma(m + 1.0L) -
                              (std::lgamma(4.0L * m + 1) - 2 * std::lgamma(2.0L * m + 1));
    EXPECT_NEAR(wm_hwe_exact_neglog10p(m, 0, m) / static_cast<double>(-log_p / std::log(10.0L)), 1.0, 1e-12);
    EXPECT_EQ(wm_hwe_exact(m, 0, m), 0.0);
}

TEST(HardyWeinberg, EmptyAndNegativeCounts) {
    EXPECT_EQ(wm_hwe_exact(0, 0, 0), 1.0);
    EXPECT_EQ(wm_hwe_exact_neglog10p(5, 0, 0), 0.0);
    EXPECT_TRUE(std::isnan(wm_hwe_exact(-1, 0, 0)));
}
