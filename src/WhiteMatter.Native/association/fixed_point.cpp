#include "association/fixed_point.hpp"

#include <cmath>

#include "interface/last_error.hpp"

namespace wm {

double to_fixed_point(const double* values, std::size_t count, int digit_bits, int limbs,
                      std::int64_t* integers) {
    double largest = 0.0;
    for (std::size_t i = 0; i < count; ++i) {
        if (!std::isfinite(values[i]))
            throw Failure(WM_INVALID_ARGUMENT, "a covariate or trait value is not finite");
        largest = std::fmax(largest, std::fabs(values[i]));
    }
    if (largest == 0.0) {
        for (std::size_t i = 0; i < count; ++i) integers[i] = 0;
        return 1.0;
    }
    // The largest integer all of whose digits are 2^(bits - 1) - 1.
    const std::int64_t digit = (std::int64_t{1} << digit_bits) - 1;
    const std::int64_t limit = ((std::int64_t{1} << (digit_bits * limbs)) - 1) / digit * (digit / 2);
    int exponent = digit_bits * limbs - 1 - std::ilogb(largest) - 1;
    while (std::nearbyint(std::ldexp(largest, exponent)) > static_cast<double>(limit)) --exponent;
    for (std::size_t i = 0; i < count; ++i)
        integers[i] = static_cast<std::int64_t>(std::nearbyint(std::ldexp(values[i], exponent)));
    return std::ldexp(1.0, -exponent);
}

}  // namespace wm
