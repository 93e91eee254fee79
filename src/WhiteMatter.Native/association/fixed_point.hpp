// Fixed-point form of a column of doubles: balanced base-256 digits under one power of two.
#pragma once

#include <cstddef>
#include <cstdint>

namespace wm {

inline constexpr int least_limbs = 3;
inline constexpr int most_limbs = 6;

// Rounds value[i] * 2^e to integers, e the largest for which every integer has `limbs` digits in [-128, 127].
// Returns 2^-e, so that integers[i] * 2^-e are the rounded values. Throws on a value that is not finite.
double to_fixed_point(const double* values, std::size_t count, int limbs, std::int64_t* integers);

// The digits of an integer, least first: integer = sum of 256^l digits[l].
inline void balanced_digits(std::int64_t integer, int limbs, std::int8_t* digits, std::size_t stride) {
    for (int l = 0; l < limbs; ++l) {
        const std::int64_t digit = ((integer + 128) & 255) - 128;
        digits[static_cast<std::size_t>(l) * stride] = static_cast<std::int8_t>(digit);
        integer = (integer - digit) / 256;
    }
}

}  // namespace wm
