// The portable path: plain loops that every compiler understands.
#include <cstring>

#include "association/finish.hpp"
#include "product/product.hpp"

namespace wm {
namespace {

// PLINK's code to copies of A1: 00 two, 01 missing, 10 one, 11 none.
constexpr std::uint8_t copies_of_code[4] = {2, 0, 1, 0};

void spread(const std::uint8_t* const* rows, std::size_t first_byte, std::size_t bytes, std::uint8_t* slab) {
    for (std::size_t v = 0; v < slab_variants; ++v) {
        const std::uint8_t* row = rows[v] + first_byte;
        for (std::size_t b = 0; b < bytes; ++b) {
            std::uint8_t* out = slab + b * slab_group_bytes + v * group_people;
            for (unsigned i = 0; i < group_people; ++i) out[i] = copies_of_code[(row[b] >> (2 * i)) & 3];
        }
    }
}

void accumulate(const std::uint8_t* slab, std::size_t groups, const std::int8_t* rows, std::size_t stride,
                std::size_t count, std::int32_t* sums) {
    for (std::size_t r = 0; r < count; ++r) {
        const std::int8_t* digits = rows + r * stride;
        std::int32_t* out = sums + r * slab_variants;
        for (std::size_t g = 0; g < groups; ++g) {
            const std::uint8_t* a = slab + g * slab_group_bytes;
            const std::int32_t d0 = digits[4 * g], d1 = digits[4 * g + 1];
            const std::int32_t d2 = digits[4 * g + 2], d3 = digits[4 * g + 3];
            for (std::size_t v = 0; v < slab_variants; ++v)
                out[v] += a[4 * v] * d0 + a[4 * v + 1] * d1 + a[4 * v + 2] * d2 + a[4 * v + 3] * d3;
        }
    }
}

std::size_t gather(const std::uint8_t* slab, const std::uint32_t* people, std::size_t count,
                   std::uint8_t* chosen) {
    const std::size_t groups = (count + group_people - 1) / group_people;
    if (groups > 0) std::memset(chosen + (groups - 1) * slab_group_bytes, 0, slab_group_bytes);
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint8_t* in =
            slab + people[i] / group_people * slab_group_bytes + people[i] % group_people;
        std::uint8_t* out = chosen + i / group_people * slab_group_bytes + i % group_people;
        for (std::size_t v = 0; v < slab_variants; ++v) out[v * group_people] = in[v * group_people];
    }
    return groups;
}

void moments(const std::uint8_t* slab, std::size_t groups, std::int32_t* sums, std::int32_t* squares) {
    for (std::size_t g = 0; g < groups; ++g) {
        const std::uint8_t* a = slab + g * slab_group_bytes;
        for (std::size_t v = 0; v < slab_variants; ++v)
            for (std::size_t i = 0; i < group_people; ++i) {
                const std::int32_t x = a[v * group_people + i];
                sums[v] += x;
                squares[v] += x * x;
            }
    }
}

void spread_wide(const std::uint16_t* const* rows, const DosageForm* forms, std::size_t people,
                 std::int16_t* slab) {
    for (std::size_t v = 0; v < slab_variants; ++v)
        for (std::size_t i = 0; i < people; ++i) {
            const std::uint16_t dosage = rows[v][i];
            const std::uint16_t h =
                dosage == 0xffff ? 0 : static_cast<std::uint16_t>((dosage ^ forms[v].flip) + forms[v].shift);
            slab[i / pair_people * slab_pair_numbers + v * pair_people + i % pair_people] =
                static_cast<std::int16_t>(h);
        }
}

void accumulate_wide(const std::int16_t* slab, std::size_t pairs, const std::int16_t* rows,
                     std::size_t stride, std::size_t count, std::int64_t* sums) {
    for (std::size_t r = 0; r < count; ++r) {
        const std::int16_t* digits = rows + r * stride;
        std::int64_t* out = sums + r * slab_variants;
        for (std::size_t p = 0; p < pairs; ++p) {
            const std::int16_t* a = slab + p * slab_pair_numbers;
            const std::int32_t d0 = digits[2 * p], d1 = digits[2 * p + 1];
            for (std::size_t v = 0; v < slab_variants; ++v) out[v] += a[2 * v] * d0 + a[2 * v + 1] * d1;
        }
    }
}

}  // namespace

const ProductKernels& scalar_kernels() {
    static constexpr ProductKernels kernels{WM_CPU_SCALAR, "scalar",        spread,
                                            accumulate,    gather,          moments,
                                            spread_wide,   accumulate_wide, &finish_baseline};
    return kernels;
}

}  // namespace wm
