// Making tensors, their values in main memory, what they are, and gradients.
#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/randperm.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cstring>

#include "torch/border.hpp"

namespace {

at::TensorOptions options_of(std::int32_t dtype, wmt_device device) {
    return at::TensorOptions().dtype(wmt::type_of(dtype)).device(wmt::device_of(device));
}

at::Tensor filled(std::int32_t fill, at::IntArrayRef shape, const at::TensorOptions& options) {
    switch (fill) {
        case WMT_EMPTY:
            return at::empty(shape, options);
        case WMT_ZEROS:
            return at::zeros(shape, options);
        case WMT_ONES:
            return at::ones(shape, options);
        case WMT_RANDN:
            return at::randn(shape, options);
        case WMT_RAND:
            return at::rand(shape, options);
        default:
            throw wmt::Failure(WMT_INVALID_ARGUMENT, "there is no such fill");
    }
}

void require_size(const at::Tensor& tensor, std::int64_t bytes) {
    const auto needed = static_cast<std::int64_t>(tensor.nbytes());
    if (needed != bytes)
        throw wmt::Failure(WMT_INVALID_ARGUMENT, "the tensor has " + std::to_string(needed) +
                                                     " bytes and the memory " + std::to_string(bytes));
}

// The caller's memory seen as a tensor in row-major order.
at::Tensor borrowed(void* values, const at::Tensor& like) {
    return at::from_blob(values, like.sizes(), at::TensorOptions().dtype(like.scalar_type()));
}

}  // namespace

