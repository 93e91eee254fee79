// The arithmetic of tensor fits over voxels. It is compiled for several instruction sets from
// tensor_kernels.inc; each voxel has a lane of its own, so the bits are the same in all.
#pragma once

#include <cstddef>
#include <vector>

#include "whitematter_tensor.h"

namespace wm {

// Voxels that are fitted together.
inline constexpr std::size_t tensor_lanes = 8;
// xx, yy, zz, xy, xz, yz of the tensor, and log S0.
inline constexpr std::size_t tensor_unknowns = 7;
inline constexpr std::size_t tensor_products = tensor_unknowns * (tensor_unknowns + 1) / 2;

// What is the same for all voxels.
struct TensorModel {
    std::size_t volumes;
    // A row a volume: the factors of the unknowns in its log signal, b in units of its greatest.
    std::vector<double> design;
    // A row a volume: the lower triangle of the outer product of its row of the design, row-major.
    std::vector<double> products;
    // The greatest b: diffusivities are in its inverse until the end.
    double scale;
    wm_tensor_options options;
};

// Eight voxels, lane by lane. Aligned to 64 bytes.
struct alignas(64) TensorGroup {
    double tensor[6][tensor_lanes];
    double s0[tensor_lanes];
    double values[3][tensor_lanes];     // eigenvalues, falling, those too small raised
    double direction[3][tensor_lanes];  // of the first
    double unsolved[tensor_lanes];      // 1 or 0
    double not_positive[tensor_lanes];  // 1 or 0
};

struct TensorKernels {
    // Fits the group. signal: volumes x 8 above 0, on a 64-byte boundary; logs: room for
    // as many; weights: for ten times as many.
    void (*fit)(const TensorModel& model, const double* signal, double* logs, double* weights,
                TensorGroup& group);
};

extern const TensorKernels tensor_baseline;
#if defined(__x86_64__)
extern const TensorKernels tensor_avx2;
extern const TensorKernels tensor_avx512;
#endif

}  // namespace wm
