#include "association/interaction.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>

#include "association/genotype_values.hpp"
#include "association/logistic_fit.hpp"
#include "association/parallel.hpp"
#include "interface/last_error.hpp"
#include "statistics/student_t.hpp"

namespace wm {
namespace {

// A residual at or below this share of the trait's square is a perfect fit, and a trait of this share of its
// own square no trait.
constexpr double nothing_left = 1e-14;

struct Cell {
    double beta = std::numeric_limits<double>::quiet_NaN(), se = beta, t = beta, neglog10p = beta;
    std::int32_t used = 0, df = 0;
    std::uint8_t reason = WM_TESTED;
};

class InteractionWorker {
  public:
    explicit InteractionWorker(const InteractionDesign& design)
        : genotype(design.padded),
          design_(design),
          order_(design.covariates + 2),
          product_(design.padded),
          mask_(design.padded),
          masked_(design.padded),
          scratch_(gram_scratch(order_)),
          columns_(design.column_of),
          gram_(order_ * order_),
          factor_(order_ * order_),
          right_(std::max(order_, design.traits)),
          solution_(order_) {
        columns_.push_back(genotype.copies.data());
        columns_.push_back(product_.data());
        for (auto& products : trait_products_) products.resize(design.traits);
    }

    GenotypeValues genotype;

    // Tests every trait; put(trait, cell) takes the results.
    template <class Put>
    void test(const Put& put) {
        const double* const environment = design_.environment.data();
        for (std::size_t i = 0; i < design_.padded; ++i) product_[i] = genotype.copies[i] * environment[i];
        for (const InteractionPattern& pattern : design_.patterns) test(pattern, put);
    }

  private:
    template <class Put>
    void test(const InteractionPattern& pattern, const Put& put) {
        const std::size_t c = design_.covariates;
        const bool complete = genotype.missing == 0 && pattern.people == design_.people;
        const double* mask = pattern.mask.data();
        if (genotype.missing != 0) {
            for (std::size_t i = 0; i < design_.padded; ++i) mask_[i] = pattern.mask[i] * genotype.present[i];
            mask = mask_.data();
        }
        double used = 0.0, first = -1.0;
        bool constant = true;
        for (std::size_t i = 0; i < design_.padded; ++i) {
            if (mask[i] == 0.0) continue;
            used += 1.0;
            if (first < 0.0) first = genotype.copies[i];
            constant = constant && genotype.copies[i] == first;
        }
        Cell cell;
        cell.used = static_cast<std::int32_t>(used);
        std::size_t rank = 0;
        if (constant) {
            cell.reason = WM_MONOMORPHIC;
        } else {
            if (complete)
                gram_of_everybody();
            else
                design_.kernels->gram(columns_.data(), order_, mask, design_.padded, gram_.data(),
                                      scratch_.data());
            rank = factor_symmetric(gram_.data(), order_, factor_.data());
            if (factor_[c * order_ + c] == 0.0 || factor_[(c + 1) * order_ + c + 1] == 0.0)
                cell.reason = WM_COLLINEAR;
            cell.df = cell.used - static_cast<std::int32_t>(rank);
            if (cell.df < 1) cell.reason = WM_TOO_FEW_PEOPLE;
        }
        if (cell.reason == WM_TESTED && complete) {
            design_.kernels->products(design_.trait_of.data(), design_.traits, genotype.copies.data(),
                                      design_.padded, trait_products_[0].data());
            design_.kernels->products(design_.trait_of.data(), design_.traits, product_.data(),
                                      design_.padded, trait_products_[1].data());
        }
        for (const std::size_t t : pattern.traits)
            put(t, cell.reason == WM_TESTED ? test(t, cell, mask, complete) : cell);
    }

    // Q'Q is the identity: g and g e with everything.
    void gram_of_everybody() {
        const std::size_t c = design_.covariates;
        std::fill(gram_.begin(), gram_.end(), 0.0);
        for (std::size_t j = 0; j < c; ++j) gram_[j * order_ + j] = 1.0;
        design_.kernels->products(columns_.data(), c + 1, genotype.copies.data(), design_.padded,
                                  gram_.data() + c * order_);
        design_.kernels->products(columns_.data(), order_, product_.data(), design_.padded,
                                  gram_.data() + (c + 1) * order_);
    }

    Cell test(std::size_t t, Cell cell, const double* mask, bool complete) {
        const std::size_t c = design_.covariates;
        const double* const y = design_.trait_of[t];
        double square = design_.squares[t];
        if (complete) {
            std::fill_n(right_.data(), c, 0.0);
            right_[c] = trait_products_[0][t];
            right_[c + 1] = trait_products_[1][t];
        } else {
            for (std::size_t i = 0; i < design_.padded; ++i) masked_[i] = mask[i] * y[i];
            design_.kernels->products(columns_.data(), order_, masked_.data(), design_.padded, right_.data());
            const double* const own[1] = {y};
            design_.kernels->products(own, 1, masked_.data(), design_.padded, &square);
        }
        std::copy_n(right_.data(), order_, solution_.data());
        solve_factored(factor_.data(), order_, solution_.data());
        double explained = 0.0;
        for (std::size_t j = 0; j < order_; ++j) explained += solution_[j] * right_[j];
        const double residual = square - explained;
        const double pivot = factor_[(c + 1) * order_ + c + 1];
        if (!(square > 0.0)) {
            cell.reason = WM_CONSTANT_TRAIT;
            return cell;
        }
        cell.beta = solution_[c + 1];
        if (!(residual > nothing_left * square)) {
            cell.reason = WM_PERFECT_FIT;
            cell.se = 0.0;
            cell.t = cell.neglog10p = std::numeric_limits<double>::infinity();
            return cell;
        }
        cell.se = std::sqrt(residual / cell.df) / pivot;
        cell.t = cell.beta / cell.se;
        cell.neglog10p = student_neglog10p(cell.t, cell.df);
        return cell;
    }

