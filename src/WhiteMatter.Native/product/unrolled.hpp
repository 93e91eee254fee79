// Loops written out at compile time. GCC keeps an array of vectors in memory unless every index is a constant
// when it first looks at the function, so the product kernels index their accumulators through this.
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

namespace {

template <class Body, std::size_t... I>
inline __attribute__((always_inline)) void repeat_each(const Body& body, std::index_sequence<I...>) {
    (body(std::integral_constant<std::size_t, I>{}), ...);
}

// body(0), body(1), ..., body(N - 1), each index a constant expression.
template <std::size_t N, class Body>
inline __attribute__((always_inline)) void repeat(const Body& body) {
    repeat_each(body, std::make_index_sequence<N>{});
}

}  // namespace

#define WM_EACH(index) [&](auto index) __attribute__((always_inline))
