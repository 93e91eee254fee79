#include "regression/strips.hpp"

#include <cmath>
#include <cstdlib>
#include <cstring>

namespace wm {
namespace {

template <class T>
void multiply(const T* a, const T* b, std::size_t depth, T* out) {
    constexpr std::size_t width = strip_width<T>;
    std::fill_n(out, width * width, T(0));
    for (std::size_t k = 0; k < depth; ++k)
        for (std::size_t i = 0; i < width; ++i)
            for (std::size_t j = 0; j < width; ++j)
                out[i * width + j] = std::fma(a[k * width + i], b[k * width + j], out[i * width + j]);
}

const StripKernels& chosen() {
#if defined(__x86_64__)
    const char* wanted = std::getenv("WM_CPU_PATH");
    if ((wanted == nullptr || std::strcmp(wanted, "scalar") != 0) && __builtin_cpu_supports("avx2") &&
        __builtin_cpu_supports("fma"))
        return avx2_strips;
#endif
    return portable_strips;
}

}  // namespace

const StripKernels portable_strips{"scalar", multiply<float>, multiply<double>};

const StripKernels& strip_kernels() {
    static const StripKernels& kernels = chosen();
    return kernels;
}

}  // namespace wm
