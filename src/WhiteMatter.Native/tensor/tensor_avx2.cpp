#include "tensor/tensor_kernels.inc"

namespace wm {
extern const TensorKernels tensor_avx2;
const TensorKernels tensor_avx2 = WM_TENSOR_KERNELS;
}  // namespace wm
