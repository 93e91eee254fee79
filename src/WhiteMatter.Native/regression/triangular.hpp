// Cholesky factors of symmetric positive matrices, and solving with them.
#pragma once

#include <vector>

#include "regression/strips.hpp"

namespace wm {

// L with L L' = A.
class CholeskyFactor {
  public:
    // matrix: order x order, row-major, its lower triangle used; `ridge` is added to its diagonal. False if
    // it is not positive.
    bool factor(const double* matrix, std::size_t order, double ridge);

    std::size_t order() const { return order_; }
    // Turns the columns b in right (strips of columns, as deep as the order) into L^-1 b.
    void forward(Strips<double>& right) const { solve(lower_, false, right); }
    // Turns them into L'^-1 b. `prepare_backward` first.
    void backward(Strips<double>& right) const { solve(upper_, true, right); }
    void prepare_backward();
    double log_determinant() const;

  private:
    void solve(const Strips<double>& triangle, bool reversed, Strips<double>& right) const;

    std::size_t order_ = 0, padded_ = 0;
    Strips<double> lower_;          // rows of L
    Strips<double> upper_;          // rows of L' with both orders reversed, so that it is lower again
    std::vector<double> inverses_;  // of the diagonal squares, row-major
};

}  // namespace wm
