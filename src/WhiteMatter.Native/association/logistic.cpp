#include "association/logistic.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>

#include "association/genotype_values.hpp"
#include "association/logistic_descent.hpp"
#include "association/logistic_fit.hpp"
#include "association/parallel.hpp"
#include "interface/last_error.hpp"
#include "statistics/student_t.hpp"

namespace wm {
namespace {

// Below this share of its weighted square the genotype counts as explained by the covariates.
constexpr double collinear_share = 1e-9;
// The square of a normal deviate of which P is 0.05, regenie's --pThresh.
constexpr double five_per_cent = 3.841458820694124;
// Variants that go together: at most, and of many people fewer, so that a thread holds genotypes and masks of
// no more than a million people, or of four variants.
constexpr std::size_t company = 16, least_company = 4, company_people = 1 << 20;
// Variants that a thread takes at a time.
constexpr std::size_t task_variants = 64;

// Whether an allele is in cases alone or in controls alone.
bool separated(const PeopleTally& people) {
    const double others = 2.0 * people.used - people.copies;
    const double case_others = 2.0 * people.cases - people.case_copies;
    return people.case_copies == 0.0 || people.case_copies == people.copies || case_others == 0.0 ||
           case_others == others;
}

struct Cell {
    double beta = std::numeric_limits<double>::quiet_NaN(), se = beta, z = beta, neglog10p = beta;
    std::int32_t used = 0, df = 0;
    std::uint8_t reason = WM_TESTED;
};

// One variant and trait on its way.
struct Place {
    explicit Place(const LogisticDesign& design)
        : genotype(design.padded),
          product(design.interaction() ? design.padded : 0),
          own_mask(design.padded),
          columns(design.column_of),
          descent(design.covariates + design.extras()) {
        columns.push_back(genotype.copies.data());
        if (design.interaction()) columns.push_back(product.data());
    }

    GenotypeValues genotype;
    AlignedBuffer<double> product, own_mask;
    std::vector<const double*> columns;
    LogisticDescent descent;
    std::size_t variant = 0;
    const double* mask = nullptr;
    PeopleTally tally{};
    Cell cell;
    bool active = false, fresh = false;
};

// Tests the variants that one thread takes.
class LogisticWorker {
  public:
    explicit LogisticWorker(const LogisticDesign& design)
        : design_(design),
          order_(design.covariates + design.extras()),
          fitter_(*design.kernels, design.padded, order_),
          scratch_(look_scratch(company * design.extras(), order_)),
          start_(order_),
          score_(order_),
          border_(company * design.extras() * order_),
          factor_(order_ * order_),
          adjusted_(design.firth == WM_FIRTH_APPROXIMATE ? design.padded : 0) {
        const std::size_t count =
            std::clamp(company_people / std::max<std::size_t>(1, design.padded), least_company, company);
        for (std::size_t i = 0; i < count; ++i) places_.push_back(std::make_unique<Place>(design));
    }

    // Tests variants first to last with a trait; read(variant, genotype) decodes one, put(variant, cell)
    // takes its result.
    template <class Read, class Put>
    void test(std::size_t t, std::size_t first, std::size_t last, const Read& read, const Put& put) {
        const BinaryTrait& trait = design_.traits[t];
        for (std::size_t next = first;;) {
            bool going = false;
            for (const auto& place : places_) {
                while (!place->active && next < last) {
                    place->variant = next++;
                    read(place->variant, place->genotype);
                    if (!set_out(trait, *place)) put(place->variant, place->cell);
                }
                going = going || place->active;
            }
            if (!going) return;
            begin(trait, put);
            look(trait);
            for (const auto& place : places_) {
                if (!place->active) continue;
                const DescentState state = place->descent.take();
                if (state == DescentState::Going) continue;
                place->active = false;
                if (state == DescentState::Converged && place->descent.factor()[order_ * order_ - 1] != 0.0)
                    report(WM_TESTED, place->descent.coefficients(), place->descent.factor(),
                           place->descent.rank(), place->cell);
                else
                    fit_alone(trait, *place);
                put(place->variant, place->cell);
            }
        }
    }

  private:
    LogisticModel model(const BinaryTrait& trait, const Place& place) const {
        return {place.columns.data(), order_,         trait.y.data(),
                place.mask,           design_.padded, trait.given_offset()};
    }

