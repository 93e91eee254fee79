/* Relatedness and structure of people for White Matter: part of libwhitematter.
 *
 * Everything works on hard calls packed for pairs of people: groups of 128 people, a group's variants one
 * after another, 32 bytes each in PLINK's two-bit codes (0 A1/A1, 1 missing, 2 A1/A2, 3 A2/A2). n people and
 * m variants take n m / 4 bytes. Of a large cohort only some blocks of groups need be in memory at a time:
 * pairs are asked for between two blocks. Statuses, messages and pointers are as in whitematter.h. Results do
 * not depend on threads or on the instruction set.
 */
#ifndef WHITEMATTER_RELATEDNESS_H
#define WHITEMATTER_RELATEDNESS_H

#include "whitematter.h"

#ifdef __cplusplus
extern "C" {
#endif

#define WM_GROUP_PEOPLE 128
#define WM_GROUP_BYTES 32

/* Packs chosen people of variant-major genotypes (arguments as of wm_count_block). Group g of the people is
 * written from groups + g * group_stride on, 32 bytes a variant; places after the last person are coded
 * missing. */
WM_API wm_status wm_pack_people(const uint8_t* bed, int64_t stride, int64_t file_samples,
                                const int32_t* sample_index, int64_t n, int64_t variants, int32_t threads,
                                uint8_t* groups, int64_t group_stride);

/* Consecutive people, packed: person i of the block is number first + i of all. */
typedef struct wm_people_block {
    const uint8_t* groups;
    int64_t group_stride;
    int64_t people;
    int64_t first;
} wm_people_block;

/* Two people. */
typedef struct wm_pair {
    int32_t first; /* numbers among all people, first < second; equal: a person and herself */
    int32_t second;
    int32_t called; /* variants that both have */
    /* of those, for kinship only: both heterozygous; different homozygotes; the first, the second
     * heterozygous
     */
    int32_t het_het;
    int32_t ibs0;
    int32_t het_first;
    int32_t het_second;
    int32_t reserved;
    double value; /* kinship or relationship */
} wm_pair;

typedef struct wm_pairs wm_pairs;
WM_API int64_t wm_pairs_count(const wm_pairs* pairs);
/* Copies them all, by first and then second person. */
WM_API void wm_pairs_copy(const wm_pairs* pairs, wm_pair* out);
WM_API void wm_pairs_free(wm_pairs* pairs);

/* KING-robust kinship (Manichaikul and others 2010), 1/2 - (4 IBS0 + het1 hom2 + het2 hom1) / (4 min(het1,
 * het2)) over the variants that both have, heterozygotes counted among those: PLINK 2's --make-king. All
 * pairs of a person of rows with one of columns, or within rows where columns is null, whose kinship is at
 * least `least`; a pair without a heterozygote has no kinship and is left out. Cost: about 20 vector
 * instructions per 256 variants and pair with AVX2, and for each missing call a few per 128 partners. */
WM_API wm_status wm_kinship_pairs(const wm_people_block* rows, const wm_people_block* columns,
                                  int64_t variants, double least, int32_t threads, const int32_t* cancel,
                                  wm_pairs** pairs);

/* Genetic relationship (Yang and others 2011, GCTA's): the mean over the variants that both have of the
 * product of their weights. weights: 4 numbers a variant, one a code: (copies - 2p) / sqrt(2p(1 - p)), 0 for
 * missing. Pairs as above, and each person of rows with herself where columns is null, whatever the value.
 * Products in single precision, summed so over 256 variants and then in double. Cost: one fused multiply-add
 * a variant and pair. */
WM_API wm_status wm_relationship_pairs(const wm_people_block* rows, const wm_people_block* columns,
                                       int64_t variants, const float* weights, double least, int32_t threads,
                                       const int32_t* cancel, wm_pairs** pairs);

/* Products with W, people x variants, of these weights; columns is at most 256. Single precision within 256
 * variants or 128 people, double beyond.
 * wm_weights_times_people: out (variants x columns, row-major) += W' q, q the block's people x columns.
 * wm_weights_times_variants: out (the block's people x columns) = W t, t variants x columns. */
WM_API wm_status wm_weights_times_people(const wm_people_block* block, int64_t variants, const float* weights,
                                         int32_t columns, const double* q, int32_t threads,
                                         const int32_t* cancel, double* out);
WM_API wm_status wm_weights_times_variants(const wm_people_block* block, int64_t variants,
                                           const float* weights, int32_t columns, const double* t,
                                           int32_t threads, const int32_t* cancel, double* out);

/* Chooses variants of one chromosome of which no two within a window are correlated above r2: PLINK 2's
 * --indep-pairwise in its first order (--indep-order 1, PLINK 1.9's). Of a pair above r2 the one with the
 * lower minor allele frequency goes; alike, the later. Variants that do not vary go first. Memory: the
 * variants of a window. position: null for windows of `window` variants moved by `step`; else base pairs of
 * each of the `variants`, ascending, and windows of `window` base pairs, moved by one variant. People as of
 * wm_count_block. */
typedef struct wm_pruning wm_pruning;
WM_API wm_status wm_pruning_create(int64_t file_samples, const int32_t* sample_index, int64_t n,
                                   int64_t variants, const int64_t* position, int64_t window, int64_t step,
                                   double r2, wm_pruning** pruning);
/* The next variants. */
WM_API wm_status wm_pruning_add(wm_pruning* pruning, const uint8_t* bed, int64_t stride, int64_t variants);
/* After all of them: 1 for each that is chosen. */
WM_API wm_status wm_pruning_kept(const wm_pruning* pruning, uint8_t* kept);
WM_API void wm_pruning_free(wm_pruning* pruning);

#ifdef __cplusplus
}
#endif
#endif
