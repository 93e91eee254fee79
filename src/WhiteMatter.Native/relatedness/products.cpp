// Products of the matrix of standardised genotypes with a few columns, from either side.
#include <memory>

#include "association/aligned_buffer.hpp"
#include "association/parallel.hpp"
#include "relatedness/pair_kernels.hpp"
#include "relatedness/people_groups.hpp"

namespace wm {
namespace {

constexpr std::size_t panel_floats = WM_GROUP_PEOPLE / strip_people * strip_floats;

struct Scratch {
    explicit Scratch(std::size_t width)
        : panel(panel_floats), factors(std::max(panel_variants, group_people) * width), sums(4 * width) {}
    AlignedBuffer<float> panel, factors, sums;
};

std::size_t width_of(std::int32_t columns) { return (static_cast<std::size_t>(columns) + 7) / 8 * 8; }

// Rows of doubles as floats, padded with zeros to `width` columns and `rows` rows.
void load(const double* from, std::size_t present, std::size_t columns, std::size_t rows, std::size_t width,
          float* to) {
    for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t c = 0; c < width; ++c)
            to[r * width + c] = r < present && c < columns ? static_cast<float>(from[r * columns + c]) : 0.0f;
}

void check(const wm_people_block* block, std::int64_t variants, const float* weights, std::int32_t columns,
           const double* from, const double* out, std::int32_t threads) {
    check_block(block, variants);
    require(columns >= 1 && columns <= 256, "columns must be 1 to 256");
    require(threads >= 1, "threads must be at least 1");
    require((variants == 0 || weights != nullptr) && from != nullptr && out != nullptr, "null array");
}

}  // namespace
}  // namespace wm

extern "C" wm_status wm_weights_times_people(const wm_people_block* block, int64_t variants,
                                             const float* weights, int32_t columns, const double* q,
                                             int32_t threads, const int32_t* cancel, double* out) {
    return wm::guarded([&] {
        wm::check(block, variants, weights, columns, q, out, threads);
        const std::size_t l = static_cast<std::size_t>(columns), width = wm::width_of(columns);
        const std::size_t m = static_cast<std::size_t>(variants), groups = wm::groups_of(*block);
        const wm::PairKernels& kernels = wm::pair_kernels();
        // The columns once for all panels.
        wm::AlignedBuffer<float> factors(groups * wm::group_people * width);
        wm::load(q, static_cast<std::size_t>(block->people), l, groups * wm::group_people, width,
                 factors.data());
        std::vector<std::unique_ptr<wm::Scratch>> scratch(static_cast<std::size_t>(threads));
        wm::in_parallel(
            (m + wm::panel_variants - 1) / wm::panel_variants, static_cast<std::size_t>(threads),
            [&](std::size_t task, std::size_t thread) {
                wm::check_cancelled(cancel);
                if (!scratch[thread]) scratch[thread] = std::make_unique<wm::Scratch>(width);
                wm::Scratch& at = *scratch[thread];
                const std::size_t first = task * wm::panel_variants;
                const std::size_t count = std::min(wm::panel_variants, m - first);
                for (std::size_t g = 0; g < groups; ++g) {
                    const wm::Group group(*block, g);
                    kernels.decode(group.codes + first * WM_GROUP_BYTES, weights + 4 * first, count,
                                   at.panel.data());
                    for (std::size_t v = 0; v < count; v += 4)
                        for (std::size_t s = 0; s * wm::strip_people < group.people; ++s) {
                            kernels.row_product(
                                at.panel.data() + s * wm::strip_floats + v * wm::strip_people,
                                wm::strip_people, 1, wm::strip_people,
                                factors.data() + (g * wm::group_people + s * wm::strip_people) * width, width,
                                at.sums.data());
                            for (std::size_t r = 0; r < 4 && v + r < count; ++r)
                                for (std::size_t c = 0; c < l; ++c)
                                    out[(first + v + r) * l + c] +=
                                        static_cast<double>(at.sums[r * width + c]);
                        }
                }
            });
    });
}

extern "C" wm_status wm_weights_times_variants(const wm_people_block* block, int64_t variants,
                                               const float* weights, int32_t columns, const double* t,
                                               int32_t threads, const int32_t* cancel, double* out) {
    return wm::guarded([&] {
        wm::check(block, variants, weights, columns, t, out, threads);
        const std::size_t l = static_cast<std::size_t>(columns), width = wm::width_of(columns);
        const std::size_t m = static_cast<std::size_t>(variants);
        const wm::PairKernels& kernels = wm::pair_kernels();
        std::fill_n(out, static_cast<std::size_t>(block->people) * l, 0.0);
        std::vector<std::unique_ptr<wm::Scratch>> scratch(static_cast<std::size_t>(threads));
        wm::in_parallel(
            wm::groups_of(*block), static_cast<std::size_t>(threads), [&](std::size_t g, std::size_t thread) {
                if (!scratch[thread]) scratch[thread] = std::make_unique<wm::Scratch>(width);
                wm::Scratch& at = *scratch[thread];
                const wm::Group group(*block, g);
                double* const rows = out + g * wm::group_people * l;
                for (std::size_t first = 0; first < m; first += wm::panel_variants) {
                    wm::check_cancelled(cancel);
                    const std::size_t count = std::min(wm::panel_variants, m - first);
                    kernels.decode(group.codes + first * WM_GROUP_BYTES, weights + 4 * first, count,
                                   at.panel.data());
                    wm::load(t + first * l, count, l, wm::panel_variants, width, at.factors.data());
                    for (std::size_t i = 0; i < group.people; i += 4) {
                        kernels.row_product(
                            at.panel.data() + i / wm::strip_people * wm::strip_floats + i % wm::strip_people,
                            1, wm::strip_people, wm::panel_variants, at.factors.data(), width,
                            at.sums.data());
                        for (std::size_t r = 0; r < 4 && i + r < group.people; ++r)
                            for (std::size_t c = 0; c < l; ++c)
                                rows[(i + r) * l + c] += static_cast<double>(at.sums[r * width + c]);
                    }
                }
            });
    });
}
