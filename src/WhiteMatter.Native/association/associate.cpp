#include "association/associate.hpp"

#include <algorithm>
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

// Below this share of the genotype's square its residual is computed from the rows (cancellation).
constexpr double cancelling_share = 1e-5;
// Below this share of its variance the genotype counts as explained by the covariates.
constexpr double collinear_share = 1e-9;
constexpr double constant_trait_share = 1e-12;
constexpr double perfect_fit_share = 1e-14;
// Columns of results written together, so that a row's piece fills a cache line.
constexpr std::size_t written_columns = 8;

// What the statistics of one thread's tiles are computed in.
struct Workspace {
    explicit Workspace(const Design& design)
        : covariates(design.covariates * lanes),
          coordinates(design.covariates * lanes),
          orthonormal(design.covariates * lanes),
          raw(design.traits * lanes),
          numerator(design.traits * lanes),
          trait(design.traits * lanes),
          cells(5 * written_columns * lanes),
          reasons(written_columns * lanes),
          gathered(3 * design.traits),
          filled(design.covariates) {}

    AlignedBuffer<double> covariates, coordinates, orthonormal, raw, numerator, trait, cells;
    AlignedBuffer<std::uint8_t> reasons;
    std::vector<double> gathered, filled;
    GapRows gap_rows;
    std::vector<GenotypeGap> gaps = std::vector<GenotypeGap>(lanes);
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

// The statistics of a tile of variants.
class Tile {
  public:
    Tile(const Design& design, TileGenotypes& genotypes, Workspace& work,
         const wm_association_results& results)
        : design_(design),
          kernels_(*design.kernels->finish),
          genotypes_(genotypes),
          work_(work),
          results_(results) {}

    void run(std::size_t first, std::size_t count) {
        PhaseClock clock(design_);
        first_ = first;
        count_ = count;
        const std::size_t slabs = (count + lanes - 1) / lanes;
        genotypes_.read(first, count, results_);
        clock.charge(Phase::Decoding);
        genotypes_.multiply(slabs, clock);
        for (std::size_t s = 0; s < slabs; ++s) {
            if (s % tile_slabs == 0) genotypes_.multiply_absent(s, std::min(tile_slabs, slabs - s), clock);
            finish(s, clock);
        }
    }

  private:
    void finish(std::size_t s, PhaseClock& clock) {
        genotypes_.trait_products(s, work_.raw.data());
        const std::size_t valid = std::min(lanes, count_ - s * lanes);
        clock.charge(Phase::Statistics);
        bool any_gap = false;
        genotypes_.list_absent(s, valid);
        for (std::size_t v = 0; v < valid; ++v)
            if (design_.impute) {
                fill_traits(s, v);
            } else if (!genotypes_.absent(s * lanes + v).empty()) {
                work_.gaps[v].prepare(design_, genotypes_.absent(s * lanes + v), work_.gap_rows);
                any_gap = true;
            }
        clock.charge(Phase::Gaps);
        for (std::size_t p = 0; p < design_.patterns.size(); ++p) {
            PatternLanes pattern_lanes;
            test_pattern(s, p, valid, any_gap, pattern_lanes, clock);
            write(s, p, valid, pattern_lanes);
            clock.charge(Phase::Statistics);
        }
    }

    // The traits' products of the people who lack the genotype and have its mean.
    void fill_traits(std::size_t s, std::size_t v) {
        const double mean = genotypes_.mean(s * lanes + v);
        for (const std::uint32_t i : genotypes_.absent(s * lanes + v)) {
            const double* row = design_.trait_rows.data() + i * design_.trait_stride;
            for (std::size_t t = 0; t < design_.traits; ++t) work_.raw[t * lanes + v] += mean * row[t];
        }
    }

    // The same of the covariates, in the people of a pattern; returns how many those are.
    std::size_t fill_covariates(std::size_t s, std::size_t p, std::size_t v) {
        const std::size_t c = design_.covariates;
        const std::vector<std::uint32_t>& lacking = design_.patterns[p].absent;
        double* const sums = work_.filled.data();
        std::fill_n(sums, c, 0.0);
        std::size_t count = 0, next = 0;
        for (const std::uint32_t i : genotypes_.absent(s * lanes + v)) {
            while (next < lacking.size() && lacking[next] < i) ++next;
            if (next < lacking.size() && lacking[next] == i) continue;
            const double* row = design_.covariate_rows.data() + i * c;
            for (std::size_t j = 0; j < c; ++j) sums[j] += row[j];
            ++count;
        }
        const double mean = genotypes_.mean(s * lanes + v);
        for (std::size_t j = 0; j < c; ++j) {
            double sum = 0.0;
            for (std::size_t k = 0; k <= j; ++k) sum += design_.covariate_factor[j * c + k] * sums[k];
            work_.covariates[j * lanes + v] += mean * sum;
        }
        return count;
    }

