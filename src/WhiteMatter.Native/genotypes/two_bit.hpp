// Rows of 2-bit genotype codes, four samples a byte from the low bits.
//   PLINK 1: 0 A1/A1, 1 missing, 2 A1/A2, 3 A2/A2
//   PLINK 2: 0 REF/REF, 1 REF/ALT, 2 ALT/ALT, 3 missing; the alternate allele is A1
#pragma once

#include <cstddef>
#include <cstdint>

namespace wm {

constexpr std::size_t two_bit_bytes(std::int64_t samples) {
    return static_cast<std::size_t>((samples + 3) / 4);
}

// Sets the places of a row's last byte that no sample has to 0.
void clear_tail(std::uint8_t* row, std::int64_t samples);

// PLINK 2 codes to PLINK 1 codes, bytes of them; from and to may be the same.
void plink1_from_plink2(const std::uint8_t* from, std::uint8_t* to, std::size_t bytes);
// Swaps the PLINK 2 codes 0 and 2.
void swap_alleles(std::uint8_t* row, std::size_t bytes);
// Samples whose PLINK 2 code is 1. The places left over must be 0.
std::int64_t count_heterozygotes(const std::uint8_t* row, std::size_t bytes);
// Bits of a bit array, from the low bits of the first byte, to 2-bit codes: `low` where unset, `high` where
// set.
void codes_from_bits(const std::uint8_t* bits, std::int64_t samples, unsigned low, unsigned high,
                     std::uint8_t* row);

void dosages_from_plink1(const std::uint8_t* row, std::int64_t samples, std::uint16_t* dosages);
void dosages_from_plink2(const std::uint8_t* row, std::int64_t samples, std::uint16_t* dosages);

}  // namespace wm
