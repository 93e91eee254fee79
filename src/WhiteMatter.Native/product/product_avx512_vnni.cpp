// AVX-512 VNNI: vpdpbusd on 512-bit registers, six digit rows against 64 variants in 24 accumulators.
#include <immintrin.h>

#include "association/finish.hpp"
#include "product/product.hpp"
#include "product/product_vnni512.inc"
#include "product/slab_avx2.inc"
#include "product/wide_avx2.inc"

namespace wm {

const ProductKernels& avx512_vnni_kernels() {
    static constexpr ProductKernels kernels{WM_CPU_AVX512_VNNI, "avx512-vnni",   spread,
                                            accumulate_vnni512, gather,          moments,
                                            spread_wide,        accumulate_wide, &finish_avx512};
    return kernels;
}

}  // namespace wm
