#include <cstdlib>
#include <cstring>

#include "interface/last_error.hpp"
#include "product/product.hpp"

#if defined(__x86_64__)
#include <cpuid.h>
#if defined(__linux__)
#include <sys/syscall.h>
#include <unistd.h>
#endif
#endif

namespace wm {
namespace {

#if defined(__x86_64__)

struct Cpuid {
    unsigned a = 0, b = 0, c = 0, d = 0;
    Cpuid(unsigned leaf, unsigned subleaf) {
        if (__get_cpuid_count(leaf, subleaf, &a, &b, &c, &d) == 0) a = b = c = d = 0;
    }
};

std::uint64_t enabled_state() {
    if ((Cpuid(1, 0).c & (1u << 27)) == 0) return 0;  // OSXSAVE
    unsigned low, high;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return (static_cast<std::uint64_t>(high) << 32) | low;
}

bool has_avx2() {
    return (enabled_state() & 0x6) == 0x6 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
}
bool has_avx_vnni() { return has_avx2() && (Cpuid(7, 1).a & (1u << 4)) != 0; }
bool has_avx512_vnni() {
    return has_avx2() && (enabled_state() & 0xe6) == 0xe6 && __builtin_cpu_supports("avx512f") &&
           __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vnni");
}
bool has_amx() {
#if defined(__linux__)
    if (!has_avx512_vnni() || (enabled_state() & 0x60000) != 0x60000) return false;
    if ((Cpuid(7, 0).d & (1u << 25)) == 0 || (Cpuid(7, 0).d & (1u << 24)) == 0) return false;
    // Tile registers are large state that Linux hands out on request, for the whole process.
    constexpr long request_permission = 0x1023, tile_data = 18;
    return syscall(SYS_arch_prctl, request_permission, tile_data) == 0;
#else
    return false;
#endif
}

#endif

bool supported(wm_cpu path) {
    switch (path) {
        case WM_CPU_AUTO:
        case WM_CPU_SCALAR:
            return true;
#if defined(__x86_64__)
        case WM_CPU_AVX2:
            return has_avx2();
        case WM_CPU_AVX_VNNI:
            return has_avx_vnni();
        case WM_CPU_AVX512_VNNI:
            return has_avx512_vnni();
        case WM_CPU_AMX_INT8:
            return has_amx();
#endif
        default:
            return false;
    }
}

const ProductKernels& kernels_of(wm_cpu path) {
    switch (path) {
#if defined(__x86_64__)
        case WM_CPU_AVX2:
            return avx2_kernels();
        case WM_CPU_AVX_VNNI:
            return avx_vnni_kernels();
        case WM_CPU_AVX512_VNNI:
            return avx512_vnni_kernels();
        case WM_CPU_AMX_INT8:
            return amx_kernels();
#endif
        default:
            return scalar_kernels();
    }
}

wm_cpu best_path() {
    constexpr wm_cpu descending[] = {WM_CPU_AMX_INT8, WM_CPU_AVX512_VNNI, WM_CPU_AVX_VNNI, WM_CPU_AVX2,
                                     WM_CPU_SCALAR};
    if (const char* wanted = std::getenv("WM_CPU_PATH"))
        for (const wm_cpu path : descending)
            if (std::strcmp(wanted, kernels_of(path).name) == 0 && supported(path)) return path;
    for (const wm_cpu path : descending)
        if (supported(path)) return path;
    return WM_CPU_SCALAR;
}

}  // namespace

const ProductKernels& kernels_for(wm_cpu path) {
    if (!supported(path)) throw Failure(WM_UNSUPPORTED, "this machine cannot run the chosen instruction set");
    return kernels_of(path == WM_CPU_AUTO ? best_path() : path);
}

}  // namespace wm

extern "C" int32_t wm_cpu_supported(wm_cpu path) { return wm::supported(path) ? 1 : 0; }
extern "C" const char* wm_cpu_path(void) { return wm::kernels_for(WM_CPU_AUTO).name; }
