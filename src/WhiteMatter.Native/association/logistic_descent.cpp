#include "association/logistic_descent.hpp"

#include <algorithm>
#include <cmath>

#include "association/logistic_fit.hpp"

namespace wm {
namespace {

// Squares of steps, in units of the information. The information is taken a last step before the end: a
// billionth of a standard error changes it by less than that of itself, and 1e-10 of a unit of log odds by
// less than 1e-10.
constexpr double last_step = 1e-18;
constexpr double last_move = 1e-20;
// Where the exact Hessian was taken too early, steps square: after one this small it is taken again.
constexpr double squares_away = 1e-9;
// Where the last column's information falls to a tenth of what it was, the end may be infinite, or so far off
// that PLINK's Newton does not get there.
constexpr double vanished = 0.3;
// A tenth of a billionth of a standard error.
constexpr double settled = 1e-20;
constexpr int most_looks = 20;
constexpr int most_scores = 40;
constexpr int most_exact_looks = 8;

double dot(const double* a, const double* b, std::size_t order) {
    double sum = 0.0;
    for (std::size_t j = 0; j < order; ++j) sum += a[j] * b[j];
    return sum;
}

}  // namespace

LogisticDescent::LogisticDescent(std::size_t order)
    : order_(order),
      beta_(order),
      score_(order),
      before_(order),
      step_(order),
      gram_(order * order),
      factor_(order * order),
      steps_(order * most_pairs),
      changes_(order * most_pairs),
      inner_(most_pairs) {}

void LogisticDescent::begin(const double* start, const double* factor, const double* score) {
    std::copy_n(start, order_, beta_.data());
    std::copy_n(factor, order_ * order_, factor_.data());
    pivot_ = factor_.back();
    pairs_ = rank_ = 0;
    looks_ = exact_looks_ = 0;
    moved_ = exact_ = false;
    square_ = HUGE_VAL;
    if (score == nullptr) return;
    std::copy_n(score, order_, score_.data());
    square_ = solve();
    move();
}

void LogisticDescent::move() {
    for (std::size_t j = 0; j < order_; ++j) beta_[j] += step_[j];
    std::copy_n(score_.data(), order_, before_.data());
    moved_ = true;
}

// How the score changed over the last step.
void LogisticDescent::remember() {
    if (pairs_ == most_pairs) {
        std::copy(steps_.begin() + static_cast<std::ptrdiff_t>(order_), steps_.end(), steps_.begin());
        std::copy(changes_.begin() + static_cast<std::ptrdiff_t>(order_), changes_.end(), changes_.begin());
        std::copy(inner_.begin() + 1, inner_.end(), inner_.begin());
        --pairs_;
    }
    double* const change = changes_.data() + pairs_ * order_;
    for (std::size_t j = 0; j < order_; ++j) change[j] = before_[j] - score_[j];
    const double product = dot(step_.data(), change, order_);
    // In the last digits a change is rounding.
    if (!(product > 0.0)) return;
    std::copy_n(step_.data(), order_, steps_.data() + pairs_ * order_);
    inner_[pairs_++] = 1.0 / product;
}

// The step by the factored Hessian and the changes since (Nocedal's two loops); returns its square.
double LogisticDescent::solve() {
    double shares[most_pairs];
    std::copy_n(score_.data(), order_, step_.data());
    for (std::size_t p = pairs_; p-- > 0;) {
        shares[p] = inner_[p] * dot(steps_.data() + p * order_, step_.data(), order_);
        for (std::size_t j = 0; j < order_; ++j) step_[j] -= shares[p] * changes_[p * order_ + j];
    }
    solve_factored(factor_.data(), order_, step_.data());
    for (std::size_t p = 0; p < pairs_; ++p) {
        const double share = shares[p] - inner_[p] * dot(changes_.data() + p * order_, step_.data(), order_);
        for (std::size_t j = 0; j < order_; ++j) step_[j] += share * steps_[p * order_ + j];
    }
    return dot(step_.data(), score_.data(), order_);
}

double LogisticDescent::nothing_left() const {
    return std::min(last_step, last_move * factor_.back() * factor_.back());
}

DescentState LogisticDescent::take_score() {
    ++looks_;
    if (moved_) remember();
    const double before = square_;
    square_ = solve();
    if (!(square_ < HUGE_VAL) || looks_ >= most_scores || (looks_ > 2 && square_ > 4.0 * before))
        return DescentState::Failed;
    if (square_ < settled) return DescentState::Converged;
    move();
    return DescentState::Going;
}

DescentState LogisticDescent::take() {
    ++looks_;
    if (exact_) {
        ++exact_looks_;
        pairs_ = 0;
        rank_ = factor_symmetric(gram_.data(), order_, factor_.data());
        square_ = solve();
        if (!(square_ < HUGE_VAL) || factor_.back() < vanished * pivot_) return DescentState::Failed;
        const bool there = square_ <= nothing_left();
        exact_ = square_ < squares_away;
        move();
        if (there) return DescentState::Converged;
        return exact_looks_ < most_exact_looks ? DescentState::Going : DescentState::Failed;
    }
    if (moved_) remember();
    const double before = square_;
    square_ = solve();
    if (!(square_ < HUGE_VAL) || looks_ >= most_looks || (looks_ > 2 && square_ > 4.0 * before))
        return DescentState::Failed;
    exact_ = square_ * std::min(1.0, square_ / before) <= nothing_left();
    move();
    return DescentState::Going;
}

}  // namespace wm
