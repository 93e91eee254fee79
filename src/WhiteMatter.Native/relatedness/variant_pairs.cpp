// The portable kernels, and the choice between them and those of an instruction set.
#include "relatedness/variant_pairs.hpp"

#include <bit>

#include "product/product.hpp"

namespace wm {
namespace {

std::int64_t product(const VariantPlanes& a, const VariantPlanes& b, std::size_t first, std::size_t last) {
    std::int64_t both = 0, differ = 0;
    for (std::size_t w = first; w < last; ++w) {
        const std::uint64_t hom = a.homozygous[w] & b.homozygous[w];
        both += std::popcount(hom);
        differ += std::popcount(hom & (a.second[w] ^ b.second[w]));
    }
    return both - 2 * differ;
}

SharedCounts shared(const VariantPlanes& of, const std::uint64_t* present, std::size_t words) {
    SharedCounts counts{};
    for (std::size_t w = 0; w < words; ++w) {
        counts.called += std::popcount(of.present[w] & present[w]);
        counts.homozygous += std::popcount(of.homozygous[w] & present[w]);
        counts.second += std::popcount(of.second[w] & present[w]);
    }
    return counts;
}

}  // namespace

const VariantPairKernels& scalar_variant_pair_kernels() {
    static constexpr VariantPairKernels kernels{product, shared};
    return kernels;
}

const VariantPairKernels& variant_pair_kernels() {
#if defined(__x86_64__)
    if (kernels_for(WM_CPU_AUTO).path != WM_CPU_SCALAR) return avx2_variant_pair_kernels();
#endif
    return scalar_variant_pair_kernels();
}

}  // namespace wm
