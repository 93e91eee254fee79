#include "association/associate.hpp"

#include <time.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

#include "association/aligned_buffer.hpp"
#include "association/finish.hpp"
#include "association/missing_genotypes.hpp"
#include "association/parallel.hpp"
#include "interface/last_error.hpp"
#include "statistics/student_t_core.hpp"

namespace wm {
namespace {

constexpr std::size_t lanes = slab_variants;
// Slabs that share one reading of the digits.
constexpr std::size_t tile_slabs = 2;
constexpr std::size_t tile_variants = tile_slabs * lanes;
// Digit rows multiplied together: their digits (48 KB a panel) and sums (48 KB) stay in the second cache while the
// panels of a stretch pass, where all rows of many traits would not.
constexpr std::size_t block_rows = 96;
// Below this share of the genotype's square its residual is computed from the rows (cancellation).
constexpr double cancelling_share = 1e-5;
// Below this share of its variance the genotype counts as explained by the covariates.
constexpr double collinear_share = 1e-9;
constexpr double constant_trait_share = 1e-12;
constexpr double perfect_fit_share = 1e-14;
// Columns of results written together, so that a row's piece fills a cache line.
constexpr std::size_t written_columns = 8;

enum Phase { Decoding, Product, Gaps, Statistics };

std::int64_t thread_nanoseconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return std::int64_t{now.tv_sec} * 1000000000 + now.tv_nsec;
}

// Charges the time since the last charge to a phase.
class PhaseClock {
  public:
    explicit PhaseClock(const Design& design) : design_(design), last_(thread_nanoseconds()) {}
    void charge(Phase phase) {
        const std::int64_t now = thread_nanoseconds();
        design_.phase_nanoseconds[phase] += now - last_;
        last_ = now;
    }

  private:
    const Design& design_;
    std::int64_t last_;
};

// What one thread works with.
struct Workspace {
    explicit Workspace(const Design& design)
        : row_bytes(design.packed_bytes()),
          codes(tile_variants * row_bytes),
          slab(tile_slabs * design.stretch_panels * panel_people * lanes),
          chosen(design.has_absent() ? design.stretch_panels * panel_people * lanes : 0),
          sums(tile_slabs * design.rows * lanes),
          absent_rows(design.covariate_digit_rows() + 2),
          absent_sums(design.has_absent() ? tile_slabs * design.patterns.size() * absent_rows * lanes : 0),
          present_sums(design.covariate_digit_rows() * lanes),
          covariates(design.covariates * lanes),
          coordinates(design.covariates * lanes),
          orthonormal(design.covariates * lanes),
          raw(design.traits * lanes),
          numerator(design.traits * lanes),
          trait(design.traits * lanes),
          cells(5 * written_columns * lanes),
          reasons(written_columns * lanes),
          gathered(3 * design.traits) {}

    std::size_t row_bytes;
    AlignedBuffer<std::uint8_t> codes, slab, chosen;
    AlignedBuffer<std::int32_t> sums;
    std::size_t absent_rows;
    AlignedBuffer<std::int32_t> absent_sums, present_sums;
    AlignedBuffer<double> covariates, coordinates, orthonormal, raw, numerator, trait, cells;
    AlignedBuffer<std::uint8_t> reasons;
    std::vector<double> gathered;
    std::array<GenotypeCounts, tile_variants> counts;
    std::array<bool, tile_variants> exchanged;
    std::array<std::vector<std::uint32_t>, tile_variants> absent;
    std::vector<GenotypeGap> gaps = std::vector<GenotypeGap>(lanes);

    const std::uint8_t* row(std::size_t v) const { return codes.data() + v * row_bytes; }
    std::uint8_t* row(std::size_t v) { return codes.data() + v * row_bytes; }
};

// The lanes of one pattern of traits.
struct PatternLanes {
    alignas(64) double variance[lanes];
    alignas(64) double df[lanes];
    alignas(64) double inverse_df[lanes];
    alignas(64) double scale[lanes];
    std::int32_t used[lanes];
    std::int32_t rank[lanes];
    std::uint8_t reason[lanes];
};

class Tile {
  public:
    Tile(const Design& design, const PeopleSelection& people, Workspace& work,
         const wm_association_results& results)
        : design_(design), kernels_(*design.kernels), people_(people), work_(work), results_(results) {}

