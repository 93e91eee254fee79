// Layers of a network, and the optimiser.
#include <ATen/core/grad_mode.h>
#include <ATen/ops/batch_norm.h>
#include <ATen/ops/conv3d.h>
#include <ATen/ops/conv_transpose3d.h>
#include <ATen/ops/leaky_relu.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/max_pool3d.h>

#include <cmath>

#include "torch/border.hpp"

namespace {

at::IntArrayRef three(const std::int64_t* sizes) {
    wmt::require(sizes != nullptr, "three sizes are null");
    return at::IntArrayRef(sizes, 3);
}

// The operations of torch.optim.Adam for one tensor, in its order; what it makes anew is changed in place
// here, which rounds alike.
void adam_step(at::Tensor& parameter, at::Tensor& first, at::Tensor& second, std::int64_t step,
               const wmt_adam_options& options) {
    wmt::require(step >= 1, "the first step of Adam has the number 1");
    at::Tensor gradient = parameter.grad();
    wmt::require(gradient.defined(), "a parameter has no gradient");
    if (options.weight_decay != 0) gradient = gradient.add(parameter, options.weight_decay);
    first.mul_(options.beta1).add_(gradient, 1 - options.beta1);
    second.mul_(options.beta2).addcmul_(gradient, gradient, 1 - options.beta2);
    const double correction1 = 1 - std::pow(options.beta1, static_cast<double>(step));
    const double correction2 = 1 - std::pow(options.beta2, static_cast<double>(step));
    const at::Tensor denominator = second.sqrt().div_(std::sqrt(correction2)).add_(options.epsilon);
    parameter.addcdiv_(first, denominator, -(options.learning_rate / correction1));
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

wmt_status wmt_leaky_relu(const wmt_tensor* input, double negative_slope, wmt_tensor** out) {
    return wmt::making(out, [&] { return at::leaky_relu(wmt::value(input), negative_slope); });
}

wmt_status wmt_leaky_relu_in_place(wmt_tensor* input, double negative_slope) {
    return wmt::guarded([&] { at::leaky_relu_(wmt::value(input), negative_slope); });
}

wmt_status wmt_adam_step(int32_t count, wmt_tensor* const* parameters, wmt_tensor* const* first_moments,
                         wmt_tensor* const* second_moments, const int64_t* steps,
                         const wmt_adam_options* options) {
    return wmt::guarded([&] {
        wmt::require(count >= 0 && options != nullptr, "the options are null");
        wmt::require(count == 0 || (parameters != nullptr && first_moments != nullptr &&
                                    second_moments != nullptr && steps != nullptr),
                     "a list of tensors is null");
        const at::NoGradGuard no_grad;
        for (int32_t i = 0; i < count; ++i)
            adam_step(wmt::value(parameters[i]), wmt::value(first_moments[i]), wmt::value(second_moments[i]),
                      steps[i], *options);
    });
}

}  // extern "C"
