#include "torch/pooling.hpp"

#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>

#include <algorithm>
#include <array>

namespace wmt {

namespace {

// Voxels of an axis that window i takes: from `first`, one or two of them.
struct Span {
    std::int64_t first;
    std::int64_t count;
};

Span span(std::int64_t i, std::int64_t padding, std::int64_t size) {
    const std::int64_t begin = 2 * i - padding;
    const std::int64_t first = std::max<std::int64_t>(begin, 0);
    return {first, std::min(begin + 2, size) - first};
}

// As libtorch goes on from one voxel of a window to the next; one that is no number stays.
inline float larger(float most, float next) { return (next > most) | (next != next) ? next : most; }

// Windows whose voxels along the last axis are all there.
template <int Rows>
void whole_windows(const std::array<const float*, 4>& rows, std::int64_t windows, float* out) {
    for (std::int64_t i = 0; i < windows; i++) {
        float most = rows[0][2 * i];
        for (int row = 0; row < Rows; row++) {
            most = larger(most, rows[row][2 * i]);
            most = larger(most, rows[row][2 * i + 1]);
        }
        out[i] = most;
    }
}

void row_of_windows(const std::array<const float*, 4>& rows, int count, std::int64_t size,
                    std::int64_t padding, std::int64_t windows, float* out) {
    const auto cut = [&](std::int64_t i) {
        const Span z = span(i, padding, size);
        float most = rows[0][z.first];
        for (int row = 0; row < count; row++) {
            for (std::int64_t k = 0; k < z.count; k++) most = larger(most, rows[row][z.first + k]);
        }
        out[i] = most;
    };
    const std::int64_t before = std::min(padding, windows);
    const std::int64_t end = std::max(before, std::min(windows, (size + padding) / 2));
    for (std::int64_t i = 0; i < before; i++) cut(i);
    std::array<const float*, 4> from = rows;
    for (int row = 0; row < count; row++) from[row] += 2 * before - padding;
    switch (count) {
        case 1:
            whole_windows<1>(from, end - before, out + before);
            break;
        case 2:
            whole_windows<2>(from, end - before, out + before);
            break;
        default:
            whole_windows<4>(from, end - before, out + before);
            break;
    }
    for (std::int64_t i = end; i < windows; i++) cut(i);
}

bool all(at::IntArrayRef sizes, std::int64_t size) {
    return std::all_of(sizes.begin(), sizes.end(), [&](std::int64_t each) { return each == size; });
}

}  // namespace

bool halves(const at::Tensor& input, at::IntArrayRef kernel, at::IntArrayRef stride, at::IntArrayRef padding,
            at::IntArrayRef dilation, bool ceil_mode) {
    const auto padded = [](std::int64_t each) { return each == 0 || each == 1; };
    return !at::GradMode::is_enabled() && input.device().is_cpu() && input.scalar_type() == at::kFloat &&
           input.dim() == 5 && input.numel() > 0 && all(kernel, 2) && all(stride, 2) && all(dilation, 1) &&
           std::all_of(padding.begin(), padding.end(), padded) && !ceil_mode &&
           input.size(2) + padding[0] > 1 && input.size(3) + padding[1] > 1 && input.size(4) + padding[2] > 1;
}

at::Tensor halved(const at::Tensor& input, at::IntArrayRef padding) {
    const at::Tensor volumes = input.contiguous();
    const std::int64_t x = volumes.size(2), y = volumes.size(3), z = volumes.size(4);
    const auto half = [&](std::int64_t size, int axis) { return (size + 2 * padding[axis]) / 2; };
    const std::int64_t to_x = half(x, 0), to_y = half(y, 1), to_z = half(z, 2);
    at::Tensor out = at::empty({volumes.size(0), volumes.size(1), to_x, to_y, to_z}, volumes.options());
    const float* from = volumes.data_ptr<float>();
    float* to = out.data_ptr<float>();
    at::parallel_for(
        0, volumes.size(0) * volumes.size(1) * to_x, 1, [&](std::int64_t begin, std::int64_t end) {
            std::array<const float*, 4> rows{};
            for (std::int64_t slab = begin; slab < end; slab++) {
                const float* volume = from + slab / to_x * x * y * z;
                const Span a = span(slab % to_x, padding[0], x);
                for (std::int64_t j = 0; j < to_y; j++) {
                    const Span b = span(j, padding[1], y);
                    int count = 0;
                    for (std::int64_t k = 0; k < a.count; k++) {
                        for (std::int64_t l = 0; l < b.count; l++)
                            rows[count++] = volume + ((a.first + k) * y + b.first + l) * z;
                    }
                    row_of_windows(rows, count, z, padding[2], to_z, to + (slab * to_y + j) * to_z);
                }
            }
        });
    return out;
}

}  // namespace wmt
