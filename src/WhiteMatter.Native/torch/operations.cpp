// Arithmetic, comparisons and reductions.
#include <ATen/ops/elu.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/pow.h>
#include <ATen/ops/reciprocal.h>
#include <ATen/ops/rsub.h>
#include <ATen/ops/silu.h>
#include <ATen/ops/where.h>

#include "torch/border.hpp"

namespace {

[[noreturn]] void no_such_operation() {
    throw wmt::Failure(WMT_INVALID_ARGUMENT, "there is no such operation for these operands");
}

at::Tensor unary(std::int32_t op, const at::Tensor& a) {
    switch (op) {
        case WMT_CLONE:
            return a.clone();
        case WMT_DETACH:
            return a.detach();
        case WMT_ALIAS:
            return a;
        case WMT_CONTIGUOUS:
            return a.contiguous();
        case WMT_NEG:
            return a.neg();
        case WMT_ABS:
            return a.abs();
        case WMT_SQRT:
            return a.sqrt();
        case WMT_EXP:
            return a.exp();
        case WMT_LOG:
            return a.log();
        case WMT_SQUARE:
            return a.square();
        case WMT_ISFINITE:
            return at::isfinite(a);
        case WMT_ISNAN:
            return a.isnan();
        case WMT_LOGICAL_NOT:
            return a.logical_not();
        case WMT_SIGMOID:
            return a.sigmoid();
        case WMT_TANH:
            return a.tanh();
        case WMT_RELU:
            return a.relu();
        case WMT_GELU:
            return at::gelu(a);
        case WMT_SILU:
            return at::silu(a);
        case WMT_ELU:
            return at::elu(a);
        case WMT_CHANNELS_LAST:
            // A copy in any case: the strides of a tensor of one channel, which lies both ways, say how its
            // results lie.
            return a.clone(at::MemoryFormat::ChannelsLast3d);
        default:
            no_such_operation();
    }
}

void unary_in_place(std::int32_t op, at::Tensor& a) {
    switch (op) {
        case WMT_NEG:
            a.neg_();
            return;
        case WMT_ABS:
            a.abs_();
            return;
        case WMT_SQRT:
            a.sqrt_();
            return;
        case WMT_EXP:
            a.exp_();
            return;
        case WMT_LOG:
            a.log_();
            return;
        case WMT_SQUARE:
            a.square_();
            return;
        case WMT_SIGMOID:
            a.sigmoid_();
            return;
        case WMT_TANH:
            a.tanh_();
            return;
        case WMT_RELU:
            a.relu_();
            return;
        default:
            no_such_operation();
    }
}

// The operations that take a tensor or a number on the right.
template <class Right>
at::Tensor arithmetic(std::int32_t op, const at::Tensor& a, const Right& b, const at::Scalar& alpha) {
    switch (op) {
        case WMT_ADD:
            return a.add(b, alpha);
        case WMT_SUB:
            return a.sub(b, alpha);
        case WMT_MUL:
            return a.mul(b);
        case WMT_DIV:
            return a.div(b);
        case WMT_POW:
            return a.pow(b);
        case WMT_EQ:
            return a.eq(b);
        case WMT_NE:
            return a.ne(b);
        case WMT_LT:
            return a.lt(b);
        case WMT_LE:
            return a.le(b);
        case WMT_GT:
            return a.gt(b);
        case WMT_GE:
            return a.ge(b);
        default:
            no_such_operation();
    }
}

template <class Right>
void arithmetic_in_place(std::int32_t op, at::Tensor& a, const Right& b, const at::Scalar& alpha) {
    switch (op) {
        case WMT_ADD:
            a.add_(b, alpha);
            return;
        case WMT_SUB:
            a.sub_(b, alpha);
            return;
        case WMT_MUL:
            a.mul_(b);
            return;
        case WMT_DIV:
            a.div_(b);
            return;
        case WMT_POW:
            a.pow_(b);
            return;
        default:
            no_such_operation();
    }
}

at::Tensor binary(std::int32_t op, const at::Tensor& a, const at::Tensor& b, const at::Scalar& alpha) {
    switch (op) {
        case WMT_MAXIMUM:
            return a.maximum(b);
        case WMT_MINIMUM:
            return a.minimum(b);
        case WMT_MATMUL:
            return a.matmul(b);
        case WMT_MM:
            return a.mm(b);
        case WMT_LOGICAL_AND:
            return a.logical_and(b);
        case WMT_LOGICAL_OR:
            return a.logical_or(b);
        default:
            return arithmetic(op, a, b, alpha);
    }
}

at::Tensor reduced(std::int32_t op, const at::Tensor& a, at::IntArrayRef dimensions, bool keep) {
    const bool everything = dimensions.empty();
    switch (op) {
        case WMT_SUM:
            return everything ? a.sum() : a.sum(dimensions, keep);
        case WMT_MEAN:
            return everything ? a.mean() : a.mean(dimensions, keep);
        case WMT_MAX:
            return everything ? a.max() : a.amax(dimensions, keep);
        case WMT_MIN:
            return everything ? a.min() : a.amin(dimensions, keep);
        case WMT_STD:
            return everything ? a.std(true) : a.std(dimensions, true, keep);
        case WMT_VAR:
            return everything ? a.var(true) : a.var(dimensions, true, keep);
        case WMT_ALL:
        case WMT_ANY:
            wmt::require(dimensions.size() <= 1, "all and any take one dimension at most");
            if (everything) return op == WMT_ALL ? a.all() : a.any();
            return op == WMT_ALL ? a.all(dimensions[0], keep) : a.any(dimensions[0], keep);
        default:
            no_such_operation();
    }
}

wmt::Optional<at::Scalar> bound(const wmt_scalar* scalar) {
    return scalar == nullptr ? wmt::Optional<at::Scalar>() : wmt::Optional<at::Scalar>(wmt::number(*scalar));
}

}  // namespace

