#include "tensor/tensor_kernels.inc"

namespace wm {
extern const TensorKernels tensor_baseline;
const TensorKernels tensor_baseline = WM_TENSOR_KERNELS;
}  // namespace wm
