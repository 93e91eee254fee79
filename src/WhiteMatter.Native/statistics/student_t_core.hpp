// The two-sided P of Student's t for many degrees of freedom, in straight-line arithmetic that compilers
// vectorise.
//
// With nu degrees of freedom, q = nu log(1 + t^2/nu) and z = sqrt(q), the substitution t -> z turns the tail
// into
//     P = 2c * integral_z^inf exp(-s^2/2) h(s^2/nu) ds,   h(x) = sqrt(x / (1 - exp(-x))) = 1 + x/4 + x^2/96 -
//     ...
// and term-by-term integration (E_j = z^(2j-1) + (2j-1) E_(j-1)) gives sums of positive terms only:
//     P = exp(-q/2) [ erfcx(z/sqrt2) + 2c sum_{j>=1} h_j nu^-j (z^(2j-1) + ... + (2j-1)!! z) ],
//     2c = sqrt(2/pi) / sum_{j>=0} h_j (2j-1)!! nu^-j.
// The series in 1/nu is asymptotic with terms below (2j-1)!! / (2 pi nu)^j; ten terms reach 1e-15 in the
// region below.
//
// Everything here has internal linkage: the file is compiled once for each instruction set.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

namespace {

inline constexpr double series_least_df = 40.0;
// The series needs log(1 + t^2/nu) <= 0.3, that is t^2/nu <= this.
inline constexpr double series_greatest_ratio = 0.3498;

inline constexpr int series_terms = 10;
// Taylor coefficients of h, from the power of the series of (1 - exp(-x))/x; checked with mpmath 1.3.
inline constexpr double series_h[series_terms + 1] = {1.0,
                                                      0.25,
                                                      0.010416666666666666667,
                                                      -0.0026041666666666666667,
                                                      -0.00009765625,
                                                      0.000051540798611111111111,
                                                      1.2756024718915343915e-6,
                                                      -1.1100970878902910053e-6,
                                                      -1.9670584004181823192e-8,
                                                      2.4836319884715677359e-8,
                                                      3.3966619960386745055e-10};

inline constexpr double root_two_over_pi = 0.79788456080286535588;
inline constexpr double root_half_pi = 1.2533141373155002512;
inline constexpr double log10_e = 0.43429448190325182765;
inline constexpr double ln2_high = 0x1.62e42fefa3800p-1;  // 42 bits of log 2
inline constexpr double ln2_low = 0x1.ef35793c76730p-45;

// (1 + sqrt(pi/2) z) erfcx(z/sqrt2) as a polynomial in (z - 4)/(z + 4), z >= 0: Chebyshev interpolation with
// mpmath 1.3 at 36 points, error 6e-17.
inline constexpr int mills_degree = 24;
inline constexpr double mills[mills_degree + 1] = {
    1.1354308142581805574,      -0.15607136685266049499,    -0.027922167297671731121,
    0.10801948125921799574,     -0.096344992130257625267,   0.049261464759160229327,
    -0.012796248918801797644,   -0.0010395920646322381849,  0.0018366816179021760232,
    -0.00021362236216770747878, -0.00023472964111015447037, 0.000050920494211932213603,
    0.000036339129054494140587, -8.1859838278162887519e-6,  -6.8885014606481694631e-6,
    9.1511221265756223765e-7,   1.438448431784575018e-6,    2.3671992900446851085e-8,
    -2.9159132064252673218e-7,  -5.0991052138933332235e-8,  5.0580866884958016301e-8,
    1.4746798361706130109e-8,   -6.3745469734824242165e-9,  -1.7892537097802705927e-9,
    4.207336747021570881e-10};

#define WM_INLINE inline __attribute__((always_inline))

// log x for positive normal x: x = 2^e m, m in [sqrt(1/2), sqrt 2), log m = 2 atanh((m - 1)/(m + 1)) by its
// series.
WM_INLINE double log_positive(double x) {
    constexpr std::uint64_t one = 0x3ff0000000000000u, root_half = 0x3fe6a09e667f3bcdu,
                            two52 = 0x4330000000000000u;
    const std::uint64_t shifted = std::bit_cast<std::uint64_t>(x) + (one - root_half);
    const double e = std::bit_cast<double>((shifted >> 52) | two52) - (4503599627370496.0 + 1023.0);
    const double m = std::bit_cast<double>((shifted & 0x000fffffffffffffu) + root_half);
    const double f = m - 1.0;
    const double s = f / (m + 1.0);
    const double r = s * s;
    double p = 1.0 / 21.0;
    p = p * r + 1.0 / 19.0;
    p = p * r + 1.0 / 17.0;
    p = p * r + 1.0 / 15.0;
    p = p * r + 1.0 / 13.0;
    p = p * r + 1.0 / 11.0;
    p = p * r + 1.0 / 9.0;
    p = p * r + 1.0 / 7.0;
    p = p * r + 1.0 / 5.0;
    p = p * r + 1.0 / 3.0;
    return e * ln2_high + (2.0 * s + (2.0 * s * r * p + e * ln2_low));
}

// 2c of the header comment, for df >= series_least_df.
WM_INLINE double student_scale(double df) {
    const double w = 1.0 / df;
    double sum = 0.0;
    double odd_factorial = 654729075.0;  // (2j-1)!! for j = 10
    double weights[series_terms + 1];
    for (int j = series_terms; j >= 1; --j) {
        weights[j] = series_h[j] * odd_factorial;
        odd_factorial /= 2 * j - 1;
    }
    for (int j = series_terms; j >= 1; --j) sum = (sum + weights[j]) * w;
    return root_two_over_pi / (1.0 + sum);
}

// -log10 P for df = 1/w >= series_least_df and t2 w <= series_greatest_ratio; scale is student_scale(df).
WM_INLINE double student_neglog10p_series(double t2, double df, double w, double scale) {
    const double x = t2 * w;
    const double s = x / (2.0 + x);
    const double r = s * s;
    double a = 1.0 / 19.0;
    a = a * r + 1.0 / 17.0;
    a = a * r + 1.0 / 15.0;
    a = a * r + 1.0 / 13.0;
    a = a * r + 1.0 / 11.0;
    a = a * r + 1.0 / 9.0;
    a = a * r + 1.0 / 7.0;
    a = a * r + 1.0 / 5.0;
    a = a * r + 1.0 / 3.0;
    const double ratio = 2.0 * s + 2.0 * s * r * a;  // log(1 + t^2/nu)
    const double q = df * ratio;
    const double z = std::sqrt(q);

    double power = w, term = w;
    double sum = series_h[1] * w;
#pragma GCC unroll 32
    for (int j = 2; j <= series_terms; ++j) {
        power *= ratio;
        term = power + (2 * j - 1) * w * term;
        sum += series_h[j] * term;
    }
    const double correction = scale * sum;

    const double y = (z - 4.0) / (z + 4.0);
    double m = mills[mills_degree];
#pragma GCC unroll 32
    for (int i = mills_degree - 1; i >= 0; --i) m = m * y + mills[i];
    const double tail = m / (1.0 + root_half_pi * z) + z * correction;

    // Near t = 0 the complement 1 - P, by the series of erf and exp, keeps the relative precision of log P.
    double gauss = 1.0 / 78033715200.0;  // 1/(2^k k! (2k+1)), k = 10, then down to 0
    gauss = 1.0 / 3530096640.0 - gauss * q;
    gauss = 1.0 / 175472640.0 - gauss * q;
    gauss = 1.0 / 9676800.0 - gauss * q;
    gauss = 1.0 / 599040.0 - gauss * q;
    gauss = 1.0 / 42240.0 - gauss * q;
    gauss = 1.0 / 3456.0 - gauss * q;
    gauss = 1.0 / 336.0 - gauss * q;
    gauss = 1.0 / 40.0 - gauss * q;
    gauss = 1.0 / 6.0 - gauss * q;
    gauss = 1.0 - gauss * q;
    const double half = 0.5 * q;
    double decay = 1.0;
#pragma GCC unroll 32
    for (int k = 12; k >= 1; --k) decay = 1.0 - decay * half * (1.0 / k);
    const double inside = z * (root_two_over_pi * gauss - correction * decay);

    const bool central = q < 0.5625;
    const double u = central ? 1.0 - inside : tail;
    const double rest = central ? (-inside - (u - 1.0)) / u : 0.0;
    const double base = central ? 0.0 : half;
    return (base - (log_positive(u) + rest)) * log10_e;
}

}  // namespace