    void run(const GenotypeBlock& block, std::size_t first) {
        PhaseClock clock(design_);
        first_ = first;
        count_ = std::min(tile_variants, block.variants - first);
        slabs_ = (count_ + lanes - 1) / lanes;
        read(block);
        clock.charge(Decoding);
        multiply(clock);
        for (std::size_t s = 0; s < slabs_; ++s) finish(s, clock);
    }

  private:
    void read(const GenotypeBlock& block) {
        for (std::size_t v = 0; v < slabs_ * lanes; ++v) {
            std::uint8_t* row = work_.row(v);
            work_.absent[v].clear();
            work_.exchanged[v] = false;
            if (v >= count_) {
                std::memset(row, 0x55, work_.row_bytes);
                work_.counts[v] = {0, 0, 0, static_cast<std::int32_t>(design_.people)};
                continue;
            }
            people_.extract(block.bed + (first_ + v) * block.stride, row, work_.row_bytes);
            const GenotypeCounts counts = count_codes(row, work_.row_bytes, design_.people);
            if (results_.counts != nullptr)
                std::copy(counts.begin(), counts.end(), results_.counts + (first_ + v) * 4);
            work_.counts[v] = counts;
            if (counts[3] > 0) find_missing(row, work_.row_bytes, design_.people, work_.absent[v]);
            // The rarer allele is counted: less cancels, and sums are smaller.
            if (design_.exchangeable && counts[0] > counts[2]) {
                exchange_alleles(row, work_.row_bytes);
                work_.exchanged[v] = true;
                std::swap(work_.counts[v][0], work_.counts[v][2]);
            }
        }
    }

    void multiply(PhaseClock& clock) {
        const std::size_t stretch = design_.stretch_panels;
        const std::size_t slab_bytes = stretch * panel_people * lanes;
        std::memset(work_.sums.data(), 0, slabs_ * design_.rows * lanes * sizeof(std::int32_t));
        work_.absent_sums.clear();
        std::size_t index = 0;
        for (std::size_t panel = 0; panel < design_.panels; panel += stretch, ++index) {
            const std::size_t panels = std::min(stretch, design_.panels - panel);
            for (std::size_t s = 0; s < slabs_; ++s) {
                const std::uint8_t* rows[lanes];
                for (std::size_t v = 0; v < lanes; ++v) rows[v] = work_.row(s * lanes + v);
                kernels_.spread(rows, panel * panel_bytes_packed, panels * panel_bytes_packed,
                                work_.slab.data() + s * slab_bytes);
            }
            clock.charge(Decoding);
            for (std::size_t row = 0; row < design_.rows; row += block_rows)
                for (std::size_t p = 0; p < panels; ++p)
                    for (std::size_t s = 0; s < slabs_; ++s)
                        kernels_.accumulate(
                            work_.slab.data() + s * slab_bytes + p * panel_people * lanes,
                            panel_people / group_people,
                            design_.digits.data() + ((panel + p) * design_.rows + row) * panel_people,
                            panel_people, std::min(block_rows, design_.rows - row),
                            work_.sums.data() + (s * design_.rows + row) * lanes);
            if (design_.has_absent())
                for (std::size_t s = 0; s < slabs_; ++s)
                    multiply_absent(index, work_.slab.data() + s * slab_bytes, s);
            clock.charge(Product);
        }
    }

    std::int32_t* absent_sums(std::size_t slab, std::size_t pattern) {
        return work_.absent_sums.data() +
               (slab * design_.patterns.size() + pattern) * work_.absent_rows * lanes;
    }

