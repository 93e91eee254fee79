#include "statistics/student_t.hpp"

#include <cmath>
#include <limits>

#include "interface/last_error.hpp"
#include "statistics/student_t_core.hpp"

namespace wm {
namespace {

// log(1 + x) for x >= 0.
double log_one_plus(double x) {
    if (x > 1e300) return log_positive(x);
    const double u = 1.0 + x;
    return log_positive(u) + (x - (u - 1.0)) / u;
}

// 1 / B(df/2, 1/2) = Gamma((df+1)/2) / (Gamma(df/2) Gamma(1/2)) = c sqrt(df), c the constant of the density:
// for large df from the series' scale, else stepped down from there by the recurrence of Gamma.
double inverse_beta_half(double df) {
    double factor = 1.0;
    while (df < series_least_df) {
        factor *= df / (df + 1.0);
        df += 2.0;
    }
    return factor * 0.5 * student_scale(df) * std::sqrt(df);
}

// exp(-x) for 0 <= x < 700, without the C library, whose last bit depends on the processor.
double decay(double x) {
    const double k = std::floor(x * 1.4426950408889634 + 0.5);
    const double r = (x - k * ln2_high) - k * ln2_low;
    double value = 1.0;
    for (int i = 18; i >= 1; --i) value = 1.0 - value * r * (1.0 / i);
    return std::ldexp(value, -static_cast<int>(k));
}

// sum_{n>=1} a (1/2)_n / (n! (a+n)) x^n: the power series of the incomplete beta function I_x(a, 1/2), all
// positive.
double tail_series(double a, double x) {
    double term = 1.0, sum = 0.0;
    for (int n = 1; n < 10000; ++n) {
        term *= (n - 0.5) / n * x;
        const double part = term * (a / (a + n));
        sum += part;
        if (part < 1e-17 * (1.0 + sum)) break;
    }
    return sum;
}

// sum_{n>=0} (a+1/2)_n / (3/2)_n y^n: the series of I_y(1/2, a), all positive.
double central_series(double a, double y) {
    double term = 1.0, sum = 1.0;
    for (int n = 0; n < 10000; ++n) {
        term *= (a + 0.5 + n) / (1.5 + n) * y;
        sum += term;
        if (term < 1e-18 * sum) break;
    }
    return sum;
}

}  // namespace

double student_neglog10p(double t, double df) {
    if (!(df > 0.0) || t != t) return std::numeric_limits<double>::quiet_NaN();
    const double absolute = t < 0 ? -t : t;
    if (absolute == 0.0) return 0.0;
    if (absolute == std::numeric_limits<double>::infinity()) return absolute;
    // Normal deviates beyond 1e15 degrees of freedom are the same to every digit.
    if (df > 1e15) df = 1e15;
    const double w = 1.0 / df;
    const double ratio = absolute < 1e150 ? absolute * absolute * w : std::numeric_limits<double>::infinity();
    if (df >= series_least_df && ratio <= series_greatest_ratio)
        return student_neglog10p_series(absolute * absolute, df, w, student_scale(df));

    const double a = 0.5 * df;
    // log(1 + t^2/df), without squaring what would overflow.
    const double q = ratio <= 1e200 ? log_one_plus(ratio) : 2.0 * log_positive(absolute) - log_positive(df);
    const double inverse_beta = inverse_beta_half(df);
    if (ratio > 0.1) {
        // P = x^a / (a B(a, 1/2)) (1 + ...), x = 1/(1 + ratio).
        const double x = ratio <= 1e200 ? 1.0 / (1.0 + ratio) : 0.0;
        const double log_tail = log_positive(inverse_beta / a) + log_one_plus(tail_series(a, x));
        return (a * q - log_tail) * log10_e;
    }
    // 1 - P = 2 sqrt(y) (1 - y)^a / B(1/2, a) (1 + ...), y = ratio/(1 + ratio); here df < series_least_df.
    const double y = ratio / (1.0 + ratio);
    const double inside = 2.0 * std::sqrt(y) * inverse_beta * decay(a * q) * central_series(a, y);
    const double u = 1.0 - inside;
    return -(log_positive(u) + (-inside - (u - 1.0)) / u) * log10_e;
}

}  // namespace wm

extern "C" double wm_neglog10p_student_t(double t, double df) { return wm::student_neglog10p(t, df); }
extern "C" double wm_log10p_student_t(double t, double df) { return -wm::student_neglog10p(t, df); }

extern "C" wm_status wm_neglog10p_student_t_many(const double* t, const double* df, int64_t count,
                                                 double* neglog10p) {
    return wm::guarded([&] {
        wm::require(count == 0 || (t != nullptr && df != nullptr && neglog10p != nullptr), "null array");
        wm::require(count >= 0, "negative count");
        for (int64_t i = 0; i < count; ++i) neglog10p[i] = wm::student_neglog10p(t[i], df[i]);
    });
}
