// Dense products in single and double precision, with one order of summation whatever the processor.
//
// A matrix is kept in strips: `width` rows of it together, so that the numbers a product needs next lie next
// to each other:
//     strip[k * width + row]
// The product of two strips is width x width numbers, each the sum over k of a[k][i] b[k][j]. It is taken in
// pieces of strip_depth: within a piece one fused multiply-add after another in ascending k from 0, then the
// pieces in turn. Nothing else is added up in any other order, so threads and instruction sets change no bit.
#pragma once

#include <algorithm>
#include <cstddef>

#include "association/aligned_buffer.hpp"

namespace wm {

template <class T>
inline constexpr std::size_t strip_width = sizeof(T) == 4 ? 24 : 12;
inline constexpr std::size_t strip_depth = 128;

struct StripKernels {
    const char* name;
    // out[i * width + j] = sum over k < depth of a[k * width + i] b[k * width + j]; depth <= strip_depth.
    void (*single)(const float* a, const float* b, std::size_t depth, float* out);
    void (*twofold)(const double* a, const double* b, std::size_t depth, double* out);
};

// The fastest that this machine has; all give the same bits.
const StripKernels& strip_kernels();
extern const StripKernels portable_strips;
#if defined(__x86_64__)
extern const StripKernels avx2_strips;
#endif

inline void multiply_piece(const float* a, const float* b, std::size_t depth, float* out) {
    strip_kernels().single(a, b, depth, out);
}
inline void multiply_piece(const double* a, const double* b, std::size_t depth, double* out) {
    strip_kernels().twofold(a, b, depth, out);
}

// Rows x depth numbers in strips; the rows beyond the last are 0.
template <class T>
class Strips {
  public:
    static constexpr std::size_t width = strip_width<T>;

    Strips() = default;
    Strips(std::size_t rows, std::size_t depth)
        : rows_(rows), depth_(depth), data_((rows + width - 1) / width * width * depth) {}

    std::size_t rows() const { return rows_; }
    std::size_t depth() const { return depth_; }
    std::size_t count() const { return (rows_ + width - 1) / width; }
    T* strip(std::size_t s) { return data_.data() + s * width * depth_; }
    const T* strip(std::size_t s) const { return data_.data() + s * width * depth_; }
    T& at(std::size_t row, std::size_t k) { return strip(row / width)[k * width + row % width]; }
    T at(std::size_t row, std::size_t k) const { return strip(row / width)[k * width + row % width]; }

  private:
    std::size_t rows_ = 0, depth_ = 0;
    AlignedBuffer<T> data_;
};

// add(out) receives, for each piece of depth in turn, the width x width products of strips a and b.
template <class T, class Add>
void multiply_strips(const T* a, const T* b, std::size_t depth, const Add& add) {
    constexpr std::size_t width = strip_width<T>;
    alignas(64) T out[width * width];
    for (std::size_t k = 0; k < depth; k += strip_depth) {
        multiply_piece(a + k * width, b + k * width, std::min(strip_depth, depth - k), out);
        add(out);
    }
}

}  // namespace wm
