// AVX-VNNI: vpdpbusd on 256-bit registers sums four count * digit products into 32 bits.
#include <immintrin.h>

#include "association/finish.hpp"
#include "product/product.hpp"
#include "product/slab_avx2.inc"
#include "product/unrolled.hpp"
#include "product/wide_avx2.inc"

namespace wm {
namespace {

// R digit rows against 16 variants.
template <std::size_t R>
void accumulate_rows(const std::uint8_t* slab, std::size_t groups, const std::int8_t* rows,
                     std::size_t stride, std::int32_t* sums) {
    __m256i low[R], high[R];
    repeat<R>(WM_EACH(r) {
        const __m256i* in = reinterpret_cast<const __m256i*>(sums + r * slab_variants);
        low[r] = _mm256_load_si256(in);
        high[r] = _mm256_load_si256(in + 1);
    });
    for (std::size_t g = 0; g < groups; ++g) {
        const __m256i a0 = _mm256_load_si256(reinterpret_cast<const __m256i*>(slab + g * slab_group_bytes));
        const __m256i a1 =
            _mm256_load_si256(reinterpret_cast<const __m256i*>(slab + g * slab_group_bytes + 32));
        repeat<R>(WM_EACH(r) {
            std::int32_t four;
            __builtin_memcpy(&four, rows + r * stride + g * group_people, 4);
            const __m256i d = _mm256_set1_epi32(four);
            low[r] = _mm256_dpbusd_avx_epi32(low[r], a0, d);
            high[r] = _mm256_dpbusd_avx_epi32(high[r], a1, d);
        });
    }
    repeat<R>(WM_EACH(r) {
        __m256i* out = reinterpret_cast<__m256i*>(sums + r * slab_variants);
        _mm256_store_si256(out, low[r]);
        _mm256_store_si256(out + 1, high[r]);
    });
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
    for (; r < count; ++r)
        accumulate_all<1>(slab, groups, rows + r * stride, stride, sums + r * slab_variants);
}

}  // namespace

const ProductKernels& avx_vnni_kernels() {
    static constexpr ProductKernels kernels{WM_CPU_AVX_VNNI, "avx-vnni",      spread,
                                            accumulate,      gather,          moments,
                                            spread_wide,     accumulate_wide, &finish_avx2};
    return kernels;
}

}  // namespace wm
