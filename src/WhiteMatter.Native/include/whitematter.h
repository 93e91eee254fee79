/* White Matter native kernels: the C interface.
 *
 * Every function that can fail returns a wm_status; the message for the calling thread is wm_last_error().
 * No C++ exception crosses this border. Pointers are borrowed for the length of the call unless stated.
 * Matrices say their order; counts are in elements, sizes in bytes.
 */
#ifndef WHITEMATTER_H
#define WHITEMATTER_H

#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32)
#define WM_API __declspec(dllexport)
#else
#define WM_API __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef enum wm_status {
    WM_OK = 0,
    WM_INVALID_ARGUMENT = 1,
    WM_OUT_OF_MEMORY = 2,
    WM_CANCELLED = 3,
    WM_IO_ERROR = 4,
    WM_UNSUPPORTED = 5,
    WM_INTERNAL_ERROR = 6,
    WM_BAD_DATA = 7 /* a file is not what its format promises: wm_last_data_error */
} wm_status;

/* Message of the last failure on this thread; empty if none. Valid until the next failing call on the thread.
 */
WM_API const char* wm_last_error(void);
/* Version of this library, "major.minor.patch". */
WM_API const char* wm_version(void);

/* ---------------------------------------------------------------- instruction sets */

/* The paths give identical bits; only their speed differs. */
typedef enum wm_cpu {
    WM_CPU_AUTO = 0,
    WM_CPU_SCALAR = 1,
    WM_CPU_AVX2 = 2,
    WM_CPU_AVX_VNNI = 3,
    WM_CPU_AVX512_VNNI = 4,
    WM_CPU_AMX_INT8 = 5
} wm_cpu;

/* 1 if this machine can run the path, else 0. */
WM_API int32_t wm_cpu_supported(wm_cpu path);
/* Name of the path WM_CPU_AUTO takes here ("avx512-vnni"). The environment variable WM_CPU_PATH (scalar,
 * avx2, avx-vnni, avx512-vnni, amx-int8) lowers it; a path the machine lacks is ignored. */
WM_API const char* wm_cpu_path(void);

/* ---------------------------------------------------------------- linear association */

typedef struct wm_design wm_design;

typedef struct wm_design_options {
    int32_t limbs;   /* base-256 digits of a trait in fixed point, 3..6 (covariates have one more); 0 means 5:
                        errors below 1e-9 SE */
    wm_cpu cpu;      /* WM_CPU_AUTO, or a path to force */
    int32_t threads; /* for the packing; at least 1 */
    int32_t dosages; /* 1: for wm_associate_dosages; limbs 3, 4 to 5 and 6 then mean 2, 3 and 4 digits base
                        4096 */
    int32_t impute;  /* 1: people without a genotype have the mean of the others, and none is left out */
} wm_design_options;

/* Makes the design of n people, c covariates and k traits.
 *   basis     n x c, column-major: an orthonormal basis of the covariates, the intercept in its span, over
 * all n people. traits    n x k, column-major: each trait's residuals on the covariates over the people who
 * have it; the entry of a person without the trait is ignored (taken as 0). missing   n x k, column-major, 1
 * where the person lacks the trait; null if no trait has a gap. Traits with the same pattern share its work.
 * The basis and residuals need be orthonormal and orthogonal only to about 1e-6: what is left is taken out
 * here. The matrices are copied; the caller may free them. n is at most 8,000,000. */
WM_API wm_status wm_design_create(int64_t n, int32_t c, const double* basis, int32_t k, const double* traits,
                                  const uint8_t* missing, const wm_design_options* options,
                                  wm_design** design);
WM_API void wm_design_free(wm_design* design);
/* Memory the design holds, in bytes. */
WM_API int64_t wm_design_bytes(const wm_design* design);
/* Memory one working thread needs on top of the design, in bytes. */
WM_API int64_t wm_design_thread_bytes(const wm_design* design);
/* The number of distinct patterns of missing people among the traits. */
WM_API int32_t wm_design_patterns(const wm_design* design);

