#include "association/logistic_fit.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "statistics/student_t_core.hpp"

namespace wm {
namespace {

constexpr double gone = 1e-11;
// A step this small, squared and in units of the information, leaves nothing to the 10th digit of a standard
// error.
constexpr double settled = 1e-20;

// PLINK 2's limits (plink2_glm_logistic.cc, LogisticRegressionF of v2.00a3.5).
constexpr int plink_iterations = 14;
constexpr double plink_settled = 1e-4;
constexpr double plink_far = 6e4;

constexpr int most_iterations = 30;
// Firth's steps shorten by a share, not by squaring: where few carry the allele there are many.
constexpr int most_firth_iterations = 400;
constexpr int most_halvings = 5;
constexpr double longest_firth_step = 5.0;

}  // namespace

std::size_t factor_symmetric(const double* matrix, std::size_t order, double* factor) {
    std::size_t rank = 0;
    for (std::size_t j = 0; j < order; ++j) {
        double* const row = factor + j * order;
        for (std::size_t k = 0; k < j; ++k) {
            const double* const other = factor + k * order;
            double value = matrix[j * order + k];
            for (std::size_t l = 0; l < k; ++l) value -= row[l] * other[l];
            row[k] = other[k] == 0.0 ? 0.0 : value / other[k];
        }
        const double square = matrix[j * order + j];
        double pivot = square;
        for (std::size_t k = 0; k < j; ++k) pivot -= row[k] * row[k];
        const bool here = pivot > gone * square;
        row[j] = here ? std::sqrt(pivot) : 0.0;
        if (here)
            ++rank;
        else
            std::fill_n(row, j, 0.0);
    }
    return rank;
}

void solve_factored(const double* factor, std::size_t order, double* x) {
    for (std::size_t j = 0; j < order; ++j) {
        const double* const row = factor + j * order;
        if (row[j] == 0.0) {
            x[j] = 0.0;
            continue;
        }
        double value = x[j];
        for (std::size_t k = 0; k < j; ++k) value -= row[k] * x[k];
        x[j] = value / row[j];
    }
    for (std::size_t j = order; j-- > 0;) {
        const double diagonal = factor[j * order + j];
        if (diagonal == 0.0) continue;
        double value = x[j];
        for (std::size_t k = j + 1; k < order; ++k) value -= factor[k * order + j] * x[k];
        x[j] = value / diagonal;
    }
}

LogisticFitter::LogisticFitter(const LogisticKernels& kernels, std::size_t people, std::size_t most)
    : kernels_(kernels),
      descent_(most),
      eta_(people),
      residual_(people),
      weight_(people),
      tilt_(people),
      leverage_(people),
      scratch_(gram_scratch(most)),
      beta_(most),
      step_(most),
      gram_(most * most),
      factor_(most * most) {}

// Probabilities at the coefficients.
void LogisticFitter::look(const LogisticModel& model) {
    kernels_.predict(model.columns, model.count, beta_.data(), model.people, eta_.data());
    if (model.offset != nullptr)
        for (std::size_t i = 0; i < model.people; ++i) eta_[i] += model.offset[i];
    kernels_.probabilities(eta_.data(), model.y, model.mask, model.people, residual_.data(), weight_.data(),
                           tilt_.data());
}

void LogisticFitter::take_factor(const LogisticModel& model) {
    kernels_.gram(model.columns, model.count, weight_.data(), model.people, gram_.data(), scratch_.data());
    rank_ = factor_symmetric(gram_.data(), model.count, factor_.data());
}

// The step that a residual and the factored Hessian ask for; returns its square in units of the information.
double LogisticFitter::step(const LogisticModel& model, const double* residual) {
    kernels_.products(model.columns, model.count, residual, model.people, step_.data());
    double score[64];
    std::vector<double> many;
    double* kept = score;
    if (model.count > 64) {
        many.resize(model.count);
        kept = many.data();
    }
    std::copy_n(step_.data(), model.count, kept);
    solve_factored(factor_.data(), model.count, step_.data());
    double square = 0.0;
    for (std::size_t j = 0; j < model.count; ++j) square += step_[j] * kept[j];
    return square;
}

// From coefficients near the end, by exact steps to the last digit.
FitEnd LogisticFitter::polish(const LogisticModel& model) {
    double before = HUGE_VAL;
    for (int iteration = 0; iteration < most_iterations; ++iteration) {
        look(model);
        take_factor(model);
        const double square = step(model, residual_.data());
        if (!(square < HUGE_VAL) || (iteration > 2 && square > before)) return FitEnd::Failed;
        if (square < settled) return FitEnd::Converged;
        for (std::size_t j = 0; j < model.count; ++j) beta_[j] += step_[j];
        before = square;
    }
    return FitEnd::Failed;
}

FitEnd LogisticFitter::from_zero(const LogisticModel& model) {
    std::fill_n(beta_.data(), model.count, 0.0);
    double least = 1e9;
    for (int iteration = 0;; ++iteration) {
        look(model);
        take_factor(model);
        step(model, residual_.data());
        double size = 0.0, largest = 0.0;
        for (std::size_t j = 0; j < model.count; ++j) {
            size += std::fabs(step_[j]);
            beta_[j] += step_[j];
            largest = std::max(largest, std::fabs(beta_[j]));
        }
        if (size != size) return FitEnd::Failed;
        least = std::min(least, size);
        if (iteration > 3) {
            if ((size > 20.0 && size > 2.0 * least) || (iteration > 6 && std::fabs(1.0 - size) < 1e-3))
                return FitEnd::Failed;
            if (iteration >= plink_iterations) return FitEnd::Failed;
        }
        if (size < plink_settled) return largest > plink_far ? FitEnd::Failed : polish(model);
    }
}

// The penalised log likelihood at the coefficients, with probabilities, information and its factor.
double LogisticFitter::penalised(const LogisticModel& model) {
    look(model);
    take_factor(model);
    double value = kernels_.log_likelihood(eta_.data(), model.y, model.mask, model.people);
    for (std::size_t j = 0; j < model.count; ++j) {
        const double pivot = factor_[j * model.count + j];
        if (pivot != 0.0) value += log_positive(pivot);
    }
    return value;
}

// The score: residuals drawn towards a half by their leverage. weight: that of people who count for as much
// more (logistf 1.24), whose information Firth's steps take: with the plain one they overshoot where one
// person is a group.
void LogisticFitter::take_leverages(const LogisticModel& model) {
    kernels_.leverages(model.columns, model.count, factor_.data(), weight_.data(), model.people,
                       leverage_.data(), scratch_.data());
    for (std::size_t i = 0; i < model.people; ++i) {
        residual_[i] += leverage_[i] * tilt_[i];
        weight_[i] *= 1.0 + leverage_[i];
    }
}

// By scores and what they say of the Hessian, without the likelihood. Where nothing is far off this takes a
// third of the time; it does not have to end.
FitEnd LogisticFitter::firth_from(const LogisticModel& model, const double* start) {
    if (descent_.order() != model.count) return FitEnd::Failed;
    std::copy_n(start, model.count, beta_.data());
    for (bool first = true;; first = false) {
        look(model);
        take_factor(model);
        take_leverages(model);
        if (first) {
            std::vector<double> plain = factor_;
            const std::size_t rank = rank_;
            take_factor(model);
            if (rank_ < model.count) return FitEnd::Failed;
            descent_.begin(start, factor_.data(), nullptr);
            factor_ = plain;
            rank_ = rank;
        }
        kernels_.products(model.columns, model.count, residual_.data(), model.people, descent_.score());
        const DescentState state = descent_.take_score();
        if (state == DescentState::Failed) return FitEnd::Failed;
        if (state == DescentState::Converged) return FitEnd::Converged;
        std::copy_n(descent_.coefficients(), model.count, beta_.data());
    }
}

FitEnd LogisticFitter::firth(const LogisticModel& model) {
    std::fill_n(beta_.data(), model.count, 0.0);
    double value = penalised(model);
    const double at_start = value;
    for (int iteration = 0; iteration < most_firth_iterations; ++iteration) {
        take_leverages(model);
        take_factor(model);
        const double square = step(model, residual_.data());
        if (!(square < HUGE_VAL)) return FitEnd::Failed;
        double largest = 0.0;
        for (std::size_t j = 0; j < model.count; ++j) largest = std::max(largest, std::fabs(step_[j]));
        const double scale = largest > longest_firth_step ? longest_firth_step / largest : 1.0;
        for (std::size_t j = 0; j < model.count; ++j) {
            step_[j] *= scale;
            beta_[j] += step_[j];
        }
        const double before = value;
        value = penalised(model);
        double share = 1.0;
        // Within rounding the likelihood does not tell which of two ends is the better.
        for (int halving = 0; halving < most_halvings && value < before - 1e-11 * (1.0 + std::fabs(before));
             ++halving) {
            share *= 0.5;
            for (std::size_t j = 0; j < model.count; ++j) beta_[j] -= step_[j] * share;
            value = penalised(model);
        }
        if (value != value) return FitEnd::Failed;
        gain_ = value - at_start;
        if (square < settled) return FitEnd::Converged;
    }
    return FitEnd::Failed;
}

}  // namespace wm