    // The covariates' products, counts and squares over the people each pattern lacks.
    void multiply_absent(std::size_t stretch, const std::uint8_t* slab, std::size_t s) {
        const std::size_t first_person = stretch * design_.stretch_panels * panel_people;
        const std::size_t rows = design_.covariate_digit_rows();
        std::uint32_t places[8 * panel_people];
        for (std::size_t p = 0; p < design_.patterns.size(); ++p) {
            const Pattern& pattern = design_.patterns[p];
            const std::size_t first = pattern.stretch_first[stretch];
            const std::size_t count = pattern.stretch_first[stretch + 1] - first;
            if (count == 0) continue;
            for (std::size_t i = 0; i < count; ++i)
                places[i] = pattern.absent[first + i] - static_cast<std::uint32_t>(first_person);
            const std::size_t groups = kernels_.gather(slab, places, count, work_.chosen.data());
            std::int32_t* sums = absent_sums(s, p);
            kernels_.moments(work_.chosen.data(), groups, sums + rows * lanes, sums + (rows + 1) * lanes);
            constexpr std::size_t most = panel_people / group_people;
            for (std::size_t g = 0; g < groups; g += most)
                kernels_.accumulate(work_.chosen.data() + g * slab_group_bytes, std::min(most, groups - g),
                                    pattern.digits.data() + pattern.digits_first[stretch] + g * group_people,
                                    groups * group_people, rows, sums);
        }
    }

    void finish(std::size_t s, PhaseClock& clock) {
        const FinishKernels& kernels = *kernels_.finish;
        const std::size_t c = design_.covariates, limbs = static_cast<std::size_t>(design_.limbs);
        const std::int32_t* sums = work_.sums.data() + s * design_.rows * lanes;
        for (std::size_t t = 0; t < design_.traits; ++t)
            kernels.recombine(sums + design_.trait_digit_row(t) * lanes, limbs, design_.scales[c + t],
                              work_.raw.data() + t * lanes);
        const std::size_t valid = std::min(lanes, count_ - s * lanes);
        clock.charge(Statistics);
        bool any_gap = false;
        for (std::size_t v = 0; v < valid; ++v)
            if (!work_.absent[s * lanes + v].empty()) {
                work_.gaps[v].prepare(design_, work_.absent[s * lanes + v]);
                any_gap = true;
            }
        clock.charge(Gaps);
        for (std::size_t p = 0; p < design_.patterns.size(); ++p) {
            PatternLanes pattern_lanes;
            test_pattern(s, p, valid, any_gap, pattern_lanes, clock);
            write(s, p, valid, pattern_lanes);
            clock.charge(Statistics);
        }
    }

    // Numerators, variances and degrees of freedom of one pattern's traits against a slab.
    void test_pattern(std::size_t s, std::size_t p, std::size_t valid, bool any_gap, PatternLanes& out,
                      PhaseClock& clock) {
        const FinishKernels& kernels = *kernels_.finish;
        const Pattern& pattern = design_.patterns[p];
        const std::size_t c = design_.covariates, limbs = static_cast<std::size_t>(design_.covariate_limbs);
        const std::int32_t* sums = work_.sums.data() + s * design_.rows * lanes;
        const std::int32_t* without = nullptr;
        if (!pattern.absent.empty()) {
            without = absent_sums(s, p);
            for (std::size_t i = 0; i < c * limbs * lanes; ++i) work_.present_sums[i] = sums[i] - without[i];
            sums = work_.present_sums.data();
        }
        for (std::size_t j = 0; j < c; ++j)
            kernels.recombine(sums + j * limbs * lanes, limbs, design_.scales[j],
                              work_.covariates.data() + j * lanes);
        kernels.transform(pattern.orthonormal.data(), pattern.rank, c, work_.covariates.data(),
                          work_.orthonormal.data());
        double explained[lanes];
        kernels.norms(work_.orthonormal.data(), pattern.rank, explained);

        double square[lanes], centred[lanes];
        for (std::size_t v = 0; v < lanes; ++v) {
            const GenotypeCounts& counts = work_.counts[s * lanes + v];
            std::int64_t two = counts[0], one = counts[1];
            std::int64_t used = static_cast<std::int64_t>(design_.people - pattern.absent.size());
            if (without != nullptr) {
                const std::int64_t sum = without[c * limbs * lanes + v],
                                   squares = without[(c * limbs + 1) * lanes + v];
                const std::int64_t absent_two = (squares - sum) / 2;
                two -= absent_two;
                one -= sum - 2 * absent_two;
            }
            if (v < valid && !work_.absent[s * lanes + v].empty())
                used -= static_cast<std::int64_t>(work_.gaps[v].removed_beyond(p));
            const std::int64_t sum = 2 * two + one;
            square[v] = static_cast<double>(4 * two + one);
            centred[v] = used > 0 ? square[v] - static_cast<double>(sum) *
                                                    (static_cast<double>(sum) / static_cast<double>(used))
                                  : 0.0;
            out.variance[v] = square[v] - explained[v];
            out.used[v] = static_cast<std::int32_t>(used);
            out.rank[v] = static_cast<std::int32_t>(pattern.rank);
            const bool constant = two == used || one == used || two + one == 0;
            out.reason[v] = v >= valid || constant ? WM_MONOMORPHIC : WM_TESTED;
        }
        for (std::size_t t = 0; t < pattern.trait_count; ++t) {
            const std::size_t column = pattern.first_trait + t;
            double* numerator = work_.numerator.data() + column * lanes;
            std::memcpy(numerator, work_.raw.data() + column * lanes, lanes * sizeof(double));
            kernels.subtract(work_.orthonormal.data(), pattern.residue_orthonormal.data() + t,
                             pattern.trait_count, pattern.rank, numerator);
            std::fill_n(work_.trait.data() + column * lanes, lanes, design_.trait_free[column]);
        }
        clock.charge(Statistics);
        if (any_gap)
            kernels.transform(pattern.coordinates.data(), pattern.rank, c, work_.covariates.data(),
                              work_.coordinates.data());
        for (std::size_t v = 0; v < valid; ++v) repair(s, p, v, square[v], out);
        for (std::size_t v = 0; v < lanes; ++v) {
            const std::int32_t df = out.used[v] - out.rank[v] - 1;
            if (v < valid && df < 1)
                out.reason[v] = WM_TOO_FEW_PEOPLE;
            else if (out.reason[v] == WM_TESTED && !(out.variance[v] > collinear_share * centred[v]))
                out.reason[v] = WM_COLLINEAR;
            out.df[v] = df < 1 ? 1.0 : df;
            out.inverse_df[v] = 1.0 / out.df[v];
            out.scale[v] = student_scale(out.df[v]);
        }
        clock.charge(Gaps);
    }

