// The products of strips with AVX2 and fused multiply-add: four rows by three vectors in registers.
#include <immintrin.h>

#include "product/unrolled.hpp"
#include "regression/strips.hpp"

namespace wm {
namespace {

struct Single {
    using Number = float;
    using Vector = __m256;
    static Vector zero() { return _mm256_setzero_ps(); }
    static Vector load(const float* from) { return _mm256_load_ps(from); }
    static Vector broadcast(const float* from) { return _mm256_broadcast_ss(from); }
    static Vector multiply_add(Vector a, Vector b, Vector c) { return _mm256_fmadd_ps(a, b, c); }
    static void store(float* to, Vector value) { _mm256_store_ps(to, value); }
};

struct Twofold {
    using Number = double;
    using Vector = __m256d;
    static Vector zero() { return _mm256_setzero_pd(); }
    static Vector load(const double* from) { return _mm256_load_pd(from); }
    static Vector broadcast(const double* from) { return _mm256_broadcast_sd(from); }
    static Vector multiply_add(Vector a, Vector b, Vector c) { return _mm256_fmadd_pd(a, b, c); }
    static void store(double* to, Vector value) { _mm256_store_pd(to, value); }
};

template <class Of>
void multiply(const typename Of::Number* a, const typename Of::Number* b, std::size_t depth,
              typename Of::Number* out) {
    using Number = typename Of::Number;
    using Vector = typename Of::Vector;
    constexpr std::size_t width = strip_width<Number>, vectors = 3, lanes = width / vectors, rows = 4;
    for (std::size_t first = 0; first < width; first += rows) {
        Vector sums[rows * vectors];
        repeat<rows * vectors>(WM_EACH(i) { sums[i] = Of::zero(); });
        const Number* left = a + first;
        const Number* right = b;
        for (std::size_t k = 0; k < depth; ++k, left += width, right += width) {
            Vector y[vectors];
            repeat<vectors>(WM_EACH(j) { y[j] = Of::load(right + j * lanes); });
            repeat<rows>(WM_EACH(i) {
                const Vector x = Of::broadcast(left + i);
                repeat<vectors>(
                    WM_EACH(j) { sums[i * vectors + j] = Of::multiply_add(x, y[j], sums[i * vectors + j]); });
            });
        }
        repeat<rows>(WM_EACH(i) {
            repeat<vectors>(
                WM_EACH(j) { Of::store(out + (first + i) * width + j * lanes, sums[i * vectors + j]); });
        });
    }
}

}  // namespace

const StripKernels avx2_strips{"avx2", multiply<Single>, multiply<Twofold>};

}  // namespace wm
