// KING-robust kinship of pairs of people.
//
// Of a group of 128 people, 2048 variants at a time are turned into bit planes, person after person. A pair
// then takes two counts: both heterozygous, and different homozygotes. How many of a person's heterozygotes
// lie where the other has a call follows from the person's number of heterozygotes less those where the other
// is missing, and these are counted from the missing calls alone, which are few.
#include <bit>
#include <memory>

#include "association/aligned_buffer.hpp"
#include "association/parallel.hpp"
#include "relatedness/missing_counts.hpp"
#include "relatedness/pair_kernels.hpp"

namespace wm {
namespace {

// Transposes 64 x 64 bits: bit c of row r becomes bit r of row c.
void transpose(std::uint64_t* rows) {
    std::uint64_t mask = 0x00000000ffffffffu;
    for (unsigned half = 32; half != 0; half >>= 1, mask ^= mask << half)
        for (unsigned r = 0; r < 64; r = (r + half + 1) & ~half) {
            const std::uint64_t swapped = ((rows[r] >> half) ^ rows[r + half]) & mask;
            rows[r] ^= swapped << half;
            rows[r + half] ^= swapped;
        }
}

// The planes of a group's people at the variants [first, last), others missing; and the people's
// heterozygotes and missing calls there, added.
void make_planes(const Group& group, std::size_t first, std::size_t last, std::uint64_t* planes,
                 std::int32_t* hets, std::int32_t* missing) {
    for (std::size_t word = 0; word < plane_words; ++word) {
        for (std::size_t quarter = 0; quarter < 4; ++quarter) {
            std::uint64_t rows[64];
            for (std::size_t i = 0; i < 64; ++i) {
                const std::size_t v = first + 64 * word + i;
                rows[i] = v < last ? load_codes(group.codes + v * WM_GROUP_BYTES)[quarter] : even_bits;
            }
            transpose(rows);
            for (std::size_t i = 0; i < 32; ++i) {
                const std::size_t person = 32 * quarter + i;
                const std::uint64_t low = rows[2 * i], high = rows[2 * i + 1];
                std::uint64_t* const plane = planes + person * person_words;
                plane[word] = ~(low ^ high);
                plane[plane_words + word] = high;
                hets[person] += std::popcount(high & ~low);
                missing[person] += std::popcount(low & ~high);
            }
        }
    }
    // The planes' places after the last variant are coded missing.
    const auto padding = static_cast<std::int32_t>(plane_variants - (last - first));
    for (std::size_t person = 0; person < group_people; ++person) missing[person] -= padding;
}

// What a thread needs for a pair of groups.
struct Scratch {
    AlignedBuffer<std::uint64_t> row_planes{group_people * person_words};
    AlignedBuffer<std::uint64_t> column_planes{group_people * person_words};
    std::vector<std::int32_t> both_het = std::vector<std::int32_t>(group_people * group_people);
    std::vector<std::int32_t> opposite = std::vector<std::int32_t>(group_people * group_people);
    std::array<std::vector<std::int32_t>, 2> hets, missing;
    MissingCounts of_rows,
        of_columns;  // others' calls where a person of the rows, of the columns, is missing
};

constexpr std::size_t columns_at_once = 32;  // their planes stay in the first cache

void count_group_pair(const Group& rows, const Group& columns, bool same, std::size_t variants,
                      const PairKernels& kernels, const std::int32_t* cancel, Scratch& scratch) {
    for (auto* counts : {&scratch.both_het, &scratch.opposite}) std::fill(counts->begin(), counts->end(), 0);
    for (std::size_t side = 0; side < 2; ++side) {
        scratch.hets[side].assign(group_people, 0);
        scratch.missing[side].assign(group_people, 0);
    }
    scratch.of_rows.clear();
    scratch.of_columns.clear();
    for (std::size_t first = 0; first < variants; first += plane_variants) {
        check_cancelled(cancel);
        const std::size_t last = std::min(variants, first + plane_variants);
        make_planes(rows, first, last, scratch.row_planes.data(), scratch.hets[0].data(),
                    scratch.missing[0].data());
        const std::uint64_t* column_planes = scratch.row_planes.data();
        add_missing(rows, columns, first, last, scratch.of_rows);
        if (!same) {
            make_planes(columns, first, last, scratch.column_planes.data(), scratch.hets[1].data(),
                        scratch.missing[1].data());
            column_planes = scratch.column_planes.data();
            add_missing(columns, rows, first, last, scratch.of_columns);
        }
        for (std::size_t block = 0; block < columns.people; block += columns_at_once) {
            const std::size_t end = std::min(columns.people, block + columns_at_once);
            for (std::size_t i = 0; i < rows.people; ++i) {
                const std::size_t start = same ? std::max(block, i + 1) : block;
                if (start < end)
                    kernels.count(scratch.row_planes.data() + i * person_words, column_planes, start, end,
                                  scratch.both_het.data() + i * group_people,
                                  scratch.opposite.data() + i * group_people);
            }
        }
    }
}

void find_pairs(const Group& rows, const Group& columns, bool same, std::size_t variants, double least,
                const Scratch& scratch, std::vector<wm_pair>& found) {
    const auto& row_hets = scratch.hets[0];
    const auto& column_hets = scratch.hets[same ? 0 : 1];
    const auto& column_missing = scratch.missing[same ? 0 : 1];
    const MissingCounts& of_columns = same ? scratch.of_rows : scratch.of_columns;
    // Heterozygotes of the rows' people where a column's person is missing, of all pairs.
    std::vector<std::int32_t> row_het_lost(group_people * group_people);
    std::array<std::int32_t, group_people> het{}, absent{};
    for (std::size_t j = 0; j < columns.people; ++j) {
        if (!of_columns.any(j)) continue;
        of_columns.read(j, het.data(), absent.data());
        for (std::size_t i = 0; i < rows.people; ++i) row_het_lost[i * group_people + j] = het[i];
    }
    for (std::size_t i = 0; i < rows.people; ++i) {
        het.fill(0);
        absent.fill(0);
        if (scratch.of_rows.any(i)) scratch.of_rows.read(i, het.data(), absent.data());
        for (std::size_t j = same ? i + 1 : 0; j < columns.people; ++j) {
            const std::size_t cell = i * group_people + j;
            const std::int64_t first = row_hets[i] - row_het_lost[cell];
            const std::int64_t second = column_hets[j] - het[j];
            const std::int64_t both = scratch.both_het[cell], ibs0 = scratch.opposite[cell];
            const std::int64_t fewer = std::min(first, second);
            if (fewer == 0) continue;
            const double kinship = 0.5 - static_cast<double>(4 * ibs0 + first + second - 2 * both) /
                                             static_cast<double>(4 * fewer);
            if (!(kinship >= least)) continue;
            wm_pair pair{};
            pair.first = static_cast<std::int32_t>(rows.first + static_cast<std::int64_t>(i));
            pair.second = static_cast<std::int32_t>(columns.first + static_cast<std::int64_t>(j));
            pair.called =
                static_cast<std::int32_t>(variants) - scratch.missing[0][i] - column_missing[j] + absent[j];
            pair.het_het = static_cast<std::int32_t>(both);
            pair.ibs0 = static_cast<std::int32_t>(ibs0);
            pair.het_first = static_cast<std::int32_t>(first);
            pair.het_second = static_cast<std::int32_t>(second);
            pair.value = kinship;
            found.push_back(pair);
        }
    }
}

}  // namespace
}  // namespace wm

