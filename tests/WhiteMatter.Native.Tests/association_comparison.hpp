// The results of a study beside least squares the long way, cell by cell.
#pragma once

#include "association_study.hpp"

struct Comparison {
    int tested = 0, untested = 0;
    double worst_beta = 0, worst_se = 0;  // in standard errors, and relative
};

// Compares all cells with least_squares_oracle.cpp; tolerance on effect (in standard errors) and on standard
// error (relative).
Comparison compare(const Study& study, const StudyResults& run, double tolerance = 1e-9);
