// The portable kernels, and the choice between them and those of an instruction set.
#include "relatedness/pair_kernels.hpp"

#include <bit>
#include <cmath>

#include "product/product.hpp"

namespace wm {
namespace {

void count(const std::uint64_t* person, const std::uint64_t* people, std::size_t first, std::size_t last,
           std::int32_t* both_het, std::int32_t* opposite) {
    for (std::size_t j = first; j < last; ++j) {
        const std::uint64_t* other = people + j * person_words;
        int het = 0, ibs0 = 0;
        for (std::size_t w = 0; w < plane_words; ++w) {
            const std::uint64_t hom1 = person[w], second1 = person[plane_words + w];
            const std::uint64_t hom2 = other[w], second2 = other[plane_words + w];
            het += std::popcount(~hom1 & second1 & ~hom2 & second2);
            ibs0 += std::popcount(hom1 & hom2 & (second1 ^ second2));
        }
        both_het[j] += het;
        opposite[j] += ibs0;
    }
}

void decode(const std::uint8_t* codes, const float* weights, std::size_t variants, float* strips) {
    for (std::size_t v = 0; v < panel_variants; ++v)
        for (std::size_t person = 0; person < 128; ++person)
            strips[person / strip_people * strip_floats + v * strip_people + person % strip_people] =
                v < variants ? weights[4 * v + ((codes[32 * v + person / 4] >> (2 * (person % 4))) & 3u)]
                             : 0.0f;
}

void strip_product(const float* a, const float* b, float* sums) {
    for (std::size_t r = 0; r < 4; ++r)
        for (std::size_t c = 0; c < strip_people; ++c) {
            float sum = 0;
            for (std::size_t k = 0; k < panel_variants; ++k)
                sum = std::fma(a[k * strip_people + r], b[k * strip_people + c], sum);
            sums[r * strip_people + c] = sum;
        }
}

void row_product(const float* a, std::size_t row_step, std::size_t step, std::size_t count, const float* b,
                 std::size_t width, float* sums) {
    for (std::size_t r = 0; r < 4; ++r)
        for (std::size_t c = 0; c < width; ++c) {
            float sum = 0;
            for (std::size_t k = 0; k < count; ++k)
                sum = std::fma(a[r * row_step + k * step], b[k * width + c], sum);
            sums[r * width + c] = sum;
        }
}

}  // namespace

const PairKernels& scalar_pair_kernels() {
    static constexpr PairKernels kernels{count, decode, strip_product, row_product};
    return kernels;
}

const PairKernels& pair_kernels() {
#if defined(__x86_64__)
    if (kernels_for(WM_CPU_AUTO).path != WM_CPU_SCALAR && __builtin_cpu_supports("fma"))
        return avx2_pair_kernels();
#endif
    return scalar_pair_kernels();
}

}  // namespace wm
