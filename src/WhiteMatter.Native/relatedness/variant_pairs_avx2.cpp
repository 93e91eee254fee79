// AVX2. A byte holds at most 8 counts of 31 vectors, 248.
#include "relatedness/nibble_counts_avx2.hpp"
#include "relatedness/variant_pairs.hpp"

namespace wm {
namespace {

constexpr std::size_t byte_words = 31 * step_words;

inline __m256i load(const std::uint64_t* words) {
    return _mm256_load_si256(reinterpret_cast<const __m256i*>(words));
}

std::int64_t product(const VariantPlanes& a, const VariantPlanes& b, std::size_t first, std::size_t last) {
    const __m256i zero = _mm256_setzero_si256();
    __m256i sums = zero;
    for (std::size_t w = first; w < last;) {
        const std::size_t end = w + byte_words < last ? w + byte_words : last;
        __m256i both = zero, differ = zero;
        for (; w < end; w += step_words) {
            const __m256i hom = _mm256_and_si256(load(a.homozygous + w), load(b.homozygous + w));
            const __m256i other = _mm256_xor_si256(load(a.second + w), load(b.second + w));
            both = _mm256_add_epi8(both, bits_of(hom));
            differ = _mm256_add_epi8(differ, bits_of(_mm256_and_si256(hom, other)));
        }
        const __m256i twice = _mm256_slli_epi64(_mm256_sad_epu8(differ, zero), 1);
        sums = _mm256_add_epi64(sums, _mm256_sub_epi64(_mm256_sad_epu8(both, zero), twice));
    }
    return sum_of(sums);
}

SharedCounts shared(const VariantPlanes& of, const std::uint64_t* present, std::size_t words) {
    const __m256i zero = _mm256_setzero_si256();
    __m256i called = zero, homozygous = zero, second = zero;
    for (std::size_t w = 0; w < words;) {
        const std::size_t end = w + byte_words < words ? w + byte_words : words;
        __m256i calls = zero, homs = zero, seconds = zero;
        for (; w < end; w += step_words) {
            const __m256i there = load(present + w);
            calls = _mm256_add_epi8(calls, bits_of(_mm256_and_si256(there, load(of.present + w))));
            homs = _mm256_add_epi8(homs, bits_of(_mm256_and_si256(there, load(of.homozygous + w))));
            seconds = _mm256_add_epi8(seconds, bits_of(_mm256_and_si256(there, load(of.second + w))));
        }
        called = _mm256_add_epi64(called, _mm256_sad_epu8(calls, zero));
        homozygous = _mm256_add_epi64(homozygous, _mm256_sad_epu8(homs, zero));
        second = _mm256_add_epi64(second, _mm256_sad_epu8(seconds, zero));
    }
    return {sum_of(called), sum_of(homozygous), sum_of(second)};
}

}  // namespace

const VariantPairKernels& avx2_variant_pair_kernels() {
    static constexpr VariantPairKernels kernels{product, shared};
    return kernels;
}

}  // namespace wm
