// Diffusion tensors in many voxels.
#pragma once

#include <cstdint>

#include "tensor/tensor_kernels.hpp"

namespace wm {

// The model of a series; throws Failure(WM_INVALID_ARGUMENT) where a tensor is not determined by it.
TensorModel tensor_model(std::size_t volumes, const double* b, const double* gradients,
                         const wm_tensor_options& options);

void fit_tensors(const TensorModel& model, const float* const* signals, std::size_t voxels,
                 const std::int32_t* index, const std::int32_t* cancel, const wm_tensor_results& results);

}  // namespace wm