    // Whether the place goes on together with others; its cell is done otherwise.
    bool set_out(const BinaryTrait& trait, Place& place) {
        const LogisticKernels& kernels = *design_.kernels;
        const double* const copies = place.genotype.copies.data();
        place.mask = trait.mask.data();
        if (place.genotype.missing != 0) {
            for (std::size_t i = 0; i < design_.padded; ++i)
                place.own_mask[i] = trait.mask[i] * place.genotype.present[i];
            place.mask = place.own_mask.data();
        }
        if (design_.interaction())
            for (std::size_t i = 0; i < design_.padded; ++i)
                place.product[i] = copies[i] * design_.environment[i];
        kernels.tally(copies, trait.y.data(), place.mask, design_.padded, place.tally);
        const PeopleTally& tally = place.tally;
        Cell& cell = place.cell = Cell{};
        cell.used = static_cast<std::int32_t>(tally.used);
        cell.df = cell.used - static_cast<std::int32_t>(trait.rank + design_.extras());
        if (!(tally.least < tally.most))
            cell.reason = WM_MONOMORPHIC;
        else if (tally.cases == 0.0 || tally.cases == tally.used)
            cell.reason = WM_CONSTANT_TRAIT;
        else if (cell.df < 1)
            cell.reason = WM_TOO_FEW_PEOPLE;
        else if (design_.firth == WM_FIRTH_APPROXIMATE)
            cell = approximate(trait, place, cell);
        else if (design_.firth == WM_FIRTH_ALWAYS || separated(tally) || trait.separated)
            fit_alone(trait, place);
        else
            place.active = place.fresh = true;
        return place.active;
    }

    // What new places have to begin with: the products of their own columns with all, weighted as where the
    // covariates are fitted alone.
    template <class Put>
    void begin(const BinaryTrait& trait, const Put& put) {
        const std::size_t c = design_.covariates, extras = design_.extras();
        std::array<LookCell, 2 * company> cells;
        std::size_t count = 0;
        for (const auto& place : places_)
            if (place->fresh)
                for (std::size_t e = 0; e < extras; ++e, ++count)
                    cells[count] = {place->columns.data(),
                                    place->columns[c + e],
                                    trait.weight.data(),
                                    nullptr,
                                    nullptr,
                                    border_.data() + count * order_,
                                    nullptr};
        design_.kernels->borders(cells.data(), count, c, order_, design_.padded, scratch_.data());
        const double* border = border_.data();
        for (const auto& place : places_) {
            if (!place->fresh) continue;
            place->fresh = false;
            if (!begin(trait, *place, border)) {
                place->active = false;
                fit_alone(trait, *place);
                put(place->variant, place->cell);
            }
            border += extras * order_;
        }
    }

    // Borders the Hessian of the covariates. False where the covariates (nearly) explain a column.
    bool begin(const BinaryTrait& trait, Place& place, const double* border) {
        const std::size_t c = design_.covariates, extras = design_.extras();
        // The information of fewer people is about so much less.
        const double share = std::sqrt(place.tally.used / static_cast<double>(trait.people));
        for (std::size_t j = 0; j < c; ++j)
            for (std::size_t k = 0; k <= j; ++k) factor_[j * order_ + k] = share * trait.factor[j * c + k];
        for (std::size_t e = 0; e < extras; ++e) {
            const double* const products = border + e * order_;
            double* const last = factor_.data() + (c + e) * order_;
            double left = products[c + e];
            for (std::size_t j = 0; j < c + e; ++j) {
                const double* const row = factor_.data() + j * order_;
                double value = products[j];
                for (std::size_t k = 0; k < j; ++k) value -= row[k] * last[k];
                last[j] = row[j] == 0.0 ? 0.0 : value / row[j];
                left -= last[j] * last[j];
            }
            if (!(left > collinear_share * products[c + e])) return false;
            last[c + e] = std::sqrt(left);
        }
        std::copy_n(trait.coefficients.data(), c, start_.data());
        std::fill_n(start_.data() + c, extras, 0.0);
        if (place.genotype.missing != 0) {
            place.descent.begin(start_.data(), factor_.data(), nullptr);
            return true;
        }
        // With everybody the covariates' own score is 0 there.
        std::fill_n(score_.data(), c, 0.0);
        design_.kernels->products(place.columns.data() + c, extras, trait.residual.data(), design_.padded,
                                  score_.data() + c);
        place.descent.begin(start_.data(), factor_.data(), score_.data());
        return true;
    }

