#include "genotypes/two_bit.hpp"

#include <array>
#include <bit>
#include <cstring>

#include "genotypes/genotype_file.hpp"

namespace wm {

namespace {

constexpr std::uint64_t low_bits = 0x5555555555555555;

// Applies a function of 32 codes to a row, the last few bytes by way of a word.
template <class Word>
void each_word(const std::uint8_t* from, std::uint8_t* to, std::size_t bytes, const Word& word) {
    std::size_t i = 0;
    std::uint64_t codes;
    for (; i + 8 <= bytes; i += 8) {
        std::memcpy(&codes, from + i, 8);
        codes = word(codes);
        std::memcpy(to + i, &codes, 8);
    }
    if (i == bytes) return;
    codes = 0;
    std::memcpy(&codes, from + i, bytes - i);
    codes = word(codes);
    std::memcpy(to + i, &codes, bytes - i);
}

using DosageTable = std::array<std::array<std::uint16_t, 4>, 256>;

constexpr DosageTable dosage_table(const std::array<std::uint16_t, 4>& of_code) {
    DosageTable table{};
    for (std::size_t byte = 0; byte < 256; ++byte)
        for (std::size_t i = 0; i < 4; ++i) table[byte][i] = of_code[(byte >> (2 * i)) & 3];
    return table;
}

constexpr DosageTable plink1_dosages =
    dosage_table({2 * dosage_per_copy, dosage_missing, dosage_per_copy, 0});
constexpr DosageTable plink2_dosages =
    dosage_table({0, dosage_per_copy, 2 * dosage_per_copy, dosage_missing});

void dosages_from(const DosageTable& table, const std::uint8_t* row, std::int64_t samples,
                  std::uint16_t* dosages) {
    const std::size_t whole = static_cast<std::size_t>(samples / 4),
                      rest = static_cast<std::size_t>(samples % 4);
    for (std::size_t i = 0; i < whole; ++i) std::memcpy(dosages + 4 * i, table[row[i]].data(), 8);
    if (rest > 0) std::memcpy(dosages + 4 * whole, table[row[whole]].data(), 2 * rest);
}

// Each of 32 bits to the low bit of a pair.
std::uint64_t spread(std::uint32_t bits) {
    std::uint64_t x = bits;
    x = (x | (x << 16)) & 0x0000ffff0000ffff;
    x = (x | (x << 8)) & 0x00ff00ff00ff00ff;
    x = (x | (x << 4)) & 0x0f0f0f0f0f0f0f0f;
    x = (x | (x << 2)) & 0x3333333333333333;
    return (x | (x << 1)) & low_bits;
}

}  // namespace

void clear_tail(std::uint8_t* row, std::int64_t samples) {
    if (samples % 4 != 0)
        row[samples / 4] = static_cast<std::uint8_t>(row[samples / 4] & ((1U << (2 * (samples % 4))) - 1));
}

// High and low bit of a pair: 00 to 11, 01 to 10, 10 to 00, 11 to 01, which is not-high and not (high xor
// low).
void plink1_from_plink2(const std::uint8_t* from, std::uint8_t* to, std::size_t bytes) {
    each_word(from, to, bytes, [](std::uint64_t x) { return ~(x ^ ((x >> 1) & low_bits)); });
}

// The high bit turns where the low one is 0.
void swap_alleles(std::uint8_t* row, std::size_t bytes) {
    each_word(row, row, bytes, [](std::uint64_t x) { return x ^ ((~x & low_bits) << 1); });
}

std::int64_t count_heterozygotes(const std::uint8_t* row, std::size_t bytes) {
    std::int64_t count = 0;
    std::size_t i = 0;
    std::uint64_t codes;
    for (; i + 8 <= bytes; i += 8) {
        std::memcpy(&codes, row + i, 8);
        count += std::popcount(codes & ~(codes >> 1) & low_bits);
    }
    codes = 0;
    std::memcpy(&codes, row + i, bytes - i);
    return count + std::popcount(codes & ~(codes >> 1) & low_bits);
}

void codes_from_bits(const std::uint8_t* bits, std::int64_t samples, unsigned low, unsigned high,
                     std::uint8_t* row) {
    const std::size_t bit_bytes = static_cast<std::size_t>((samples + 7) / 8),
                      row_bytes = two_bit_bytes(samples);
    const std::uint64_t unset = low_bits * low,
                        difference = high - low;  // no carry: low + difference is at most 3
    std::size_t i = 0;
    std::uint32_t part;
    std::uint64_t codes;
    for (; i + 4 <= bit_bytes && 2 * i + 8 <= row_bytes; i += 4) {
        std::memcpy(&part, bits + i, 4);
        codes = unset + spread(part) * difference;
        std::memcpy(row + 2 * i, &codes, 8);
    }
    for (; i < bit_bytes; ++i) {
        codes = unset + spread(bits[i]) * difference;
        std::memcpy(row + 2 * i, &codes, row_bytes - 2 * i < 2 ? 1 : 2);
    }
    clear_tail(row, samples);
}

void dosages_from_plink1(const std::uint8_t* row, std::int64_t samples, std::uint16_t* dosages) {
    dosages_from(plink1_dosages, row, samples, dosages);
}

void dosages_from_plink2(const std::uint8_t* row, std::int64_t samples, std::uint16_t* dosages) {
    dosages_from(plink2_dosages, row, samples, dosages);
}

}  // namespace wm
