// Logistic regression of binary traits on variants, with Firth's penalised likelihood where the ordinary one
// has no greatest value.
//
// Each trait's covariates are fitted once. A variant starts from there with one step of Newton's method, goes
// on with the Hessian of the start as long as that draws near fast enough, takes the exact one otherwise, and
// ends with the exact Hessian at the end, whose inverse gives the standard error.
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

// A trait with the fit of its covariates alone.
struct BinaryTrait {
    AlignedBuffer<double> y;     // 1 for cases
    AlignedBuffer<double> mask;  // 1 for people who have the trait
    std::size_t people = 0, cases = 0, rank = 0;
    bool separated = false;  // the covariates alone tell cases from controls: there is no fit

    AlignedBuffer<double> weight;
    std::vector<double> coefficients, factor;  // factor: Cholesky of X'VX

    // Of approximate Firth fits: y less the fit, and what the penalised fit of the covariates gives.
    AlignedBuffer<double> residual, offset;
    bool fitted = true;
};

struct LogisticDesign {
    std::size_t people = 0, padded = 0, covariates = 0;
    wm_firth firth = WM_FIRTH_FALLBACK;
    bool impute = false;  // people without a genotype have the mean of the others
    const LogisticKernels* kernels = nullptr;
    AlignedBuffer<double> columns;  // covariates x padded, scaled to a mean square of 1
    std::vector<const double*> column_of;
    std::vector<BinaryTrait> traits;
};

// Fills a design whose kernels and use of Firth's likelihood are set; arguments as wm_logistic_create.
void build_logistic(LogisticDesign& design, std::size_t people, std::size_t covariates, const double* basis,
                    std::size_t traits, const double* values, const std::uint8_t* missing,
                    std::size_t threads);

void associate(const LogisticDesign& design, const HardcallBlock& block, const PeopleSelection& people,
               std::size_t threads, const std::int32_t* cancel, const wm_association_results& results);
void associate(const LogisticDesign& design, const DosageBlock& block, const DosageSelection& people,
               std::size_t threads, const std::int32_t* cancel, const wm_association_results& results);

}  // namespace wm
