// Steps of the optimiser.
#include <ATen/core/grad_mode.h>
#include <ATen/ops/_foreach_add.h>
#include <ATen/ops/_foreach_addcdiv.h>
#include <ATen/ops/_foreach_addcmul.h>
#include <ATen/ops/_foreach_div.h>
#include <ATen/ops/_foreach_mul.h>
#include <ATen/ops/_foreach_sqrt.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "torch/border.hpp"

namespace {

// The operations of torch.optim.Adam for one tensor, in its order; what it makes anew is changed in place
// here, which rounds alike.
void adam_step(at::Tensor& parameter, at::Tensor& first, at::Tensor& second, std::int64_t step,
               const wmt_adam_options& options) {
    at::Tensor gradient = parameter.grad();
    if (options.weight_decay != 0) {
        if (options.decoupled != 0)
            parameter.mul_(1 - options.learning_rate * options.weight_decay);
        else
            gradient = gradient.add(parameter, options.weight_decay);
    }
    first.mul_(options.beta1).add_(gradient, 1 - options.beta1);
    second.mul_(options.beta2).addcmul_(gradient, gradient, 1 - options.beta2);
    const double correction1 = 1 - std::pow(options.beta1, static_cast<double>(step));
    const double correction2 = 1 - std::pow(options.beta2, static_cast<double>(step));
    const at::Tensor denominator = second.sqrt().div_(std::sqrt(correction2)).add_(options.epsilon);
    parameter.addcdiv_(first, denominator, -(options.learning_rate / correction1));
}

// The same for all tensors at once: on a GPU a launch for each operation of each small tensor takes longer
// than the operation.
void adam_step(const std::vector<at::Tensor>& parameters, const std::vector<at::Tensor>& firsts,
               const std::vector<at::Tensor>& seconds, std::int64_t step, const wmt_adam_options& options) {
    std::vector<at::Tensor> gradients;
    gradients.reserve(parameters.size());
    for (const at::Tensor& parameter : parameters) gradients.push_back(parameter.grad());
    if (options.weight_decay != 0) {
        if (options.decoupled != 0)
            at::_foreach_mul_(parameters, at::Scalar(1 - options.learning_rate * options.weight_decay));
        else
            gradients = at::_foreach_add(gradients, parameters, at::Scalar(options.weight_decay));
    }
    at::_foreach_mul_(firsts, at::Scalar(options.beta1));
    at::_foreach_add_(firsts, gradients, at::Scalar(1 - options.beta1));
    at::_foreach_mul_(seconds, at::Scalar(options.beta2));
    at::_foreach_addcmul_(seconds, gradients, gradients, at::Scalar(1 - options.beta2));
    const double correction1 = 1 - std::pow(options.beta1, static_cast<double>(step));
    const double correction2 = 1 - std::pow(options.beta2, static_cast<double>(step));
    const std::vector<at::Tensor> denominators = at::_foreach_sqrt(seconds);
    at::_foreach_div_(denominators, at::Scalar(std::sqrt(correction2)));
    at::_foreach_add_(denominators, at::Scalar(options.epsilon));
    at::_foreach_addcdiv_(parameters, firsts, denominators,
                          at::Scalar(-(options.learning_rate / correction1)));
}

std::vector<at::Tensor> list_of(wmt_tensor* const* tensors, std::int32_t count) {
    std::vector<at::Tensor> list;
    list.reserve(static_cast<std::size_t>(count));
    for (std::int32_t i = 0; i < count; ++i) list.push_back(wmt::value(tensors[i]));
    return list;
}

}  // namespace

extern "C" {

wmt_status wmt_adam_step(int32_t count, wmt_tensor* const* parameters, wmt_tensor* const* first_moments,
                         wmt_tensor* const* second_moments, const int64_t* steps,
                         const wmt_adam_options* options) {
    return wmt::guarded([&] {
        wmt::require(count >= 0 && options != nullptr, "the options are null");
        wmt::require(count == 0 || (parameters != nullptr && first_moments != nullptr &&
                                    second_moments != nullptr && steps != nullptr),
                     "a list of tensors is null");
        const at::NoGradGuard no_grad;
        std::vector<at::Tensor> values = list_of(parameters, count);
        std::vector<at::Tensor> firsts = list_of(first_moments, count);
        std::vector<at::Tensor> seconds = list_of(second_moments, count);
        for (int32_t i = 0; i < count; ++i) {
            wmt::require(steps[i] >= 1, "the first step of Adam has the number 1");
            wmt::require(values[static_cast<std::size_t>(i)].grad().defined(), "a parameter has no gradient");
        }
        const bool together =
            count > 0 && std::all_of(steps, steps + count, [&](int64_t step) { return step == steps[0]; }) &&
            std::all_of(values.begin(), values.end(), [](const at::Tensor& t) { return t.is_cuda(); });
        if (together) {
            adam_step(values, firsts, seconds, steps[0], *options);
            return;
        }
        for (std::size_t i = 0; i < values.size(); ++i)
            adam_step(values[i], firsts[i], seconds[i], steps[i], *options);
    });
}

}  // extern "C"