extern "C" {

wmt_status wmt_unary(int32_t op, const wmt_tensor* a, wmt_tensor** out) {
    return wmt::making(out, [&] { return unary(op, wmt::value(a)); });
}

wmt_status wmt_unary_in_place(int32_t op, wmt_tensor* a) {
    return wmt::guarded([&] { unary_in_place(op, wmt::value(a)); });
}

wmt_status wmt_binary(int32_t op, const wmt_tensor* a, const wmt_tensor* b, wmt_scalar alpha,
                      wmt_tensor** out) {
    return wmt::making(out, [&] { return binary(op, wmt::value(a), wmt::value(b), wmt::number(alpha)); });
}

wmt_status wmt_binary_in_place(int32_t op, wmt_tensor* a, const wmt_tensor* b, wmt_scalar alpha) {
    return wmt::guarded([&] { arithmetic_in_place(op, wmt::value(a), wmt::value(b), wmt::number(alpha)); });
}

wmt_status wmt_binary_scalar(int32_t op, const wmt_tensor* a, wmt_scalar b, wmt_tensor** out) {
    return wmt::making(out, [&] { return arithmetic(op, wmt::value(a), wmt::number(b), at::Scalar(1)); });
}

wmt_status wmt_binary_scalar_in_place(int32_t op, wmt_tensor* a, wmt_scalar b) {
    return wmt::guarded([&] { arithmetic_in_place(op, wmt::value(a), wmt::number(b), at::Scalar(1)); });
}

wmt_status wmt_scalar_binary(int32_t op, wmt_scalar b, const wmt_tensor* a, wmt_tensor** out) {
    return wmt::making(out, [&]() -> at::Tensor {
        switch (op) {
            case WMT_SUB:
                return at::rsub(wmt::value(a), wmt::number(b));
            case WMT_DIV:
                return wmt::value(a).reciprocal().mul(wmt::number(b));
            case WMT_POW:
                return at::pow(wmt::number(b), wmt::value(a));
            default:
                no_such_operation();
        }
    });
}

wmt_status wmt_addcmul_in_place(wmt_tensor* a, const wmt_tensor* b, const wmt_tensor* c, wmt_scalar value) {
    return wmt::guarded([&] { wmt::value(a).addcmul_(wmt::value(b), wmt::value(c), wmt::number(value)); });
}

wmt_status wmt_addcdiv_in_place(wmt_tensor* a, const wmt_tensor* b, const wmt_tensor* c, wmt_scalar value) {
    return wmt::guarded([&] { wmt::value(a).addcdiv_(wmt::value(b), wmt::value(c), wmt::number(value)); });
}

wmt_status wmt_clamp(const wmt_tensor* a, const wmt_scalar* least, const wmt_scalar* greatest,
                     wmt_tensor** out) {
    return wmt::making(out, [&] { return wmt::value(a).clamp(bound(least), bound(greatest)); });
}

wmt_status wmt_where(const wmt_tensor* condition, const wmt_tensor* a, const wmt_tensor* b,
                     wmt_tensor** out) {
    return wmt::making(out, [&] { return at::where(wmt::value(condition), wmt::value(a), wmt::value(b)); });
}

wmt_status wmt_masked_fill(const wmt_tensor* a, const wmt_tensor* mask, wmt_scalar value, wmt_tensor** out) {
    return wmt::making(out, [&] { return wmt::value(a).masked_fill(wmt::value(mask), wmt::number(value)); });
}

wmt_status wmt_copy_in_place(wmt_tensor* a, const wmt_tensor* from) {
    return wmt::guarded([&] { wmt::value(a).copy_(wmt::value(from)); });
}

wmt_status wmt_fill_in_place(wmt_tensor* a, wmt_scalar value) {
    return wmt::guarded([&] { wmt::value(a).fill_(wmt::number(value)); });
}

wmt_status wmt_uniform_in_place(wmt_tensor* a, double low, double high) {
    return wmt::guarded([&] { wmt::value(a).uniform_(low, high); });
}

wmt_status wmt_normal_in_place(wmt_tensor* a, double mean, double deviation) {
    return wmt::guarded([&] { wmt::value(a).normal_(mean, deviation); });
}

wmt_status wmt_to(const wmt_tensor* a, int32_t dtype, wmt_device device, int32_t copy, int32_t wait,
                  wmt_tensor** out) {
    return wmt::making(out, [&] {
        return wmt::value(a).to(wmt::device_of(device), wmt::type_of(dtype), wait == 0, copy != 0);
    });
}

wmt_status wmt_reduce(int32_t op, const wmt_tensor* a, const int64_t* dimensions, int32_t count,
                      int32_t keep_dimensions, wmt_tensor** out) {
    return wmt::making(out, [&] {
        return reduced(op, wmt::value(a), wmt::sizes_of(dimensions, count), keep_dimensions != 0);
    });
}

}  // extern "C"
