#include "results/number_text.hpp"

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

namespace wm {
namespace {

constexpr int digits = 6;
constexpr std::int64_t least = 100000, beyond = 1000000;  // six digits
constexpr int least_plain_exponent = -4;
constexpr int most_exponent = 280;
// A half this close to a rounding boundary is decided by the exact conversion.
constexpr double unsure = 1e-7;

const std::array<double, 2 * (most_exponent + digits) + 1> powers_of_ten = [] {
    std::array<double, 2 * (most_exponent + digits) + 1> powers{};
    for (std::size_t i = 0; i < powers.size(); ++i) {
        char text[8] = {'1', 'e'};
        const int exponent = static_cast<int>(i) - most_exponent - digits;
        const auto end = std::to_chars(text + 2, text + sizeof text, exponent).ptr;
        std::from_chars(text, end, powers[i]);
    }
    return powers;
}();

double power_of_ten(int exponent) {
    return powers_of_ten[static_cast<std::size_t>(exponent + most_exponent + digits)];
}

struct Pairs {
    char text[200];
    constexpr Pairs() : text{} {
        for (int i = 0; i < 100; ++i) {
            text[2 * i] = static_cast<char>('0' + i / 10);
            text[2 * i + 1] = static_cast<char>('0' + i % 10);
        }
    }
};
constexpr Pairs pairs;

std::uint8_t* write_exact(double value, std::uint8_t* to) {
    char* const text = reinterpret_cast<char*>(to);
    return reinterpret_cast<std::uint8_t*>(
        std::to_chars(text, text + longest_number, value, std::chars_format::general, digits).ptr);
}

// Six digits d.ddddd times 10^exponent, without the zeros at their end.
std::uint8_t* write_digits(std::int64_t number, std::int64_t exponent, std::uint8_t* to) {
    char six[6];
    std::memcpy(six, pairs.text + 2 * (number / 10000), 2);
    std::memcpy(six + 2, pairs.text + 2 * (number / 100 % 100), 2);
    std::memcpy(six + 4, pairs.text + 2 * (number % 100), 2);
    std::size_t length = digits;
    while (length > 1 && six[length - 1] == '0') --length;
    if (exponent >= digits || exponent < least_plain_exponent) {
        *to++ = static_cast<std::uint8_t>(six[0]);
        if (length > 1) {
            *to++ = '.';
            std::memcpy(to, six + 1, length - 1);
            to += length - 1;
        }
        *to++ = 'e';
        *to++ = exponent < 0 ? '-' : '+';
        const std::int64_t size = exponent < 0 ? -exponent : exponent;
        if (size < 100) {
            std::memcpy(to, pairs.text + 2 * size, 2);
            return to + 2;
        }
        char* const text = reinterpret_cast<char*>(to);
        return reinterpret_cast<std::uint8_t*>(std::to_chars(text, text + 20, size).ptr);
    }
    if (exponent < 0) {
        std::memcpy(to, "0.0000", 6);
        to += 1 - exponent;
        std::memcpy(to, six, length);
        return to + length;
    }
    const std::size_t whole = static_cast<std::size_t>(exponent) + 1;
    std::memcpy(to, six, whole);
    to += whole;
    if (length > whole) {
        *to++ = '.';
        std::memcpy(to, six + whole, length - whole);
        to += length - whole;
    }
    return to;
}

// 10^x for x in [0, 1), to 1e-14.
double power_of_ten_below_ten(double x) {
    static const std::array<double, 64> roots = [] {
        std::array<double, 64> made{};
        for (std::size_t i = 0; i < made.size(); ++i) made[i] = std::exp2(static_cast<double>(i) / 64.0);
        return made;
    }();
    const double scaled = x * 3.3219280948873623479 * 64.0;
    const int whole = static_cast<int>(scaled);
    const double r = (scaled - whole) * (0.69314718055994530942 / 64.0);
    const double rest = 1.0 + r * (1.0 + r * (0.5 + r * (1.0 / 6 + r * (1.0 / 24 + r * (1.0 / 120)))));
    return roots[static_cast<std::size_t>(whole % 64)] * static_cast<double>(1 << (whole / 64)) * rest;
}

}  // namespace

std::uint8_t* write_number(double value, std::uint8_t* to) {
    if (value == 0.0) {
        *to++ = '0';
        return to;
    }
    const double size = std::abs(value);
    // log10 2 times the binary exponent is at most one below the decimal one.
    const int binary = static_cast<int>(std::bit_cast<std::uint64_t>(size) >> 52) - 1023;
    int exponent = (binary * 1233) >> 12;
    if (exponent >= most_exponent || exponent <= -most_exponent) return write_exact(value, to);
    double scaled = size * power_of_ten(digits - 1 - exponent);
    if (scaled >= beyond) {
        ++exponent;
        scaled = size * power_of_ten(digits - 1 - exponent);
    } else if (scaled < least) {
        --exponent;
        scaled = size * power_of_ten(digits - 1 - exponent);
    }
    std::int64_t number = static_cast<std::int64_t>(scaled);
    const double fraction = scaled - static_cast<double>(number);
    if (std::abs(fraction - 0.5) < unsure) return write_exact(value, to);
    number += fraction > 0.5 ? 1 : 0;
    if (number >= beyond) {
        number = least;
        ++exponent;
    }
    if (value < 0.0) *to++ = '-';
    return write_digits(number, exponent, to);
}

std::uint8_t* write_p(double neglog10p, std::uint8_t* to) {
    if (neglog10p == std::numeric_limits<double>::infinity()) {
        *to++ = '0';
        return to;
    }
    const double whole = std::ceil(neglog10p);
    std::int64_t exponent = -static_cast<std::int64_t>(whole);
    std::int64_t number = static_cast<std::int64_t>(
        power_of_ten_below_ten(whole - neglog10p) * static_cast<double>(least) + 0.5);
    if (number >= beyond) {
        number = least;
        ++exponent;
    }
    return write_digits(number, exponent, to);
}

std::uint8_t* write_whole(std::int32_t value, std::uint8_t* to) {
    char* const text = reinterpret_cast<char*>(to);
    return reinterpret_cast<std::uint8_t*>(std::to_chars(text, text + longest_number, value).ptr);
}

}  // namespace wm
