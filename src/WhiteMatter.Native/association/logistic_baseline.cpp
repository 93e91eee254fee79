#include "association/logistic_kernels.inc"

namespace wm {
extern const LogisticKernels logistic_baseline;
const LogisticKernels logistic_baseline = WM_LOGISTIC_KERNELS;
}  // namespace wm
