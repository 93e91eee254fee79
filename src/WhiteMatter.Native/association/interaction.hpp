// Least squares with an interaction: y = Qa + gb + (g e)d for each variant and trait, e a covariate in Q's
// span.
//
// In double precision, variant by variant. Where nothing is missing Q is orthonormal and orthogonal to the
// traits, so a variant costs the products of g and g e with covariates and traits alone: 2(c + k)
// multiply-adds a person for c covariates and k traits. g and g e are 0 for the people a variant lacks and
// the traits are for those they lack, so that of these people only what they add to Q'Q, Q'y and y'y is taken
// away, c(c/2 + k) multiply-adds for each. Of patterns or variants that lack more than a quarter everything
// is summed anew.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "association/aligned_buffer.hpp"
#include "association/dosage_rows.hpp"
#include "association/dosage_tile.hpp"
#include "association/genotype_rows.hpp"
#include "association/hardcall_tile.hpp"
#include "association/logistic_kernels.hpp"
#include "whitematter.h"

namespace wm {

// Traits that lack the same people.
struct InteractionPattern {
    AlignedBuffer<double> mask;
    std::size_t people = 0;
    std::vector<std::size_t> traits;
    std::vector<std::uint32_t> absent;  // the others, ascending
    std::vector<double> gram;           // Q'Q of its people, the lower triangle; empty where nobody is absent
};

struct InteractionDesign {
    std::size_t people = 0, padded = 0, covariates = 0, traits = 0;
    const LogisticKernels* kernels = nullptr;
    AlignedBuffer<double> columns;      // covariates x padded, orthonormal
    std::vector<double> rows;           // the same as people x covariates
    AlignedBuffer<double> environment;  // padded
    AlignedBuffer<double> values;       // traits x padded, 0 where missing
    std::vector<const double*> column_of, trait_of;
    std::vector<double> squares;      // of each trait
    std::vector<double> projections;  // traits x covariates, Q'y
    std::vector<InteractionPattern> patterns;
};

// Fills a design whose kernels are set; arguments as wm_interaction_create.
void build_interaction(InteractionDesign& design, std::size_t people, std::size_t covariates,
                       const double* basis, const double* environment, std::size_t traits,
                       const double* values, const std::uint8_t* missing);

void associate(const InteractionDesign& design, const HardcallBlock& block, const PeopleSelection& people,
               std::size_t threads, const std::int32_t* cancel, const wm_association_results& results);
void associate(const InteractionDesign& design, const DosageBlock& block, const DosageSelection& people,
               std::size_t threads, const std::int32_t* cancel, const wm_association_results& results);

}  // namespace wm
