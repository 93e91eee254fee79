#include "association/logistic_kernels.inc"

namespace wm {
extern const LogisticKernels logistic_avx2;
const LogisticKernels logistic_avx2 = WM_LOGISTIC_KERNELS;
}  // namespace wm
