// Bits counted by looking up nibbles; only for files that are compiled for AVX2.
#pragma once

#include <immintrin.h>

#include <cstdint>

namespace wm {

// The bits of each byte, 0 to 8.
inline __m256i bits_of(__m256i v) {
    const __m256i counts = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1, 2, 1, 2,
                                            2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
    const __m256i nibble = _mm256_set1_epi8(15);
    return _mm256_add_epi8(_mm256_shuffle_epi8(counts, _mm256_and_si256(v, nibble)),
                           _mm256_shuffle_epi8(counts, _mm256_and_si256(_mm256_srli_epi16(v, 4), nibble)));
}

// The sum of four 64-bit numbers.
inline std::int64_t sum_of(__m256i v) {
    __m128i half = _mm_add_epi64(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1));
    half = _mm_add_epi64(half, _mm_unpackhi_epi64(half, half));
    return _mm_cvtsi128_si64(half);
}

}  // namespace wm