extern "C" wm_status wm_kinship_pairs(const wm_people_block* rows, const wm_people_block* columns,
                                      int64_t variants, double least, int32_t threads, const int32_t* cancel,
                                      wm_pairs** pairs) {
    return wm::guarded([&] {
        wm::require(pairs != nullptr && threads >= 1, "no place for the pairs, or no threads");
        *pairs = nullptr;
        wm::check_block(rows, variants);
        if (columns != nullptr) {
            wm::check_block(columns, variants);
            wm::require(rows->first + rows->people <= columns->first,
                        "the people of the columns come after those of the rows");
        }
        const wm::GroupPairs tasks(*rows, columns);
        const wm::PairKernels& kernels = wm::pair_kernels();
        std::vector<std::vector<wm_pair>> found(tasks.count());
        std::vector<std::unique_ptr<wm::Scratch>> scratch(static_cast<std::size_t>(threads));
        wm::in_parallel(tasks.count(), static_cast<std::size_t>(threads),
                        [&](std::size_t task, std::size_t thread) {
                            if (!scratch[thread]) scratch[thread] = std::make_unique<wm::Scratch>();
                            const auto [row, column] = tasks.at(task);
                            const bool same = columns == nullptr && row == column;
                            const wm::Group first(*rows, row);
                            const wm::Group second(columns != nullptr ? *columns : *rows, column);
                            const std::size_t m = static_cast<std::size_t>(variants);
                            wm::count_group_pair(first, second, same, m, kernels, cancel, *scratch[thread]);
                            wm::find_pairs(first, second, same, m, least, *scratch[thread], found[task]);
                        });
        *pairs = wm::joined(found);
    });
}
