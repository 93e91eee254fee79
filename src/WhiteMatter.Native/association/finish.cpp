#define WM_VECTOR_BYTES 16
#include "association/finish_kernels.inc"

namespace wm {
extern const FinishKernels finish_baseline;
const FinishKernels finish_baseline = WM_FINISH_KERNELS;
}  // namespace wm
