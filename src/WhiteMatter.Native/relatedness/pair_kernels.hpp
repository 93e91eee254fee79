// The inner loops over pairs of people, for each instruction set; every path gives the same bits.
#pragma once

#include <cstddef>
#include <cstdint>

#include "whitematter.h"

namespace wm {

// Variants a bit plane holds of a person at a time, and its words.
inline constexpr std::size_t plane_variants = 2048;
inline constexpr std::size_t plane_words = plane_variants / 64;
// A person's planes: which genotypes are homozygous, then which hold A2 (heterozygous or A2/A2; not missing).
inline constexpr std::size_t person_words = 2 * plane_words;

// Variants of a panel of weights, and people in one of its strips: strip[variant * 16 + person].
inline constexpr std::size_t panel_variants = 256;
inline constexpr std::size_t strip_people = 16;
inline constexpr std::size_t strip_floats = panel_variants * strip_people;

struct PairKernels {
    // For each j in [first, last): adds to both_het[j] the variants at which person i and j are both
    // heterozygous, and to opposite[j] those at which they are different homozygotes. Planes of j at j *
    // person_words.
    void (*count)(const std::uint64_t* person, const std::uint64_t* people, std::size_t first,
                  std::size_t last, std::int32_t* both_het, std::int32_t* opposite);

    // Decodes a group's codes (32 bytes a variant) of up to panel_variants variants into eight strips of
    // weights; variants missing from a full panel become 0.
    void (*decode)(const std::uint8_t* codes, const float* weights, std::size_t variants, float* strips);

    // sums[r * 16 + c] = sum over k < panel_variants, in order, of a[16 k + r] * b[16 k + c], r < 4, fused.
    void (*strip_product)(const float* a, const float* b, float* sums);

    // sums[r * width + c] = sum over k < count, in order, of a[r * row_step + k * step] * b[k * width + c]
    // for r < 4, c < width, a multiple of 8, fused.
    void (*row_product)(const float* a, std::size_t row_step, std::size_t step, std::size_t count,
                        const float* b, std::size_t width, float* sums);
};

const PairKernels& scalar_pair_kernels();
#if defined(__x86_64__)
const PairKernels& avx2_pair_kernels();
#endif

// The fastest this machine can run, or the scalar ones where the association's path is scalar.
const PairKernels& pair_kernels();

}  // namespace wm
