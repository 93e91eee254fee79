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
};

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
