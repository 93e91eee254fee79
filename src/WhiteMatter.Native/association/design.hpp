// The fixed side of an association: covariates and traits, in fixed point for the product and in double for
// gaps.
//
// Notation as in docs/methods: Q orthonormal covariates over n people, Y residual traits, T the people a
// trait lacks. The rounding to fixed point leaves Q and Y a little off orthogonality; this is taken out
// exactly: `whiten` is the inverse Cholesky factor of the rounded Q'Q, covariate rows here are already
// multiplied by its transpose, and each trait's small remaining product with the covariates is kept in
// `residue`.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "association/table_columns.hpp"
#include "product/product.hpp"

namespace wm {

// Traits that lack the same people.
struct Pattern {
    std::vector<std::uint32_t> absent;  // T, ascending
    std::size_t first_trait = 0;        // traits in the design's order
    std::size_t trait_count = 0;
    std::size_t rank = 0;  // of the covariates in the people present

    std::vector<double> gram;         // rank x rank: Gram matrix of the coordinates over the people present
    std::vector<double> absent_gram;  // covariates x covariates: over the people absent (empty if none)
    std::vector<double> turn;  // covariates x rank: coordinates of deficient patterns; empty: the identity
    std::vector<double> coordinates;  // rank x covariates: from rounded Q'g to the coordinates above
    std::vector<double> orthonormal;  // rank x covariates: from rounded Q'g to orthonormal coordinates
    std::vector<double> residue;      // rank x trait_count: coordinates' product with the traits
    std::vector<double> residue_orthonormal;  // the same in orthonormal coordinates

    std::vector<std::size_t>
        stretch_first;  // absent people of stretch s: [stretch_first[s], stretch_first[s+1])
    std::vector<std::size_t> digits_first;  // where the digits of stretch s begin
    std::vector<std::int8_t> digits;  // covariate digits of the absent: per stretch, rows x padded people
    std::vector<std::int16_t> wide_digits;  // the same for dosages
};

struct Design {
    std::size_t people = 0, covariates = 0, traits = 0;
    bool dosages = false;       // the genotypes to come are dosages, multiplied with wide digits
    bool impute = false;        // people without a genotype have the mean of the others
    int limbs = 5;              // digits of a trait
    int covariate_limbs = 6;    // and of a covariate: one more, for variants the covariates nearly explain
    bool exchangeable = false;  // the intercept is in the covariates' span: alleles may be exchanged
    const ProductKernels* kernels = nullptr;

    std::size_t panels = 0;                 // of panel_people
    std::size_t stretch_panels = 1;         // panels decoded at once
    std::size_t rows = 0;                   // digit rows, covariates first; without traits where looked up
    std::vector<std::int8_t> digits;        // [panel][row][panel_people]; empty for dosages
    std::vector<std::int16_t> wide_digits;  // the same for dosages
    std::vector<double> scales;             // of each column
    TableColumns tables;                    // covariates and traits, where hard calls' sums are looked up

    std::vector<double> covariate_rows;    // people x covariates, whitened
    std::vector<double> covariate_factor;  // covariates x covariates: from whitened rows back to rounded ones
    std::vector<double> trait_rows;        // people x trait_stride, design order
    std::size_t trait_stride = 0;          // not a large power of two: rows would fall on the same cache sets
    std::vector<double> trait_squares;     // of each trait over all people
    std::vector<double> trait_free;        // less what the covariates explain: y'My with no genotype missing
    std::vector<std::int32_t> column_of;   // caller's column of a trait in design order
    std::vector<Pattern> patterns;
    std::vector<std::uint32_t> absent_first;  // people + 1: which patterns a person is absent from
    std::vector<std::uint32_t> absent_patterns;

    mutable std::atomic<std::int64_t> phase_nanoseconds[4] = {};

    std::size_t packed_bytes() const { return panels * panel_bytes_packed; }
    std::size_t covariate_digit_rows() const {
        return covariates * static_cast<std::size_t>(covariate_limbs);
    }
    // The first digit row of a trait in the design's order.
    std::size_t trait_digit_row(std::size_t trait) const {
        return covariate_digit_rows() + trait * static_cast<std::size_t>(limbs);
    }
    bool looks_up() const { return tables.columns() != 0; }
    // The first column of a covariate or of a trait in the tables, and how many it has.
    std::size_t covariate_parts() const { return TableColumns::parts(covariate_limbs, people); }
    std::size_t trait_parts() const { return TableColumns::parts(limbs, people); }
    std::size_t covariate_table_column(std::size_t covariate) const { return covariate * covariate_parts(); }
    std::size_t trait_table_column(std::size_t trait) const {
        return covariates * covariate_parts() + trait * trait_parts();
    }
    bool has_absent() const { return absent_first.empty() ? false : !absent_patterns.empty(); }
    std::int64_t bytes() const;
    std::int64_t thread_bytes() const;
};

// Fills a design whose limbs, kernels and kind of genotypes are set; arguments as wm_design_create.
void build_design(Design& design, std::size_t people, std::size_t covariates, const double* basis,
                  std::size_t traits, const double* values, const std::uint8_t* missing, std::size_t threads);

}  // namespace wm
