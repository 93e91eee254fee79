// Fixed-point form of a column of doubles: balanced digits under one power of two.
#pragma once

#include <cstddef>
#include <cstdint>

namespace wm {

inline constexpr int least_limbs = 3;
inline constexpr int most_limbs = 6;

// Digits of 8 bits lie in [-128, 127], as bytes multiply them; of 12 bits in [-2047, 2048]: the product of a
// wide genotype and a digit (product.hpp) then has room for 32 people in 32 bits.
inline constexpr int byte_digit_bits = 8;
inline constexpr int wide_digit_bits = 12;

// Rounds value[i] * 2^e to integers, e the largest for which every integer has `limbs` digits. Returns 2^-e,
// so that integers[i] * 2^-e are the rounded values. Throws on a value that is not finite.
double to_fixed_point(const double* values, std::size_t count, int digit_bits, int limbs,
                      std::int64_t* integers);

// The digits of an integer, least first: integer = sum of 2^(bits l) digits[l].
template <int Bits, class Digit>
inline void balanced_digits(std::int64_t integer, int limbs, Digit* digits, std::size_t stride) {
    constexpr std::int64_t base = std::int64_t{1} << Bits;
    constexpr std::int64_t below = Bits == byte_digit_bits ? base / 2 : base / 2 - 1;
    for (int l = 0; l < limbs; ++l) {
        const std::int64_t digit = ((integer + below) & (base - 1)) - below;
        digits[static_cast<std::size_t>(l) * stride] = static_cast<Digit>(digit);
        integer = (integer - digit) / base;
    }
}

}  // namespace wm
