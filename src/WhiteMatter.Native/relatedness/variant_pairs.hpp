// The inner loops over pairs of variants, for each instruction set; every path counts the same.
#pragma once

#include <cstddef>
#include <cstdint>

namespace wm {

// Bit planes of a variant, a bit a person, 256 people to a step; of people beyond the last all bits are 0.
// Genotypes count as -1, 0 and 1: which are homozygous, which of them 1, and which are present.
inline constexpr std::size_t step_words = 4;

struct VariantPlanes {
    const std::uint64_t* homozygous;
    const std::uint64_t* second;
    const std::uint64_t* present;
};

// Over the people in whom another variant is present: how many have this one too, how many are homozygous,
// how many are 1.
struct SharedCounts {
    std::int64_t called, homozygous, second;
};

struct VariantPairKernels {
    // The sum of products of two variants over the words [first, last), multiples of step_words.
    std::int64_t (*product)(const VariantPlanes& a, const VariantPlanes& b, std::size_t first,
                            std::size_t last);

    // Counts of one variant where the other is present.
    SharedCounts (*shared)(const VariantPlanes& of, const std::uint64_t* present, std::size_t words);
};

const VariantPairKernels& scalar_variant_pair_kernels();
#if defined(__x86_64__)
const VariantPairKernels& avx2_variant_pair_kernels();
#endif

// The fastest this machine can run, or the scalar ones where the association's path is scalar.
const VariantPairKernels& variant_pair_kernels();

}  // namespace wm
