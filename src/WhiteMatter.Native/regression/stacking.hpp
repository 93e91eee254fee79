// Level 1 of whole-genome ridge regression: one trait on the level-0 predictions of all blocks and penalties.
#pragma once

#include <cstdint>
#include <vector>

#include "regression/strips.hpp"
#include "regression/triangular.hpp"
#include "whitematter_regression.h"

namespace wm {

// The trait is scaled to variance 1 and its predictions scaled back. Among the penalties the one with the
// least mean squared error in people left out is taken; a person's predictions come from coefficients that
// were found without them.
class Stacking {
  public:
    Stacking(std::size_t people, std::size_t rows, const float* predictions, const double* trait,
             const std::uint8_t* missing, std::size_t rank, std::size_t folds);

    void run(const std::vector<double>& penalties, std::size_t chromosomes, const std::int32_t* chromosome,
             const std::int32_t* cancel, wm_stack_results& results);

  private:
    struct Fit {
        std::vector<std::vector<double>> coefficients;  // of each part
        std::vector<double> leverages;                  // of each person, where they are left out one by one
        double sum = 0.0, squares = 0.0, products = 0.0;  // of predictions, and with the trait
    };

    bool leaves_one_out() const { return folds_ == 0; }
    std::size_t parts() const { return leaves_one_out() ? 1 : folds_; }
    std::size_t part_start(std::size_t part) const { return part * people_ / parts(); }
    const float* row(std::size_t r) const { return predictions_ + r * people_; }
    void multiply();
    Fit fit(double penalty);
    void leave_one_out(Fit& fit, const CholeskyFactor& factor);
    void predict(const Fit& fit, double penalty, std::size_t chromosomes, const std::int32_t* chromosome,
                 const wm_stack_results& results) const;

    std::size_t people_, rows_, folds_;
    const float* predictions_;
    std::vector<double> trait_;
    double scale_ = 0.0, present_ = 0.0, trait_sum_ = 0.0, trait_squares_ = 0.0;
    std::vector<std::vector<double>> squares_;   // part: rows x rows, lower triangle
    std::vector<std::vector<double>> products_;  // part: with the trait
    std::vector<std::vector<double>> sums_;      // part: of each row
};

}  // namespace wm
