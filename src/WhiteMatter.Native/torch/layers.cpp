// Layers of a network.
#include <ATen/Context.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/batch_norm.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/conv3d.h>
#include <ATen/ops/conv_transpose3d.h>
#include <ATen/ops/group_norm.h>
#include <ATen/ops/layer_norm.h>
#include <ATen/ops/leaky_relu.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/max_pool3d.h>
#include <ATen/ops/mkldnn_convolution.h>
#include <ATen/ops/softmax.h>

#include "torch/attention.hpp"
#include "torch/border.hpp"
#include "torch/pooling.hpp"

namespace {

at::IntArrayRef three(const std::int64_t* sizes) {
    wmt::require(sizes != nullptr, "three sizes are null");
    return at::IntArrayRef(sizes, 3);
}

// Whether oneDNN is called for a convolution on the processor. libtorch 1.13 calls it for large inputs, and
// takes its own loops, of up to four times the time, where batch x channels x X x Y is 20,480 or less. What
// does not fit together is left to libtorch, which says what is wrong.
bool is_for_one_dnn(const at::Tensor& x, const at::Tensor& w, const wmt::Optional<at::Tensor>& bias,
                    at::IntArrayRef stride, at::IntArrayRef padding, at::IntArrayRef dilation,
                    std::int64_t groups) {
    if (!x.device().is_cpu() || !w.device().is_cpu() || x.scalar_type() != at::kFloat ||
        w.scalar_type() != at::kFloat || x.dim() != 5 || w.dim() != 5 || x.numel() == 0 || groups < 1 ||
        x.size(1) != w.size(1) * groups || w.size(0) == 0 || w.size(0) % groups != 0) {
        return false;
    }
    if (bias && bias->defined() &&
        (bias->scalar_type() != at::kFloat || bias->dim() != 1 || bias->size(0) != w.size(0))) {
        return false;
    }
    for (int axis = 0; axis < 3; axis++) {
        if (stride[axis] < 1 || padding[axis] < 0 || dilation[axis] < 1 ||
            x.size(axis + 2) + 2 * padding[axis] < dilation[axis] * (w.size(axis + 2) - 1) + 1) {
            return false;
        }
    }
    return at::hasMKLDNN() && at::globalContext().userEnabledMkldnn();
}

// Whether a convolution on the processor has windows side by side that cover the volume: then it is a product
// of the windows' voxels and the weights, in a third to a half of the time.
bool is_of_windows(const at::Tensor& x, const at::Tensor& w, at::IntArrayRef stride, at::IntArrayRef padding,
                   at::IntArrayRef dilation, std::int64_t groups) {
    if (!x.device().is_cpu() || x.scalar_type() != at::kFloat || w.scalar_type() != at::kFloat ||
        x.dim() != 5 || w.dim() != 5 || x.numel() == 0 || groups != 1 || x.size(1) != w.size(1)) {
        return false;
    }
    for (int axis = 0; axis < 3; axis++) {
        const std::int64_t edge = w.size(axis + 2);
        if (edge < 2 || stride[axis] != edge || padding[axis] != 0 || dilation[axis] != 1 ||
            x.size(axis + 2) % edge != 0) {
            return false;
        }
    }
    return true;
}

at::Tensor of_windows(const at::Tensor& x, const at::Tensor& w, const wmt::Optional<at::Tensor>& bias) {
    const std::int64_t people = x.size(0), channels = x.size(1), made = w.size(0);
    const std::int64_t a = w.size(2), b = w.size(3), c = w.size(4);
    const std::int64_t to_x = x.size(2) / a, to_y = x.size(3) / b, to_z = x.size(4) / c;
    const at::Tensor windows = x.reshape({people, channels, to_x, a, to_y, b, to_z, c})
                                   .permute({0, 2, 4, 6, 1, 3, 5, 7})
                                   .reshape({people, to_x, to_y, to_z, channels * a * b * c});
    return at::linear(windows, w.reshape({made, -1}), bias).permute({0, 4, 1, 2, 3});
}

}  // namespace

