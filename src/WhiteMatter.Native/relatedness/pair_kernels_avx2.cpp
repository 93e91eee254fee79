// AVX2 and FMA. Bits are counted by looking up nibbles; a byte holds at most 8 counts of 8 vectors, 64.
#include "product/unrolled.hpp"
#include "relatedness/nibble_counts_avx2.hpp"
#include "relatedness/pair_kernels.hpp"

namespace wm {
namespace {

constexpr std::size_t plane_vectors = plane_words / 4;

void count(const std::uint64_t* person, const std::uint64_t* people, std::size_t first, std::size_t last,
           std::int32_t* both_het, std::int32_t* opposite) {
    const __m256i* const one = reinterpret_cast<const __m256i*>(person);
    for (std::size_t j = first; j < last; ++j) {
        const __m256i* const other = reinterpret_cast<const __m256i*>(people + j * person_words);
        __m256i het = _mm256_setzero_si256(), ibs0 = het;
#pragma GCC unroll 8
        for (std::size_t v = 0; v < plane_vectors; ++v) {
            const __m256i hom1 = _mm256_load_si256(one + v);
            const __m256i second1 = _mm256_load_si256(one + plane_vectors + v);
            const __m256i hom2 = _mm256_load_si256(other + v);
            const __m256i second2 = _mm256_load_si256(other + plane_vectors + v);
            // Homozygous in neither, A2 in both.
            const __m256i hets =
                _mm256_andnot_si256(_mm256_or_si256(hom1, hom2), _mm256_and_si256(second1, second2));
            const __m256i differ =
                _mm256_and_si256(_mm256_and_si256(hom1, hom2), _mm256_xor_si256(second1, second2));
            het = _mm256_add_epi8(het, bits_of(hets));
            ibs0 = _mm256_add_epi8(ibs0, bits_of(differ));
        }
        const __m256i zero = _mm256_setzero_si256();
        // Four 64-bit sums of each, the second's in the upper halves.
        const __m256i sums =
            _mm256_or_si256(_mm256_sad_epu8(het, zero), _mm256_slli_epi64(_mm256_sad_epu8(ibs0, zero), 32));
        __m128i half = _mm_add_epi32(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1));
        half = _mm_add_epi32(half, _mm_unpackhi_epi64(half, half));
        const std::uint64_t both = static_cast<std::uint64_t>(_mm_cvtsi128_si64(half));
        both_het[j] += static_cast<std::int32_t>(both);
        opposite[j] += static_cast<std::int32_t>(both >> 32);
    }
}

void decode(const std::uint8_t* codes, const float* weights, std::size_t variants, float* strips) {
    const __m256i low = _mm256_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14);
    const __m256i high = _mm256_setr_epi32(16, 18, 20, 22, 24, 26, 28, 30);
    for (std::size_t v = 0; v < panel_variants; ++v) {
        float* out = strips + v * strip_people;
        if (v >= variants) {
            for (std::size_t s = 0; s < 8; ++s, out += strip_floats) {
                _mm256_store_ps(out, _mm256_setzero_ps());
                _mm256_store_ps(out + 8, _mm256_setzero_ps());
            }
            continue;
        }
        // A lookup in four numbers takes the two low bits of its index.
        const __m256 table = _mm256_broadcast_ps(reinterpret_cast<const __m128*>(weights + 4 * v));
        for (std::size_t s = 0; s < 8; ++s, out += strip_floats) {
            std::int32_t word;
            __builtin_memcpy(&word, codes + 32 * v + 4 * s, 4);
            const __m256i sixteen = _mm256_set1_epi32(word);
            _mm256_store_ps(out, _mm256_permutevar_ps(table, _mm256_srlv_epi32(sixteen, low)));
            _mm256_store_ps(out + 8, _mm256_permutevar_ps(table, _mm256_srlv_epi32(sixteen, high)));
        }
    }
}

void strip_product(const float* a, const float* b, float* sums) {
    __m256 low[4], high[4];
    repeat<4>(WM_EACH(r) { low[r] = high[r] = _mm256_setzero_ps(); });
    for (std::size_t k = 0; k < panel_variants; ++k) {
        const __m256 b0 = _mm256_load_ps(b + k * strip_people);
        const __m256 b1 = _mm256_load_ps(b + k * strip_people + 8);
        repeat<4>(WM_EACH(r) {
            const __m256 factor = _mm256_broadcast_ss(a + k * strip_people + r);
            low[r] = _mm256_fmadd_ps(factor, b0, low[r]);
            high[r] = _mm256_fmadd_ps(factor, b1, high[r]);
        });
    }
    repeat<4>(WM_EACH(r) {
        _mm256_store_ps(sums + r * strip_people, low[r]);
        _mm256_store_ps(sums + r * strip_people + 8, high[r]);
    });
}

template <std::size_t V>
void row_product_of(const float* a, std::size_t row_step, std::size_t step, std::size_t count, const float* b,
                    std::size_t width, float* sums) {
    __m256 sum[4 * V];
    repeat<4 * V>(WM_EACH(i) { sum[i] = _mm256_setzero_ps(); });
    for (std::size_t k = 0; k < count; ++k, a += step, b += width) {
        repeat<4>(WM_EACH(r) {
            const __m256 factor = _mm256_broadcast_ss(a + r * row_step);
            repeat<V>(WM_EACH(c) {
                sum[r * V + c] = _mm256_fmadd_ps(factor, _mm256_load_ps(b + 8 * c), sum[r * V + c]);
            });
        });
    }
    repeat<4>(
        WM_EACH(r) { repeat<V>(WM_EACH(c) { _mm256_store_ps(sums + r * width + 8 * c, sum[r * V + c]); }); });
}

void row_product(const float* a, std::size_t row_step, std::size_t step, std::size_t count, const float* b,
                 std::size_t width, float* sums) {
    std::size_t c = 0;
    for (; c + 24 <= width; c += 24) row_product_of<3>(a, row_step, step, count, b + c, width, sums + c);
    if (c + 16 <= width) {
        row_product_of<2>(a, row_step, step, count, b + c, width, sums + c);
        c += 16;
    }
    if (c + 8 <= width) row_product_of<1>(a, row_step, step, count, b + c, width, sums + c);
}

}  // namespace

const PairKernels& avx2_pair_kernels() {
    static constexpr PairKernels kernels{count, decode, strip_product, row_product};
    return kernels;
}

}  // namespace wm
