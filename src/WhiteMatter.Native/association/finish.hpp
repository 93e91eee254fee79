// The double-precision end of the association: from digit sums to statistics, for slab_variants cells at a
// time. Each function is compiled for several instruction sets from finish_kernels.inc; the operations on
// each cell and their order are the same in all, so the bits are too.
#pragma once

#include <cstddef>
#include <cstdint>

namespace wm {

// What one column of slab_variants cells (one trait) is computed from.
struct CellColumn {
    const double* numerator;          // g'M y
    const double* variance;           // g'M g
    const double* trait;              // y'M y
    const double* df;                 // degrees of freedom, at least 1 where tested
    const double* inverse_df;         // 1 / df
    const double* scale;              // student_scale(df)
    const double* sign;               // +1, or -1 where the genotype was counted in A2
    const std::uint8_t* lane_reason;  // why the variant cannot be tested in this trait's people, or WM_TESTED
    double least_trait;               // a y'M y at or below this is no variance
    double fit_floor;                 // a residual at or below this share of y'M y is a perfect fit
};

// Where they go; each has slab_variants entries.
struct CellResults {
    double* beta;
    double* se;
    double* t;
    double* neglog10p;
    std::uint8_t* reason;
};

struct FinishKernels {
    // values[v] = scale * sum over l of 256^l sums[l][v]; the sum is exact before its one rounding.
    void (*recombine)(const std::int32_t* sums, std::size_t limbs, double scale, double* values);
    // out[r][v] = sum over i of matrix[r * columns + i] in[i][v].
    void (*transform)(const double* matrix, std::size_t rows, std::size_t columns, const double* in,
                      double* out);
    // numerator[v] -= sum over j of coordinates[j][v] weights[j * weight_stride].
    void (*subtract)(const double* coordinates, const double* weights, std::size_t weight_stride,
                     std::size_t count, double* numerator);
    // squares[v] = sum over j of coordinates[j][v]^2.
    void (*norms)(const double* coordinates, std::size_t count, double* squares);
    void (*statistics)(const CellColumn& column, const CellResults& results);
    // block[j * count + t] = sum over people of left[i][j] right[i][t], for c covariates and `count` traits.
    void (*gather_products)(const double* const* left, const double* const* right, std::size_t people,
                            std::size_t covariates, std::size_t count, double* block);
    // squares[t] = sum over people of rows[i][t]^2.
    void (*gather_squares)(const double* const* rows, std::size_t people, std::size_t count, double* squares);
    // Cholesky elimination of the rows of [A | B], A symmetric positive of `order` by its upper triangle,
    // with L L' = A: B becomes L^-1 B. The row length `columns` is a multiple of 8; A's lower triangle is
    // scratch. Returns the smallest pivot met; at or below 0 the elimination stopped there.
    double (*eliminate)(double* matrix, std::size_t order, std::size_t columns);
    // matrix[j * columns + i] += values[j] values[i] for i >= j; some places below the diagonal are touched
    // too.
    void (*add_outer)(const double* values, std::size_t order, std::size_t columns, double* matrix);
    // -log10 P of Student's t = beta / se with df degrees of freedom, as `statistics` finds it from the same
    // beta and se: slab_variants cells. NaN where df < 1.
    void (*student_tails)(const double* beta, const double* se, const double* df, const double* inverse_df,
                          const double* scale, double* neglog10p);
};

extern const FinishKernels finish_baseline;
#if defined(__x86_64__)
extern const FinishKernels finish_avx2;
extern const FinishKernels finish_avx512;
#endif

}  // namespace wm