    // Puts right one variant's cells where genotypes are missing, or where the covariates all but explain it.
    void repair(std::size_t s, std::size_t p, std::size_t v, double square, PatternLanes& out) {
        if (out.reason[v] != WM_TESTED) return;
        const Pattern& pattern = design_.patterns[p];
        const std::size_t count = pattern.trait_count, first = pattern.first_trait;
        const bool gap = !work_.absent[s * lanes + v].empty() && work_.gaps[v].removed_beyond(p) > 0;
        double* raw = work_.gathered.data();
        double* numerator = raw + design_.traits;
        double* trait = numerator + design_.traits;
        std::size_t rank = pattern.rank;
        bool done = !gap;
        if (gap) {
            double coordinates[512];
            std::vector<double> many;
            double* z = coordinates;
            if (pattern.rank > 512) {
                many.resize(pattern.rank);
                z = many.data();
            }
            for (std::size_t j = 0; j < pattern.rank; ++j) z[j] = work_.coordinates[j * lanes + v];
            for (std::size_t t = 0; t < count; ++t) raw[t] = work_.raw[(first + t) * lanes + v];
            done = work_.gaps[v].solve(design_, p, z, square, raw, out.variance[v], rank, numerator, trait);
        }
        const bool exact = !done || out.variance[v] < cancelling_share * square;
        if (exact) exact_cells(design_, p, work_.row(s * lanes + v), out.variance[v], rank, numerator, trait);
        if (!gap && !exact) return;
        out.rank[v] = static_cast<std::int32_t>(rank);
        for (std::size_t t = 0; t < count; ++t) {
            work_.numerator[(first + t) * lanes + v] = numerator[t];
            work_.trait[(first + t) * lanes + v] = trait[t];
        }
    }

    template <class T, class Source>
    static void scatter(T* out, std::size_t row_first, std::size_t stride, const std::int32_t* columns,
                        std::size_t count, std::size_t valid, const Source& source) {
        if (out == nullptr) return;
        for (std::size_t v = 0; v < valid; ++v) {
            T* row = out + (row_first + v) * stride;
            for (std::size_t t = 0; t < count; ++t) row[columns[t]] = source(t, v);
        }
    }

