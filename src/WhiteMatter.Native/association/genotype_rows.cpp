#include "association/genotype_rows.hpp"

#include <bit>
#include <cstring>

#include "interface/last_error.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace wm {
namespace {

constexpr std::uint64_t low_bits = 0x5555555555555555u;

std::uint64_t load_word(const std::uint8_t* bytes) {
    std::uint64_t word;
    std::memcpy(&word, bytes, 8);
    if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
    return word;
}

void store_word(std::uint8_t* bytes, std::uint64_t word) {
    if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
    std::memcpy(bytes, &word, 8);
}

// Loads up to eight bytes; the rest are 0.
std::uint64_t load_part(const std::uint8_t* bytes, std::size_t count) {
    std::uint8_t whole[8] = {};
    std::memcpy(whole, bytes, count < 8 ? count : 8);
    return load_word(whole);
}

// Codes every place from `people` on as missing.
void mark_rest_missing(std::uint8_t* out, std::size_t out_bytes, std::size_t people) {
    std::size_t byte = people / 4;
    if (byte >= out_bytes) return;
    const unsigned used = 2 * (people % 4);
    if (used != 0) {
        const unsigned keep = (1u << used) - 1u;
        out[byte] = static_cast<std::uint8_t>((out[byte] & keep) | (0x55u & ~keep));
        ++byte;
    }
    std::memset(out + byte, 0x55, out_bytes - byte);
}

#if defined(__x86_64__)
__attribute__((target("bmi2"))) void extract_ordered(const std::uint8_t* row, std::size_t row_bytes,
                                                     const std::vector<std::uint64_t>& masks,
                                                     std::uint8_t* out, std::size_t out_bytes) {
    std::uint64_t pending = 0;
    unsigned filled = 0;
    std::uint8_t* const end = out + out_bytes;
    for (std::size_t w = 0; w < masks.size() && out < end; ++w) {
        const std::uint64_t mask = masks[w];
        if (mask == 0) continue;
        const std::uint64_t word =
            8 * w + 8 <= row_bytes ? load_word(row + 8 * w) : load_part(row + 8 * w, row_bytes - 8 * w);
        const std::uint64_t bits = _pext_u64(word, mask);
        const unsigned count = static_cast<unsigned>(__builtin_popcountll(mask));
        pending |= bits << filled;
        if (filled + count >= 64) {
            store_word(out, pending);
            out += 8;
            const unsigned consumed = 64 - filled;
            pending = consumed < 64 ? bits >> consumed : 0;
            filled = filled + count - 64;
        } else {
            filled += count;
        }
    }
    if (filled > 0 && out < end) store_word(out, pending);
}
#endif

}  // namespace

PeopleOrder order_of_people(std::int64_t file_samples, const std::int32_t* index, std::int64_t n) {
    require(file_samples > 0, "the file has no people");
    require(n > 0, "no people are selected");
    if (index == nullptr) {
        require(n == file_samples, "without a sample index the people must be all of the file's");
        return PeopleOrder::All;
    }
    bool ordered = true, all = n == file_samples;
    for (std::int64_t i = 0; i < n; ++i) {
        require(index[i] >= 0 && index[i] < file_samples, "a sample index is outside the file");
        if (i > 0 && index[i] <= index[i - 1]) ordered = false;
        if (index[i] != i) all = false;
    }
    return all ? PeopleOrder::All : ordered ? PeopleOrder::Ordered : PeopleOrder::Any;
}

PeopleSelection::PeopleSelection(std::int64_t file_samples, const std::int32_t* index, std::int64_t n)
    : file_samples_(static_cast<std::size_t>(file_samples)),
      people_(static_cast<std::size_t>(n)),
      order_(order_of_people(file_samples, index, n)) {
    if (order_ == PeopleOrder::All) return;
#if defined(__x86_64__)
    bit_extraction_ = __builtin_cpu_supports("bmi2") != 0;
#endif
    if (order_ == PeopleOrder::Ordered && bit_extraction_) {
        masks_.assign((file_samples_ + 31) / 32, 0);
        for (std::size_t i = 0; i < people_; ++i) {
            const std::size_t row = static_cast<std::size_t>(index[i]);
            masks_[row / 32] |= std::uint64_t{3} << (2 * (row % 32));
        }
    } else {
        index_.assign(index, index + people_);
    }
}

void PeopleSelection::extract(const std::uint8_t* row, std::uint8_t* out, std::size_t out_bytes) const {
    if (order_ == PeopleOrder::All) {
        std::memcpy(out, row, file_bytes());
    } else if (!masks_.empty()) {
#if defined(__x86_64__)
        extract_ordered(row, file_bytes(), masks_, out, out_bytes);
#endif
    } else {
        const std::size_t whole = people_ / 4;
        const std::uint32_t* index = index_.data();
        const auto code = [row](std::uint32_t i) { return (row[i >> 2] >> (2 * (i & 3))) & 3u; };
        for (std::size_t b = 0; b < whole; ++b, index += 4)
            out[b] = static_cast<std::uint8_t>(code(index[0]) | code(index[1]) << 2 | code(index[2]) << 4 |
                                               code(index[3]) << 6);
        unsigned last = 0;
        for (std::size_t i = 0; i < people_ % 4; ++i) last |= code(index[i]) << (2 * i);
        if (people_ % 4 != 0) out[whole] = static_cast<std::uint8_t>(last);
    }
    mark_rest_missing(out, out_bytes, people_);
}

GenotypeCounts count_codes(const std::uint8_t* codes, std::size_t bytes, std::size_t people) {
    std::size_t low = 0, high = 0, both = 0;
    for (std::size_t b = 0; b < bytes; b += 8) {
        const std::uint64_t word = load_word(codes + b);
        const std::uint64_t l = word & low_bits, h = (word >> 1) & low_bits;
        low += static_cast<std::size_t>(std::popcount(l));
        high += static_cast<std::size_t>(std::popcount(h));
        both += static_cast<std::size_t>(std::popcount(l & h));
    }
    const std::size_t padding = bytes * 4 - people;
    const std::size_t missing = low - both - padding;
    const std::size_t het = high - both;
    return {static_cast<std::int32_t>(people - missing - het - both), static_cast<std::int32_t>(het),
            static_cast<std::int32_t>(both), static_cast<std::int32_t>(missing)};
}

void exchange_alleles(std::uint8_t* codes, std::size_t bytes) {
    for (std::size_t b = 0; b < bytes; b += 8) {
        const std::uint64_t word = load_word(codes + b);
        const std::uint64_t equal = ~(word ^ (word >> 1)) & low_bits;
        store_word(codes + b, word ^ (equal | equal << 1));
    }
}

void find_missing(const std::uint8_t* codes, std::size_t bytes, std::size_t people,
                  std::vector<std::uint32_t>& positions) {
    for (std::size_t b = 0; b < bytes && 4 * b < people; b += 8) {
        const std::uint64_t word = load_word(codes + b);
        std::uint64_t missing = word & ~(word >> 1) & low_bits;
        while (missing != 0) {
            const std::size_t position = 4 * b + static_cast<std::size_t>(std::countr_zero(missing)) / 2;
            if (position >= people) return;
            positions.push_back(static_cast<std::uint32_t>(position));
            missing &= missing - 1;
        }
    }
}

}  // namespace wm
