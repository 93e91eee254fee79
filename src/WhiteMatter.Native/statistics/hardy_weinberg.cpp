// Exact test of Hardy-Weinberg equilibrium (Wigginton, Cutler & Abecasis, Am J Hum Genet 2005;76:887).
#include <cmath>
#include <limits>

#include "interface/last_error.hpp"

namespace {

// Given the allele counts, tables with h heterozygotes have probability proportional to
// 2^h / (homA! h! homB!), so neighbours differ by a ratio of small products. P is the share of all tables at
// most as probable as the observed one. Everything is scaled by the observed table's probability.
double natural_log_p(int64_t hom1, int64_t het, int64_t hom2) {
    const int64_t rare_hom = hom1 < hom2 ? hom1 : hom2;
    const int64_t common_hom = hom1 < hom2 ? hom2 : hom1;
    // Tables equally probable by symmetry differ by rounding only: they count as equal.
    constexpr double as_probable = 1.0 + 1e-10;
    constexpr double shrink = 0x1p-900, grow = 0x1p900;
    constexpr double log_grow = 900 * 0.69314718055994530942;

    double at_most = 1.0, more = 0.0;  // sums of relative probabilities, `more` in units of exp(more_log)
    double more_log = 0.0;
    const auto walk = [&](double rare, double common, double h, int step) {
        double p = 1.0, p_log = 0.0;  // this table's relative probability is p exp(p_log)
        for (;;) {
            if (step > 0) {
                if (rare < 1.0) break;
                p *= 4.0 * rare * common / ((h + 1.0) * (h + 2.0));
                rare -= 1.0;
                common -= 1.0;
                h += 2.0;
            } else {
                if (h < 2.0) break;
                p *= h * (h - 1.0) / (4.0 * (rare + 1.0) * (common + 1.0));
                rare += 1.0;
                common += 1.0;
                h -= 2.0;
            }
            if (p > grow) {
                p *= shrink;
                p_log += log_grow;
            } else if (p_log > 0.0 && p < 1.0) {
                p *= grow;
                p_log -= log_grow;
            }
            if (p_log == 0.0 && p <= as_probable) {
                at_most += p;
                // Beyond the mode probabilities fall faster than geometrically.
                if (p < 1e-18 * at_most) break;
            } else {
                while (more_log < p_log) {
                    more *= shrink;
                    more_log += log_grow;
                }
                double part = p;
                for (double at = p_log; at < more_log; at += log_grow) part *= shrink;
                more += part;
            }
        }
    };
    walk(static_cast<double>(rare_hom), static_cast<double>(common_hom), static_cast<double>(het), +1);
    walk(static_cast<double>(rare_hom), static_cast<double>(common_hom), static_cast<double>(het), -1);
    if (more == 0.0) return 0.0;
    // log(at_most / (at_most + more)).
    double rest = at_most;
    for (double at = 0.0; at < more_log; at += log_grow) rest *= shrink;
    return std::log(at_most) - (std::log(more + rest) + more_log);
}

}  // namespace

extern "C" double wm_hwe_exact_neglog10p(int64_t hom1, int64_t het, int64_t hom2) {
    if (hom1 < 0 || het < 0 || hom2 < 0) return std::numeric_limits<double>::quiet_NaN();
    const double value = -natural_log_p(hom1, het, hom2) * 0.43429448190325182765;
    return value > 0.0 ? value : 0.0;
}

extern "C" double wm_hwe_exact(int64_t hom1, int64_t het, int64_t hom2) {
    if (hom1 < 0 || het < 0 || hom2 < 0) return std::numeric_limits<double>::quiet_NaN();
    const double value = std::exp(natural_log_p(hom1, het, hom2));
    return value < 1.0 ? value : 1.0;
}