/* Why a cell has no test, or a remark on one that has. */
typedef enum wm_reason {
    WM_TESTED = 0,
    WM_MONOMORPHIC = 1,    /* the genotype is constant in the people used */
    WM_COLLINEAR = 2,      /* the covariates explain the genotype but for less than 1e-9 of its variance */
    WM_TOO_FEW_PEOPLE = 3, /* fewer than one degree of freedom */
    WM_CONSTANT_TRAIT = 4, /* the trait has no variance left in the people used */
    WM_PERFECT_FIT = 5,    /* no residual variance: beta is given, se is 0, neglog10p infinite */
    WM_FIRTH = 6,          /* tested, by Firth's penalised likelihood */
    WM_NOT_CONVERGED = 7,  /* no greatest likelihood was found */
    WM_SEPARATED = 8 /* an allele is in cases alone or in controls alone, and Firth's is not asked for */
} wm_reason;

/* The results of a block; every array is row-major, variants x traits, unless stated. Null arrays are not
 * filled. */
typedef struct wm_association_results {
    double* beta;      /* effect of one copy of A1, the first allele of the .bim line */
    double* se;        /* its standard error */
    double* t;         /* beta / se */
    double* neglog10p; /* -log10 of the two-sided P value of Student's t */
    int32_t* n_used;   /* people with trait and genotype */
    int32_t* df;       /* degrees of freedom: n_used - rank of the covariates in those people - 1 */
    uint8_t* reason;   /* wm_reason */
    int32_t* counts;   /* variants x 4: A1/A1, A1/A2, A2/A2, missing, among all n people of the design */
} wm_association_results;

/* Tests variants x traits. bed: PLINK 1 variant-major genotypes without the three magic bytes, stride bytes
 * apart. file_samples: people in the file. sample_index: for each of the design's n people the row in the
 * file; null if they are the file's people in its order. cancel: polled, may be null; any non-zero value
 * stops the call with WM_CANCELLED. The results do not depend on threads, block boundaries or the instruction
 * set. */
WM_API wm_status wm_associate_block(const wm_design* design, const uint8_t* bed, int64_t stride,
                                    int64_t file_samples, const int32_t* sample_index, int64_t variants,
                                    int32_t threads, const int32_t* cancel,
                                    const wm_association_results* results);

/* The same for dosages, with a design made for them. dosages: uint16 a sample, copies of A1 in units of
 * 1/16384, 0 to 32768, 65535 missing; stride counts numbers. counts of the results: hard calls, dosages
 * within 0.1 of a whole number. Rounding is that of 36 bits a trait: errors below 1e-8 SE. */
WM_API wm_status wm_associate_dosages(const wm_design* design, const uint16_t* dosages, int64_t stride,
                                      int64_t file_samples, const int32_t* sample_index, int64_t variants,
                                      int32_t threads, const int32_t* cancel,
                                      const wm_association_results* results);

/* Processor seconds of each phase of the association calls since the last reset, over all threads, summed by
 * design: reading and decoding, integer product, exact treatment of gaps, statistics and P values. */
WM_API void wm_design_phase_seconds(const wm_design* design, double seconds[4]);

/* ---------------------------------------------------------------- logistic association */

typedef struct wm_logistic_design wm_logistic_design;

/* When Firth's penalised likelihood (Firth 1993, Heinze and Schemper 2002) takes the place of the ordinary.
 */
typedef enum wm_firth {
    WM_FIRTH_FALLBACK = 0, /* where an allele is in cases alone or in controls alone, or where Newton's method
                              fails, as PLINK 2's firth-fallback */
    WM_FIRTH_ALWAYS = 1,
    WM_FIRTH_NEVER = 2,
    WM_FIRTH_APPROXIMATE = 3 /* regenie's: score tests, and where their P is at most 0.05 the genotype less
                                its covariates alone is fitted, beside covariates fixed at their penalised
                                fit; P is of the likelihood ratio. Implies impute. */
} wm_firth;

typedef struct wm_logistic_options {
    wm_firth firth;
    int32_t impute;            /* as for wm_design_options */
    wm_cpu cpu;                /* as for wm_design_options */
    int32_t threads;           /* for the fits of the covariates; at least 1 */
    const double* environment; /* null, or one of the covariates again (n values, in the span of the basis):
                                  its product with the genotype is tested, beside both; not with
                                  WM_FIRTH_APPROXIMATE */
    const double* offset; /* null, or n x k, column-major: what is added to the log odds of each person and
                             trait, as predictions of the rest of the genome are */
} wm_logistic_options;