    // Numerators, variances and degrees of freedom of one pattern's traits against a slab.
    void test_pattern(std::size_t s, std::size_t p, std::size_t valid, bool any_gap, PatternLanes& out,
                      PhaseClock& clock) {
        const Pattern& pattern = design_.patterns[p];
        const std::size_t c = design_.covariates;
        genotypes_.covariate_products(s, p, work_.covariates.data());
        std::size_t filled[lanes] = {};
        if (design_.impute)
            for (std::size_t v = 0; v < valid; ++v)
                if (!genotypes_.absent(s * lanes + v).empty()) filled[v] = fill_covariates(s, p, v);
        kernels_.transform(pattern.orthonormal.data(), pattern.rank, c, work_.covariates.data(),
                           work_.orthonormal.data());
        double explained[lanes];
        kernels_.norms(work_.orthonormal.data(), pattern.rank, explained);

        double square[lanes], centred[lanes];
        for (std::size_t v = 0; v < lanes; ++v) {
            std::int64_t used = static_cast<std::int64_t>(design_.people - pattern.absent.size());
            if (design_.impute)
                used -= static_cast<std::int64_t>(filled[v]);
            else if (v < valid && !genotypes_.absent(s * lanes + v).empty())
                used -= static_cast<std::int64_t>(work_.gaps[v].removed_beyond(p));
            const LaneMoments moments = genotypes_.moments(s, v, p, used);
            square[v] = moments.square;
            if (filled[v] != 0) {
                const double mean = genotypes_.mean(s * lanes + v);
                square[v] += static_cast<double>(filled[v]) * (mean * mean);
                used += static_cast<std::int64_t>(filled[v]);
            }
            centred[v] = moments.centred;
            out.variance[v] = square[v] - explained[v];
            out.used[v] = static_cast<std::int32_t>(used);
            out.rank[v] = static_cast<std::int32_t>(pattern.rank);
            out.reason[v] = v >= valid || moments.constant ? WM_MONOMORPHIC : WM_TESTED;
        }
        for (std::size_t t = 0; t < pattern.trait_count; ++t) {
            const std::size_t column = pattern.first_trait + t;
            double* numerator = work_.numerator.data() + column * lanes;
            std::memcpy(numerator, work_.raw.data() + column * lanes, lanes * sizeof(double));
            kernels_.subtract(work_.orthonormal.data(), pattern.residue_orthonormal.data() + t,
                              pattern.trait_count, pattern.rank, numerator);
            std::fill_n(work_.trait.data() + column * lanes, lanes, design_.trait_free[column]);
        }
        clock.charge(Phase::Statistics);
        if (any_gap)
            kernels_.transform(pattern.coordinates.data(), pattern.rank, c, work_.covariates.data(),
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
        clock.charge(Phase::Gaps);
    }

    // Puts right one variant's cells where genotypes are missing, or where the covariates all but explain it.
    void repair(std::size_t s, std::size_t p, std::size_t v, double square, PatternLanes& out) {
        if (out.reason[v] != WM_TESTED) return;
        const Pattern& pattern = design_.patterns[p];
        const std::size_t count = pattern.trait_count, first = pattern.first_trait;
        const std::vector<std::uint32_t>& absent = genotypes_.absent(s * lanes + v);
        const bool gap = !design_.impute && !absent.empty() && work_.gaps[v].removed_beyond(p) > 0;
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
        if (exact) {
            static const std::vector<std::uint32_t> nobody;
            exact_cells(
                design_, p, design_.impute ? nobody : absent,
                [&](std::size_t person) {
                    return design_.impute && std::binary_search(absent.begin(), absent.end(), person)
                               ? genotypes_.mean(s * lanes + v)
                               : genotypes_.value(s * lanes + v, person);
                },
                out.variance[v], rank, numerator, trait);
        }
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
        for (std::size_t v = 0; v < lanes; ++v) sign[v] = genotypes_.sign(s * lanes + v);
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
                kernels_.statistics(cells, {beta + at, se + at, t_value + at, neglog10p + at, reason + at});
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
    const FinishKernels& kernels_;
    TileGenotypes& genotypes_;
    Workspace& work_;
    const wm_association_results& results_;
    std::size_t first_ = 0, count_ = 0;
};

// Variants of a tile, at most `most`: as many in each thread's, in whole slabs.
std::size_t shared_variants(std::size_t variants, std::size_t threads, std::size_t most) {
    const std::size_t share = std::max<std::size_t>(1, (variants + threads - 1) / threads);
    const std::size_t tiles = (share + most - 1) / most;
    return ((share + tiles - 1) / tiles + lanes - 1) / lanes * lanes;
}

template <class Genotypes, class Block, class People>
void associate_tiles(const Design& design, const Block& block, const People& people, std::size_t threads,
                     const std::int32_t* cancel, const wm_association_results& results) {
    struct Worker {
        Worker(const Design& design, const Block& block, const People& people, std::size_t variants)
            : genotypes(design, block, people, variants), work(design) {}
        Genotypes genotypes;
        Workspace work;
    };
    const std::size_t variants = shared_variants(block.variants, threads, Genotypes::most_variants(design));
    const std::size_t tiles = (block.variants + variants - 1) / variants;
    std::vector<std::unique_ptr<Worker>> workers(threads);
    in_parallel(tiles, threads, [&](std::size_t tile, std::size_t thread) {
        if (cancel != nullptr && __atomic_load_n(cancel, __ATOMIC_RELAXED) != 0)
            throw Failure(WM_CANCELLED, "the association was cancelled");
        if (!workers[thread]) workers[thread] = std::make_unique<Worker>(design, block, people, variants);
        const std::size_t first = tile * variants;
        Tile(design, workers[thread]->genotypes, workers[thread]->work, results)
            .run(first, std::min(variants, block.variants - first));
    });
}

}  // namespace

std::int64_t Design::thread_bytes() const {
    return static_cast<std::int64_t>((dosages ? DosageTile::bytes(*this) : HardcallTile::bytes(*this)) +
                                     (3 * covariates + 3 * traits) * lanes * 8 +
                                     lanes * (covariates * traits + traits) * 8);
}

void associate(const Design& design, const HardcallBlock& block, const PeopleSelection& people,
               std::size_t threads, const std::int32_t* cancel, const wm_association_results& results) {
    associate_tiles<HardcallTile>(design, block, people, threads, cancel, results);
}

void associate(const Design& design, const DosageBlock& block, const DosageSelection& people,
               std::size_t threads, const std::int32_t* cancel, const wm_association_results& results) {
    associate_tiles<DosageTile>(design, block, people, threads, cancel, results);
}

}  // namespace wm
