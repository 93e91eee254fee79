/* The cells of stored associations for White Matter: part of libwhitematter.
 *
 * A chunk holds what was found of one trait in a block of variants: effect, standard error, -log10 P, people
 * and a remark, compressed without loss. What follows from other columns is not stored: a standard error that
 * the linear model's formula gives is kept as its distance in units of the last place, and a P value that is
 * Student's t of effect over standard error may be computed again by the function that made it. Every bit is
 * checked when it is written, so that reading gives the bits that were written. Statuses and messages are as
 * in whitematter.h; a chunk that cannot be is WM_BAD_DATA, never a read or write out of bounds.
 */
#ifndef WHITEMATTER_RESULTS_H
#define WHITEMATTER_RESULTS_H

#include "whitematter.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What the standard errors of a block's traits have in common. */
typedef enum wm_spread_form {
    WM_SPREAD_NONE = 0,   /* nothing */
    WM_SPREAD_LINEAR = 1, /* se^2 df + beta^2 is a number of the variant times one of the trait */
    WM_SPREAD_SQUARE = 2  /* se^2 is */
} wm_spread_form;

typedef enum wm_cell_columns {
    WM_CELLS_EFFECT = 1, /* beta and se */
    WM_CELLS_P = 2,
    WM_CELLS_PEOPLE = 4,
    WM_CELLS_REMARK = 8
} wm_cell_columns;

/* One trait's cells. */
typedef struct wm_cells {
    int64_t count;
    double* beta;
    double* se;
    double* neglog10p;
    int32_t* people;       /* people with trait and genotype; null: those called */
    uint8_t* remark;       /* null: none */
    const int32_t* called; /* for each variant the people with a genotype */
    const double* spread;  /* the variant's number of the form; null: none */
    int32_t form;          /* wm_spread_form of spread */
    int32_t rank;          /* c: people - rank - 1 degrees of freedom are left; below 0: unknown */
    int32_t derives_p; /* 1: P of Student's t is computed again, not stored; where it differs it is stored */
    int32_t reserved;
} wm_cells;

/* Finds the form that fits a second trait of the block best, and fills spread from the first: `count`
 * numbers. WM_SPREAD_NONE where none fits well enough to pay. */
WM_API wm_status wm_cells_reference(const wm_cells* first, const wm_cells* second, double* spread,
                                    int32_t* form);

/* Largest size of a chunk of so many cells. */
WM_API int64_t wm_cells_bound(int64_t count);
/* Writes a chunk; its bytes depend on the cells and the version of zstd only. */
WM_API wm_status wm_cells_encode(const wm_cells* cells, uint8_t* output, int64_t output_capacity,
                                 int64_t* output_size);
/* Reads a chunk into the arrays of cells; beta, se and neglog10p must be there, people and remark may be
 * null. columns: which are wanted (wm_cell_columns, added up); others may be left as they were. */
WM_API wm_status wm_cells_decode(const uint8_t* input, int64_t input_size, int32_t columns,
                                 const wm_cells* cells);

/* Any records of `width` bytes, plane after plane of their bytes, each as it takes the least. */
WM_API int64_t wm_planes_bound(int64_t count, int32_t width);
WM_API wm_status wm_planes_encode(const uint8_t* records, int64_t count, int32_t width, uint8_t* output,
                                  int64_t output_capacity, int64_t* output_size);
/* consumed: bytes of the input that were read. */
WM_API wm_status wm_planes_decode(const uint8_t* input, int64_t input_size, int64_t count, int32_t width,
                                  uint8_t* records, int64_t* consumed);

/* ---------------------------------------------------------------- rows of text */

/* What a column of a table of text holds. */
typedef enum wm_text_kind {
    WM_TEXT_SHARED = 0, /* texts: that of row i is text[ends[i - 1]] to text[ends[i]], the first from 0 */
    WM_TEXT_NUMBER = 1, /* doubles, with six significant digits as printf's %.6g writes them */
    WM_TEXT_WHOLE = 2,  /* int32 */
    WM_TEXT_P = 3       /* doubles -log10 P, written as P with six significant digits, without underflow */
} wm_text_kind;

typedef struct wm_text_column {
    int32_t kind;
    int32_t reserved;
    const void* values;  /* uint8_t text, double or int32_t */
    const int32_t* ends; /* of shared texts */
} wm_text_column;

/* Largest size of the text of chosen rows. */
WM_API int64_t wm_rows_bound(const wm_text_column* columns, int32_t count, const int32_t* rows,
                             int64_t row_count);
/* Writes chosen rows, columns apart by `separator` and each row ended by a line feed; `missing` stands for
 * what is not finite. row_ends: row_count numbers, where each row ends; may be null. */
WM_API wm_status wm_rows_format(const wm_text_column* columns, int32_t count, const int32_t* rows,
                                int64_t row_count, char separator, const char* missing, uint8_t* output,
                                int64_t output_capacity, int64_t* output_size, int32_t* row_ends);

/* CRC-32 of zlib and gzip. */
WM_API uint32_t wm_crc32(const uint8_t* input, int64_t size);

#ifdef __cplusplus
}
#endif
#endif
