// Versions, threads, memory, devices and random numbers.
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <dlfcn.h>

#include <cstdio>
#include <mutex>

#include "torch/block_cache.hpp"
#include "torch/border.hpp"

namespace {

template <class Function>
Function* find(const char* name) {
    return reinterpret_cast<Function*>(dlsym(RTLD_DEFAULT, name));
}

std::string blas() {
    if (const auto configuration = find<const char*()>("openblas_get_config")) return configuration();
    Dl_info place{};
    if (void* sgemm = dlsym(RTLD_DEFAULT, "sgemm_"); sgemm != nullptr && dladdr(sgemm, &place) != 0)
        return place.dli_fname;
    return "inside libtorch";
}

void require_cuda(std::int32_t index) {
    if (!at::hasCUDA()) throw wmt::Failure(WMT_UNSUPPORTED, "this libtorch was built without CUDA");
    wmt::require(index >= 0 && index < static_cast<std::int32_t>(at::detail::getCUDAHooks().getNumGPUs()),
                 "there is no CUDA device of that number");
}

at::Generator generator(wmt_device device) {
    return at::globalContext().defaultGenerator(wmt::device_of(device));
}

}  // namespace

extern "C" {

const char* wmt_torch_version(void) {
    // A libtorch in a folder of its own says more than its headers do, such as the version of CUDA.
#if defined(WMT_LIBTORCH_VERSION)
    return WMT_LIBTORCH_VERSION;
#else
    return TORCH_VERSION;
#endif
}

wmt_status wmt_blas_description(char* text, int64_t capacity) {
    return wmt::guarded([&] {
        wmt::require(text != nullptr && capacity > 0, "there is no place for the description");
        std::snprintf(text, static_cast<std::size_t>(capacity), "%s", blas().c_str());
    });
}

wmt_status wmt_threads_get(int32_t* threads) {
    return wmt::guarded([&] {
        wmt::require(threads != nullptr, "there is no place for the number of threads");
        *threads = at::get_num_threads();
    });
}

wmt_status wmt_threads_set(int32_t threads) {
    return wmt::guarded([&] {
        wmt::require(threads >= 1, "the number of threads is less than 1");
        at::set_num_threads(threads);
    });
}

wmt_status wmt_blas_threads_get(int32_t* threads) {
    return wmt::guarded([&] {
        wmt::require(threads != nullptr, "there is no place for the number of threads");
        const auto get = find<int()>("openblas_get_num_threads");
        if (get == nullptr)
            throw wmt::Failure(WMT_UNSUPPORTED, "matrices are not multiplied by OpenBLAS but by " + blas());
        *threads = get();
    });
}

wmt_status wmt_blas_threads_set(int32_t threads) {
    return wmt::guarded([&] {
        wmt::require(threads >= 1, "the number of threads is less than 1");
        const auto set = find<void(int)>("openblas_set_num_threads");
        if (set == nullptr)
            throw wmt::Failure(WMT_UNSUPPORTED, "matrices are not multiplied by OpenBLAS but by " + blas());
        set(threads);
    });
}

wmt_status wmt_blocks_keep(void) {
    return wmt::guarded([] { wmt::keep_tensor_blocks(); });
}

wmt_status wmt_blocks_trim(void) {
    return wmt::guarded([] { wmt::tensor_blocks().trim(); });
}

wmt_status wmt_blocks_mapped(int64_t* bytes) {
    return wmt::guarded([&] {
        wmt::require(bytes != nullptr, "there is no place for the number of bytes");
        *bytes = static_cast<int64_t>(wmt::tensor_blocks().mapped());
    });
}

wmt_status wmt_cuda_device_count(int32_t* devices) {
    return wmt::guarded([&] {
        wmt::require(devices != nullptr, "there is no place for the number of devices");
        *devices = at::hasCUDA() ? static_cast<int32_t>(at::detail::getCUDAHooks().getNumGPUs()) : 0;
    });
}

wmt_status wmt_cuda_synchronize(int32_t index) {
    return wmt::guarded([&] {
        if (!at::hasCUDA()) throw wmt::Failure(WMT_UNSUPPORTED, "this libtorch was built without CUDA");
        at::detail::getCUDAHooks().deviceSynchronize(static_cast<c10::DeviceIndex>(index));
    });
}

wmt_status wmt_cuda_numerics_set(int32_t tensor_float, int32_t deterministic) {
    return wmt::guarded([&] {
        at::Context& context = at::globalContext();
        context.setAllowTF32CuBLAS(tensor_float != 0);
        context.setAllowTF32CuDNN(tensor_float != 0);
        context.setDeterministicCuDNN(deterministic != 0);
        // Trying out algorithms gives another one from run to run.
        context.setBenchmarkCuDNN(false);
    });
}

wmt_status wmt_cuda_peak_get(int32_t index, int64_t* bytes) {
    return wmt::guarded([&] {
        wmt::require(bytes != nullptr, "there is no place for the number of bytes");
        require_cuda(index);
        const auto peak = wmt::device_peak(static_cast<std::int8_t>(index));
        if (!peak.has_value()) throw wmt::Failure(WMT_UNSUPPORTED, "libtorch before 2.9 does not tell");
        *bytes = *peak;
    });
}

wmt_status wmt_cuda_peak_reset(int32_t index) {
    return wmt::guarded([&] {
        require_cuda(index);
        if (!wmt::reset_device_peak(static_cast<std::int8_t>(index)))
            throw wmt::Failure(WMT_UNSUPPORTED, "libtorch before 2.9 does not tell");
    });
}

wmt_status wmt_manual_seed(uint64_t seed) {
    return wmt::guarded([&] { at::manual_seed(seed); });
}

wmt_status wmt_generator_state_get(wmt_device device, wmt_tensor** out) {
    return wmt::making(out, [&] {
        at::Generator source = generator(device);
        const std::lock_guard<std::mutex> lock(source.mutex());
        return source.get_state();
    });
}

wmt_status wmt_generator_state_set(wmt_device device, const wmt_tensor* state) {
    return wmt::guarded([&] {
        at::Generator target = generator(device);
        const std::lock_guard<std::mutex> lock(target.mutex());
        target.set_state(wmt::value(state));
    });
}

}  // extern "C"
