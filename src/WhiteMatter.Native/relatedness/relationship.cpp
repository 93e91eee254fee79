// Genetic relationships: the product of standardised genotypes with their transpose, tile by tile of 128 x
// 128 people.
#include <array>
#include <memory>

#include "association/aligned_buffer.hpp"
#include "association/parallel.hpp"
#include "relatedness/missing_counts.hpp"
#include "relatedness/pair_kernels.hpp"

namespace wm {
namespace {

constexpr std::size_t strips = WM_GROUP_PEOPLE / strip_people;
constexpr std::size_t panel_floats = strips * strip_floats;

struct Scratch {
    AlignedBuffer<float> row_panel{panel_floats}, column_panel{panel_floats};
    AlignedBuffer<float> sums{4 * strip_people};
    std::vector<double> total = std::vector<double>(group_people * group_people);
    MissingCounts of_rows;
};

void sum_group_pair(const Group& rows, const Group& columns, bool same, std::size_t variants,
                    const float* weights, const PairKernels& kernels, const std::int32_t* cancel,
                    Scratch& scratch) {
    std::fill(scratch.total.begin(), scratch.total.end(), 0.0);
    scratch.of_rows.clear();
    add_missing(rows, columns, 0, variants, scratch.of_rows);
    for (std::size_t first = 0; first < variants; first += panel_variants) {
        check_cancelled(cancel);
        const std::size_t count = std::min(panel_variants, variants - first);
        kernels.decode(rows.codes + first * WM_GROUP_BYTES, weights + 4 * first, count,
                       scratch.row_panel.data());
        const float* column_panel = scratch.row_panel.data();
        if (!same) {
            kernels.decode(columns.codes + first * WM_GROUP_BYTES, weights + 4 * first, count,
                           scratch.column_panel.data());
            column_panel = scratch.column_panel.data();
        }
        for (std::size_t c = 0; c * strip_people < columns.people; ++c) {
            for (std::size_t i = 0; i < rows.people; i += 4) {
                // Below the diagonal nothing is asked for.
                if (same && (c + 1) * strip_people <= i) continue;
                kernels.strip_product(
                    scratch.row_panel.data() + i / strip_people * strip_floats + i % strip_people,
                    column_panel + c * strip_floats, scratch.sums.data());
                for (std::size_t r = 0; r < 4; ++r) {
                    double* const total = scratch.total.data() + (i + r) * group_people + c * strip_people;
                    const float* const sums = scratch.sums.data() + r * strip_people;
                    for (std::size_t j = 0; j < strip_people; ++j) total[j] += static_cast<double>(sums[j]);
                }
            }
        }
    }
}

// Missing calls of a group's people.
std::vector<std::int32_t> count_missing(const Group& group, std::size_t variants) {
    std::vector<std::int32_t> missing(group_people);
    for (std::size_t v = 0; v < variants; ++v) {
        const PeopleBits codes = load_codes(group.codes + v * WM_GROUP_BYTES);
        for (std::size_t w = 0; w < 4; ++w)
            for (std::uint64_t bits = missing_of(codes[w]); bits != 0; bits &= bits - 1)
                ++missing[32 * w + static_cast<std::size_t>(std::countr_zero(bits)) / 2];
    }
    return missing;
}

void find_pairs(const Group& rows, const Group& columns, bool same, std::size_t variants, double least,
                const Scratch& scratch, std::vector<wm_pair>& found) {
    const std::vector<std::int32_t> row_missing = count_missing(rows, variants);
    const std::vector<std::int32_t> column_missing = same ? row_missing : count_missing(columns, variants);
    std::array<std::int32_t, group_people> het{}, absent{};
    for (std::size_t i = 0; i < rows.people; ++i) {
        absent.fill(0);
        if (scratch.of_rows.any(i)) scratch.of_rows.read(i, het.data(), absent.data());
        for (std::size_t j = same ? i : 0; j < columns.people; ++j) {
            const std::int32_t called =
                static_cast<std::int32_t>(variants) - row_missing[i] - column_missing[j] + absent[j];
            if (called == 0) continue;
            const double value = scratch.total[i * group_people + j] / called;
            if (!(value >= least) && !(same && i == j)) continue;
            wm_pair pair{};
            pair.first = static_cast<std::int32_t>(rows.first + static_cast<std::int64_t>(i));
            pair.second = static_cast<std::int32_t>(columns.first + static_cast<std::int64_t>(j));
            pair.called = called;
            pair.value = value;
            found.push_back(pair);
        }
    }
}

}  // namespace
}  // namespace wm

extern "C" wm_status wm_relationship_pairs(const wm_people_block* rows, const wm_people_block* columns,
                                           int64_t variants, const float* weights, double least,
                                           int32_t threads, const int32_t* cancel, wm_pairs** pairs) {
    return wm::guarded([&] {
        wm::require(pairs != nullptr && threads >= 1, "no place for the pairs, or no threads");
        *pairs = nullptr;
        wm::check_block(rows, variants);
        wm::require(weights != nullptr || variants == 0, "null weights");
        if (columns != nullptr) {
            wm::check_block(columns, variants);
            wm::require(rows->first + rows->people <= columns->first,
                        "the people of the columns come after those of the rows");
        }
        const wm::GroupPairs tasks(*rows, columns);
        const wm::PairKernels& kernels = wm::pair_kernels();
        std::vector<std::vector<wm_pair>> found(tasks.count());
        std::vector<std::unique_ptr<wm::Scratch>> scratch(static_cast<std::size_t>(threads));
        wm::in_parallel(
            tasks.count(), static_cast<std::size_t>(threads), [&](std::size_t task, std::size_t thread) {
                if (!scratch[thread]) scratch[thread] = std::make_unique<wm::Scratch>();
                const auto [row, column] = tasks.at(task);
                const bool same = columns == nullptr && row == column;
                const wm::Group first(*rows, row);
                const wm::Group second(columns != nullptr ? *columns : *rows, column);
                const std::size_t m = static_cast<std::size_t>(variants);
                wm::sum_group_pair(first, second, same, m, weights, kernels, cancel, *scratch[thread]);
                wm::find_pairs(first, second, same, m, least, *scratch[thread], found[task]);
            });
        *pairs = wm::joined(found);
    });
}
