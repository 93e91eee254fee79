// The arithmetic of logistic regression over people. Each function is compiled for several instruction sets
// from logistic_kernels.inc; sums run in eight fixed lanes, so the bits are the same in all.
#pragma once

#include <cstddef>

#include "whitematter.h"

namespace wm {

// People are padded to whole lanes; padded places have mask 0 and genotype and covariates 0.
inline constexpr std::size_t people_lanes = 8;

// People whose columns are multiplied while they stand in the cache.
inline constexpr std::size_t tile_people = 128;

// Sums over the people who are in the mask.
struct PeopleTally {
    double used, cases, copies, case_copies, least, most;
};

// One of several models that are looked at together. The first columns are the same in all, the rest its own.
struct LookCell {
    const double* const* columns;
    const double* y;
    const double* mask;
    const double* offset;  // added to what the columns give; null for none
    const double* coefficients;
    double* score;  // X'(y - p), of each column
    double* gram;   // X' diag(weight) X, the lower triangle, row-major; null where it is not asked for
};

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
    // out. scratch: count^2 doubles.
    void (*leverages)(const double* const* columns, std::size_t count, const double* factor,
                      const double* weight, std::size_t people, double* leverage, double* scratch);
    void (*tally)(const double* copies, const double* y, const double* mask, std::size_t people,
                  PeopleTally& tally);
    // Scores and information of `count` models of `order` columns, the first `shared` of them the same. A
    // model's bits do not depend on the models beside it. scratch: look_scratch(count, order) doubles.
    void (*look)(const LookCell* cells, std::size_t count, std::size_t shared, std::size_t order,
                 std::size_t people, double* scratch);
    // The same with y * mask in the place of y - p: a vector's weighted products with the columns.
    void (*borders)(const LookCell* cells, std::size_t count, std::size_t shared, std::size_t order,
                    std::size_t people, double* scratch);
};

// Pointers to the columns at a tile, in doubles.
constexpr std::size_t gram_pointers(std::size_t count) { return (count / 3 * 3 + 3 + 7) / 8 * 8; }

// Sums of the lower triangle by blocks of three rows.
constexpr std::size_t gram_sums(std::size_t count) {
    const std::size_t blocks = (count + 2) / 3;
    return 9 * blocks * (blocks + 1) / 2 * people_lanes;
}

constexpr std::size_t gram_scratch(std::size_t count) {
    const std::size_t products = 4 * tile_people + gram_pointers(count) + gram_sums(count);
    return products > count * count ? products : count * count;
}

constexpr std::size_t look_scratch(std::size_t cells, std::size_t order) {
    return 16 * tile_people + 2 * gram_pointers(order) +
           cells * ((order / 3 * 3 + 6) * people_lanes + gram_sums(order));
}

// The kernels of a path; throws Failure(WM_UNSUPPORTED) if this machine cannot run it.
const LogisticKernels& people_kernels(wm_cpu path);

extern const LogisticKernels logistic_baseline;
#if defined(__x86_64__)
extern const LogisticKernels logistic_avx2;
extern const LogisticKernels logistic_avx512;
#endif

}  // namespace wm
