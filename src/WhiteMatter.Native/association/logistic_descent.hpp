// The way of one model from the fit of the covariates to its greatest likelihood, in steps between which
// others may look at its probabilities: models that are looked at together read the covariates once.
//
// Steps are of the BFGS method over the Hessian at the start, so that only scores are needed; when the next
// step is expected to be nothing the exact Hessian is asked for, which gives the last step and the standard
// error.
#pragma once

#include <cstddef>
#include <vector>

namespace wm {

enum class DescentState { Going, Converged, Failed };

class LogisticDescent {
  public:
    explicit LogisticDescent(std::size_t order);

    std::size_t order() const { return order_; }

    // From coefficients whose factored Hessian, exact or near, is `factor`. score: of the start, where it is
    // known; otherwise the first look is at the start.
    void begin(const double* start, const double* factor, const double* score);

    // What the next look is at, and whether it has to bring the information.
    const double* coefficients() const { return beta_.data(); }
    double* score() { return score_.data(); }
    double* information() { return exact_ ? gram_.data() : nullptr; }

    // Takes the score (and the information) at the coefficients.
    DescentState take();

    // The same where the score is of another function than a likelihood's: the end is told by it alone, and
    // the information is not asked for.
    DescentState take_score();

    // Of the information at the end of take().
    const double* factor() const { return factor_.data(); }
    std::size_t rank() const { return rank_; }

  private:
    static constexpr std::size_t most_pairs = 8;

    void remember();
    void move();
    double solve();
    // The square of a step after which nothing is left.
    double nothing_left() const;

    std::size_t order_;
    std::vector<double> beta_, score_, before_, step_, gram_, factor_;
    std::vector<double> steps_, changes_;  // pairs, the oldest first
    std::vector<double> inner_;            // 1 / (step' change)
    std::size_t pairs_ = 0, rank_ = 0;
    int looks_ = 0, exact_looks_ = 0;
    bool moved_ = false, exact_ = false;
    double square_ = 0.0, pivot_ = 0.0;
};

}  // namespace wm
