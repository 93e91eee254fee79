#include "association/logistic.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>

#include "association/genotype_values.hpp"
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
// With more people missing than this share a variant does not start from the Hessian of all people.
constexpr double missing_share = 0.05;

// Sums over the people who have trait and genotype.
struct CellCounts {
    double used = 0.0, cases = 0.0, copies = 0.0, case_copies = 0.0;
    bool constant = true;

    // Whether an allele is in cases alone or in controls alone.
    bool separated() const {
        const double others = 2.0 * used - copies, case_others = 2.0 * cases - case_copies;
        return case_copies == 0.0 || case_copies == copies || case_others == 0.0 || case_others == others;
    }
};

CellCounts count(const double* copies, const double* y, const double* mask, std::size_t people) {
    CellCounts counts;
    double first = -1.0;
    for (std::size_t i = 0; i < people; ++i) {
        if (mask[i] == 0.0) continue;
        const double g = copies[i];
        counts.used += 1.0;
        counts.cases += y[i];
        counts.copies += g;
        counts.case_copies += y[i] * g;
        if (first < 0.0) first = g;
        counts.constant = counts.constant && g == first;
    }
    return counts;
}

struct Cell {
    double beta = std::numeric_limits<double>::quiet_NaN(), se = beta, z = beta, neglog10p = beta;
    std::int32_t used = 0, df = 0;
    std::uint8_t reason = WM_TESTED;
};

// Tests the variants that one thread takes.
class LogisticWorker {
  public:
    explicit LogisticWorker(const LogisticDesign& design)
        : genotype(design.padded),
          design_(design),
          fitter_(*design.kernels, design.padded, design.covariates + 1),
          mask_(design.padded),
          columns_(design.column_of),
          start_(design.covariates + 1),
          border_(design.covariates + 1),
          factor_((design.covariates + 1) * (design.covariates + 1)),
          adjusted_(design.firth == WM_FIRTH_APPROXIMATE ? design.padded : 0) {
        columns_.push_back(genotype.copies.data());
    }

    GenotypeValues genotype;

    Cell test(std::size_t t) {
        const BinaryTrait& trait = design_.traits[t];
        const double* mask = trait.mask.data();
        if (genotype.missing != 0) {
            for (std::size_t i = 0; i < design_.padded; ++i) mask_[i] = trait.mask[i] * genotype.present[i];
            mask = mask_.data();
        }
        const CellCounts counts = count(genotype.copies.data(), trait.y.data(), mask, design_.padded);
        const LogisticModel model{columns_.data(), columns_.size(), trait.y.data(), mask, design_.padded};
        Cell cell;
        cell.used = static_cast<std::int32_t>(counts.used);
        cell.df = cell.used - static_cast<std::int32_t>(trait.rank) - 1;
        if (counts.constant)
            cell.reason = WM_MONOMORPHIC;
        else if (counts.cases == 0.0 || counts.cases == counts.used)
            cell.reason = WM_CONSTANT_TRAIT;
        else if (cell.df < 1)
            cell.reason = WM_TOO_FEW_PEOPLE;
        else if (design_.firth == WM_FIRTH_APPROXIMATE)
            return approximate(trait, cell);
        else
            cell.reason = fit(trait, model, counts);
        if (cell.reason != WM_TESTED && cell.reason != WM_FIRTH) return cell;

        const std::size_t c = design_.covariates;
        const double pivot = last_pivot();
        cell.df = cell.used - static_cast<std::int32_t>(fitter_.rank() - (pivot == 0.0 ? 0 : 1)) - 1;
        if (pivot == 0.0) {
            cell.reason = WM_COLLINEAR;
            return cell;
        }
        const double beta = fitter_.coefficients()[c], se = 1.0 / pivot;
        if (!(std::fabs(beta) < HUGE_VAL) || !(se < HUGE_VAL) || se < 1e-10) {
            cell.reason = WM_NOT_CONVERGED;
            return cell;
        }
        cell.beta = beta;
        cell.se = se;
        cell.z = beta / se;
        cell.neglog10p = student_neglog10p(cell.z, std::numeric_limits<double>::infinity());
        return cell;
    }

  private:
    std::uint8_t fit(const BinaryTrait& trait, const LogisticModel& model, const CellCounts& counts) {
        const bool separated = counts.separated();
        if (design_.firth != WM_FIRTH_ALWAYS && !separated) {
            // A genotype whose information vanishes on the way is separated, not collinear.
            if (!trait.separated && from_covariates(trait, model, counts) == FitEnd::Converged &&
                last_pivot() != 0.0)
                return WM_TESTED;
            if (fitter_.from_zero(model) == FitEnd::Converged && last_pivot() != 0.0) return WM_TESTED;
        }
        if (design_.firth == WM_FIRTH_NEVER) return separated ? WM_SEPARATED : WM_NOT_CONVERGED;
        return fitter_.firth(model) == FitEnd::Converged ? WM_FIRTH : WM_NOT_CONVERGED;
    }

