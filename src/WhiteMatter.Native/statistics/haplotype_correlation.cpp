#include "statistics/haplotype_correlation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace wm {
namespace {

// Differences below these are rounding; PLINK 1.9's values, so that the same roots count as the same.
constexpr double same_root = 0x1p-30;      // two roots are one
constexpr double on_border = 0x1p-35;      // a root lies on the border of what is possible
constexpr double no_covariance = 0x1p-44;  // the alleles are independent

struct Roots {
    std::array<double, 3> value{};
    int count = 0;
};

// Real roots of x³ + ax² + bx + c, ascending, each once.
Roots cubic_roots(double a, double b, double c) {
    const double q = (a * a - 3 * b) / 9;
    const double r = (2 * a * a * a - 9 * a * b + 27 * c) / 54;
    const double shift = a / 3;
    Roots roots;
    if (r * r < q * q * q) {
        const double angle = std::acos(r / (q * std::sqrt(q))) / 3;
        const double scale = -2 * std::sqrt(q);
        constexpr double third = 2 * std::numbers::pi / 3;
        roots.value = {scale * std::cos(angle) - shift, scale * std::cos(angle + third) - shift,
                       scale * std::cos(angle - third) - shift};
        std::sort(roots.value.begin(), roots.value.end());
        const auto end = std::unique(roots.value.begin(), roots.value.end(),
                                     [](double x, double y) { return std::abs(y - x) < same_root; });
        roots.count = static_cast<int>(end - roots.value.begin());
        return roots;
    }
    const double size = std::cbrt(std::abs(r) + std::sqrt(r * r - q * q * q));
    const double first = r < 0 ? size : -size;
    if (first == 0) {
        roots.value[0] = -shift;
        roots.count = 1;
        return roots;
    }
    const double second = q / first;
    roots.value[0] = first + second - shift;
    roots.count = 1;
    if (std::abs(first - second) < 8 * same_root) {  // the other two fall together
        const double twice = -0.5 * (first + second) - shift;
        if (std::abs(twice - roots.value[0]) >= same_root) {
            roots.value[1] = twice;
            roots.count = 2;
            std::sort(roots.value.begin(), roots.value.begin() + 2);
        }
    }
    return roots;
}

// Haplotypes that are certain, as shares of all; and the share of each pair that a double heterozygote may
// hold.
struct Haplotypes {
    double f11, f12, f21, f22, open;

    // Log-likelihood per haplotype when the share `x` of the open ones is 11 with 22, and the rest 12
    // with 21.
    double log_likelihood(double x) const {
        const auto weighted = [](double weight, double share) {
            return weight == 0 ? 0.0 : weight * std::log(share);
        };
        const double g11 = f11 + x, g22 = f22 + x, g12 = f12 + open - x, g21 = f21 + open - x;
        return weighted(open, g11 * g22 + g12 * g21) + weighted(f11, g11) + weighted(f12, g12) +
               weighted(f21, g21) + weighted(f22, g22);
    }

    // Where the likelihood may be greatest between 0 and `open`.
    Roots candidates() const {
        const double same = f11 * f22, opposite = f12 * f21;
        if (same == 0 && opposite == 0) {
            Roots roots;
            const double along = f11 + f22, across = f12 + f21;
            roots.value[roots.count++] = 0;
            if (along + on_border < open + across && across + on_border < open + along)
                roots.value[roots.count++] = (open + across - along) / 2;
            roots.value[roots.count++] = open;
            return roots;
        }
        const double tilt = f11 + f22 - f12 - f21;
        const Roots all = cubic_roots(0.5 * (tilt - 3 * open), 0.5 * (same + opposite + open * (open - tilt)),
                                      -0.5 * open * same);
        Roots possible;
        for (int i = 0; i < all.count; ++i) {
            const double x = all.value[i];
            if (x >= -on_border && x <= open + on_border)
                possible.value[possible.count++] = std::clamp(x, 0.0, open);
        }
        if (possible.count == 0) {  // a double root at a border, lost by rounding
            possible.value = {0, open, 0};
            possible.count = 2;
        }
        return possible;
    }

    double likeliest() const {
        const Roots roots = candidates();
        double best = roots.value[0];
        if (roots.count == 1) return best;
        double greatest = log_likelihood(best);
        for (int i = 1; i < roots.count; ++i)
            if (const double value = log_likelihood(roots.value[i]); value > greatest) {
                greatest = value;
                best = roots.value[i];
            }
        return best;
    }
};

}  // namespace

double haplotype_r2(const GenotypeTable& people) {
    const auto count = [&](int a, int b) { return static_cast<double>(people[a][b]); };
    const double k11 = 2 * count(0, 0) + count(0, 1) + count(1, 0);
    const double k12 = 2 * count(0, 2) + count(0, 1) + count(1, 2);
    const double k21 = 2 * count(2, 0) + count(1, 0) + count(2, 1);
    const double k22 = 2 * count(2, 2) + count(1, 2) + count(2, 1);
    const double both = count(1, 1), all = k11 + k12 + k21 + k22 + 2 * both;
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    if (all == 0) return none;
    const Haplotypes known{k11 / all, k12 / all, k21 / all, k22 / all, both / all};
    const double first = known.f11 + known.f12 + known.open, second = known.f11 + known.f21 + known.open;
    // Counts, for the sums of shares round.
    if (k11 + k12 + both == 0 || k21 + k22 + both == 0 || k11 + k21 + both == 0 || k12 + k22 + both == 0)
        return none;
    const double f11 = known.f11 + (both > 0 ? known.likeliest() : 0.0);
    const double covariance = f11 - first * second;
    if (std::abs(covariance) < no_covariance) return 0;
    return covariance * covariance / (first * (1 - first) * second * (1 - second));
}

}  // namespace wm
