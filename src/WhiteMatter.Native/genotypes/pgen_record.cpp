#include "genotypes/pgen_record.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "genotypes/genotype_file.hpp"
#include "genotypes/pgen_index.hpp"
#include "genotypes/two_bit.hpp"

namespace wm {

namespace {

constexpr std::uint32_t in_group = 64;
constexpr std::uint64_t group_bytes_less = 63;
constexpr std::uint32_t most_dosage = 2 * dosage_per_copy;

// A list of samples in rising order, in groups of 64: the first sample of each group, the bytes of each group
// but the last, (codes, two bits each,) and then the distances to the others. each(k, sample) for the k-th of
// them. have(length) is called before, with the packed codes if the list has them.
template <bool WithCodes, class Have, class Each>
void walk_difflist(ByteCursor& cursor, std::int64_t samples, const Have& have, const Each& each) {
    const std::uint32_t length = cursor.varint();
    if (length > samples)
        cursor.damaged("a list of " + std::to_string(length) + " samples", "no more than the file has");
    if (length == 0) {
        have(length, nullptr);
        return;
    }
    const unsigned width = samples <= 0x100 ? 1 : samples <= 0x10000 ? 2 : samples <= 0x1000000 ? 3 : 4;
    const std::uint32_t groups = (length + in_group - 1) / in_group;
    const std::uint8_t* firsts = cursor.take(std::uint64_t{groups} * width);
    const std::uint8_t* sizes = cursor.take(groups - 1);
    have(length, WithCodes ? cursor.take((std::uint64_t{length} + 3) / 4) : nullptr);
    std::uint64_t least = 0;
    for (std::uint32_t group = 0; group < groups; ++group) {
        std::uint64_t sample = little_endian(firsts + std::size_t{group} * width, width);
        const std::uint32_t begin = group * in_group, end = std::min(length, begin + in_group);
        const std::size_t left = cursor.left();
        if (sample < least) cursor.damaged("a list of samples out of order", "rising numbers");
        for (std::uint32_t k = begin;;) {
            if (sample >= static_cast<std::uint64_t>(samples))
                cursor.damaged("sample number " + std::to_string(sample),
                               "numbers below " + std::to_string(samples));
            each(k, static_cast<std::uint32_t>(sample));
            if (++k == end) break;
            const std::uint32_t distance = cursor.varint();
            if (distance == 0) cursor.damaged("a sample twice in one list", "rising numbers");
            sample += distance;
        }
        least = sample + 1;
        if (group + 1 < groups && left - cursor.left() != group_bytes_less + sizes[group])
            cursor.damaged("a group of another size than it says", "the size of the group");
    }
}

void fill(std::uint8_t* row, std::int64_t samples, unsigned code) {
    std::memset(row, static_cast<int>(code * 0x55), two_bit_bytes(samples));
    clear_tail(row, samples);
}

void read_one_bit(ByteCursor& cursor, std::int64_t samples, std::uint8_t* row) {
    const unsigned kinds = static_cast<unsigned>(cursor.number(1));
    const unsigned low = kinds >> 2, high = low + (kinds & 3);
    if ((kinds & 3) == 0 || high > 3)
        cursor.damaged("code " + std::to_string(kinds) + " for its two common genotypes",
                       "1, 2, 3, 5, 6 or 9");
    codes_from_bits(cursor.take(static_cast<std::uint64_t>(samples + 7) / 8), samples, low, high, row);
    patch_from_difflist(cursor, samples, row);
}

std::uint16_t dosage_at(const std::uint8_t* values, std::size_t i) {
    std::uint16_t value;
    std::memcpy(&value, values + 2 * i, 2);
    return value;
}

// Once for a record, so that the loops over its dosages have no branch.
void check_largest(ByteCursor& cursor, std::uint16_t largest) {
    if (largest > most_dosage) cursor.damaged("the dosage " + std::to_string(largest), "at most 32768");
}

// Bits that are set among the first `count`.
std::int64_t count_bits(const std::uint8_t* bits, std::int64_t count) {
    std::int64_t set = 0;
    for (std::int64_t i = 0; i < count / 8; ++i) set += std::popcount(bits[i]);
    if (count % 8 != 0)
        set += std::popcount(static_cast<std::uint8_t>(bits[count / 8] & ((1U << (count % 8)) - 1)));
    return set;
}

// Every sample has a dosage; 65535 where it is missing, as then its hard call is.
void read_all_dosages(ByteCursor& cursor, std::int64_t samples, std::uint16_t* dosages) {
    const std::uint8_t* values = cursor.take(2 * static_cast<std::uint64_t>(samples));
    std::uint16_t largest = 0;
    for (std::size_t i = 0; i < static_cast<std::size_t>(samples); ++i) {
        const std::uint16_t value = dosage_at(values, i);
        const bool there = value != dosage_missing;
        dosages[i] = there ? value : dosages[i];
        largest = std::max(largest, there ? value : std::uint16_t{0});
    }
    check_largest(cursor, largest);
}

std::int64_t read_listed_dosages(ByteCursor& cursor, std::int64_t samples,
                                 std::vector<std::uint32_t>& numbers, std::uint16_t* dosages) {
    walk_difflist<false>(
        cursor, samples, [&](std::uint32_t length, const std::uint8_t*) { numbers.resize(length); },
        [&](std::uint32_t k, std::uint32_t sample) { numbers[k] = sample; });
    const std::uint8_t* values = cursor.take(2 * std::uint64_t{numbers.size()});
    std::uint16_t largest = 0;
    for (std::size_t k = 0; k < numbers.size(); ++k) {
        const std::uint16_t value = dosage_at(values, k);
        dosages[numbers[k]] = value;
        largest = std::max(largest, value);
    }
    check_largest(cursor, largest);
    return static_cast<std::int64_t>(numbers.size());
}

std::int64_t read_marked_dosages(ByteCursor& cursor, std::int64_t samples, std::uint16_t* dosages) {
    const std::uint8_t* bits = cursor.take(static_cast<std::uint64_t>(samples + 7) / 8);
    const std::int64_t count = count_bits(bits, samples);
    const std::uint8_t* values = cursor.take(2 * static_cast<std::uint64_t>(count));
    std::uint16_t largest = 0;
    const auto place = [&](std::int64_t sample) {
        const std::uint16_t value = dosage_at(values, 0);
        dosages[sample] = value;
        largest = std::max(largest, value);
        values += 2;
    };
    for (std::int64_t byte = 0; byte < (samples + 7) / 8; ++byte) {
        unsigned marks = bits[byte];
        if (8 * byte + 8 > samples) marks &= (1U << (samples - 8 * byte)) - 1;
        for (; marks != 0; marks &= marks - 1) place(8 * byte + std::countr_zero(marks));
    }
    check_largest(cursor, largest);
    return count;
}

}  // namespace

void patch_from_difflist(ByteCursor& cursor, std::int64_t samples, std::uint8_t* row) {
    const std::uint8_t* codes = nullptr;
    walk_difflist<true>(
        cursor, samples, [&](std::uint32_t, const std::uint8_t* packed) { codes = packed; },
        [&](std::uint32_t k, std::uint32_t sample) {
            const unsigned code = (codes[k / 4] >> (k % 4 * 2)) & 3U, shift = sample % 4 * 2;
            row[sample / 4] = static_cast<std::uint8_t>((row[sample / 4] & ~(3U << shift)) | code << shift);
        });
}

void read_main_track(ByteCursor& cursor, unsigned type, std::int64_t samples, std::uint8_t* row) {
    switch (type & pgen_main_track) {
        case 0:
            std::memcpy(row, cursor.take(two_bit_bytes(samples)), two_bit_bytes(samples));
            clear_tail(row, samples);
            return;
        case 1:
            read_one_bit(cursor, samples, row);
            return;
        case 5:  // PLINK 2 itself: all are homozygous for the reference allele, and there is no track
            fill(row, samples, 0);
            return;
        default:  // 4, 6, 7: differences from a row of the code in the two low bits
            fill(row, samples, type & 3);
            patch_from_difflist(cursor, samples, row);
    }
}

void skip_phase(ByteCursor& cursor, std::int64_t heterozygotes) {
    // A bit, then the phases; if it is set, first which calls have one, and then those on their own bytes.
    const std::int64_t bits = heterozygotes + 1;
    const std::uint8_t* first = cursor.take(static_cast<std::uint64_t>(bits + 7) / 8);
    if ((first[0] & 1) == 0) return;
    const std::int64_t phased = count_bits(first, bits) - 1;
    cursor.take(static_cast<std::uint64_t>(phased + 7) / 8);
}

void patch_dosages(ByteCursor& cursor, unsigned type, std::int64_t samples,
                   std::vector<std::uint32_t>& numbers, std::uint16_t* dosages) {
    const bool phased = (type & pgen_dosage_phase) != 0;
    std::int64_t count = 0;
    switch (type & pgen_dosages) {
        case 0:
            return;
        case 0x40:
            read_all_dosages(cursor, samples, dosages);
            if (phased) cursor.take(2 * static_cast<std::uint64_t>(samples));
            return;
        case 0x20:
            count = read_listed_dosages(cursor, samples, numbers, dosages);
            break;
        default:
            count = read_marked_dosages(cursor, samples, dosages);
    }
    if (!phased) return;
    const std::uint8_t* bits = cursor.take(static_cast<std::uint64_t>(count + 7) / 8);
    cursor.take(2 * static_cast<std::uint64_t>(count_bits(bits, count)));
}

}  // namespace wm
