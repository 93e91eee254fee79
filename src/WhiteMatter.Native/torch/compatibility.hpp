// What differs between the versions of libtorch that are supported (1.13 and 2.x), in one place.
#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/Allocator.h>
#include <torch/csrc/api/include/torch/version.h>

#include <cstdint>
#include <cstring>
#include <optional>

#define WMT_TORCH_AT_LEAST(major, minor) \
    (TORCH_VERSION_MAJOR > (major) || (TORCH_VERSION_MAJOR == (major) && TORCH_VERSION_MINOR >= (minor)))

#if !WMT_TORCH_AT_LEAST(1, 13)
#error "libtorch 1.13 or newer is needed"
#endif

#if WMT_TORCH_AT_LEAST(2, 9)
#include <c10/core/CachingDeviceAllocator.h>
#endif

// Of ATen/autocast_mode.h, which includes every operator there is.
namespace at::autocast {
#if WMT_TORCH_AT_LEAST(2, 4)
TORCH_API bool is_autocast_enabled(at::DeviceType device_type);
TORCH_API void set_autocast_enabled(at::DeviceType device_type, bool enabled);
TORCH_API at::ScalarType get_autocast_dtype(at::DeviceType device_type);
TORCH_API void set_autocast_dtype(at::DeviceType device_type, at::ScalarType dtype);
#else
TORCH_API bool is_enabled();
TORCH_API void set_enabled(bool enabled);
TORCH_API bool is_cpu_enabled();
TORCH_API void set_cpu_enabled(bool enabled);
TORCH_API at::ScalarType get_autocast_gpu_dtype();
TORCH_API void set_autocast_gpu_dtype(at::ScalarType dtype);
TORCH_API at::ScalarType get_autocast_cpu_dtype();
TORCH_API void set_autocast_cpu_dtype(at::ScalarType dtype);
#endif
TORCH_API void clear_cache();
}  // namespace at::autocast

namespace wmt {

// c10::optional was a class of its own and is std::optional now; the old name goes away in 2.x.
#if WMT_TORCH_AT_LEAST(2, 4)
template <class T>
using Optional = std::optional<T>;
#else
template <class T>
using Optional = c10::optional<T>;
#endif

// Whether a thread's operations on a device are computed in fewer digits, and in which type.
struct Autocast {
    bool enabled;
    at::ScalarType type;
};

#if WMT_TORCH_AT_LEAST(2, 4)
inline Autocast autocast(at::DeviceType device) {
    return {at::autocast::is_autocast_enabled(device), at::autocast::get_autocast_dtype(device)};
}
inline void set_autocast(at::DeviceType device, Autocast to) {
    at::autocast::set_autocast_dtype(device, to.type);
    at::autocast::set_autocast_enabled(device, to.enabled);
}
#else
// Before 2.4 each kind of device had functions of its own.
inline Autocast autocast(at::DeviceType device) {
    if (device == at::DeviceType::CPU)
        return {at::autocast::is_cpu_enabled(), at::autocast::get_autocast_cpu_dtype()};
    return {at::autocast::is_enabled(), at::autocast::get_autocast_gpu_dtype()};
}
inline void set_autocast(at::DeviceType device, Autocast to) {
    if (device == at::DeviceType::CPU) {
        at::autocast::set_autocast_cpu_dtype(to.type);
        at::autocast::set_cpu_enabled(to.enabled);
    } else {
        at::autocast::set_autocast_gpu_dtype(to.type);
        at::autocast::set_enabled(to.enabled);
    }
}
#endif

// Most bytes of tensors that a CUDA device has held at once since `reset_device_peak`. Before 2.9 only CUDA's
// own headers tell, which are not used here.
#if WMT_TORCH_AT_LEAST(2, 9)
inline Optional<std::int64_t> device_peak(std::int8_t index) {
    constexpr auto all = static_cast<std::size_t>(c10::CachingAllocator::StatType::AGGREGATE);
    return c10::getDeviceAllocator(c10::DeviceType::CUDA)->getDeviceStats(index).allocated_bytes[all].peak;
}
inline bool reset_device_peak(std::int8_t index) {
    c10::getDeviceAllocator(c10::DeviceType::CUDA)->resetPeakStats(index);
    return true;
}
#else
inline Optional<std::int64_t> device_peak(std::int8_t) { return {}; }
inline bool reset_device_peak(std::int8_t) { return false; }
#endif

// An allocator of the processor's memory. To take memory was const and no longer is, and to copy it was
// added; each is virtual in one version or the other, so that none of the three can say that it overrides.
class CpuAllocator : public c10::Allocator {
  public:
    virtual c10::DataPtr taken(std::size_t bytes) const = 0;
    c10::DataPtr allocate(std::size_t bytes) const { return taken(bytes); }
    c10::DataPtr allocate(std::size_t bytes) { return taken(bytes); }
    void copy_data(void* to, const void* from, std::size_t bytes) const { std::memcpy(to, from, bytes); }
};

}  // namespace wmt
