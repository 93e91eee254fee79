#include "tensor/tensor_fit.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "association/aligned_buffer.hpp"
#include "association/parallel.hpp"
#include "interface/last_error.hpp"

namespace wm {
namespace {

// Voxels of a task: enough that taking one costs nothing, few enough that threads end together.
constexpr std::size_t task_voxels = 1024;

// Below this no logarithm of a signal is worth having.
constexpr double least_signal = 1e-30;

const TensorKernels& kernels_of(wm_cpu path) {
    if (path == WM_CPU_AUTO) {
#if defined(__x86_64__)
        if (wm_cpu_supported(WM_CPU_AVX512_VNNI) != 0) return tensor_avx512;
        if (wm_cpu_supported(WM_CPU_AVX2) != 0) return tensor_avx2;
#endif
        return tensor_baseline;
    }
    if (wm_cpu_supported(path) == 0)
        throw Failure(WM_UNSUPPORTED, "this machine cannot run that instruction set");
    switch (path) {
#if defined(__x86_64__)
        case WM_CPU_AVX512_VNNI:
        case WM_CPU_AMX_INT8:
            return tensor_avx512;
        case WM_CPU_AVX2:
        case WM_CPU_AVX_VNNI:
            return tensor_avx2;
#endif
        default:
            return tensor_baseline;
    }
}

// Whether the unknowns are determined: the pivots of the products' sum, columns scaled to length 1.
bool determines(const TensorModel& model) {
    constexpr std::size_t n = tensor_unknowns;
    double gram[n][n] = {};
    for (std::size_t v = 0; v < model.volumes; ++v) {
        const double* const row = model.design.data() + v * n;
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = 0; j < n; ++j) gram[i][j] += row[i] * row[j];
    }
    double length[n];
    for (std::size_t i = 0; i < n; ++i) {
        length[i] = std::sqrt(gram[i][i]);
        if (!(length[i] > 0.0)) return false;
    }
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j) gram[i][j] /= length[i] * length[j];
    for (std::size_t k = 0; k < n; ++k) {
        if (!(gram[k][k] > 1e-9)) return false;
        for (std::size_t i = k + 1; i < n; ++i)
            for (std::size_t j = k + 1; j < n; ++j) gram[i][j] -= gram[i][k] * gram[k][j] / gram[k][k];
    }
    return true;
}

// The signals of eight voxels, raised to the floor; which of them cannot be fitted, and which were raised.
struct Signals {
    std::uint8_t outcome[tensor_lanes];
};

Signals gather(const TensorModel& model, const float* const* signals, const std::size_t* places,
               double* values) {
    Signals gathered{};
    double most[tensor_lanes] = {};
    bool finite[tensor_lanes];
    std::fill(finite, finite + tensor_lanes, true);
    for (std::size_t v = 0; v < model.volumes; ++v) {
        double* const at = values + v * tensor_lanes;
        for (std::size_t l = 0; l < tensor_lanes; ++l) {
            const double value = static_cast<double>(signals[v][places[l]]);
            at[l] = value;
            most[l] = value > most[l] ? value : most[l];
            finite[l] = finite[l] && std::abs(value) <= std::numeric_limits<float>::max();
        }
    }
    double floors[tensor_lanes];
    for (std::size_t l = 0; l < tensor_lanes; ++l) {
        const bool fitted = finite[l] && most[l] > least_signal;
        gathered.outcome[l] = fitted ? 0 : WM_TENSOR_NO_SIGNAL;
        floors[l] = std::max(model.options.relative_floor * most[l], model.options.absolute_floor);
        // A voxel that is not fitted goes through the same arithmetic with signals that harm nobody.
        if (!fitted) floors[l] = std::numeric_limits<double>::infinity();
    }
    for (std::size_t v = 0; v < model.volumes; ++v) {
        double* const at = values + v * tensor_lanes;
        for (std::size_t l = 0; l < tensor_lanes; ++l) {
            if (at[l] >= floors[l]) continue;
            if (gathered.outcome[l] == WM_TENSOR_NO_SIGNAL) {
                at[l] = 1.0;
            } else {
                at[l] = floors[l];
                gathered.outcome[l] = WM_TENSOR_RAISED;
            }
        }
        for (std::size_t l = 0; l < tensor_lanes; ++l)
            if (gathered.outcome[l] == WM_TENSOR_NO_SIGNAL) at[l] = 1.0;
    }
    return gathered;
}

void put(float* to, std::size_t at, double value) {
    if (to != nullptr) to[at] = static_cast<float>(value);
}

