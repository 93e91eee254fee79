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
          right_(order_),
          solution_(order_) {
        columns_.push_back(genotype.copies.data());
        columns_.push_back(product_.data());
        for (auto& products : products_) products.resize(order_);
        for (auto& products : trait_products_) products.resize(design.traits);
    }

    GenotypeValues genotype;

    // Tests every trait; put(trait, cell) takes the results.
    template <class Put>
    void test(const Put& put) {
        const double* const environment = design_.environment.data();
        for (std::size_t i = 0; i < design_.padded; ++i) product_[i] = genotype.copies[i] * environment[i];
        absent_.clear();
        for (std::size_t i = 0; genotype.missing != 0 && i < design_.people; ++i)
            if (genotype.present[i] == 0.0) absent_.push_back(static_cast<std::uint32_t>(i));
        has_products_ = false;
        for (const InteractionPattern& pattern : design_.patterns) test(pattern, put);
    }

  private:
    template <class Put>
    void test(const InteractionPattern& pattern, const Put& put) {
        const std::size_t c = design_.covariates;
        const auto is_few = [this](std::size_t people) { return people <= design_.people / 4; };
        bool subtracts = is_few(absent_.size()) && is_few(pattern.absent.size());
        without_.clear();
        for (const std::uint32_t person : absent_)
            if (pattern.mask[person] != 0.0) without_.push_back(person);
        Cell cell;
        cell.used = static_cast<std::int32_t>(pattern.people - without_.size());
        if (is_constant(pattern)) {
            cell.reason = WM_MONOMORPHIC;
        } else {
            std::size_t rank = 0;
            if (subtracts) {
                gram_without(pattern);
                rank = factor_symmetric(gram_.data(), order_, factor_.data());
                subtracts = (absent_.empty() && pattern.absent.empty()) || has_clear_rank();
            }
            if (!subtracts) {
                for (std::size_t i = 0; i < design_.padded; ++i)
                    mask_[i] = pattern.mask[i] * (genotype.missing != 0 ? genotype.present[i] : 1.0);
                design_.kernels->gram(columns_.data(), order_, mask_.data(), design_.padded, gram_.data(),
                                      scratch_.data());
                rank = factor_symmetric(gram_.data(), order_, factor_.data());
            }
            if (factor_[c * order_ + c] == 0.0 || factor_[(c + 1) * order_ + c + 1] == 0.0)
                cell.reason = WM_COLLINEAR;
            cell.df = cell.used - static_cast<std::int32_t>(rank);
            if (cell.df < 1) cell.reason = WM_TOO_FEW_PEOPLE;
        }
        if (cell.reason == WM_TESTED && subtracts) gather_absent();
        for (const std::size_t t : pattern.traits)
            put(t, cell.reason == WM_TESTED ? test(t, cell, subtracts) : cell);
    }

    // Whether all people of a pattern who have the variant have the same copies.
    bool is_constant(const InteractionPattern& pattern) const {
        double first = -1.0;
        for (std::size_t i = 0; i < design_.people; ++i) {
            if (pattern.mask[i] == 0.0 || (genotype.missing != 0 && genotype.present[i] == 0.0)) continue;
            if (first < 0.0) first = genotype.copies[i];
            if (genotype.copies[i] != first) return false;
        }
        return true;
    }

    // Products of g and g e with everything, of everybody; once for each variant.
    void multiply() {
        if (has_products_) return;
        const std::size_t c = design_.covariates;
        design_.kernels->products(columns_.data(), c + 1, genotype.copies.data(), design_.padded,
                                  products_[0].data());
        design_.kernels->products(columns_.data(), order_, product_.data(), design_.padded,
                                  products_[1].data());
        design_.kernels->products(design_.trait_of.data(), design_.traits, genotype.copies.data(),
                                  design_.padded, trait_products_[0].data());
        design_.kernels->products(design_.trait_of.data(), design_.traits, product_.data(), design_.padded,
                                  trait_products_[1].data());
        has_products_ = true;
    }

    // Q'Q of the pattern's people less those who lack the variant; g and g e with everything less those who
    // lack the traits.
    void gram_without(const InteractionPattern& pattern) {
        const std::size_t c = design_.covariates;
        multiply();
        for (std::size_t j = 0; j < c; ++j) {
            for (std::size_t k = 0; k < c; ++k)
                gram_[j * order_ + k] =
                    pattern.gram.empty() ? (j == k ? 1.0 : 0.0) : (k <= j ? pattern.gram[j * c + k] : 0.0);
            gram_[j * order_ + c] = gram_[j * order_ + c + 1] = 0.0;
        }
        double* const g_row = gram_.data() + c * order_;
        double* const product_row = gram_.data() + (c + 1) * order_;
        std::copy_n(products_[0].data(), c + 1, g_row);
        g_row[c + 1] = 0.0;
        std::copy_n(products_[1].data(), order_, product_row);
        for (const std::uint32_t person : without_) {
            const double* const row = design_.rows.data() + person * c;
            for (std::size_t j = 0; j < c; ++j)
                for (std::size_t k = 0; k <= j; ++k) gram_[j * order_ + k] -= row[j] * row[k];
        }
        for (const std::uint32_t person : pattern.absent) {
            const double g = genotype.copies[person], product = product_[person];
            if (g == 0.0) continue;
            const double* const row = design_.rows.data() + person * c;
            for (std::size_t j = 0; j < c; ++j) {
                g_row[j] -= g * row[j];
                product_row[j] -= product * row[j];
            }
            g_row[c] -= g * g;
            product_row[c] -= product * g;
            product_row[c + 1] -= product * product;
        }
    }

    // Whether no column all but vanished with the people taken away: what is left of one that did is
    // rounding, and says nothing of the rank.
    bool has_clear_rank() const {
        constexpr double clear = 1e-6;
        for (std::size_t j = 0; j < order_; ++j) {
            const double square = gram_[j * order_ + j], root = factor_[j * order_ + j];
            if (!(root * root > clear * square) || (j < design_.covariates && !(square > clear)))
                return false;
        }
        return true;
    }

    // The covariates of the pattern's people who lack the variant, one after another.
    void gather_absent() {
        const std::size_t c = design_.covariates;
        without_rows_.resize(without_.size() * c);
        for (std::size_t i = 0; i < without_.size(); ++i)
            std::copy_n(design_.rows.data() + without_[i] * c, c, without_rows_.data() + i * c);
    }

    Cell test(std::size_t t, Cell cell, bool subtracts) {
        const std::size_t c = design_.covariates;
        const double* const y = design_.trait_of[t];
        double square = design_.squares[t];
        if (subtracts) {
            std::copy_n(design_.projections.data() + t * c, c, right_.data());
            right_[c] = trait_products_[0][t];
            right_[c + 1] = trait_products_[1][t];
            for (std::size_t i = 0; i < without_.size(); ++i) {
                const double value = y[without_[i]];
                const double* const row = without_rows_.data() + i * c;
                for (std::size_t j = 0; j < c; ++j) right_[j] -= value * row[j];
                square -= value * value;
            }
        } else {
            for (std::size_t i = 0; i < design_.padded; ++i) masked_[i] = mask_[i] * y[i];
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
        // What is left of a square of which the people who are gone had all is rounding.
        if (!(square > (subtracts ? nothing_left * design_.squares[t] : 0.0))) {
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
    std::vector<std::uint32_t> absent_, without_;  // who lack the variant, and those of them in the pattern
    std::vector<double> without_rows_;
    std::array<std::vector<double>, 2> products_, trait_products_;  // with g and with g e
    bool has_products_ = false;
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
    design.rows.resize(people * covariates);
    for (std::size_t j = 0; j < covariates; ++j)
        for (std::size_t i = 0; i < people; ++i) design.rows[i * covariates + j] = basis[j * people + i];
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
        // A trait that everybody has is orthogonal to Q as it comes.
        design.projections.resize((t + 1) * covariates);
        if (count < people)
            design.kernels->products(design.column_of.data(), covariates, to, design.padded,
                                     design.projections.data() + t * covariates);
        const auto same =
            std::find_if(design.patterns.begin(), design.patterns.end(), [&](const auto& known) {
                return known.people == count &&
                       std::memcmp(known.mask.data(), mask.data(), design.padded * sizeof(double)) == 0;
            });
        if (same != design.patterns.end()) {
            same->traits.push_back(t);
            continue;
        }
        design.patterns.push_back({std::move(mask), count, {t}, {}, {}});
        if (count == people) continue;
        InteractionPattern& pattern = design.patterns.back();
        for (std::size_t i = 0; i < people; ++i)
            if (pattern.mask[i] == 0.0) pattern.absent.push_back(static_cast<std::uint32_t>(i));
        pattern.gram.resize(covariates * covariates);
        AlignedBuffer<double> scratch(gram_scratch(covariates));
        design.kernels->gram(design.column_of.data(), covariates, pattern.mask.data(), design.padded,
                             pattern.gram.data(), scratch.data());
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
