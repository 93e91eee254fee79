#include "genotypes/dosage_calls.hpp"

#include "genotypes/genotype_file.hpp"

namespace wm {
namespace {

// 0.1 of a copy: PLINK 2's --hard-call-threshold, 1638.4 units, cut to a whole number as it does.
constexpr std::uint16_t call_distance = 1638;

// Code of a dosage, without branches so that the loop around it becomes vector instructions. The missing
// dosage is far above two copies and so no call.
inline std::uint8_t code(std::uint16_t dosage) {
    const auto is_near = [dosage](std::uint32_t whole) {
        return static_cast<std::uint16_t>(dosage - whole + call_distance) <= 2 * call_distance;
    };
    const std::uint8_t two = is_near(2 * dosage_per_copy), one = is_near(dosage_per_copy),
                       none = dosage <= call_distance;
    return static_cast<std::uint8_t>((none * 3) | (one * 2) |
                                     static_cast<std::uint8_t>((two | one | none) ^ 1));
}

}  // namespace

void pack_hard_calls(const std::uint16_t* dosages, std::int64_t samples, std::uint8_t* row) noexcept {
    constexpr std::int64_t at_once = 512;
    std::uint8_t codes[at_once];
    for (std::int64_t first = 0; first < samples; first += at_once) {
        const std::int64_t count = samples - first < at_once ? samples - first : at_once;
        for (std::int64_t i = 0; i < count; ++i) codes[i] = code(dosages[first + i]);
        for (std::int64_t i = count; i % 4 != 0; ++i) codes[i] = 0;
        for (std::int64_t i = 0; i < count; i += 4)
            *row++ = static_cast<std::uint8_t>(codes[i] | codes[i + 1] << 2 | codes[i + 2] << 4 |
                                               codes[i + 3] << 6);
    }
}

}  // namespace wm
