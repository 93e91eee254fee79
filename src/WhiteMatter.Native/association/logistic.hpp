// Logistic regression of binary traits on variants, with Firth's penalised likelihood where the ordinary one
// has no greatest value.
//
// Each trait's covariates are fitted once. A variant starts from there with one step by the Hessian of the
// covariates bordered by the genotype, goes on by scores alone (logistic_descent.hpp), and ends with the
// exact Hessian, whose inverse gives the standard error. Some variants go together, so that covariates are
// read once for all of them; what a variant gets does not depend on its company.
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
    const double* given_offset() const { return given.size() != 0 ? given.data() : nullptr; }
    bool separated = false;  // the covariates alone tell cases from controls: there is no fit

    AlignedBuffer<double> given;               // the offset that came with the trait; empty without
    AlignedBuffer<double> weight, residual;    // residual: y less the fit
    std::vector<double> coefficients, factor;  // factor: Cholesky of X'VX

    // The penalised fit of the covariates, where there is one, and what it gives.
    bool fitted = true;
    std::vector<double> penalised;
    AlignedBuffer<double> offset;
};

struct LogisticDesign {
    std::size_t people = 0, padded = 0, covariates = 0;
    wm_firth firth = WM_FIRTH_FALLBACK;
    bool impute = false;  // people without a genotype have the mean of the others
    const LogisticKernels* kernels = nullptr;
    AlignedBuffer<double> columns;      // covariates x padded, scaled to a mean square of 1
    AlignedBuffer<double> environment;  // of an interaction, about its mean; empty without
    std::vector<const double*> column_of;
    std::vector<BinaryTrait> traits;

    bool interaction() const { return environment.size() != 0; }
    // Columns of a model that are a variant's own: genotype, and its product with the environment.
    std::size_t extras() const { return interaction() ? 2 : 1; }
};

// Fills a design whose kernels and use of Firth's likelihood are set; arguments as wm_logistic_create.
void build_logistic(LogisticDesign& design, std::size_t people, std::size_t covariates, const double* basis,
                    const double* environment, const double* offset, std::size_t traits, const double* values,
                    const std::uint8_t* missing, std::size_t threads);

void associate(const LogisticDesign& design, const HardcallBlock& block, const PeopleSelection& people,
               std::size_t threads, const std::int32_t* cancel, const wm_association_results& results);
void associate(const LogisticDesign& design, const DosageBlock& block, const DosageSelection& people,
               std::size_t threads, const std::int32_t* cancel, const wm_association_results& results);

}  // namespace wm
