#define WM_VECTOR_BYTES 32
#include "association/finish_kernels.inc"

namespace wm {
extern const FinishKernels finish_avx2;
const FinishKernels finish_avx2 = WM_FINISH_KERNELS;
}  // namespace wm