    void look(const BinaryTrait& trait) {
        std::array<LookCell, company> cells;
        std::size_t count = 0;
        for (const auto& place : places_)
            if (place->active)
                cells[count++] = {place->columns.data(),
                                  trait.y.data(),
                                  place->mask,
                                  trait.given_offset(),
                                  place->descent.coefficients(),
                                  place->descent.score(),
                                  place->descent.information()};
        design_.kernels->look(cells.data(), count, design_.covariates, order_, design_.padded,
                              scratch_.data());
    }

    // Fits a place by itself: what found no end together with others, and what needs Firth's likelihood.
    void fit_alone(const BinaryTrait& trait, Place& place) {
        const std::uint8_t reason = fit(trait, model(trait, place), separated(place.tally));
        report(reason, fitter_.coefficients(), fitter_.factor(), fitter_.rank(), place.cell);
    }

    std::uint8_t fit(const BinaryTrait& trait, const LogisticModel& model, bool separated) {
        const std::size_t c = design_.covariates;
        if (design_.firth != WM_FIRTH_ALWAYS && !separated) {
            // A genotype whose information vanishes on the way is separated, not collinear.
            if (fitter_.from_zero(model) == FitEnd::Converged && last_pivot() != 0.0) return WM_TESTED;
        }
        if (design_.firth == WM_FIRTH_NEVER) return separated ? WM_SEPARATED : WM_NOT_CONVERGED;
        if (trait.fitted) {
            std::copy_n(trait.penalised.data(), c, start_.data());
            std::fill_n(start_.data() + c, design_.extras(), 0.0);
            if (fitter_.firth_from(model, start_.data()) == FitEnd::Converged) return WM_FIRTH;
        }
        return fitter_.firth(model) == FitEnd::Converged ? WM_FIRTH : WM_NOT_CONVERGED;
    }

    double last_pivot() const { return fitter_.factor()[order_ * order_ - 1]; }

    void report(std::uint8_t reason, const double* coefficients, const double* factor, std::size_t rank,
                Cell& cell) const {
        cell.reason = reason;
        if (reason != WM_TESTED && reason != WM_FIRTH) return;
        const double pivot = factor[order_ * order_ - 1];
        cell.df = cell.used - static_cast<std::int32_t>(rank + (pivot == 0.0 ? 1 : 0));
        if (pivot == 0.0 || (design_.interaction() && factor[(order_ - 1) * order_ - 2] == 0.0)) {
            cell.reason = WM_COLLINEAR;
            return;
        }
        const double beta = coefficients[order_ - 1], se = 1.0 / pivot;
        if (!(std::fabs(beta) < HUGE_VAL) || !(se < HUGE_VAL) || se < 1e-10) {
            cell.reason = WM_NOT_CONVERGED;
            return;
        }
        cell.beta = beta;
        cell.se = se;
        cell.z = beta / se;
        cell.neglog10p = student_neglog10p(cell.z, std::numeric_limits<double>::infinity());
    }

    // regenie's approximate Firth (Mbatchou et al. 2021): the genotype less the covariates, weighted as they
    // are where they are fitted alone. A score test; where its P is small, a penalised fit of that one
    // column.
    Cell approximate(const BinaryTrait& trait, const Place& place, Cell cell) {
        if (!trait.fitted) {
            cell.reason = WM_NOT_CONVERGED;
            return cell;
        }
        const std::size_t c = design_.covariates, people = design_.padded;
        const LogisticKernels& kernels = *design_.kernels;
        const double* const copies = place.genotype.copies.data();
        const double* const adjusted = adjusted_.data();
        kernels.weighted_products(place.columns.data(), c + 1, copies, trait.weight.data(), people,
                                  border_.data());
        const double whole = border_[c];
        solve_factored(trait.factor.data(), c, border_.data());
        kernels.predict(place.columns.data(), c, border_.data(), people, adjusted_.data());
        for (std::size_t i = 0; i < people; ++i) adjusted_[i] = copies[i] - adjusted_[i];
        double score = 0.0, information = 0.0;
        kernels.products(&adjusted, 1, trait.residual.data(), people, &score);
        kernels.weighted_products(&adjusted, 1, adjusted, trait.weight.data(), people, &information);
        if (!(information > collinear_share * whole)) {
            cell.reason = WM_COLLINEAR;
            return cell;
        }
        double statistic = score * score / information;
        cell.beta = score / information;
        cell.se = 1.0 / std::sqrt(information);
        if (statistic >= five_per_cent) {
            const LogisticModel model{&adjusted,         1,      trait.y.data(),
                                      trait.mask.data(), people, trait.offset.data()};
            if (fitter_.firth(model) != FitEnd::Converged || !(fitter_.gain() >= 0.0)) {
                const double none = std::numeric_limits<double>::quiet_NaN();
                cell.beta = cell.se = none;
                cell.reason = WM_NOT_CONVERGED;
                return cell;
            }
            statistic = 2.0 * fitter_.gain();
            cell.beta = fitter_.coefficients()[0];
            cell.se = 1.0 / fitter_.factor()[0];
            cell.reason = WM_FIRTH;
        }
        cell.z = cell.beta / cell.se;
        cell.neglog10p = student_neglog10p(std::sqrt(statistic), std::numeric_limits<double>::infinity());
        return cell;
    }

