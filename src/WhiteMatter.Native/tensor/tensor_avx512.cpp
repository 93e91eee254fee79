#include "tensor/tensor_kernels.inc"

namespace wm {
extern const TensorKernels tensor_avx512;
const TensorKernels tensor_avx512 = WM_TENSOR_KERNELS;
}  // namespace wm
