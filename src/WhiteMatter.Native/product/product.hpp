// The integer product of genotypes with fixed-point digits, and the layouts it works on.
//
// A slab holds the allele counts of `slab_variants` variants for a run of people, as bytes in groups of four
// people:
//     slab[(group * slab_variants + variant) * 4 + person % 4]
// Digit rows hold one signed byte a person for one digit of one column: rows[row * stride + person].
// A product adds, for every row and variant, sum over people of count * digit into int32:
//     sums[row * slab_variants + variant]
// A count is at most 2 and a digit at least -128, so 8,388,607 people fit without overflow, and integer
// addition makes every order of summation, hence every instruction set, give the same bits.
//
// Dosages have a slab of their own, of 16-bit numbers in pairs of people:
//     wide[(pair * slab_variants + variant) * 2 + person % 2]
// and digit rows of 16-bit numbers. A dosage is written as its distance h from 0, one or two copies, in
// 1/16384, so that it fits 16 bits and the rarer allele's is small; the missing are 0. h lies in [-32768,
// 16384], a digit in
// [-2047, 2048]: 32 people fit in 32 bits, and sums are kept in 64.
//
// Where bytes are not multiplied by one instruction into 32 bits, hard calls are not multiplied at all: three
// people's counts are one of 27, and what they add to the sums of a few columns is looked up in a table of 27
// rows, made once for many variants. Columns are whole fixed-point numbers of 64 bits, and the table of a
// chunk of people stays in the first cache. A sum is taken modulo 2^64, so it is exact if the whole sum fits.
#pragma once

#include <cstddef>
#include <cstdint>

#include "whitematter.h"

namespace wm {

inline constexpr std::size_t slab_variants = 64;
inline constexpr std::size_t panel_people = 512;
inline constexpr std::size_t group_people = 4;
inline constexpr std::size_t slab_group_bytes = slab_variants * group_people;
inline constexpr std::size_t panel_bytes_packed = panel_people / 4;
inline constexpr std::size_t pair_people = 2;
inline constexpr std::size_t slab_pair_numbers = slab_variants * pair_people;

// People of one number of a variant, numbers of a chunk, and what a number can be.
inline constexpr std::size_t triple_people = 3;
inline constexpr std::size_t triple_rows = 27;
inline constexpr std::size_t chunk_triples = 8;
inline constexpr std::size_t chunk_people = chunk_triples * triple_people;
// Chunks numbered together: 96 people, 24 packed bytes.
inline constexpr std::size_t numbered_chunks = 4;
inline constexpr std::size_t numbered_people = numbered_chunks * chunk_people;
// Columns of a table, and the steps by which it may have fewer.
inline constexpr std::size_t table_columns = 16;
inline constexpr std::size_t table_step = 4;

// How a variant's dosages are written: h = (dosage ^ flip) + shift in 16 bits. Of 0 copies: the negative,
// flip 0xffff and shift 1; of one or two: flip 0 and shift -16384 or -32768.
struct DosageForm {
    std::uint16_t flip;
    std::uint16_t shift;
};

struct ProductKernels {
    wm_cpu path;
    const char* name;

    // Spreads packed 2-bit PLINK codes of slab_variants rows, bytes [first_byte, first_byte + bytes), into a
    // slab of bytes * 4 people. bytes is a multiple of 16; rows are readable for that range.
    void (*spread)(const std::uint8_t* const* rows, std::size_t first_byte, std::size_t bytes,
                   std::uint8_t* slab);

    // Adds the products of a slab of `groups` groups of people with `count` digit rows to sums. groups <=
    // 128.
    void (*accumulate)(const std::uint8_t* slab, std::size_t groups, const std::int8_t* rows,
                       std::size_t stride, std::size_t count, std::int32_t* sums);

    // Copies chosen people (ascending positions within the slab) of a slab to a slab of their own, in whole
    // groups; the places left over in the last group become 0. Returns the number of groups.
    std::size_t (*gather)(const std::uint8_t* slab, const std::uint32_t* people, std::size_t count,
                          std::uint8_t* chosen);

    // Adds sum of counts and of squared counts per variant to sums[slab_variants] and squares[slab_variants].
    void (*moments)(const std::uint8_t* slab, std::size_t groups, std::int32_t* sums, std::int32_t* squares);

    // The same for dosages. Rows hold `people` dosages each, an even number; 65535 is missing.
    void (*spread_wide)(const std::uint16_t* const* rows, const DosageForm* forms, std::size_t people,
                        std::int16_t* slab);
    void (*accumulate_wide)(const std::int16_t* slab, std::size_t pairs, const std::int16_t* rows,
                            std::size_t stride, std::size_t count, std::int64_t* sums);

    // Association statistics of columns of slab_variants cells; see association/finish.hpp.
    const struct FinishKernels* finish;

    // Null where bytes are multiplied.
    const struct LookupKernels* lookup = nullptr;
};

// Sums of hard calls from tables.
struct LookupKernels {
    // Numbers the triples of 96 people of a variant from their packed 2-bit PLINK codes, 24 bytes, of which
    // 32 are readable: g0 + 3 g1 + 9 g2 for copies g. Chunk c's eight numbers go to numbers[c * stride].
    void (*number)(const std::uint8_t* codes, std::uint8_t* numbers, std::size_t stride);

    // Adds a chunk's products of `variants` variants, eight numbers each, with `columns` columns (a multiple
    // of table_step, at most table_columns): values[person * columns + column] to
    // sums[variant * columns + column], modulo 2^64. table has room for chunk_table numbers.
    void (*accumulate)(const std::uint8_t* numbers, std::size_t variants, const std::int64_t* values,
                       std::size_t columns, std::int64_t* table, std::int64_t* sums);
};

inline constexpr std::size_t chunk_table = chunk_triples * triple_rows * table_columns;

const ProductKernels& scalar_kernels();
#if defined(__x86_64__)
const ProductKernels& avx2_kernels();
const ProductKernels& avx_vnni_kernels();
const ProductKernels& avx512_vnni_kernels();
const ProductKernels& amx_kernels();
#endif

// The kernels of a path; throws Failure(WM_UNSUPPORTED) if this machine cannot run it.
const ProductKernels& kernels_for(wm_cpu path);

}  // namespace wm
