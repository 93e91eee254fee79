/* White Matter native kernels: whole-genome ridge regression in two levels, and mixed models.
 *
 * The conventions of whitematter.h hold: status codes, wm_last_error, borrowed pointers. Results do not
 * depend on the number of threads or the instruction set.
 */
#ifndef WHITEMATTER_REGRESSION_H
#define WHITEMATTER_REGRESSION_H

#include "whitematter.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---------------------------------------------------------------- genotypes of a block */

/* Variants of a block, as the readers deliver them. Either bed (packed calls, stride in bytes) or dosages
 * (copies of A1 in units of 1/16384, 65535 missing, stride in numbers); the other is null. sample_index: for
 * each of the n people its row in the file; null if they are the file's people in order. */
typedef struct wm_genotype_block {
    const uint8_t* bed;
    const uint16_t* dosages;
    int64_t stride;
    int64_t file_samples;
    const int32_t* sample_index;
    int64_t variants;
} wm_genotype_block;

/* ---------------------------------------------------------------- level 0: ridge regression on blocks */

typedef struct wm_ridge wm_ridge;

/* Ridge regression of k traits on one block of variants after another (Mbatchou et al. 2021, level 0).
 *   basis     n x c, column-major: an orthonormal basis of the covariates, the intercept in its span.
 *   traits    n x k, column-major: residuals on the covariates; scaled to variance 1 here.
 *   missing   n x k, column-major, 1 where the person lacks the trait; null if no trait has a gap.
 *   folds     people in this many consecutive parts of equal size are predicted by the others; 0: each person
 * by all others. penalties added to the diagonal of the block's product with itself; genotypes are scaled to
 * variance 1 once their means and the covariates are out of them. A missing genotype is the variant's mean.
 */
WM_API wm_status wm_ridge_create(int64_t n, int32_t c, const double* basis, int32_t k, const double* traits,
                                 const uint8_t* missing, int32_t folds, int32_t penalty_count,
                                 const double* penalties, wm_ridge** ridge);
WM_API void wm_ridge_free(wm_ridge* ridge);
/* Bytes that a block of so many variants takes while it is fitted with so many threads. */
WM_API int64_t wm_ridge_bytes(const wm_ridge* ridge, int64_t variants, int32_t dosages, int32_t threads);
/* Fits the traits on a block. A variant that is constant, or that the covariates explain all but 1e-5 of, has
 * no part. used receives the number that have one; may be null. */
WM_API wm_status wm_ridge_fit(wm_ridge* ridge, const wm_genotype_block* block, int32_t threads,
                              const int32_t* cancel, int64_t* used);
/* Predictions from the block fitted last, of each person by fits without them, for `count` traits from
 * `first` on: count x penalties x n, row-major; each row has mean 0 and variance 1 over the people with the
 * trait, and is 0 in the others. A row without variance is 0. */
WM_API wm_status wm_ridge_predict(wm_ridge* ridge, int32_t first, int32_t count, int32_t threads,
                                  const int32_t* cancel, float* predictions);

/* ---------------------------------------------------------------- level 1: ridge regression on predictions
 */

/* What a level-1 regression found. Arrays are the caller's. */
typedef struct wm_stack_results {
    double* mean_squares; /* penalties: mean squared error of predicting people who were left out */
    int32_t chosen;       /* the penalty with the least */
    double r2;            /* squared correlation of trait and prediction there */
    float* total;         /* n: the prediction, in the trait's units */
    float* without;       /* chromosomes x n: the prediction without each chromosome's part */
} wm_stack_results;

/* Ridge regression of one trait on its level-0 predictions (rows x n, row-major), with folds as above.
 * chromosome: for each row which of `chromosomes` its block is on. trait: n residuals; missing as above, may
 * be null. */
WM_API wm_status wm_ridge_stack(int64_t n, int32_t rows, const float* predictions, const double* trait,
                                const uint8_t* missing, int32_t rank, int32_t folds, int32_t penalty_count,
                                const double* penalties, int32_t chromosomes, const int32_t* chromosome,
                                const int32_t* cancel, wm_stack_results* results);

#ifdef __cplusplus
}
#endif
#endif