void write(const TensorGroup& group, std::size_t lane, std::size_t at, std::size_t voxels,
           std::uint8_t outcome, const wm_tensor_results& results) {
    if (group.unsolved[lane] != 0.0) outcome = static_cast<std::uint8_t>(outcome | WM_TENSOR_UNSOLVED);
    const bool fitted = (outcome & (WM_TENSOR_NO_SIGNAL | WM_TENSOR_UNSOLVED)) == 0;
    if (fitted && group.not_positive[lane] != 0.0)
        outcome = static_cast<std::uint8_t>(outcome | WM_TENSOR_NOT_POSITIVE);
    if (results.outcome != nullptr) results.outcome[at] = outcome;
    const auto of = [&](double value) { return fitted ? value : 0.0; };
    const double x = group.values[0][lane], y = group.values[1][lane], z = group.values[2][lane];
    const double square = x * x + y * y + z * z;
    const double apart = (x - y) * (x - y) + (y - z) * (y - z) + (z - x) * (z - x);
    put(results.fa, at, of(square > 0.0 ? std::sqrt(0.5 * apart / square) : 0.0));
    put(results.md, at, of((x + y + z) / 3.0));
    put(results.ad, at, of(x));
    put(results.rd, at, of((y + z) / 2.0));
    put(results.s0, at, of(group.s0[lane]));
    for (std::size_t i = 0; i < 3; ++i) put(results.direction, i * voxels + at, of(group.direction[i][lane]));
    for (std::size_t i = 0; i < 6; ++i) put(results.tensor, i * voxels + at, of(group.tensor[i][lane]));
}

}  // namespace

TensorModel tensor_model(std::size_t volumes, const double* b, const double* gradients,
                         const wm_tensor_options& options) {
    TensorModel model{volumes, {}, {}, 0.0, options};
    for (std::size_t v = 0; v < volumes; ++v) {
        require(std::isfinite(b[v]) && b[v] >= 0.0, "a b-value is negative or no number");
        model.scale = std::max(model.scale, b[v]);
    }
    require(model.scale > 0.0, "all b-values are 0: a tensor is not determined");
    for (std::size_t v = 0; v < volumes; ++v) {
        const double* const g = gradients + 3 * v;
        require(std::isfinite(g[0]) && std::isfinite(g[1]) && std::isfinite(g[2]),
                "a direction is no number");
        const double s = -b[v] / model.scale;
        const double row[tensor_unknowns] = {s * g[0] * g[0],
                                             s * g[1] * g[1],
                                             s * g[2] * g[2],
                                             2.0 * s * g[0] * g[1],
                                             2.0 * s * g[0] * g[2],
                                             2.0 * s * g[1] * g[2],
                                             1.0};
        model.design.insert(model.design.end(), row, row + tensor_unknowns);
        for (std::size_t i = 0; i < tensor_unknowns; ++i)
            for (std::size_t j = 0; j <= i; ++j) model.products.push_back(row[i] * row[j]);
    }
    require(determines(model), "the b-values and directions do not determine a tensor");
    return model;
}

void fit_tensors(const TensorModel& model, const float* const* signals, std::size_t voxels,
                 const std::int32_t* index, const std::int32_t* cancel, const wm_tensor_results& results) {
    const TensorKernels& kernels = kernels_of(model.options.cpu);
    const std::size_t tasks = (voxels + task_voxels - 1) / task_voxels;
    const std::size_t room = model.volumes * tensor_lanes;
    in_parallel(tasks, static_cast<std::size_t>(model.options.threads), [&](std::size_t task, std::size_t) {
        if (cancel != nullptr && __atomic_load_n(cancel, __ATOMIC_RELAXED) != 0)
            throw Failure(WM_CANCELLED, "the fit was cancelled");
        AlignedBuffer<double> scratch(12 * room);
        double* const values = scratch.data();
        TensorGroup group;
        const std::size_t end = std::min(voxels, (task + 1) * task_voxels);
        for (std::size_t first = task * task_voxels; first < end; first += tensor_lanes) {
            const std::size_t here = std::min(tensor_lanes, end - first);
            // The last group repeats its last voxel.
            std::size_t places[tensor_lanes];
            for (std::size_t l = 0; l < tensor_lanes; ++l) {
                const std::size_t voxel = first + std::min(l, here - 1);
                places[l] = index != nullptr ? static_cast<std::size_t>(index[voxel]) : voxel;
            }
            const Signals gathered = gather(model, signals, places, values);
            kernels.fit(model, values, values + room, values + 2 * room, group);
            for (std::size_t l = 0; l < here; ++l)
                write(group, l, first + l, voxels, gathered.outcome[l], results);
        }
    });
}

}  // namespace wm