    const InteractionDesign& design_;
    std::size_t order_;
    AlignedBuffer<double> product_, mask_, masked_, scratch_;
    std::vector<const double*> columns_;
    std::vector<double> gram_, factor_, right_, solution_;
    std::array<std::vector<double>, 2> trait_products_;
};

template <class T>
void put(T* out, std::size_t at, T value) {
    if (out != nullptr) out[at] = value;
}

template <class Row, class Block, class People>
void associate_variants(const InteractionDesign& design, const Block& block, const People& people,
                        std::size_t threads, const std::int32_t* cancel,
                        const wm_association_results& results) {
    struct Worker {
        explicit Worker(const InteractionDesign& design) : cells(design) {}
        InteractionWorker cells;
        std::vector<Row> row;
    };
    std::vector<std::unique_ptr<Worker>> workers(threads);
    in_parallel(block.variants, threads, [&](std::size_t variant, std::size_t thread) {
        if (cancel != nullptr && __atomic_load_n(cancel, __ATOMIC_RELAXED) != 0)
            throw Failure(WM_CANCELLED, "the association was cancelled");
        if (!workers[thread]) workers[thread] = std::make_unique<Worker>(design);
        Worker& worker = *workers[thread];
        std::array<std::int32_t, 4> calls;
        read_values(block, variant, people, worker.row, worker.cells.genotype, calls);
        if (results.counts != nullptr) std::copy(calls.begin(), calls.end(), results.counts + 4 * variant);
        worker.cells.test([&](std::size_t t, const Cell& cell) {
            const std::size_t at = variant * design.traits + t;
            put(results.beta, at, cell.beta);
            put(results.se, at, cell.se);
            put(results.t, at, cell.t);
            put(results.neglog10p, at, cell.neglog10p);
            put(results.n_used, at, cell.used);
            put(results.df, at, cell.df);
            put(results.reason, at, cell.reason);
        });
    });
}

}  // namespace

void build_interaction(InteractionDesign& design, std::size_t people, std::size_t covariates,
                       const double* basis, const double* environment, std::size_t traits,
                       const double* values, const std::uint8_t* missing) {
    design.people = people;
    design.padded = (people + people_lanes - 1) / people_lanes * people_lanes;
    design.covariates = covariates;
    design.traits = traits;
    design.columns = AlignedBuffer<double>(covariates * design.padded);
    design.values = AlignedBuffer<double>(traits * design.padded);
    design.environment = AlignedBuffer<double>(design.padded);
    const auto take = [&](const double* from, double* to) {
        for (std::size_t i = 0; i < people; ++i) {
            require(std::fabs(from[i]) < HUGE_VAL, "a covariate or trait is not finite");
            to[i] = from[i];
        }
        return to;
    };
    for (std::size_t j = 0; j < covariates; ++j)
        design.column_of.push_back(take(basis + j * people, design.columns.data() + j * design.padded));
    // About its mean: g is in the model, so the effect of g e is the same, and g and g e are less alike.
    take(environment, design.environment.data());
    double mean = 0.0;
    for (std::size_t i = 0; i < people; ++i) mean += environment[i] / static_cast<double>(people);
    for (std::size_t i = 0; i < people; ++i) design.environment[i] -= mean;
    for (std::size_t t = 0; t < traits; ++t) {
        const std::uint8_t* const gaps = missing == nullptr ? nullptr : missing + t * people;
        double* const to = design.values.data() + t * design.padded;
        double square = 0.0;
        AlignedBuffer<double> mask(design.padded);
        std::size_t count = 0;
        for (std::size_t i = 0; i < people; ++i) {
            if (gaps != nullptr && gaps[i] != 0) continue;
            const double y = values[t * people + i];
            require(std::fabs(y) < HUGE_VAL, "a covariate or trait is not finite");
            to[i] = y;
            square += y * y;
            mask[i] = 1.0;
            ++count;
        }
        design.trait_of.push_back(to);
        design.squares.push_back(square);
        const auto same =
            std::find_if(design.patterns.begin(), design.patterns.end(), [&](const auto& known) {
                return known.people == count &&
                       std::memcmp(known.mask.data(), mask.data(), design.padded * sizeof(double)) == 0;
            });
        if (same != design.patterns.end()) {
            same->traits.push_back(t);
            continue;
        }
        design.patterns.push_back({std::move(mask), count, {t}});
    }
}

void associate(const InteractionDesign& design, const HardcallBlock& block, const PeopleSelection& people,
               std::size_t threads, const std::int32_t* cancel, const wm_association_results& results) {
    associate_variants<std::uint8_t>(design, block, people, threads, cancel, results);
}

void associate(const InteractionDesign& design, const DosageBlock& block, const DosageSelection& people,
               std::size_t threads, const std::int32_t* cancel, const wm_association_results& results) {
    associate_variants<std::uint16_t>(design, block, people, threads, cancel, results);
}

}  // namespace wm