extern "C" {

wmt_status wmt_tensor_create(int32_t fill, const int64_t* shape, int32_t dimensions, int32_t dtype,
                             wmt_device device, wmt_tensor** out) {
    return wmt::making(
        out, [&] { return filled(fill, wmt::sizes_of(shape, dimensions), options_of(dtype, device)); });
}

wmt_status wmt_tensor_pinned(const int64_t* shape, int32_t dimensions, int32_t dtype, wmt_tensor** out) {
    return wmt::making(out, [&] {
        return at::empty(wmt::sizes_of(shape, dimensions),
                         options_of(dtype, wmt_device{WMT_CPU, -1}).pinned_memory(true));
    });
}

wmt_status wmt_tensor_full(wmt_scalar value, const int64_t* shape, int32_t dimensions, int32_t dtype,
                           wmt_device device, wmt_tensor** out) {
    return wmt::making(out, [&] {
        return at::full(wmt::sizes_of(shape, dimensions), wmt::number(value), options_of(dtype, device));
    });
}

wmt_status wmt_arange(wmt_scalar start, wmt_scalar end, wmt_scalar step, int32_t dtype, wmt_device device,
                      wmt_tensor** out) {
    return wmt::making(out, [&] {
        return at::arange(wmt::number(start), wmt::number(end), wmt::number(step), options_of(dtype, device));
    });
}

wmt_status wmt_randperm(int64_t n, wmt_device device, wmt_tensor** out) {
    return wmt::making(out, [&] { return at::randperm(n, options_of(WMT_INT64, device)); });
}

wmt_status wmt_tensor_from(const void* values, int64_t bytes, const int64_t* shape, int32_t dimensions,
                           int32_t dtype, wmt_tensor** out) {
    return wmt::making(out, [&] {
        at::Tensor made =
            at::empty(wmt::sizes_of(shape, dimensions), options_of(dtype, wmt_device{WMT_CPU, -1}));
        require_size(made, bytes);
        wmt::require(bytes == 0 || values != nullptr, "the values are null");
        if (bytes > 0) std::memcpy(made.data_ptr(), values, static_cast<std::size_t>(bytes));
        return made;
    });
}

wmt_status wmt_tensor_read(const wmt_tensor* tensor, void* values, int64_t bytes) {
    return wmt::guarded([&] {
        const at::NoGradGuard no_grad;
        const at::Tensor& from = wmt::value(tensor);
        require_size(from, bytes);
        wmt::require(bytes == 0 || values != nullptr, "the values are null");
        if (bytes > 0) borrowed(values, from).copy_(from);
    });
}

wmt_status wmt_tensor_write(wmt_tensor* tensor, const void* values, int64_t bytes) {
    return wmt::guarded([&] {
        const at::NoGradGuard no_grad;
        at::Tensor& to = wmt::value(tensor);
        require_size(to, bytes);
        wmt::require(bytes == 0 || values != nullptr, "the values are null");
        if (bytes > 0) to.copy_(borrowed(const_cast<void*>(values), to));
    });
}

wmt_status wmt_tensor_data(const wmt_tensor* tensor, void** values, int64_t* bytes) {
    return wmt::guarded([&] {
        wmt::require(values != nullptr && bytes != nullptr, "there is no place for the address");
        const at::Tensor& from = wmt::value(tensor);
        wmt::require(from.device().is_cpu(), "the tensor is not in main memory");
        wmt::require(from.is_contiguous(), "the tensor is not contiguous");
        *values = from.data_ptr();
        *bytes = static_cast<int64_t>(from.nbytes());
    });
}

wmt_status wmt_item(const wmt_tensor* tensor, wmt_scalar* value) {
    return wmt::guarded([&] {
        wmt::require(value != nullptr, "there is no place for the value");
        const at::Scalar item = wmt::value(tensor).item();
        *value =
            item.isFloatingPoint() ? wmt_scalar{item.toDouble(), 0, 0} : wmt_scalar{0.0, item.toLong(), 1};
    });
}

void wmt_tensor_free(wmt_tensor* tensor) { delete tensor; }

wmt_status wmt_describe(const wmt_tensor* tensor, wmt_description* description) {
    return wmt::guarded([&] {
        wmt::require(description != nullptr, "there is no place for the description");
        const at::Tensor& t = wmt::value(tensor);
        *description = wmt_description{
            t.numel(),
            static_cast<int32_t>(t.dim()),
            static_cast<int32_t>(t.scalar_type()),
            wmt_device{static_cast<int32_t>(t.device().type()), static_cast<int32_t>(t.device().index())},
            static_cast<int32_t>(t.element_size()),
            t.is_contiguous() ? 1 : 0,
            t.requires_grad() ? 1 : 0,
            t.is_leaf() ? 1 : 0};
    });
}

wmt_status wmt_shape(const wmt_tensor* tensor, int64_t* sizes, int64_t* strides, int32_t capacity) {
    return wmt::guarded([&] {
        const at::Tensor& t = wmt::value(tensor);
        wmt::require(capacity >= t.dim(), "there is not enough place for the shape");
        if (sizes != nullptr) std::copy(t.sizes().begin(), t.sizes().end(), sizes);
        if (strides != nullptr) std::copy(t.strides().begin(), t.strides().end(), strides);
    });
}

wmt_status wmt_grad_mode_get(int32_t* enabled) {
    return wmt::guarded([&] {
        wmt::require(enabled != nullptr, "there is no place for the mode");
        *enabled = at::GradMode::is_enabled() ? 1 : 0;
    });
}

wmt_status wmt_grad_mode_set(int32_t enabled) {
    return wmt::guarded([&] { at::GradMode::set_enabled(enabled != 0); });
}

wmt_status wmt_requires_grad_set(wmt_tensor* tensor, int32_t requires_grad) {
    return wmt::guarded([&] {
        at::Tensor& t = wmt::value(tensor);
        // PyTorch's Python layer refuses these two; its C++ layer does not in every version.
        wmt::require(t.is_leaf() || requires_grad != 0,
                     "only leaves can stop requiring a gradient; detach() the tensor instead");
        t.requires_grad_(requires_grad != 0);
    });
}

wmt_status wmt_grad_get(const wmt_tensor* tensor, wmt_tensor** out) {
    return wmt::guarded([&] {
        wmt::require(out != nullptr, "there is no place for the result");
        *out = nullptr;
        const at::Tensor& gradient = wmt::value(tensor).grad();
        if (gradient.defined()) *out = std::make_unique<wmt_tensor>(gradient).release();
    });
}

wmt_status wmt_grad_set(wmt_tensor* tensor, const wmt_tensor* gradient) {
    return wmt::guarded([&] {
        at::Tensor& t = wmt::value(tensor);
        if (gradient == nullptr) {
            t.mutable_grad().reset();
            return;
        }
        const at::Tensor& g = gradient->value;
        wmt::require(g.sizes() == t.sizes() && g.scalar_type() == t.scalar_type() && g.device() == t.device(),
                     "a gradient has the shape, type and device of its tensor");
        t.mutable_grad() = g;
    });
}

wmt_status wmt_backward(const wmt_tensor* tensor, const wmt_tensor* gradient, int32_t retain_graph) {
    return wmt::guarded([&] {
        wmt::value(tensor).backward(gradient == nullptr ? at::Tensor() : gradient->value, retain_graph != 0);
    });
}

}  // extern "C"