extern "C" {

wmt_status wmt_conv3d(const wmt_tensor* input, const wmt_tensor* weight, const wmt_tensor* bias,
                      const int64_t stride[3], const int64_t padding[3], const int64_t dilation[3],
                      int64_t groups, wmt_tensor** out) {
    return wmt::making(out, [&] {
        return at::conv3d(wmt::value(input), wmt::value(weight), wmt::value_or_none(bias), three(stride),
                          three(padding), three(dilation), groups);
    });
}

wmt_status wmt_conv3d_in_use(const wmt_tensor* input, const wmt_tensor* weight, const wmt_tensor* bias,
                             const int64_t stride[3], const int64_t padding[3], const int64_t dilation[3],
                             int64_t groups, wmt_tensor** out) {
    return wmt::making(out, [&]() -> at::Tensor {
        const at::Tensor& x = wmt::value(input);
        const at::Tensor& w = wmt::value(weight);
        const auto b = wmt::value_or_none(bias);
        if (!at::GradMode::is_enabled() &&
            is_of_windows(x, w, three(stride), three(padding), three(dilation), groups)) {
            return of_windows(x, w, b);
        }
        if (!at::GradMode::is_enabled() &&
            is_for_one_dnn(x, w, b, three(stride), three(padding), three(dilation), groups)) {
            return at::mkldnn_convolution(x.contiguous(), w, b, three(padding), three(stride),
                                          three(dilation), groups);
        }
        return at::conv3d(x, w, b, three(stride), three(padding), three(dilation), groups);
    });
}

wmt_status wmt_conv_transpose3d(const wmt_tensor* input, const wmt_tensor* weight, const wmt_tensor* bias,
                                const int64_t stride[3], const int64_t padding[3],
                                const int64_t output_padding[3], const int64_t dilation[3], int64_t groups,
                                wmt_tensor** out) {
    return wmt::making(out, [&] {
        return at::conv_transpose3d(wmt::value(input), wmt::value(weight), wmt::value_or_none(bias),
                                    three(stride), three(padding), three(output_padding), groups,
                                    three(dilation));
    });
}

wmt_status wmt_max_pool3d(const wmt_tensor* input, const int64_t kernel[3], const int64_t stride[3],
                          const int64_t padding[3], const int64_t dilation[3], int32_t ceil_mode,
                          wmt_tensor** out) {
    return wmt::making(out, [&] {
        if (wmt::halves(wmt::value(input), three(kernel), three(stride), three(padding), three(dilation),
                        ceil_mode != 0)) {
            return wmt::halved(wmt::value(input), three(padding));
        }
        return at::max_pool3d(wmt::value(input), three(kernel), three(stride), three(padding),
                              three(dilation), ceil_mode != 0);
    });
}

wmt_status wmt_batch_norm(const wmt_tensor* input, const wmt_tensor* weight, const wmt_tensor* bias,
                          wmt_tensor* running_mean, wmt_tensor* running_variance, int32_t training,
                          double momentum, double epsilon, wmt_tensor** out) {
    return wmt::making(out, [&] {
        // Only PyTorch's Python layer refuses this: the variance of one value is no variance.
        const at::Tensor& x = wmt::value(input);
        wmt::require(x.dim() >= 2, "batch normalisation needs a batch and a channel dimension");
        wmt::require(training == 0 || x.size(1) == 0 || x.numel() / x.size(1) > 1,
                     "batch normalisation needs more than one value per channel when training");
        return at::batch_norm(x, wmt::value_or_none(weight), wmt::value_or_none(bias),
                              wmt::value_or_none(running_mean), wmt::value_or_none(running_variance),
                              training != 0, momentum, epsilon, true);
    });
}

wmt_status wmt_linear(const wmt_tensor* input, const wmt_tensor* weight, const wmt_tensor* bias,
                      wmt_tensor** out) {
    return wmt::making(
        out, [&] { return at::linear(wmt::value(input), wmt::value(weight), wmt::value_or_none(bias)); });
}

wmt_status wmt_layer_norm(const wmt_tensor* input, const int64_t* sizes, int32_t count,
                          const wmt_tensor* weight, const wmt_tensor* bias, double epsilon,
                          wmt_tensor** out) {
    return wmt::making(out, [&] {
        return at::layer_norm(wmt::value(input), wmt::sizes_of(sizes, count), wmt::value_or_none(weight),
                              wmt::value_or_none(bias), epsilon);
    });
}

wmt_status wmt_group_norm(const wmt_tensor* input, int64_t groups, const wmt_tensor* weight,
                          const wmt_tensor* bias, double epsilon, wmt_tensor** out) {
    return wmt::making(out, [&] {
        return at::group_norm(wmt::value(input), groups, wmt::value_or_none(weight), wmt::value_or_none(bias),
                              epsilon);
    });
}

wmt_status wmt_attention(const wmt_tensor* together, int64_t heads, wmt_tensor** out) {
    return wmt::making(out, [&] {
        const at::Tensor& x = wmt::value(together);
        wmt::require(!at::GradMode::is_enabled() || !x.requires_grad(),
                     "attention in blocks has no gradient");
        wmt::require(x.device().is_cpu() && x.scalar_type() == at::kFloat && x.dim() == 3 && heads >= 1 &&
                         x.size(2) > 0 && x.size(2) % (3 * heads) == 0,
                     "attention takes n x tokens x (3 x heads x d) of single precision on the processor");
        return wmt::attended(x, heads);
    });
}

wmt_status wmt_softmax(const wmt_tensor* input, int64_t dimension, wmt_tensor** out) {
    return wmt::making(out, [&] { return at::softmax(wmt::value(input), dimension); });
}

wmt_status wmt_pad(const wmt_tensor* input, const int64_t* counts, int32_t count, wmt_scalar value,
                   wmt_tensor** out) {
    return wmt::making(out, [&] {
        return at::constant_pad_nd(wmt::value(input), wmt::sizes_of(counts, count), wmt::number(value));
    });
}

wmt_status wmt_leaky_relu(const wmt_tensor* input, double negative_slope, wmt_tensor** out) {
    return wmt::making(out, [&] { return at::leaky_relu(wmt::value(input), negative_slope); });
}

wmt_status wmt_leaky_relu_in_place(wmt_tensor* input, double negative_slope) {
    return wmt::guarded([&] { at::leaky_relu_(wmt::value(input), negative_slope); });
}

}  // extern "C"
