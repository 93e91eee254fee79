// Computing in fewer digits: which operations do, and gradients of a loss that was scaled against underflow.
#include <ATen/core/grad_mode.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/stack.h>

#include <cmath>
#include <vector>

#include "torch/border.hpp"

namespace {

at::DeviceType kind_of(std::int32_t device_type) {
    return wmt::device_of(wmt_device{device_type, -1}).type();
}

}  // namespace

extern "C" {

wmt_status wmt_autocast_get(int32_t device_type, int32_t* enabled, int32_t* dtype) {
    return wmt::guarded([&] {
        wmt::require(enabled != nullptr && dtype != nullptr, "there is no place for the mode");
        const wmt::Autocast now = wmt::autocast(kind_of(device_type));
        *enabled = now.enabled ? 1 : 0;
        *dtype = static_cast<int32_t>(now.type);
    });
}

wmt_status wmt_autocast_set(int32_t device_type, int32_t enabled, int32_t dtype) {
    return wmt::guarded([&] {
        wmt::set_autocast(kind_of(device_type), {enabled != 0, wmt::type_of(dtype)});
        // Weights are converted once; what the conversions of one pass are worth ends with it.
        if (enabled == 0) at::autocast::clear_cache();
    });
}

wmt_status wmt_gradients_unscale(int32_t count, wmt_tensor* const* parameters, double scale,
                                 int32_t* finite) {
    return wmt::guarded([&] {
        wmt::require(finite != nullptr, "there is no place for the answer");
        wmt::require(count >= 0 && (count == 0 || parameters != nullptr), "a list of tensors is null");
        wmt::require(scale > 0, "the scale is not positive");
        const at::NoGradGuard no_grad;
        // One answer for all of them, as each one asked for waits for the device.
        at::Tensor all;
        for (int32_t i = 0; i < count; ++i) {
            at::Tensor gradient = wmt::value(parameters[i]).grad();
            if (!gradient.defined()) continue;
            gradient.mul_(1 / scale);
            const at::Tensor here = at::isfinite(gradient).all();
            all = all.defined() ? all.logical_and(here) : here;
        }
        *finite = !all.defined() || all.item<bool>() ? 1 : 0;
    });
}

wmt_status wmt_gradients_clip(int32_t count, wmt_tensor* const* parameters, double largest, double* norm) {
    return wmt::guarded([&] {
        wmt::require(norm != nullptr, "there is no place for the norm");
        wmt::require(count >= 0 && (count == 0 || parameters != nullptr), "a list of tensors is null");
        wmt::require(largest > 0, "the largest norm is not positive");
        const at::NoGradGuard no_grad;
        std::vector<at::Tensor> gradients;
        std::vector<at::Tensor> norms;
        for (int32_t i = 0; i < count; ++i) {
            at::Tensor gradient = wmt::value(parameters[i]).grad();
            if (!gradient.defined()) continue;
            norms.push_back(at::linalg_vector_norm(gradient, 2));
            gradients.push_back(std::move(gradient));
        }
        *norm = 0;
        if (norms.empty()) return;
        const at::Tensor all = at::linalg_vector_norm(at::stack(norms), 2);
        *norm = all.item<double>();
        if (!std::isfinite(*norm)) return;
        const at::Tensor share = all.add(1e-6).reciprocal_().mul_(largest).clamp_max_(1.0);
        for (at::Tensor& gradient : gradients) gradient.mul_(share);
    });
}

}  // extern "C"