/* Makes the design of n people, c covariates and k binary traits, and fits the covariates to each trait.
 *   basis     as for wm_design_create. traits    n x k, column-major: 1 for cases, 0 for controls. missing as
 * for wm_design_create. The matrices are copied. */
WM_API wm_status wm_logistic_create(int64_t n, int32_t c, const double* basis, int32_t k,
                                    const double* traits, const uint8_t* missing,
                                    const wm_logistic_options* options, wm_logistic_design** design);
WM_API void wm_logistic_free(wm_logistic_design* design);
/* 1 if the covariates alone tell a trait's cases from its controls, so that no variant has an ordinary fit.
 */
WM_API int32_t wm_logistic_separated(const wm_logistic_design* design, int32_t trait);

/* Tests variants x traits; arguments as wm_associate_block. beta: log odds ratio of one copy of A1; se: by
 * the inverse of the information at the end, with all covariates; t: beta / se; neglog10p: of the normal.
 * Covariates and genotype are fitted anew for each cell to 1e-10 of a standard error, in the people who have
 * both. */
WM_API wm_status wm_logistic_block(const wm_logistic_design* design, const uint8_t* bed, int64_t stride,
                                   int64_t file_samples, const int32_t* sample_index, int64_t variants,
                                   int32_t threads, const int32_t* cancel,
                                   const wm_association_results* results);
/* The same for dosages. */
WM_API wm_status wm_logistic_dosages(const wm_logistic_design* design, const uint16_t* dosages,
                                     int64_t stride, int64_t file_samples, const int32_t* sample_index,
                                     int64_t variants, int32_t threads, const int32_t* cancel,
                                     const wm_association_results* results);

/* ---------------------------------------------------------------- interactions */

typedef struct wm_interaction_design wm_interaction_design;

/* Makes the design of n people, c covariates, one of them again (environment: n values, in the span of the
 * basis) and k traits; the others as for wm_design_create. The matrices are copied. */
WM_API wm_status wm_interaction_create(int64_t n, int32_t c, const double* basis, const double* environment,
                                       int32_t k, const double* traits, const uint8_t* missing, wm_cpu cpu,
                                       wm_interaction_design** design);
WM_API void wm_interaction_free(wm_interaction_design* design);

/* Tests the product of genotype and environment beside both in variants x traits; arguments as
 * wm_associate_block. beta: effect of one copy of A1 and one unit of the environment together; df: n_used -
 * rank of covariates, genotype and product. */
WM_API wm_status wm_interaction_block(const wm_interaction_design* design, const uint8_t* bed, int64_t stride,
                                      int64_t file_samples, const int32_t* sample_index, int64_t variants,
                                      int32_t threads, const int32_t* cancel,
                                      const wm_association_results* results);
/* The same for dosages. */
WM_API wm_status wm_interaction_dosages(const wm_interaction_design* design, const uint16_t* dosages,
                                        int64_t stride, int64_t file_samples, const int32_t* sample_index,
                                        int64_t variants, int32_t threads, const int32_t* cancel,
                                        const wm_association_results* results);

/* ---------------------------------------------------------------- genotype counts and correlation */

/* Counts of A1/A1, A1/A2, A2/A2, missing for each variant (variants x 4), among the n people sample_index
 * names (null: all file_samples people, n ignored). */
WM_API wm_status wm_count_block(const uint8_t* bed, int64_t stride, int64_t file_samples,
                                const int32_t* sample_index, int64_t n, int64_t variants, int32_t threads,
                                int32_t* counts);

/* What is counted of a variant's dosages; exact. */
typedef struct wm_dosage_counts {
    int32_t calls[4]; /* hard calls A1/A1, A1/A2, A2/A2 (within 0.1 of a whole number of copies), none */
    int32_t missing;  /* people without a dosage */
    int32_t reserved;
    int64_t sum;     /* of the dosages, in units of 1/16384 */
    int64_t squares; /* of their squares, in squared units */
} wm_dosage_counts;

