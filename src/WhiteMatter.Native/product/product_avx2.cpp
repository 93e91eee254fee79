// AVX2: vpmaddubsw sums pairs of count * digit in 16 bits. A count is at most 2 and a digit in [-128, 127],
// so a step adds at most 508 and at least -512 to a 16-bit lane, and 64 steps (256 people) stay within
// [-32768, 32512].
#include <immintrin.h>

#include "association/finish.hpp"
#include "product/lookup_avx2.inc"
#include "product/product.hpp"
#include "product/slab_avx2.inc"
#include "product/wide_avx2.inc"

namespace wm {
namespace {

constexpr std::size_t steps = 64;

// R digit rows against 16 variants from `slab` on: 2 R accumulators, two registers of counts, one of digits
// and one for a product, all of them in the 16 registers. The loops are unrolled and the barrier after each
// row keeps the rows apart: the compiler otherwise moves all broadcasts to the front, runs out of registers
// and keeps accumulators in memory, at less than half the speed. A step of R rows is 2 R multiplications,
// which two of the four pipes take, so the limit is R cycles for 64 R products; 0.8 to 0.9 of it is reached.
template <std::size_t R>
inline __attribute__((always_inline)) void accumulate_rows(const std::uint8_t* slab, std::size_t groups,
                                                           const std::int8_t* rows, std::size_t stride,
                                                           std::int32_t* sums) {
    const __m256i ones = _mm256_set1_epi16(1);
    for (std::size_t first = 0; first < groups; first += steps) {
        const std::size_t last = first + steps < groups ? first + steps : groups;
        __m256i low[R], high[R];
#pragma GCC unroll 8
        for (std::size_t r = 0; r < R; ++r) low[r] = high[r] = _mm256_setzero_si256();
        const std::uint8_t* counts = slab + first * slab_group_bytes;
        const std::int8_t* digits = rows + first * group_people;
        for (std::size_t g = first; g < last; ++g, counts += slab_group_bytes, digits += group_people) {
            const __m256i a0 = _mm256_load_si256(reinterpret_cast<const __m256i*>(counts));
            const __m256i a1 = _mm256_load_si256(reinterpret_cast<const __m256i*>(counts + 32));
#pragma GCC unroll 8
            for (std::size_t r = 0; r < R; ++r) {
                std::int32_t four;
                __builtin_memcpy(&four, digits + r * stride, 4);
                const __m256i d = _mm256_set1_epi32(four);
                low[r] = _mm256_add_epi16(low[r], _mm256_maddubs_epi16(a0, d));
                high[r] = _mm256_add_epi16(high[r], _mm256_maddubs_epi16(a1, d));
                asm volatile("" : "+x"(low[r]), "+x"(high[r]));
            }
        }
#pragma GCC unroll 8
        for (std::size_t r = 0; r < R; ++r) {
            __m256i* out = reinterpret_cast<__m256i*>(sums + r * slab_variants);
            _mm256_store_si256(out,
                               _mm256_add_epi32(_mm256_load_si256(out), _mm256_madd_epi16(low[r], ones)));
            _mm256_store_si256(
                out + 1, _mm256_add_epi32(_mm256_load_si256(out + 1), _mm256_madd_epi16(high[r], ones)));
        }
    }
}

template <std::size_t R>
void accumulate_all(const std::uint8_t* slab, std::size_t groups, const std::int8_t* rows, std::size_t stride,
                    std::int32_t* sums) {
    for (std::size_t v = 0; v < slab_variants; v += 16)
        accumulate_rows<R>(slab + v * group_people, groups, rows, stride, sums + v);
}

void accumulate(const std::uint8_t* slab, std::size_t groups, const std::int8_t* rows, std::size_t stride,
                std::size_t count, std::int32_t* sums) {
    std::size_t r = 0;
    for (; r + 6 <= count; r += 6)
        accumulate_all<6>(slab, groups, rows + r * stride, stride, sums + r * slab_variants);
    const std::int8_t* rest = rows + r * stride;
    sums += r * slab_variants;
    switch (count - r) {
        case 5:
            accumulate_all<5>(slab, groups, rest, stride, sums);
            break;
        case 4:
            accumulate_all<4>(slab, groups, rest, stride, sums);
            break;
        case 3:
            accumulate_all<3>(slab, groups, rest, stride, sums);
            break;
        case 2:
            accumulate_all<2>(slab, groups, rest, stride, sums);
            break;
        case 1:
            accumulate_all<1>(slab, groups, rest, stride, sums);
            break;
        default:
            break;
    }
}

}  // namespace

const ProductKernels& avx2_kernels() {
    static constexpr ProductKernels kernels{WM_CPU_AVX2,  "avx2",      spread,      accumulate,
                                            gather,       moments,     spread_wide, accumulate_wide,
                                            &finish_avx2, &lookup_avx2};
    return kernels;
}

}  // namespace wm
