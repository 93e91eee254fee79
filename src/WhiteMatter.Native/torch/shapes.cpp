// Shapes: views, pieces, and joining.
#include <ATen/ops/cat.h>
#include <ATen/ops/stack.h>

#include <vector>

#include "torch/border.hpp"

namespace {

std::vector<at::Tensor> list_of(const wmt_tensor* const* tensors, std::int32_t count) {
    wmt::require(count >= 0 && (count == 0 || tensors != nullptr), "a list of tensors is null");
    std::vector<at::Tensor> list;
    list.reserve(static_cast<std::size_t>(count));
    for (std::int32_t i = 0; i < count; ++i) list.push_back(wmt::value(tensors[i]));
    return list;
}

}  // namespace

extern "C" {

wmt_status wmt_reshape(int32_t op, const wmt_tensor* a, const int64_t* sizes, int32_t count,
                       wmt_tensor** out) {
    return wmt::making(out, [&]() -> at::Tensor {
        const at::IntArrayRef list = wmt::sizes_of(sizes, count);
        switch (op) {
            case WMT_RESHAPE:
                return wmt::value(a).reshape(list);
            case WMT_VIEW:
                return wmt::value(a).view(list);
            case WMT_EXPAND:
                return wmt::value(a).expand(list);
            case WMT_PERMUTE:
                return wmt::value(a).permute(list);
            default:
                throw wmt::Failure(WMT_INVALID_ARGUMENT, "there is no such change of shape");
        }
    });
}

wmt_status wmt_flatten(const wmt_tensor* a, int64_t start, int64_t end, wmt_tensor** out) {
    return wmt::making(out, [&] { return wmt::value(a).flatten(start, end); });
}

wmt_status wmt_transpose(const wmt_tensor* a, int64_t dimension0, int64_t dimension1, wmt_tensor** out) {
    return wmt::making(out, [&] { return wmt::value(a).transpose(dimension0, dimension1); });
}

wmt_status wmt_squeeze(const wmt_tensor* a, int64_t dimension, wmt_tensor** out) {
    return wmt::making(out, [&] { return wmt::value(a).squeeze(dimension); });
}

wmt_status wmt_unsqueeze(const wmt_tensor* a, int64_t dimension, wmt_tensor** out) {
    return wmt::making(out, [&] { return wmt::value(a).unsqueeze(dimension); });
}

wmt_status wmt_select(const wmt_tensor* a, int64_t dimension, int64_t index, wmt_tensor** out) {
    return wmt::making(out, [&] { return wmt::value(a).select(dimension, index); });
}

wmt_status wmt_narrow(const wmt_tensor* a, int64_t dimension, int64_t start, int64_t length,
                      wmt_tensor** out) {
    return wmt::making(out, [&] { return wmt::value(a).narrow(dimension, start, length); });
}

wmt_status wmt_slice(const wmt_tensor* a, int64_t dimension, int64_t start, int64_t end, int64_t step,
                     wmt_tensor** out) {
    return wmt::making(out, [&] { return wmt::value(a).slice(dimension, start, end, step); });
}

wmt_status wmt_index_select(const wmt_tensor* a, int64_t dimension, const wmt_tensor* index,
                            wmt_tensor** out) {
    return wmt::making(out, [&] { return wmt::value(a).index_select(dimension, wmt::value(index)); });
}

wmt_status wmt_cat(const wmt_tensor* const* tensors, int32_t count, int64_t dimension, wmt_tensor** out) {
    return wmt::making(out, [&] { return at::cat(list_of(tensors, count), dimension); });
}

wmt_status wmt_stack(const wmt_tensor* const* tensors, int32_t count, int64_t dimension, wmt_tensor** out) {
    return wmt::making(out, [&] { return at::stack(list_of(tensors, count), dimension); });
}

}  // extern "C"