/* The same of dosages. */
WM_API wm_status wm_count_dosages(const uint16_t* dosages, int64_t stride, int64_t file_samples,
                                  const int32_t* sample_index, int64_t n, int64_t variants, int32_t threads,
                                  wm_dosage_counts* counts);

/* Squared correlation of one variant with each of a window of variants, over people with both genotypes; NaN
 * where either is constant there. haplotypes = 0: of allele counts (Pearson; sums are exact integers); 1: of
 * alleles over haplotypes, whose frequencies are the likeliest under Hardy-Weinberg equilibrium. sample_index
 * as above. */
WM_API wm_status wm_genotype_r2_block(const uint8_t* index_variant, const uint8_t* bed, int64_t stride,
                                      int64_t file_samples, const int32_t* sample_index, int64_t n,
                                      int64_t variants, int32_t haplotypes, int32_t threads, double* r2);

/* Exact test of Hardy-Weinberg equilibrium (Wigginton, Cutler & Abecasis 2005), two-sided, without mid-P.
 * Returns -log10 P; NaN for negative counts. */
WM_API double wm_hwe_exact_neglog10p(int64_t hom1, int64_t het, int64_t hom2);
/* The same as P, which underflows to 0 below 1e-308. */
WM_API double wm_hwe_exact(int64_t hom1, int64_t het, int64_t hom2);

/* ---------------------------------------------------------------- Student's t */

/* -log10 of the two-sided P of t with df > 0 degrees of freedom; relative error about 1e-13, no underflow.
 * NaN for NaN or df <= 0. */
WM_API double wm_neglog10p_student_t(double t, double df);
/* log10 of the same P, never positive. */
WM_API double wm_log10p_student_t(double t, double df);
/* count values at once. */
WM_API wm_status wm_neglog10p_student_t_many(const double* t, const double* df, int64_t count,
                                             double* neglog10p);

/* ---------------------------------------------------------------- block gzip */

/* Largest size wm_bgzf_compress can write for this input. */
WM_API int64_t wm_bgzf_bound(int64_t input_size);
/* In place of a level: for rows of cells between tabs or blanks, twice as fast as level 1. */
#define WM_BGZF_ROWS (-1)
/* Compresses a buffer into whole BGZF blocks of at most 65,280 input bytes, without the end-of-file block, so
 * that pieces may be concatenated; level 1..12 (libdeflate), 0 stores. The bytes depend on input and level
 * only. */
WM_API wm_status wm_bgzf_compress(const uint8_t* input, int64_t input_size, int32_t level, uint8_t* output,
                                  int64_t output_capacity, int64_t* output_size);
/* The 28 bytes that end a BGZF file. */
WM_API const uint8_t* wm_bgzf_eof_block(int64_t* size);

/* ---------------------------------------------------------------- zstd */

typedef struct wm_zstd wm_zstd;

WM_API wm_status wm_zstd_create(wm_zstd** stream);
WM_API void wm_zstd_free(wm_zstd* stream);
/* Unpacks the next piece of a stream of frames; stops when the input is used up or the output full. whole: 1
 * if what was consumed so far ends with a frame. Damage, and a window above 128 MiB, is WM_BAD_DATA. */
WM_API wm_status wm_zstd_decompress(wm_zstd* stream, const uint8_t* input, int64_t input_size,
                                    int64_t* consumed, uint8_t* output, int64_t output_size,
                                    int64_t* produced, int32_t* whole);

/* ---------------------------------------------------------------- tabix */

/* Writes <path>.tbi for a position-sorted BGZF table. Columns count from 1; end_column 0: the same as
 * position_column; meta: lines that start with this character are skipped ('#'), skip_lines: header lines
 * before the data. index_path: null for <path>.tbi. The index is written to a temporary name and renamed. */
WM_API wm_status wm_tabix_build(const char* path, const char* index_path, int32_t chromosome_column,
                                int32_t position_column, int32_t end_column, int32_t zero_based, char meta,
                                int32_t skip_lines);

#ifdef __cplusplus
}
#endif
#endif
