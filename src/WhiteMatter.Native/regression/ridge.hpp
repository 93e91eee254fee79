// Level 0 of whole-genome ridge regression: all traits on one block of variants after another.
//
// With Z the block's genotypes once means and covariates are out and their variance is 1, Y the traits, and
// Z_f, Y_f those of fold f:
//     beta(f, penalty) = (Z'Z - Z_f'Z_f + penalty I)^-1 (Z'Y - Z_f'Y_f),   prediction of fold f: Z_f beta.
// Left out one by one, person i is predicted by (z_i beta - h_i y_i) / (1 - h_i), h_i = z_i' (Z'Z + penalty
// I)^-1 z_i, with beta from everybody. Genotypes are multiplied in single precision and summed in double; Z
// is never formed: what the covariates explain is taken off the products.
#pragma once

#include <cstdint>
#include <vector>

#include "regression/block_genotypes.hpp"
#include "regression/strips.hpp"

namespace wm {

class Ridge {
  public:
    Ridge(std::size_t people, std::size_t covariates, const double* basis, std::size_t traits,
          const double* residuals, const std::uint8_t* missing, std::size_t folds,
          std::vector<double> penalties);

    std::size_t traits() const { return traits_; }
    std::int64_t bytes(std::size_t variants, bool dosages, std::size_t threads) const;
    // Returns the number of variants that have a part.
    std::size_t fit(BlockGenotypes genotypes, std::size_t threads, const std::int32_t* cancel);
    void predict(std::size_t first, std::size_t count, std::size_t threads, const std::int32_t* cancel,
                 float* predictions) const;

  private:
    bool leaves_one_out() const { return folds_ == 0; }
    std::size_t parts() const { return leaves_one_out() ? 1 : folds_; }
    std::size_t part_start(std::size_t part) const { return part * people_ / parts(); }
    // beta of a part and penalty, with the covariates behind the variants.
    const Strips<float>& beta(std::size_t part, std::size_t penalty) const {
        return betas_[part * penalties_.size() + penalty];
    }

    void multiply(std::size_t threads, const std::int32_t* cancel);
    std::size_t take_out_covariates(std::size_t threads);
    void solve(std::size_t threads, const std::int32_t* cancel);
    void measure_leverages(std::size_t penalty, const class CholeskyFactor& factor);
    void finish_row(std::size_t trait, std::size_t penalty, float* row) const;

    std::size_t people_, covariates_, traits_, folds_;
    std::vector<double> penalties_;
    Strips<float> right_;                 // covariates, then traits, over people
    std::vector<double> right_products_;  // part x covariates x traits: Q_f'Y_f
    std::vector<double> right_squares_;   // part x covariates x covariates: Q_f'Q_f
    std::vector<std::uint8_t> missing_;   // people x traits, column-major; empty if nothing is missing
    std::vector<double> present_;         // people with each trait

    // Of the block fitted last.
    BlockGenotypes genotypes_;
    std::size_t padded_ = 0;                    // variants in whole strips
    std::vector<std::vector<double>> squares_;  // part: padded x padded, lower triangle by strips
    std::vector<std::vector<double>> crosses_;  // part: padded x (covariates + traits)
    std::vector<double> explained_;             // variants x covariates: z'Q
    std::vector<double> scales_;                // of each variant once the covariates are out; 0: no part
    std::vector<Strips<float>> betas_;
    std::vector<double> leverages_;  // penalty x people, where people are left out one by one
};

}  // namespace wm
