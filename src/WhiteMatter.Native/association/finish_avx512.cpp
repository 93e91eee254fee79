#define WM_VECTOR_BYTES 64
#include "association/finish_kernels.inc"

namespace wm {
extern const FinishKernels finish_avx512;
const FinishKernels finish_avx512 = WM_FINISH_KERNELS;
}  // namespace wm
