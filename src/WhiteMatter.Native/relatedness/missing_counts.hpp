// Counts, for each person with missing calls, what 128 others have at those variants.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <vector>

#include "relatedness/people_groups.hpp"

namespace wm {

// A group's row of one variant: in the even bits who is heterozygous, in the odd bits who is missing.
using PeopleBits = std::array<std::uint64_t, 4>;

inline constexpr std::uint64_t even_bits = 0x5555555555555555u;

inline PeopleBits load_codes(const std::uint8_t* codes) {
    PeopleBits words;
    std::memcpy(words.data(), codes, sizeof words);
    if constexpr (std::endian::native == std::endian::big)
        for (std::uint64_t& word : words) word = __builtin_bswap64(word);
    return words;
}

inline std::uint64_t missing_of(std::uint64_t codes) { return codes & ~(codes >> 1) & even_bits; }
inline std::uint64_t het_of(std::uint64_t codes) { return (codes >> 1) & ~codes & even_bits; }

// For each of 128 people a counter for each bit of PeopleBits, kept as bit planes: adding a row costs two
// steps of carrying on average, however many of its bits are set.
class MissingCounts {
  public:
    MissingCounts() : planes_(group_people * levels), added_(group_people) {}

    void clear() {
        std::fill(planes_.begin(), planes_.end(), PeopleBits{});
        std::fill(added_.begin(), added_.end(), 0u);
        spilled_.clear();
    }

    void add(std::size_t person, const PeopleBits& row) {
        if (++added_[person] == (1u << levels)) spill(person);
        PeopleBits* const plane = planes_.data() + person * levels;
        PeopleBits carry = row;
        for (std::size_t level = 0; level < levels; ++level) {
            std::uint64_t left = 0;
            for (std::size_t w = 0; w < 4; ++w) {
                const std::uint64_t both = plane[level][w] & carry[w];
                plane[level][w] ^= carry[w];
                carry[w] = both;
                left |= both;
            }
            if (left == 0) return;
        }
    }

    // Whether anything was added for a person.
    bool any(std::size_t person) const { return added_[person] != 0; }

    // counts[other]: heterozygous rows, and missing rows, added for a person.
    void read(std::size_t person, std::int32_t* het, std::int32_t* missing) const {
        const std::int32_t* const before =
            spilled_.empty() ? nullptr : spilled_.data() + person * 2 * group_people;
        const PeopleBits* const plane = planes_.data() + person * levels;
        for (std::size_t other = 0; other < group_people; ++other) {
            std::int32_t h = before != nullptr ? before[2 * other] : 0;
            std::int32_t m = before != nullptr ? before[2 * other + 1] : 0;
            for (std::size_t level = 0; level < levels; ++level) {
                const std::uint64_t bits = plane[level][other / 32] >> (2 * (other % 32));
                h += static_cast<std::int32_t>(bits & 1u) << level;
                m += static_cast<std::int32_t>((bits >> 1) & 1u) << level;
            }
            het[other] = h;
            missing[other] = m;
        }
    }

  private:
    static constexpr std::size_t levels = 12;

    // Moves a person's counts to whole numbers before they overflow.
    void spill(std::size_t person) {
        if (spilled_.empty()) spilled_.assign(group_people * 2 * group_people, 0);
        std::array<std::int32_t, group_people> het, missing;
        read(person, het.data(), missing.data());
        for (std::size_t other = 0; other < group_people; ++other) {
            spilled_[(person * group_people + other) * 2] = het[other];
            spilled_[(person * group_people + other) * 2 + 1] = missing[other];
        }
        std::fill_n(planes_.begin() + static_cast<std::ptrdiff_t>(person * levels), levels, PeopleBits{});
        added_[person] = 1;
    }

    std::vector<PeopleBits> planes_;
    std::vector<std::uint32_t> added_;
    std::vector<std::int32_t> spilled_;
};

// Adds for every missing call of a person of `people` at variants [first, last) the row of `others` there.
inline void add_missing(const Group& people, const Group& others, std::size_t first, std::size_t last,
                        MissingCounts& counts) {
    for (std::size_t v = first; v < last; ++v) {
        const PeopleBits codes = load_codes(people.codes + v * WM_GROUP_BYTES);
        PeopleBits row;
        bool made = false;
        for (std::size_t w = 0; w < 4; ++w) {
            for (std::uint64_t missing = missing_of(codes[w]); missing != 0; missing &= missing - 1) {
                const std::size_t person = 32 * w + static_cast<std::size_t>(std::countr_zero(missing)) / 2;
                if (person >= people.people) break;
                if (!made) {
                    row = load_codes(others.codes + v * WM_GROUP_BYTES);
                    for (std::uint64_t& word : row) word = het_of(word) | missing_of(word) << 1;
                    made = true;
                }
                counts.add(person, row);
            }
        }
    }
}

}  // namespace wm
