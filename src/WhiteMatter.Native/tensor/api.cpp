// The C interface of tensor fits.
#include "interface/last_error.hpp"
#include "tensor/tensor_fit.hpp"

namespace {

void require_options(const wm_tensor_options* options) {
    wm::require(options != nullptr && options->threads >= 1, "threads must be at least 1");
    wm::require(options->reweightings >= 0 && options->reweightings <= 100, "reweightings must be 0 to 100");
    wm::require(options->relative_floor >= 0.0 && options->relative_floor < 1.0,
                "the relative floor must be 0 or more and below 1");
    wm::require(options->absolute_floor >= 0.0, "the absolute floor must not be negative");
    wm::require(options->relative_floor > 0.0 || options->absolute_floor > 0.0, "a floor must be above 0");
}

}  // namespace

extern "C" wm_status wm_tensor_fit(int32_t volumes, const double* b, const double* gradients,
                                   const float* const* signals, int64_t voxels, const int32_t* index,
                                   const wm_tensor_options* options, const int32_t* cancel,
                                   const wm_tensor_results* results) {
    return wm::guarded([&] {
        require_options(options);
        wm::require(b != nullptr && gradients != nullptr && signals != nullptr && results != nullptr,
                    "null argument");
        wm::require(volumes >= static_cast<int32_t>(wm::tensor_unknowns),
                    "fewer than 7 volumes do not determine a tensor");
        wm::require(voxels >= 0, "voxels must not be negative");
        const auto model = wm::tensor_model(static_cast<std::size_t>(volumes), b, gradients, *options);
        wm::fit_tensors(model, signals, static_cast<std::size_t>(voxels), index, cancel, *results);
    });
}
