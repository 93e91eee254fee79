#include "association/logistic_kernels.inc"

namespace wm {
extern const LogisticKernels logistic_avx512;
const LogisticKernels logistic_avx512 = WM_LOGISTIC_KERNELS;
}  // namespace wm
