// The arithmetic of logistic regression over people. Each function is compiled for several instruction sets
// from logistic_kernels.inc; sums run in eight fixed lanes, so the bits are the same in all.
#pragma once

#include <cstddef>

#include "whitematter.h"

namespace wm {

// People are padded to whole lanes; padded places have mask 0 and genotype and covariates 0.
inline constexpr std::size_t people_lanes = 8;

struct LogisticKernels {
    // eta = X b: columns of people, each on a 64-byte boundary.
    void (*predict)(const double* const* columns, std::size_t count, const double* coefficients,
                    std::size_t people, double* eta);
    // residual = mask (y - p), weight = mask p (1 - p), tilt = mask (1/2 - p), with p = 1/(1 + exp(-eta)).
    void (*probabilities)(const double* eta, const double* y, const double* mask, std::size_t people,
                          double* residual, double* weight, double* tilt);
    // Sum of mask (y log p + (1 - y) log(1 - p)).
    double (*log_likelihood)(const double* eta, const double* y, const double* mask, std::size_t people);
    // products[j] = X_j' vector.
    void (*products)(const double* const* columns, std::size_t count, const double* vector,
                     std::size_t people, double* products);
    // products[j] = X_j' diag(weight) vector.
    void (*weighted_products)(const double* const* columns, std::size_t count, const double* vector,
                              const double* weight, std::size_t people, double* products);
    // The lower triangle of X' diag(weight) X, row-major, count x count. scratch: gram_scratch(count)
    // doubles.
    void (*gram)(const double* const* columns, std::size_t count, const double* weight, std::size_t people,
                 double* gram, double* scratch);
    // leverage_i = weight_i |L^-1 x_i|^2, L by its lower triangle; a row with a zero on its diagonal is left
    // out.
    void (*leverages)(const double* const* columns, std::size_t count, const double* factor,
                      const double* weight, std::size_t people, double* leverage, double* scratch);
};

// People whose columns are multiplied while they stand in the cache.
inline constexpr std::size_t gram_people = 256;

constexpr std::size_t gram_scratch(std::size_t count) {
    const std::size_t even = (count + 1) / 2 * 2;
    return 2 * even * gram_people + even * even * people_lanes;
}

// The kernels of a path; throws Failure(WM_UNSUPPORTED) if this machine cannot run it.
const LogisticKernels& people_kernels(wm_cpu path);

extern const LogisticKernels logistic_baseline;
#if defined(__x86_64__)
extern const LogisticKernels logistic_avx2;
extern const LogisticKernels logistic_avx512;
#endif

}  // namespace wm