    const LogisticDesign& design_;
    std::size_t order_;
    LogisticFitter fitter_;
    std::vector<std::unique_ptr<Place>> places_;
    AlignedBuffer<double> scratch_;
    std::vector<double> start_, score_, border_, factor_;
    AlignedBuffer<double> adjusted_;
};

// Gives people without a genotype the mean of the others.
void impute(std::size_t people, GenotypeValues& genotype) {
    if (genotype.missing == 0 || genotype.missing == people) return;
    double sum = 0.0;
    for (std::size_t i = 0; i < people; ++i) sum += genotype.copies[i];
    const double mean = sum / static_cast<double>(people - genotype.missing);
    for (std::size_t i = 0; i < people; ++i) {
        if (genotype.present[i] == 0.0) genotype.copies[i] = mean;
        genotype.present[i] = 1.0;
    }
    genotype.missing = 0;
}

template <class T>
void put(T* out, std::size_t at, T value) {
    if (out != nullptr) out[at] = value;
}

template <class Row, class Block, class People>
void associate_variants(const LogisticDesign& design, const Block& block, const People& people,
                        std::size_t threads, const std::int32_t* cancel,
                        const wm_association_results& results) {
    struct Worker {
        explicit Worker(const LogisticDesign& design) : cells(design) {}
        LogisticWorker cells;
        std::vector<Row> row;
    };
    const std::size_t k = design.traits.size();
    std::vector<std::unique_ptr<Worker>> workers(threads);
    const std::size_t tasks = (block.variants + task_variants - 1) / task_variants;
    in_parallel(tasks, threads, [&](std::size_t task, std::size_t thread) {
        if (!workers[thread]) workers[thread] = std::make_unique<Worker>(design);
        Worker& worker = *workers[thread];
        const std::size_t first = task * task_variants;
        const std::size_t last = std::min(first + task_variants, block.variants);
        for (std::size_t t = 0; t < k; ++t)
            worker.cells.test(
                t, first, last,
                [&](std::size_t variant, GenotypeValues& genotype) {
                    if (cancel != nullptr && __atomic_load_n(cancel, __ATOMIC_RELAXED) != 0)
                        throw Failure(WM_CANCELLED, "the association was cancelled");
                    std::array<std::int32_t, 4> calls;
                    read_values(block, variant, people, worker.row, genotype, calls);
                    if (design.impute) impute(design.people, genotype);
                    if (results.counts != nullptr)
                        std::copy(calls.begin(), calls.end(), results.counts + 4 * variant);
                },
                [&](std::size_t variant, const Cell& cell) {
                    const std::size_t at = variant * k + t;
                    put(results.beta, at, cell.beta);
                    put(results.se, at, cell.se);
                    put(results.t, at, cell.z);
                    put(results.neglog10p, at, cell.neglog10p);
                    put(results.n_used, at, cell.used);
                    put(results.df, at, cell.df);
                    put(results.reason, at, cell.reason);
                });
    });
}

void fit_covariates(const LogisticDesign& design, LogisticFitter& fitter, BinaryTrait& trait) {
    const std::size_t c = design.covariates;
    const LogisticModel model{design.column_of.data(), c, trait.y.data(), trait.mask.data(), design.padded,
                              trait.given_offset()};
    trait.separated = fitter.from_zero(model) == FitEnd::Failed;
    trait.rank = fitter.rank();
    trait.coefficients.assign(fitter.coefficients(), fitter.coefficients() + c);
    trait.factor.assign(fitter.factor(), fitter.factor() + c * c);
    const auto copy = [&](const double* from) {
        AlignedBuffer<double> to(design.padded);
        std::copy_n(from, design.padded, to.data());
        return to;
    };
    trait.weight = copy(fitter.weight());
    trait.residual = copy(fitter.residual());
    if (design.firth == WM_FIRTH_NEVER) return;
    trait.fitted = fitter.firth(model) == FitEnd::Converged;
    trait.penalised.assign(fitter.coefficients(), fitter.coefficients() + c);
    if (design.firth != WM_FIRTH_APPROXIMATE) return;
    trait.offset = copy(fitter.eta());
    if (!trait.separated) return;
    // The ordinary fit has no end: the penalised one stands for it.
    trait.rank = fitter.rank();
    trait.factor.assign(fitter.factor(), fitter.factor() + c * c);
    trait.weight = copy(fitter.weight());
    trait.residual = copy(fitter.residual());
}

}  // namespace

void build_logistic(LogisticDesign& design, std::size_t people, std::size_t covariates, const double* basis,
                    const double* environment, const double* offset, std::size_t traits, const double* values,
                    const std::uint8_t* missing, std::size_t threads) {
    design.people = people;
    design.padded = (people + people_lanes - 1) / people_lanes * people_lanes;
    design.covariates = covariates;
    design.impute = design.impute || design.firth == WM_FIRTH_APPROXIMATE;
    design.columns = AlignedBuffer<double>(covariates * design.padded);
    const double scale = std::sqrt(static_cast<double>(people));
    for (std::size_t j = 0; j < covariates; ++j) {
        double* const column = design.columns.data() + j * design.padded;
        for (std::size_t i = 0; i < people; ++i) {
            column[i] = scale * basis[j * people + i];
            require(std::fabs(column[i]) < HUGE_VAL, "a covariate is not finite");
        }
        design.column_of.push_back(column);
    }
    if (environment != nullptr) {
        // About its mean: g is in the model, so the effect of g e is the same, and g and g e are less alike.
        design.environment = AlignedBuffer<double>(design.padded);
        double mean = 0.0;
        for (std::size_t i = 0; i < people; ++i) {
            require(std::fabs(environment[i]) < HUGE_VAL, "a covariate is not finite");
            mean += environment[i] / static_cast<double>(people);
        }
        for (std::size_t i = 0; i < people; ++i) design.environment[i] = environment[i] - mean;
    }
    design.traits.resize(traits);
    in_parallel(traits, threads, [&](std::size_t t, std::size_t) {
        BinaryTrait& trait = design.traits[t];
        trait.y = AlignedBuffer<double>(design.padded);
        trait.mask = AlignedBuffer<double>(design.padded);
        for (std::size_t i = 0; i < people; ++i) {
            if (missing != nullptr && missing[t * people + i] != 0) continue;
            const double y = values[t * people + i];
            require(y == 0.0 || y == 1.0, "a binary trait is 0 or 1");
            trait.y[i] = y;
            trait.mask[i] = 1.0;
            ++trait.people;
            trait.cases += y == 1.0 ? 1 : 0;
        }
        if (offset != nullptr) {
            trait.given = AlignedBuffer<double>(design.padded);
            for (std::size_t i = 0; i < people; ++i) {
                if (trait.mask[i] == 0.0) continue;
                trait.given[i] = offset[t * people + i];
                require(std::fabs(trait.given[i]) < HUGE_VAL, "an offset is not finite");
            }
        }
        LogisticFitter fitter(*design.kernels, design.padded, covariates);
        fit_covariates(design, fitter, trait);
    });
}

void associate(const LogisticDesign& design, const HardcallBlock& block, const PeopleSelection& people,
               std::size_t threads, const std::int32_t* cancel, const wm_association_results& results) {
    associate_variants<std::uint8_t>(design, block, people, threads, cancel, results);
}

void associate(const LogisticDesign& design, const DosageBlock& block, const DosageSelection& people,
               std::size_t threads, const std::int32_t* cancel, const wm_association_results& results) {
    associate_variants<std::uint16_t>(design, block, people, threads, cancel, results);
}

}  // namespace wm
