// One logistic model: maximum likelihood by Newton's method, and Firth's penalised likelihood.
#pragma once

#include <cstddef>
#include <vector>

#include "association/aligned_buffer.hpp"
#include "association/logistic_descent.hpp"
#include "association/logistic_kernels.hpp"

namespace wm {

// What a fit is of. The last column is the genotype where there is one.
struct LogisticModel {
    const double* const* columns;
    std::size_t count;
    const double* y;
    const double* mask;
    std::size_t people;              // padded
    const double* offset = nullptr;  // added to what the columns give; null for none
};

enum class FitEnd { Converged, Failed };

// Cholesky factor of a symmetric matrix by its lower triangle, row-major. A direction with less than 1e-11 of
// its square left counts as gone: its row and column become 0. Returns the rank.
std::size_t factor_symmetric(const double* matrix, std::size_t order, double* factor);

// Solves L L' x = b in place, directions that are gone being 0.
void solve_factored(const double* factor, std::size_t order, double* x);

// Fits models of at most `most` columns in the same memory.
class LogisticFitter {
  public:
    LogisticFitter(const LogisticKernels& kernels, std::size_t people, std::size_t most);

    // Newton's method as PLINK 2 takes it: from 0, without halving steps, failed when steps grow or settle at
    // one unit, as they do where a combination of columns separates cases from controls, and (where PLINK
    // says that it is unfinished) when they are not small after 14.
    FitEnd from_zero(const LogisticModel& model);

    // The greatest penalised likelihood (Firth 1993; Heinze and Schemper 2002), from 0.
    FitEnd firth(const LogisticModel& model);

    // The same from coefficients near it.
    FitEnd firth_from(const LogisticModel& model, const double* start);

    const double* coefficients() const { return beta_.data(); }
    const double* eta() const { return eta_.data(); }
    const double* weight() const { return weight_.data(); }
    // y - p, 0 where the mask is.
    const double* residual() const { return residual_.data(); }
    // What firth() gained in the penalised log likelihood over coefficients of 0.
    double gain() const { return gain_; }
    // Of the information at the end of a fit.
    const double* factor() const { return factor_.data(); }
    std::size_t rank() const { return rank_; }

  private:
    void look(const LogisticModel& model);
    void take_factor(const LogisticModel& model);
    double step(const LogisticModel& model, const double* residual);
    FitEnd polish(const LogisticModel& model);
    void take_leverages(const LogisticModel& model);
    double penalised(const LogisticModel& model);

    const LogisticKernels& kernels_;
    LogisticDescent descent_;
    AlignedBuffer<double> eta_, residual_, weight_, tilt_, leverage_, scratch_;
    std::vector<double> beta_, step_, gram_, factor_;
    std::size_t rank_ = 0;
    double gain_ = 0.0;
};

}  // namespace wm