    void write(std::size_t s, std::size_t p, std::size_t valid, const PatternLanes& pattern_lanes) {
        const Pattern& pattern = design_.patterns[p];
        const std::size_t row = first_ + s * lanes, k = design_.traits;
        alignas(64) double sign[lanes];
        for (std::size_t v = 0; v < lanes; ++v) sign[v] = work_.exchanged[s * lanes + v] ? -1.0 : 1.0;
        double* const beta = work_.cells.data();
        double* const se = beta + written_columns * lanes;
        double* const t_value = se + written_columns * lanes;
        double* const neglog10p = t_value + written_columns * lanes;
        std::uint8_t* const reason = work_.reasons.data();
        for (std::size_t first = 0; first < pattern.trait_count; first += written_columns) {
            const std::size_t count = std::min(written_columns, pattern.trait_count - first);
            for (std::size_t i = 0; i < count; ++i) {
                const std::size_t column = pattern.first_trait + first + i;
                const CellColumn cells{work_.numerator.data() + column * lanes,
                                       pattern_lanes.variance,
                                       work_.trait.data() + column * lanes,
                                       pattern_lanes.df,
                                       pattern_lanes.inverse_df,
                                       pattern_lanes.scale,
                                       sign,
                                       pattern_lanes.reason,
                                       constant_trait_share * design_.trait_squares[column],
                                       perfect_fit_share};
                const std::size_t at = i * lanes;
                kernels_.finish->statistics(cells,
                                            {beta + at, se + at, t_value + at, neglog10p + at, reason + at});
            }
            const std::int32_t* columns = design_.column_of.data() + pattern.first_trait + first;
            const auto put = [&](auto* out, const auto& source) {
                scatter(out, row, k, columns, count, valid, source);
            };
            put(results_.beta, [&](std::size_t t, std::size_t v) { return beta[t * lanes + v]; });
            put(results_.se, [&](std::size_t t, std::size_t v) { return se[t * lanes + v]; });
            put(results_.t, [&](std::size_t t, std::size_t v) { return t_value[t * lanes + v]; });
            put(results_.neglog10p, [&](std::size_t t, std::size_t v) { return neglog10p[t * lanes + v]; });
            put(results_.reason, [&](std::size_t t, std::size_t v) { return reason[t * lanes + v]; });
            put(results_.n_used, [&](std::size_t, std::size_t v) { return pattern_lanes.used[v]; });
            put(results_.df, [&](std::size_t, std::size_t v) {
                return pattern_lanes.used[v] - pattern_lanes.rank[v] - 1;
            });
        }
    }

    const Design& design_;
    const ProductKernels& kernels_;
    const PeopleSelection& people_;
    Workspace& work_;
    const wm_association_results& results_;
    std::size_t first_ = 0, count_ = 0, slabs_ = 0;
};

}  // namespace

std::int64_t Design::thread_bytes() const {
    const std::size_t stretch = stretch_panels * panel_people * lanes;
    std::size_t total = tile_variants * packed_bytes() + tile_slabs * stretch +
                        tile_slabs * rows * lanes * 4 + (3 * covariates + 3 * traits) * lanes * 8 +
                        lanes * (covariates * traits + traits) * 8;
    if (has_absent())
        total += stretch + tile_slabs * patterns.size() * (covariate_digit_rows() + 2) * lanes * 4;
    return static_cast<std::int64_t>(total);
}

void associate(const Design& design, const GenotypeBlock& block, const PeopleSelection& people,
               std::size_t threads, const std::int32_t* cancel, const wm_association_results& results) {
    const std::size_t tiles = (block.variants + tile_variants - 1) / tile_variants;
    std::vector<std::unique_ptr<Workspace>> workspaces(threads);
    in_parallel(tiles, threads, [&](std::size_t tile, std::size_t thread) {
        if (cancel != nullptr && __atomic_load_n(cancel, __ATOMIC_RELAXED) != 0)
            throw Failure(WM_CANCELLED, "the association was cancelled");
        if (!workspaces[thread]) workspaces[thread] = std::make_unique<Workspace>(design);
        Tile(design, people, *workspaces[thread], results).run(block, tile * tile_variants);
    });
}

}  // namespace wm