    // regenie's approximate Firth (Mbatchou et al. 2021): the genotype less the covariates, weighted as they
    // are where they are fitted alone. A score test; where its P is small, a penalised fit of that one
    // column.
    Cell approximate(const BinaryTrait& trait, Cell cell) {
        if (!trait.fitted) {
            cell.reason = WM_NOT_CONVERGED;
            return cell;
        }
        const std::size_t c = design_.covariates, people = design_.padded;
        const LogisticKernels& kernels = *design_.kernels;
        const double* const copies = genotype.copies.data();
        const double* const adjusted = adjusted_.data();
        kernels.weighted_products(columns_.data(), c + 1, copies, trait.weight.data(), people,
                                  border_.data());
        const double whole = border_[c];
        solve_factored(trait.factor.data(), c, border_.data());
        kernels.predict(columns_.data(), c, border_.data(), people, adjusted_.data());
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

    double last_pivot() const {
        const std::size_t c = design_.covariates;
        return fitter_.factor()[c * (c + 1) + c];
    }

    // From the fit of the covariates alone, with its Hessian bordered by the genotype.
    FitEnd from_covariates(const BinaryTrait& trait, const LogisticModel& model, const CellCounts& counts) {
        const std::size_t c = design_.covariates, order = c + 1;
        std::copy_n(trait.coefficients.data(), c, start_.data());
        start_[c] = 0.0;
        design_.kernels->weighted_products(columns_.data(), order, genotype.copies.data(),
                                           trait.weight.data(), design_.padded, border_.data());
        double left = border_[c];
        double* const last = factor_.data() + c * order;
        for (std::size_t j = 0; j < c; ++j) {
            const double* const row = trait.factor.data() + j * c;
            std::copy_n(row, c, factor_.data() + j * order);
            double value = border_[j];
            for (std::size_t k = 0; k < j; ++k) value -= row[k] * last[k];
            last[j] = row[j] == 0.0 ? 0.0 : value / row[j];
            left -= last[j] * last[j];
        }
        const bool few = counts.used < (1.0 - missing_share) * static_cast<double>(trait.people);
        if (few || !(left > collinear_share * border_[c])) return fitter_.from(model, start_.data(), nullptr);
        last[c] = std::sqrt(left);
        return fitter_.from(model, start_.data(), factor_.data());
    }

    const LogisticDesign& design_;
    LogisticFitter fitter_;
    AlignedBuffer<double> mask_;
    std::vector<const double*> columns_;
    std::vector<double> start_, border_, factor_;
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
    in_parallel(block.variants, threads, [&](std::size_t variant, std::size_t thread) {
        if (cancel != nullptr && __atomic_load_n(cancel, __ATOMIC_RELAXED) != 0)
            throw Failure(WM_CANCELLED, "the association was cancelled");
        if (!workers[thread]) workers[thread] = std::make_unique<Worker>(design);
        Worker& worker = *workers[thread];
        std::array<std::int32_t, 4> calls;
        read_values(block, variant, people, worker.row, worker.cells.genotype, calls);
        if (design.impute) impute(design.people, worker.cells.genotype);
        if (results.counts != nullptr) std::copy(calls.begin(), calls.end(), results.counts + 4 * variant);
        for (std::size_t t = 0; t < k; ++t) {
            const Cell cell = worker.cells.test(t);
            const std::size_t at = variant * k + t;
            put(results.beta, at, cell.beta);
            put(results.se, at, cell.se);
            put(results.t, at, cell.z);
            put(results.neglog10p, at, cell.neglog10p);
            put(results.n_used, at, cell.used);
            put(results.df, at, cell.df);
            put(results.reason, at, cell.reason);
        }
    });
}

void fit_covariates(const LogisticDesign& design, LogisticFitter& fitter, BinaryTrait& trait) {
    const std::size_t c = design.covariates;
    const LogisticModel model{design.column_of.data(), c, trait.y.data(), trait.mask.data(), design.padded};
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
    if (design.firth != WM_FIRTH_APPROXIMATE) return;
    trait.residual = copy(fitter.residual());
    trait.fitted = fitter.firth(model) == FitEnd::Converged;
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
                    std::size_t traits, const double* values, const std::uint8_t* missing,
                    std::size_t threads) {
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
