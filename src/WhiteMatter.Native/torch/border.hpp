// The border between C++ and C: exceptions become status codes and a message kept for the calling thread;
// tensors become handles that are counted.
#pragma once

#include <c10/util/Exception.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <utility>

#include "torch/compatibility.hpp"
#include "whitematter_torch.h"

namespace wmt {

inline std::atomic<std::int64_t> live_tensors{0};

}  // namespace wmt

struct wmt_tensor {
    explicit wmt_tensor(at::Tensor tensor) : value(std::move(tensor)) {
        wmt::live_tensors.fetch_add(1, std::memory_order_relaxed);
    }
    ~wmt_tensor() { wmt::live_tensors.fetch_sub(1, std::memory_order_relaxed); }
    wmt_tensor(const wmt_tensor&) = delete;
    wmt_tensor& operator=(const wmt_tensor&) = delete;

    at::Tensor value;
};

namespace wmt {

// A failure with its status code.
class Failure : public std::runtime_error {
  public:
    Failure(wmt_status status, const std::string& message) : std::runtime_error(message), status_(status) {}
    wmt_status status() const noexcept { return status_; }

  private:
    wmt_status status_;
};

void set_last_error(const char* message) noexcept;

// WMT_OUT_OF_MEMORY if that is what libtorch's error tells of, else WMT_TORCH_ERROR.
wmt_status status_of(const c10::Error& error) noexcept;

inline void require(bool condition, const char* message) {
    if (!condition) throw Failure(WMT_INVALID_ARGUMENT, message);
}

template <class Body>
wmt_status guarded(Body&& body) noexcept {
    try {
        body();
        return WMT_OK;
    } catch (const Failure& failure) {
        set_last_error(failure.what());
        return failure.status();
    } catch (const c10::Error& error) {
        set_last_error(error.what_without_backtrace());
        return status_of(error);
    } catch (const std::bad_alloc&) {
        set_last_error("not enough memory");
        return WMT_OUT_OF_MEMORY;
    } catch (const std::exception& error) {
        set_last_error(error.what());
        return WMT_INTERNAL_ERROR;
    } catch (...) {
        set_last_error("unknown failure");
        return WMT_INTERNAL_ERROR;
    }
}

// A call that makes a tensor.
template <class Body>
wmt_status making(wmt_tensor** out, Body&& body) noexcept {
    return guarded([&] {
        require(out != nullptr, "there is no place for the result");
        *out = nullptr;
        *out = std::make_unique<wmt_tensor>(body()).release();
    });
}

inline const at::Tensor& value(const wmt_tensor* tensor) {
    require(tensor != nullptr, "a tensor is null");
    return tensor->value;
}

inline at::Tensor& value(wmt_tensor* tensor) {
    require(tensor != nullptr, "a tensor is null");
    return tensor->value;
}

inline Optional<at::Tensor> value_or_none(const wmt_tensor* tensor) {
    return tensor == nullptr ? Optional<at::Tensor>() : Optional<at::Tensor>(tensor->value);
}

inline at::Scalar number(wmt_scalar scalar) {
    return scalar.is_integer != 0 ? at::Scalar(scalar.integer) : at::Scalar(scalar.real);
}

inline c10::ScalarType type_of(std::int32_t dtype) {
    switch (dtype) {
        case WMT_UINT8:
        case WMT_INT8:
        case WMT_INT16:
        case WMT_INT32:
        case WMT_INT64:
        case WMT_FLOAT16:
        case WMT_FLOAT32:
        case WMT_FLOAT64:
        case WMT_BOOL:
        case WMT_BFLOAT16:
            return static_cast<c10::ScalarType>(dtype);
        default:
            throw Failure(WMT_INVALID_ARGUMENT, "there is no type of number " + std::to_string(dtype));
    }
}

inline c10::Device device_of(wmt_device device) {
    require(device.type == WMT_CPU || device.type == WMT_CUDA, "a device is neither CPU nor CUDA");
    require(device.index >= -1 && device.index < 128, "a device's index is out of range");
    return c10::Device(static_cast<c10::DeviceType>(device.type),
                       static_cast<c10::DeviceIndex>(device.index));
}

inline at::IntArrayRef sizes_of(const std::int64_t* sizes, std::int32_t count) {
    require(count >= 0 && (count == 0 || sizes != nullptr), "a list of sizes is null or of negative length");
    return at::IntArrayRef(sizes, static_cast<std::size_t>(count));
}

}  // namespace wmt
