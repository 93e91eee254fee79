/* Genotype files of PLINK 1, PLINK 2, BGEN, VCF and BCF for White Matter: part of libwhitematter.
 *
 * One way of reading for all formats: a file is opened, the variants it lists itself are scanned once, and
 * then any variants are read by their address, as hard calls or as dosages. Statuses, messages and pointers
 * are as in whitematter.h. Alleles: A1 is the allele that is counted, A2 the other; of formats with a
 * reference allele A1 is the alternate one.
 */
#ifndef WHITEMATTER_GENOTYPES_H
#define WHITEMATTER_GENOTYPES_H

#include "whitematter.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum wm_genotype_format {
    WM_FORMAT_BED = 1,  /* PLINK 1, variant-major or individual-major */
    WM_FORMAT_PGEN = 2, /* PLINK 2 */
    WM_FORMAT_BGEN = 3, /* layouts 1 and 2 */
    WM_FORMAT_VCF = 4   /* VCF, bgzipped VCF, BCF */
} wm_genotype_format;

/* What is wrong with a file that is not what its format promises (WM_BAD_DATA). */
typedef enum wm_data_problem {
    WM_DATA_MAGIC = 1,        /* it does not begin as a file of this format */
    WM_DATA_VERSION = 2,      /* a version, layout or storage mode that is not read */
    WM_DATA_CUT_SHORT = 3,    /* it ends within what its header or index promises */
    WM_DATA_COUNTS = 4,       /* it holds another number of samples or variants than it should */
    WM_DATA_DAMAGED = 5,      /* a length, offset, code or compressed stream that cannot be */
    WM_DATA_MULTIALLELIC = 6, /* variants of more than two alleles, where they are not read */
    WM_DATA_PLOIDY = 7,       /* calls that are neither diploid nor haploid */
    WM_DATA_NO_GENOTYPES = 8, /* no field of genotypes that is read */
    WM_DATA_TEXT = 9,         /* an identifier or allele that a table cannot hold */
    WM_DATA_CHANGED = 10      /* its size or time of change is not what it was when it was opened */
} wm_data_problem;

typedef struct wm_data_error {
    int32_t problem;     /* wm_data_problem; 0: none */
    int64_t byte_offset; /* -1: unknown */
    int64_t variant;     /* from 0; -1: no one variant's */
    char found[320];
    char expected[320];
    char remedy[320];
} wm_data_error;

/* Details of the last WM_BAD_DATA on this thread; overwritten by the next. */
WM_API void wm_last_data_error(wm_data_error* error);

typedef struct wm_genotypes wm_genotypes;

typedef struct wm_genotypes_info {
    int32_t format;
    int32_t lists_variants; /* 1: the file names its variants: wm_variants_scan */
    int32_t lists_samples;  /* 1: the file names its samples */
    int32_t dosages;        /* 1: variants may have dosages beside hard calls; 0: hard calls only */
    int64_t samples;
    int64_t variants;      /* -1: only a scan tells */
    char description[128]; /* such as "BGEN, layout 2, zlib" */
} wm_genotypes_info;

/* Opens a file and checks its header against its size. samples and variants: what the files beside it promise
 * (.fam, .bim, .psam, .pvar); -1: not known, which BED does not allow. The handle may be read from several
 * threads at once. */
WM_API wm_status wm_genotypes_open(const char* path, wm_genotype_format format, int64_t samples,
                                   int64_t variants, wm_genotypes** file);
WM_API void wm_genotypes_free(wm_genotypes* file);
WM_API wm_status wm_genotypes_describe(const wm_genotypes* file, wm_genotypes_info* info);
/* The samples' names, each ended by a newline. size is set to the bytes that are needed; names may be null.
 */
WM_API wm_status wm_genotypes_sample_names(const wm_genotypes* file, char* names, int64_t capacity,
                                           int64_t* size);

/* Where a variant's genotypes stand: for BED and PGEN the variant's number from 0, for others what the scan
 * gave. Plain numbers: they may be stored and used with the same file opened again. */
typedef struct wm_variant_address {
    int64_t place;
    int32_t allele; /* which alternate allele is counted, from 1 */
    int32_t length; /* bytes of the record where the format has them, else 0 */
} wm_variant_address;

/* A walk over the variants that a file lists, in the file's order. */
typedef struct wm_variant_scan wm_variant_scan;
WM_API wm_status wm_variants_scan(const wm_genotypes* file, wm_variant_scan** scan);
WM_API void wm_variant_scan_free(wm_variant_scan* scan);
/* The next variants, as lines of a .bim file (chromosome, identifier, 0, position, A1, A2, separated by
 * tabs): as many whole lines as fit, at most `most`. count 0: no more. A line that does not fit at all is
 * WM_OUT_OF_MEMORY, with size set to what it needs. */
WM_API wm_status wm_variant_scan_next(wm_variant_scan* scan, int64_t most, wm_variant_address* addresses,
                                      char* lines, int64_t capacity, int64_t* size, int64_t* count);

typedef enum wm_genotype_encoding {
    WM_HARDCALLS =
        1, /* PLINK 1 codes, four samples a byte from the low bits: 0 A1/A1, 1 missing, 2 A1/A2, 3 A2/A2 */
    WM_DOSAGES = 2 /* uint16 a sample: copies of A1 in units of 1/16384, 0 to 32768; 65535 missing */
} wm_genotype_encoding;

/* Reads variants into rows `stride` bytes apart, all samples of the file in its order. Hard calls of a
 * dosage: the nearest whole number if it is within 0.1, else missing, as PLINK 2 does by default; of PGEN
 * those that are stored beside the dosages. Haploid calls count twice, as in a .bed file. Rows are whole when
 * the call returns WM_OK and undefined else. */
WM_API wm_status wm_genotypes_read(const wm_genotypes* file, const wm_variant_address* variants,
                                   int64_t count, wm_genotype_encoding encoding, void* rows, int64_t stride,
                                   int32_t threads, const int32_t* cancel);

#ifdef __cplusplus
}
#endif
#endif
